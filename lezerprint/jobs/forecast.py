"""What a print will take, and how far it is by that."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Self

from lezerprint.bounds import MOST_GRAMS, MOST_SECONDS, whole, within

if TYPE_CHECKING:
    from pathlib import Path

    from lezerprint.gcode.analysis import Analysis
    from lezerprint.port.contract.run_report import RunReport

_LEAST_PRIOR_SECONDS: Final = 20.0
_PRIOR_SHARE: Final = 0.05
"""So much of the print must be over until what it took counts as much as what was reckoned."""

_PERCENT: Final = 100.0
_HOTTEST_CELSIUS: Final = 1000.0
_MM3_PER_CM3: Final = 1000.0
_ASSUMED_DENSITY_G_CM3: Final = 1.24
"""PLA's, where the file says neither density nor material: most of what is printed is PLA."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a file will take.

    Attributes:
        seconds: All of it, without heating and waiting for people; 0: unknown.
        offsets: Bytes of the file, ascending.
        moments: When each is reached, in seconds from the beginning.
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

    def __post_init__(self) -> None:
        """What cannot be true is not known, whoever says it: an analysis, or a file of an earlier life."""
        seconds = within(self.seconds, MOST_SECONDS) or 0.0
        moments = self.moments if seconds and _rise_to(self.moments, seconds) else ()
        sound = {
            "seconds": seconds,
            "moments": moments,
            "offsets": self.offsets if len(self.offsets) == len(moments) else (),
            "filament_grams": within(self.filament_grams, MOST_GRAMS),
            "layers": whole(self.layers) or 0,
            "hotend_celsius": within(self.hotend_celsius, _HOTTEST_CELSIUS),
            "bed_celsius": within(self.bed_celsius, _HOTTEST_CELSIUS),
            "begins_at": within(self.begins_at, seconds) or 0.0,
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
            _grams(analysis),
            (materials[0] or "") if materials else "",
            analysis.layer_count,
            next((celsius for celsius in hotends.values() if celsius > 0), None),
            analysis.bed_celsius,
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
        place = bisect_right(self.offsets, byte)
        if place == 0:
            return 0.0
        start, begun = self.offsets[place - 1], self.moments[place - 1]
        if place == len(self.offsets):
            return begun
        share = (byte - start) / max(1, self.offsets[place] - start)
        return begun + share * (self.moments[place] - begun)

    def write(self, path: Path) -> None:
        """Keep it in a file; one that is cut short is as good as none."""
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """What was written; None if there is nothing that can be read."""
        try:
            data: dict[str, Any] = json.loads(path.read_text())
            return cls(**{**data, "offsets": tuple(data["offsets"]), "moments": tuple(data["moments"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None


def _rise_to(moments: tuple[float, ...], seconds: float) -> bool:
    """Whether these are times of a print that takes so long, in order."""
    known = all(within(moment, seconds + 1.0) is not None for moment in moments)
    return known and all(before <= after for before, after in pairwise(moments))


def _grams(analysis: Analysis) -> float:
    if analysis.filament_g is not None:
        return analysis.filament_g
    volume_mm3 = sum(use.volume_mm3 for use in analysis.filament)
    return volume_mm3 / _MM3_PER_CM3 * _ASSUMED_DENSITY_G_CM3


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a print is; shares in percent.

    Attributes:
        percent: By time where that can be told, else by bytes.
        seconds_left: None if it cannot be told.
    """

    percent: float
    by_lines: float
    by_bytes: float
    by_layers: float | None
    by_time: float | None
    seconds_left: float | None


def progress_of(run: RunReport, forecast: Forecast | None, printing_seconds: float) -> Progress:
    """How far a print is, by the port process's report.

    The time left is what was reckoned, corrected by what this print took for what is behind it: as the mean
    of a prior (as reckoned) and of what was seen, weighted by their lengths.

    Args:
        run: What it says of the job.
        forecast: What the file will take, if that is known.
        printing_seconds: How long it has been printing, without pauses and heating.
    """
    by_bytes = _share(run.byte, run.bytes)
    layer, layers = run.layer, run.layers
    by_layers = _share(layer + 1, layers) if layer is not None and layers else None
    total = forecast.seconds if forecast else within(run.estimated_seconds, MOST_SECONDS)
    if not total:
        return Progress(by_bytes, _share(run.acknowledged, run.lines), by_bytes, by_layers, None, None)
    done = forecast.seconds_at(run.byte) if forecast else total * by_bytes / _PERCENT
    if run.acknowledged >= run.lines:
        done = total
    prior = max(_LEAST_PRIOR_SECONDS, _PRIOR_SHARE * total)
    begun = forecast.begins_at if forecast else 0.0
    factor = (prior + printing_seconds) / (prior + max(0.0, done - begun))
    by_time = _share(done, total)
    return Progress(
        by_time,
        _share(run.acknowledged, run.lines),
        by_bytes,
        by_layers,
        by_time,
        within(max(0.0, total - done) * factor, MOST_SECONDS),
    )


def _share(part: float, whole: float) -> float:
    return round(min(_PERCENT, _PERCENT * part / whole), 2) if whole else 0.0
