"""Runs of different lengths that follow each other in one array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

PIECE: Final = 1 << 20


def counting(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, … up to each count, one run after the other."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def pieces(counts: NDArray[np.int64], limit: int = PIECE) -> Iterator[slice]:
    """Slices of the runs, each of at most `limit` elements together unless it is a single run."""
    ends = np.cumsum(counts)
    start = done = 0
    while start < len(counts):
        stop = max(int(np.searchsorted(ends, done + limit, side="right")), start + 1)
        yield slice(start, stop)
        start, done = stop, int(ends[stop - 1])
