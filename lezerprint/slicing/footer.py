"""What PrusaSlicer writes of its result into comments: time, filament and layers. Flat in memory."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.bounds import MOST_SECONDS, within
from lezerprint.slicing.errors import SlicingError

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK_BYTES: Final = 1 << 20
_FOOTER_BYTES: Final = 1 << 18
_LAYER: Final = b"\n;LAYER_CHANGE"
_HEIGHT: Final = re.compile(rb"\n;Z:(\d+(?:\.\d+)?|\.\d+)")
_EXTRUSION: Final = re.compile(rb"G1 X(-?[\d.]+) Y(-?[\d.]+) E")
_TIME: Final = re.compile(r"^; estimated printing time \(normal mode\) = (.+)$", re.MULTILINE)
_FILAMENT: Final = re.compile(r"^; filament used \[mm\] = (.+)$", re.MULTILINE)
_PART: Final = re.compile(r"(?<!\d)(\d{1,9})\s*([dhms])")
_LONGEST_MM: Final = 1e9
_UNIT_SECONDS: Final = {"d": 86_400, "h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True, slots=True)
class Footer:
    """What a G-code file of PrusaSlicer says of itself.

    Attributes:
        time_seconds: By the machine's limits that it was sliced with.
        filament_mm: Of all tools together.
        layer_count: With rafts and supports.
        height_mm: Of the highest layer.
        extent_mm: The least x and y, and the most, to which the first layer extrudes.
        sha256: Of the whole file.
        size: In bytes.
    """

    time_seconds: int
    filament_mm: float
    layer_count: int
    height_mm: float
    extent_mm: tuple[float, float, float, float]
    sha256: str
    size: int


def read_footer(path: Path) -> Footer:
    """Read what PrusaSlicer wrote.

    Raises:
        SlicingError: It lacks what a whole file has.
        OSError: It cannot be read.
    """
    digest = hashlib.sha256()
    layers, height, size = 0, 0.0, 0
    before = tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            tail = (tail + chunk)[-_FOOTER_BYTES:]
            whole, newline, rest = (before + chunk).rpartition(b"\n")
            layers += whole.count(_LAYER)
            heights = [float(one) for one in _HEIGHT.findall(whole)]
            height = max(height, *heights) if heights else height
            before = newline + rest
    layers += before.count(_LAYER)
    text = tail.decode("utf-8", "replace")
    time, filament = _TIME.search(text), _FILAMENT.search(text)
    if not time or not filament or not layers:
        raise SlicingError("the slicer's result is incomplete: its time, filament or layers are missing")
    seconds = within(duration_seconds(time[1]), MOST_SECONDS)
    filament_mm = within(_lengths_mm(filament[1]), _LONGEST_MM)
    if seconds is None or filament_mm is None:
        raise SlicingError("the slicer's result has an impossible time or length of filament")
    return Footer(
        time_seconds=round(seconds),
        filament_mm=filament_mm,
        layer_count=layers,
        height_mm=height,
        extent_mm=_first_layer_extent(path),
        sha256=digest.hexdigest(),
        size=size,
    )


def _first_layer_extent(path: Path) -> tuple[float, float, float, float]:
    """How far the first layer goes; with skirt, brim and supports it goes farther than any other."""
    x: list[float] = []
    y: list[float] = []
    layers = 0
    with path.open("rb") as file:
        for line in file:
            if line.startswith(_LAYER[1:]):
                layers += 1
                if layers > 1:
                    break
            elif layers and (found := _EXTRUSION.match(line)):
                x.append(float(found[1]))
                y.append(float(found[2]))
    if not x:
        raise SlicingError(
            "nothing to print: the first layer is empty; the model may be too thin at its base"
        )
    return min(x), min(y), max(x), max(y)


def _lengths_mm(text: str) -> float | None:
    """The sum of a list of lengths; None where one is not a number."""
    try:
        return sum(float(one) for one in text.split(","))
    except ValueError:
        return None


def duration_seconds(text: str) -> int:
    """Seconds from a duration such as `1d 2h 3m 4s`."""
    return sum(int(count) * _UNIT_SECONDS[unit] for count, unit in _PART.findall(text))
