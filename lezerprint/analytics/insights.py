"""What a person should know of the last weeks, in plain sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.port.failure import FailureReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lezerprint.analytics.history import Correction
    from lezerprint.analytics.materials import MaterialUse
    from lezerprint.analytics.totals import Totals

_ENOUGH_PRINTS: Final = 3
_SMALL_PERCENT: Final = 1
_PERCENT: Final = 100
_SECONDS_PER_HOUR: Final = 3600
_GRAMS_PER_KG: Final = 1000
_DEVIATIONS: Final = 1.6449
"""So many standard deviations hold nine of ten."""

_WORDS: Final = {
    FailureReason.EMERGENCY_STOP: "an emergency stop",
    FailureReason.PRINTER_RESET: "a reset of the printer",
    FailureReason.PRINTER_LOST: "a lost connection to the printer",
    FailureReason.POWER_LOSS: "a loss of power",
    FailureReason.THERMAL_RUNAWAY: "thermal runaway",
    FailureReason.FIRMWARE_ERROR: "an error of the firmware",
    FailureReason.FILE_ERROR: "a faulty file",
    FailureReason.OTHER: "something else",
}


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """A printer.

    Attributes:
        name: What it is called.
        correction: What it makes of estimates.
        print_seconds: How long it has printed, ever.
        hours_to_maintenance: After how many hours more maintenance is due, below zero if it is; None: never.
    """

    name: str
    correction: Correction
    print_seconds: float
    hours_to_maintenance: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences are made from.

    Attributes:
        start: Of the weeks that they are about.
        end: The first moment after those.
        totals: What ended in them.
        before: What ended in as many weeks before.
        failures: How many failed for each reason, the most frequent first.
        materials: What was used, the most used first.
        currency: What costs are in.
        printers: Each.
    """

    start: datetime
    end: datetime
    totals: Totals
    before: Totals
    failures: Sequence[tuple[FailureReason, int]]
    materials: Sequence[MaterialUse]
    currency: str
    printers: Sequence[PrinterFacts]


def sentences(facts: Facts) -> list[str]:
    """What there is to say; what cannot be known is not said."""
    return [
        *_prints(facts),
        *_success(facts.totals, facts.before),
        *_failures(facts.failures),
        *_materials(facts),
        *(sentence for one in facts.printers for sentence in _printer(one)),
    ]


def _prints(facts: Facts) -> Iterator[str]:
    weeks = round((facts.end - facts.start).days / 7)
    span = f"In the {weeks} weeks up to {facts.end:%Y-%m-%d},"
    now, before = facts.totals, facts.before
    if not now.prints:
        yield f"{span} no print ended."
        return
    ways = {"completed": now.completed, "failed": now.failed, "cancelled": now.cancelled}
    how = _listed([f"{count} {way}" for way, count in ways.items() if count])
    yield f"{span} {_count(now.prints, 'print')} ended ({how})."
    if now.seconds:
        yield f"They took {_hours(now.seconds)}."
    if before.prints:
        yield f"In the {weeks} weeks before it was {_count(before.prints, 'print')}."


def _success(now: Totals, before: Totals) -> Iterator[str]:
    if now.success_rate is None:
        return
    told = f"{_percent(now.success_rate)} of the prints that nobody cancelled succeeded"
    if before.success_rate is None:
        yield f"{told}."
        return
    points = round((now.success_rate - before.success_rate) * _PERCENT)
    trend = f"{abs(points)} points {'more' if points > 0 else 'fewer'} than before" if points else "as before"
    yield f"{told}, {trend}."


def _failures(failures: Sequence[tuple[FailureReason, int]]) -> Iterator[str]:
    total = sum(count for _, count in failures)
    if total:
        reason, count = failures[0]
        yield f"The most frequent reason for failure was {_WORDS[reason]}: {count} of {total}."


def _materials(facts: Facts) -> Iterator[str]:
    used = [one for one in facts.materials if one.milligrams]
    if used:
        parts = _listed([f"{one.grams / _GRAMS_PER_KG:.2f} kg of {one.type}" for one in used])
        cost = sum(one.cost for one in used)
        yield f"The prints used {parts}, for {cost:.2f} {facts.currency}."


def _printer(printer: PrinterFacts) -> Iterator[str]:
    known = printer.correction
    if known.prints >= _ENOUGH_PRINTS:
        percent = round((known.factor - 1) * _PERCENT)
        how = f"{abs(percent)} % {'more' if percent > 0 else 'less'} time than" if percent else "the time"
        spread = round((math.exp(_DEVIATIONS * known.log_deviation) - 1) * _PERCENT)
        yield f"Prints on {printer.name} take {how} estimated, by its last {known.prints}."
        yield f"Nine of ten are within {max(spread, _SMALL_PERCENT)} % of that."
    if printer.hours_to_maintenance is not None and printer.print_seconds:
        hours = printer.hours_to_maintenance
        due = f"is due in {_count(round(hours), 'hour')} more" if hours > 0 else "is due"
        yield f"{printer.name} has printed for {_hours(printer.print_seconds)}; maintenance {due}."


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _hours(seconds: float) -> str:
    hours = round(seconds / _SECONDS_PER_HOUR)
    return _count(hours, "hour") if hours else "less than an hour"


def _percent(share: float) -> str:
    return f"{round(share * _PERCENT)} %"
