"""The smallest box around moves, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lezerprint.gcode.fit import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.chords import Moves
    from lezerprint.gcode.moves import Block


class Extent:
    """Grows with every block."""

    def __init__(self) -> None:
        self._low = np.full(3, np.inf)
        self._high = np.full(3, -np.inf)

    def add(self, block: Block, chosen: NDArray[np.int64] | None = None) -> None:
        """Take in these of a block's moves from end to end; None: all."""
        if not len(block.moves if chosen is None else chosen):
            return
        for axis, (ends, ways) in enumerate(_axes(block.moves)):
            to = ends if chosen is None else ends[chosen]
            start = to - (ways if chosen is None else ways[chosen])
            self._low[axis] = min(self._low[axis], to.min(), start.min())
            self._high[axis] = max(self._high[axis], to.max(), start.max())
        if block.arcs is not None:
            arcs, firsts = block.arcs
            kept = np.flatnonzero(np.isin(firsts, chosen)) if chosen is not None else np.arange(len(firsts))
            for number, values in enumerate(arcs.extremes()):
                crossed = values[kept][~np.isnan(values[kept])]
                axis, is_high = divmod(number, 2)
                if len(crossed) and is_high:
                    self._high[axis] = max(self._high[axis], crossed.max())
                elif len(crossed):
                    self._low[axis] = min(self._low[axis], crossed.min())

    @property
    def box(self) -> Box | None:
        """What was taken in; None: nothing was."""
        if not np.isfinite(self._low).all():
            return None
        return Box(*self._low.tolist(), *self._high.tolist())


def _axes(moves: Moves) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]:
    return (moves.x, moves.dx), (moves.y, moves.dy), (moves.z, moves.dz)
