"""What is wrong with a printer's link, in words: from the port process's minutes to a verdict.

Five things can make a print stutter or fail. The cable loses or spoils bytes; the host is late; the
firmware does not keep up with the lines it has; the link is too slow for the file; a Raspberry Pi gets too
little power, or is too warm. Each leaves traces of
its own in the figures, and whoever has the trouble sees the same blobs on the part.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lezerprint.host.throttling import Throttling
    from lezerprint.port.contract.link import LinkHistory, LinkMinute

_MINUTES: Final = 10
_FEWEST_LINES: Final = 200
"""From fewer lines nothing can be told of a rate."""

_FEWEST_TROUBLES: Final = 3
_TROUBLES_PER_LINE: Final = 1 / 2000
_FEWEST_PAUSES: Final = 5
_PAUSES_PER_LINE: Final = 1 / 1000
_STALLS_PER_PAUSE: Final = 1 / 3
"""The host's delays explain the planner's pauses if there are so many: one may have cost several moves."""

_STALLED_SHARE: Final = 0.02
_LONG_STALL_MS: Final = 500.0
_BUSY_PROCESSOR: Final = 0.8
_MOSTLY: Final = 0.5


class Cause(StrEnum):
    """Cause of a link's problems; `well`: there are none, `unknown`: too little was sent to tell."""

    WELL = "well"
    UNKNOWN = "unknown"  # too little was sent to tell
    CABLE = "cable"
    POWER = "power"  # a Raspberry Pi with a weak supply, or too warm
    HOST = "host"
    FIRMWARE = "firmware"
    SPEED = "speed"  # lines do not get there fast enough, though nobody is late


@dataclass(frozen=True, slots=True)
class Finding:
    """One trouble: what is seen, the figures that led to it, and what can be done."""

    cause: Cause
    words: str
    figures: Mapping[str, float]
    advice: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The verdict is the gravest finding's cause; there may be no finding, or several."""

    verdict: Cause
    words: str
    minutes: int
    lines: int
    findings: tuple[Finding, ...]

    def as_data(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)


_NAMES: Final = (
    *("lines", "resends", "oks_lost", "unchecked", "overflows", "reconnects", "busy"),
    *("planner_dry", "planner_dry_fed", "underruns", "underruns_fed"),
    *("stalls", "stalled_ms", "printing_seconds", "processor_seconds"),
    *("longest_ok_ms", "longest_stall_ms", "longest_underrun_ms"),
    *("round_trip_ms", "shortest_round_trip_ms"),
)


@dataclass(frozen=True, slots=True)
class _Totals:
    """The looked-at minutes in one: sums, but of times the longest or the shortest."""

    values: Mapping[str, float]
    planner_reported: bool

    @classmethod
    def of(cls, minutes: Sequence[LinkMinute], *, planner_reported: bool) -> Self:
        values = {}
        for name in _NAMES:
            told = [getattr(minute, name) for minute in minutes] or [0.0]
            longest = name.startswith("longest_") or name == "round_trip_ms"
            shortest = name.startswith("shortest_")
            values[name] = max(told) if longest else min(told) if shortest else sum(told)
        return cls(values, planner_reported)

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def figures(self, *names: str) -> dict[str, float]:
        """Those that led to a verdict."""
        return {name: round(self[name], 3) for name in names}

    @property
    def pauses(self) -> float:
        """How often the planner was empty in mid-print, by our own count or the firmware's."""
        return max(self["planner_dry"], self["underruns"])

    @property
    def fed_share(self) -> float:
        """In what part of them the firmware had lines enough."""
        fed = "planner_dry_fed" if self["planner_dry"] >= self["underruns"] else "underruns_fed"
        return self[fed] / self.pauses if self.pauses else 0.0

    @property
    def starved(self) -> bool:
        """Whether that was often enough to be seen on the part."""
        return self.pauses >= max(_FEWEST_PAUSES, self["lines"] * _PAUSES_PER_LINE)


def diagnose(
    history: LinkHistory, minutes: int = _MINUTES, throttling: Throttling | None = None
) -> Diagnosis:
    """Judge what the port process answers to the order `diagnosis`, by the last minutes in which it sent.

    Args:
        history: How the link has been.
        minutes: How many of its minutes count.
        throttling: What a Raspberry Pi reports of its power; None: this computer reports nothing.
    """
    looked_at = [minute for minute in history.minutes if minute.lines or minute.reconnects][-minutes:]
    totals = _Totals.of(looked_at, planner_reported=history.planner_reported)
    found = [finding for look in (_cable, _host, _firmware) if (finding := look(totals)) is not None]
    if not found and (slow := _speed(totals)) is not None:
        found.append(slow)  # what is left when nobody is to blame
    if throttling is not None and throttling.is_at_fault:
        # A weak supply makes the computer late and USB fail, so it comes before what follows from it.
        found.insert(0, _power(throttling))
    lines = int(totals["lines"])
    if found:
        verdict, words = found[0].cause, found[0].words
    elif lines < _FEWEST_LINES:
        verdict, words = Cause.UNKNOWN, "Too little was sent to the printer to tell how the link is."
    else:
        verdict, words = Cause.WELL, _well(totals)
    return Diagnosis(verdict, words, len(looked_at), lines, tuple(found))


