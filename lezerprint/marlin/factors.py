"""The feed and flow factors that a firmware has, which its own display may have changed.

Without an argument, M220 and M221 tell them on some families, and *set* 100 % on others (Klipper's
`cmd_M220`, Repetier's `com->getS(100)`): only families that are known to tell are asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.firmware import Family

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FEED_QUESTION: Final = b"M220"
FLOW_QUESTION: Final = b"M221"

_Answers = tuple[re.Pattern[str], re.Pattern[str]]

_PERCENT: Final = r"\s*(\d+(?:\.\d+)?) ?%"
_MARLIN: Final = re.compile("FR:" + _PERCENT), re.compile(r"(?:echo:)?E\d+ Flow:" + _PERCENT)
_ANSWERS: Final[Mapping[Family, _Answers]] = {
    Family.MARLIN: _MARLIN,  # M220.cpp, M221.cpp; Marlin 1 tells the flow only
    Family.PRUSA_BUDDY: _MARLIN,
    Family.PRUSA: (re.compile(_PERCENT), re.compile(_PERCENT)),  # Marlin_main.cpp
    Family.REPRAPFIRMWARE: (  # GCodes2.cpp; with several extruders, the first of the tool
        re.compile("Speed factor:" + _PERCENT),
        re.compile(r"Extrusion factor\(s\) for current tool:" + _PERCENT + r"(?: [\d.]+%)*"),
    ),
    Family.SMOOTHIEWARE: (  # Robot.cpp, Extruder.cpp
        re.compile("Speed factor at" + _PERCENT),
        re.compile("Flow rate at" + _PERCENT),
    ),
}
"""What M220 and M221 are answered with."""

_MOST_PERCENT: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Factors:
    """In percent; the flow is that of the tool in use."""

    feed_percent: float
    flow_percent: float


def tells_factors(family: Family) -> bool:
    """Whether a firmware of this family tells its factors when it is asked."""
    return family in _ANSWERS


def factors_in(family: Family, feed_lines: Sequence[str], flow_lines: Sequence[str]) -> Factors | None:
    """Both factors, by what was said to each question.

    Prusa-Firmware answers both in the same form, and an answer may come late: one alone is not believed.
    """
    feed, flow = (
        _percent(pattern, lines)
        for pattern, lines in zip(_ANSWERS[family], (feed_lines, flow_lines), strict=True)
    )
    return None if feed is None or flow is None else Factors(feed, flow)


def _percent(pattern: re.Pattern[str], lines: Sequence[str]) -> float | None:
    found = [float(match[1]) for line in lines if (match := pattern.fullmatch(line.strip()))]
    return found[0] if len(found) == 1 and 0 < found[0] <= _MOST_PERCENT else None
