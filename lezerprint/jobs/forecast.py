"""What a print will take."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Self

from lezerprint.analytics.materials import weight_grams
from lezerprint.base import durable
from lezerprint.bounds import MOST_GRAMS, MOST_SECONDS, whole, within

if TYPE_CHECKING:
    from pathlib import Path

    from lezerprint.gcode.analysis import Analysis

_HOTTEST_CELSIUS: Final = 1000.0
_MOST_FACTOR: Final = 20.0
_MOST_DEVIATION: Final = 2.0

USUAL_LOG_DEVIATION: Final = 0.12
"""Of a printer of whose past nothing is known."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a file will take.

    Attributes:
        seconds: All of it, without heating and waiting for people; 0: unknown.
        offsets: Bytes of the file, ascending; the last is its end.
        moments: When each is reached, in seconds from the beginning.
        lines: The lines that begin with these bytes, from 1.
        factor: What this printer's past says that prints take, of what was reckoned.
        log_deviation: How far the next one is from that, as the standard deviation of its logarithm.
        filament_grams: What it needs, of a material that the file does not name as if it were PLA; None if
            that is not known.
        begins_at: Of a print of the rest: the seconds that are not printed any more.
        material: Of the first tool that prints; empty if the file does not say.
        layers: How many there are.
        hotend_celsius: When the first layer begins; None if the file does not heat it.
        bed_celsius: The same of the bed.
    """

    seconds: float
    offsets: tuple[int, ...] = ()
    moments: tuple[float, ...] = ()
    filament_grams: float | None = None
    material: str = ""
    layers: int = 0
    hotend_celsius: float | None = None
    bed_celsius: float | None = None
    begins_at: float = 0.0
    lines: tuple[int, ...] = ()
    factor: float = 1.0
    log_deviation: float = USUAL_LOG_DEVIATION

    def __post_init__(self) -> None:
        """What cannot be true is not known, whoever says it: an analysis, or a file of an earlier life."""
        seconds = within(self.seconds, MOST_SECONDS) or 0.0
        moments = self.moments if seconds and _rise_to(self.moments, seconds) else ()
        sound = {
            "seconds": seconds,
            "moments": moments,
            "offsets": self.offsets if len(self.offsets) == len(moments) else (),
            "lines": self.lines if len(self.lines) == len(moments) else (),
            "filament_grams": within(self.filament_grams, MOST_GRAMS),
            "layers": whole(self.layers) or 0,
            "hotend_celsius": within(self.hotend_celsius, _HOTTEST_CELSIUS),
            "bed_celsius": within(self.bed_celsius, _HOTTEST_CELSIUS),
            "begins_at": within(self.begins_at, seconds) or 0.0,
            "factor": within(self.factor, _MOST_FACTOR) or 1.0,
            "log_deviation": within(self.log_deviation, _MOST_DEVIATION) or USUAL_LOG_DEVIATION,
        }
        for name, value in sound.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, analysis: Analysis) -> Self:
        """As an analysis of the file says."""
        index, hotends = analysis.index, analysis.hotends_celsius
        materials = [use.type for use in analysis.filament if use.type]
        return cls(
            analysis.seconds,
            tuple(index.offsets.tolist()),
            tuple(index.seconds.tolist()),
            weight_grams((use.weight_g, use.volume_mm3) for use in analysis.filament),
            (materials[0] or "") if materials else "",
            analysis.layer_count,
            next((celsius for celsius in hotends.values() if celsius > 0), None),
            analysis.bed_celsius,
            lines=tuple(index.lines.tolist()),
        )

    def beginning_at(self, byte: int) -> Self:
        """The same for a print that begins with this byte of the file; said twice it is said once."""
        if self.begins_at:
            return self
        begins_at = self.seconds_at(byte)
        left = 1.0 - begins_at / self.seconds if self.seconds > 0 else 1.0
        grams = None if self.filament_grams is None else self.filament_grams * left
        return replace(self, begins_at=begins_at, filament_grams=grams)

    def seconds_at(self, byte: int) -> float:
        """When a byte of the file is reached."""
        return _between(byte, self.offsets, self.moments)

    def seconds_at_line(self, line: int) -> float:
        """When a line of the file is reached, from 1."""
        return _between(line, self.lines, self.moments)

    def write(self, path: Path) -> None:
        """Keep it in a file."""
        durable.write(path, json.dumps(asdict(self)).encode())

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """What was written; None if there is nothing that can be read."""
        try:
            data: dict[str, Any] = json.loads(path.read_text())
            return cls(**data | {name: tuple(data[name]) for name in ("offsets", "moments", "lines")})
        except (OSError, ValueError, TypeError, KeyError):
            return None


def _between(place: int, places: tuple[int, ...], moments: tuple[float, ...]) -> float:
    """The moment of a place, between two of them by its share."""
    after = bisect_right(places, place)
    if after == 0:
        return 0.0
    start, begun = places[after - 1], moments[after - 1]
    if after == len(places):
        return begun
    share = (place - start) / max(1, places[after] - start)
    return begun + share * (moments[after] - begun)


def _rise_to(moments: tuple[float, ...], seconds: float) -> bool:
    """Whether these are times of a print that takes so long, in order."""
    known = all(within(moment, seconds + 1.0) is not None for moment in moments)
    return known and all(before <= after for before, after in pairwise(moments))
