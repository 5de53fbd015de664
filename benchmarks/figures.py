"""What one run of one sender gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_FIGURE: Final = re.compile(r"(\w+)[=:]([\d.]+)")


class BenchmarkError(Exception):
    """A run that gives no figures, and why."""


@dataclass(frozen=True, slots=True)
class HostFigures:
    """What the sender itself saw."""

    lines: int
    seconds: float
    resends: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One run; None is what nobody measured.

    Attributes:
        lines_per_second: Between the first move and the last, by the firmware's clock where it reports.
        largest_gap_ms: The longest time between two moves.
        gaps: How many gaps were longer than 5, 10 and 25 ms.
        resends: How often the firmware asked for a line again.
        bytes_lost: What did not fit the firmware's receive ring.
    """

    lines_per_second: float
    resends: int
    largest_gap_ms: float | None = None
    gaps: tuple[int, int, int] | None = None
    bytes_lost: int | None = None


def combine(host: HostFigures, report: str | None, moves: int) -> Figures:
    """The firmware's figures where it reports, else the host's.

    A report is a line such as `REPORT moves=100 rate=2270 errors=0 overflow=0 gapmax_ms=1.25
    gaps_over_ms 5:0 10:0 25:0`. Raises BenchmarkError if it counts other moves than were sent.
    """
    if report is None:
        return Figures(host.lines / host.seconds, host.resends)
    found = {name: float(value) for name, value in _FIGURE.findall(report)}
    if found["moves"] != moves:
        raise BenchmarkError(f"the firmware executed {found['moves']:.0f} of {moves} moves")
    return Figures(
        lines_per_second=found["rate"],
        resends=int(found["errors"]),
        largest_gap_ms=found["gapmax_ms"],
        gaps=(int(found["5"]), int(found["10"]), int(found["25"])),
        bytes_lost=int(found["overflow"]),
    )
