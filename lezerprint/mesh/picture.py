"""From light to a picture file: shading adds up in linear light, at several samples a pixel."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

Format: TypeAlias = Literal["PNG", "WEBP"]
Colour: TypeAlias = tuple[int, int, int]

LARGEST_SIZE: Final = 2048
_FINE_BELOW: Final = 600
_WEBP_QUALITY: Final = 85


def checked_size(size: int) -> int:
    """The width that a picture is to have, in pixels.

    Raises:
        ValueError: It is not between 1 and `LARGEST_SIZE`.
    """
    if not 1 <= size <= LARGEST_SIZE:
        raise ValueError(f"a picture of {size} pixels: it must have 1 to {LARGEST_SIZE}")
    return size


def samples_per_pixel(size: int) -> int:
    """How many samples a pixel's side has: fewer in a large picture, where steps are small."""
    return 3 if size < _FINE_BELOW else 2


def linear(colour: Colour) -> NDArray[np.float64]:
    """The light of an sRGB colour, float64[3] from 0 to 1."""
    value = np.array(colour) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - IEC 61966-2-1


def blurred(values: NDArray[np.float64], radius: int) -> NDArray[np.float64]:
    """A square array averaged over squares of 2 radius + 1, twice; beyond its edges is zero."""
    for axis in (0, 1, 0, 1):
        padding = [(0, 0), (0, 0)]
        padding[axis] = (radius + 1, radius)
        sums = np.cumsum(np.pad(values, padding), axis=axis)
        width = 2 * radius + 1
        high, low = (sums[width:], sums[:-width]) if axis == 0 else (sums[:, width:], sums[:, :-width])
        values = (high - low) / width
    return values


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Light and coverage of square samples.

    Attributes:
        light: float64[s, s, 3], linear, multiplied by the coverage.
        coverage: float64[s, s], from 0 to 1.
    """

    light: NDArray[np.float64]
    coverage: NDArray[np.float64]

    @classmethod
    def of(cls, size: int, drawn: NDArray[np.int64], light: NDArray[np.float64]) -> Picture:
        """A picture of size * size samples; the drawn ones, and no others, have light, float64[n, 3]."""
        samples = np.zeros((size * size, 3))
        samples[drawn] = light
        coverage = np.zeros(size * size)
        coverage[drawn] = 1.0
        return cls(samples.reshape(size, size, 3), coverage.reshape(size, size))

    def encoded(self, size: int, file_format: Format = "PNG", background: Colour | None = None) -> bytes:
        """The picture file of size * size pixels; transparent where no background is given."""
        samples = np.dstack((self.light, self.coverage))
        step = len(samples) // size
        pixels = samples.reshape(size, step, size, step, 4).mean(axis=(1, 3))
        light, coverage = pixels[..., :3], pixels[..., 3:]
        if background is not None:
            light = light + (1 - coverage) * linear(background)
            coverage = np.ones_like(coverage)
        light = light / np.maximum(coverage, 1 / 512)
        channels = np.dstack((_srgb(light), coverage))
        return _file(np.round(channels * 255).astype(np.uint8), file_format)


def _srgb(light: NDArray[np.float64]) -> NDArray[np.float64]:
    light = np.clip(light, 0.0, 1.0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)  # noqa: PLR2004 - IEC 61966-2-1


def _file(channels: NDArray[np.uint8], file_format: Format) -> bytes:
    image = Image.fromarray(channels, "RGBA")
    options: dict[str, Any] = {"quality": _WEBP_QUALITY} if file_format == "WEBP" else {}
    file = io.BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()
