"""The lines that a G-code file prints, for a picture of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lezerprint.gcode.limits import MachineLimits
from lezerprint.gcode.measuring import read_block
from lezerprint.gcode.moves import BlockStart, read_moves
from lezerprint.gcode.source import open_gcode
from lezerprint.gcode.timeline import initial_values

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_BLOCK_BYTES = 512 << 10
_MOST_SEGMENTS = 1_200_000
_HEIGHT_DIGITS = 3


def printed_segments(
    path: Path, move_count: int, plate: int | None = None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Where the file extrudes on its way, in mm.

    Args:
        path: The file.
        move_count: How many moves it has, by its analysis; of very many only every k-th is given.
        plate: Of a 3MF, whose G-code it is; None: the first that has any.

    Returns:
        float64[n, begin and end, x y z], and int64[n], the number of each one's height from 0.

    Raises:
        GcodeFileError: The file cannot be read.
    """
    position = BlockStart(initial_values(MachineLimits()))
    step, passed, found = -(-move_count // _MOST_SEGMENTS) or 1, 0, []
    with open_gcode(path, plate) as text:
        for block in text.blocks(_BLOCK_BYTES):
            moves = read_moves(read_block(block).table, position).moves
            printing = np.flatnonzero(moves.is_printing)
            chosen = moves.taken(printing[-passed % step :: step])
            passed += len(printing)
            ends = np.column_stack((chosen.x, chosen.y, chosen.z))
            steps = np.column_stack((chosen.dx, chosen.dy, chosen.dz))
            found.append(np.stack((ends - steps, ends), axis=1))
    segments = np.concatenate(found) if found else np.zeros((0, 2, 3))
    heights = np.round(segments[:, 1, 2], _HEIGHT_DIGITS)
    return segments, np.unique(heights, return_inverse=True)[1].astype(np.int64)