def _cable(totals: _Totals) -> Finding | None:
    spoiled = totals["resends"] + totals["oks_lost"]
    often = spoiled >= max(_FEWEST_TROUBLES, totals["lines"] * _TROUBLES_PER_LINE)
    if not (often or totals["unchecked"] or totals["overflows"] or totals["reconnects"]):
        return None
    counted = (
        (totals["reconnects"], "the connection broke {} times"),
        (totals["resends"], "{} lines arrived spoiled and were sent again"),
        (totals["oks_lost"], "{} answers were lost"),
        (totals["unchecked"], "{} times the rest of a broken line ran unchecked"),
        (totals["overflows"], "{} times the printer had no room for what came"),
    )
    seen = [words.format(int(count)) for count, words in counted if count]
    return Finding(
        Cause.CABLE,
        f"Bytes are lost or spoiled on the way: {', '.join(seen)}.",
        totals.figures("lines", "resends", "oks_lost", "unchecked", "overflows", "reconnects"),
        "Take a short, shielded USB cable, plug it in without a hub, and keep it away from the cables of "
        "motors and heaters. If that does not help, try a lower baud rate, and see to the printer's earth.",
    )


def _power(throttling: Throttling) -> Finding:
    return Finding(
        Cause.POWER,
        throttling.words,
        {name: float(value) for name, value in asdict(throttling).items()},
        "Use the power supply made for this model and a short cable, take what draws power from its USB "
        "ports or put it on a hub with a supply of its own, and see that air gets to its processor.",
    )


def _host(totals: _Totals) -> Finding | None:
    printing_seconds, longest_ms = totals["printing_seconds"], totals["longest_stall_ms"]
    if totals.starved:
        overworked = totals["processor_seconds"] > printing_seconds * _BUSY_PROCESSOR > 0
        guilty = overworked or totals["stalls"] >= totals.pauses * _STALLS_PER_PAUSE
    else:
        stalled_share = totals["stalled_ms"] / 1000 / printing_seconds if printing_seconds else 0.0
        guilty = stalled_share > _STALLED_SHARE or longest_ms >= _LONG_STALL_MS
    if not guilty:
        return None
    effect = f", and the printer ran out of moves {int(totals.pauses)} times" if totals.starved else ""
    return Finding(
        Cause.HOST,
        f"This computer was late {int(totals['stalls'])} times, at worst by {longest_ms:.0f} ms{effect}.",
        totals.figures(
            *("lines", "stalls", "stalled_ms", "longest_stall_ms", "planner_dry", "underruns"),
            *("shortest_round_trip_ms", "processor_seconds", "printing_seconds"),
        ),
        "Let nothing else run on this computer that takes much of its processor or its disk while it prints, "
        "and see that it has a good supply: a Raspberry Pi that gets too little slows down.",
    )


def _firmware(totals: _Totals) -> Finding | None:
    if not totals.starved or totals.fed_share < _MOSTLY:
        return None
    return Finding(
        Cause.FIRMWARE,
        f"The printer ran out of moves {int(totals.pauses)} times although it had lines to work on: its "
        "processor does not keep up.",
        totals.figures(
            *("lines", "planner_dry", "planner_dry_fed", "underruns", "underruns_fed", "busy"),
            *("round_trip_ms", "longest_ok_ms"),
        ),
        "Slice with a coarser resolution or with arcs, so that there are fewer short moves, or print more "
        "slowly. A board with a faster processor does not have this trouble.",
    )


def _speed(totals: _Totals) -> Finding | None:
    if not totals.starved:
        return None
    return Finding(
        Cause.SPEED,
        f"The printer ran out of moves {int(totals.pauses)} times and waited for lines, although this "
        "computer was not late: the link is too slow for this file.",
        totals.figures(
            *("lines", "planner_dry", "planner_dry_fed", "underruns", "round_trip_ms"),
            *("shortest_round_trip_ms", "printing_seconds"),
        ),
        "Set a higher baud rate in the firmware, or slice with a coarser resolution or with arcs, so that "
        "fewer lines are needed.",
    )


def _well(totals: _Totals) -> str:
    if totals.planner_reported or totals["underruns"]:
        return "The link is well: no byte was lost to speak of, and the printer did not run out of moves."
    return (
        "The link is well as far as can be seen: no byte was lost to speak of, and this computer was on "
        "time. Whether the printer ran out of moves its firmware does not tell (it would with ADVANCED_OK)."
    )
