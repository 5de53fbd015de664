"""When each layer begins and how long it takes, and when lines are reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLES: Final = 1000
_BYTES_PER_LINE: Final = 30
_MOST_LINES_PER_SAMPLE: Final = 1000
MOST_LAYERS: Final = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The k layers of a print, in the order of printing.

    Attributes:
        lines: int64[k], the first line of each in the file, counted from 1.
        offsets: int64[k], the byte of the file that it begins with.
        starts: float64[k], seconds from the beginning of the print.
        seconds: float64[k], how long each takes.
        z_mm: float64[k], where its first printing move is; NaN in a layer that prints nothing.
    """

    lines: NDArray[np.int64]
    offsets: NDArray[np.int64]
    starts: NDArray[np.float64]
    seconds: NDArray[np.float64]
    z_mm: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.lines)

    def at_offset(self, offset: int) -> int | None:
        """The index of the layer in which a byte of the file lies; None: before the first."""
        index = int(np.searchsorted(self.offsets, offset, "right")) - 1
        return index if index >= 0 else None

    def as_data(self) -> dict[str, Any]:
        """For JSON, column by column."""
        return {
            "lines": self.lines.tolist(),
            "offsets": self.offsets.tolist(),
            "starts": np.round(self.starts, 3).tolist(),
            "seconds": np.round(self.seconds, 3).tolist(),
            "zMm": [None if z != z else round(z, 5) for z in self.z_mm.tolist()],  # noqa: PLR0124 - NaN alone
        }


@dataclass(frozen=True, slots=True, eq=False)
class LineIndex:
    """Evenly spaced lines of the file and its end, s in all.

    Attributes:
        lines: int64[s], counted from 1; the last is the one after the file's end.
        offsets: int64[s], the byte that each begins with.
        seconds: float64[s], when it is reached.
    """

    lines: NDArray[np.int64]
    offsets: NDArray[np.int64]
    seconds: NDArray[np.float64]

    def seconds_at(self, offset: int) -> float:
        """When a byte of the file is reached, between two samples by their share."""
        return float(np.interp(offset, self.offsets, self.seconds)) if len(self.offsets) else 0.0

    def as_data(self) -> dict[str, Any]:
        """For JSON, column by column."""
        return {
            "lines": self.lines.tolist(),
            "offsets": self.offsets.tolist(),
            "seconds": np.round(self.seconds, 3).tolist(),
        }


def lines_per_sample(file_bytes: int) -> int:
    """How far apart the lines of an index are: small files have each line in it."""
    return min(_MOST_LINES_PER_SAMPLE, max(1, file_bytes // (_SAMPLES * _BYTES_PER_LINE)))


class Schedule:
    """Collects layers and samples as they are met, and their times as these become certain."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._layers: list[tuple[int, int]] = []
        self._layer_seconds = np.zeros(1)
        self._layer_z: dict[int, float] = {}
        self._samples: list[tuple[int, int]] = []
        self._sample_seconds: list[float] = []

    @property
    def layer_count(self) -> int:
        """How many layers have begun."""
        return len(self._layers)

    def begin_layer(self, row: int, offset: int) -> None:
        """A layer begins with this row of the file."""
        self._layers.append((row, offset))

    def sample(self, rows: list[int], offsets: list[int]) -> None:
        """Remember where these rows are."""
        self._samples += zip(rows, offsets, strict=True)

    def print_at(self, layers: NDArray[np.int64], z_mm: NDArray[np.float64]) -> None:
        """Take a block's printing moves: the layer of each, ascending from 1, and the height of its end."""
        firsts = np.flatnonzero(np.diff(layers, prepend=-1))
        for layer, z in zip(layers[firsts].tolist(), z_mm[firsts].tolist(), strict=True):
            self._layer_z.setdefault(layer, z)

    def spend(self, rows: NDArray[np.int64], layers: NDArray[np.int64], seconds: NDArray[np.float64]) -> None:
        """Take the certain times of moves: of the row and layer of each."""
        if not len(rows):
            return
        sums = np.concatenate(([0.0], np.cumsum(seconds))) + self.seconds
        waiting = self._samples[len(self._sample_seconds) :]
        sampled = np.array([row for row, _ in waiting if row <= rows[-1]], np.int64)
        self._sample_seconds += sums[np.searchsorted(rows, sampled)].tolist()
        self._grow(int(layers[-1]) + 1)
        first = int(layers[0])
        spent = np.bincount(layers - first, weights=seconds)
        self._layer_seconds[first : first + len(spent)] += spent
        self.seconds = float(sums[-1])

    def spend_at_end(self, seconds: float) -> None:
        """Take the time after the last move."""
        self._grow(len(self._layers) + 1)
        self._layer_seconds[len(self._layers)] += seconds
        self.seconds += seconds

    def layers(self) -> Layers:
        """All layers; the time before the first is none's."""
        count = len(self._layers)
        self._grow(count + 1)
        places = np.array(self._layers, np.int64).reshape(count, 2)
        seconds = self._layer_seconds[1 : count + 1].copy()
        return Layers(
            lines=places[:, 0] + 1,
            offsets=places[:, 1].copy(),
            starts=np.cumsum(self._layer_seconds[: count + 1])[:count],
            seconds=seconds,
            z_mm=np.array([self._layer_z.get(layer, np.nan) for layer in range(1, count + 1)]),
        )

    def index(self, row_count: int, byte_count: int) -> LineIndex:
        """All samples of a file of this length."""
        samples = [*self._samples, (row_count, byte_count)]
        places = np.array(samples, np.int64)
        late = len(samples) - len(self._sample_seconds)
        seconds = np.array([*self._sample_seconds, *[self.seconds] * late], np.float64)
        return LineIndex(places[:, 0] + 1, places[:, 1].copy(), seconds)

    def _grow(self, size: int) -> None:
        if size > len(self._layer_seconds):
            grown = np.zeros(max(size, 2 * len(self._layer_seconds)))
            grown[: len(self._layer_seconds)] = self._layer_seconds
            self._layer_seconds = grown
