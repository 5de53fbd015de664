"""Commands that are sent alone: not every firmware knows them, and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.batch import code_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KNOWN_TO_ALL: Final = np.array(
    [
        *(code_of("G", number) for number in (0, 1, 2, 3, 4, 20, 21, 28, 90, 91, 92)),
        *(code_of("M", number) for number in (18, 82, 83, 84, 104, 105, 106, 107, 109)),
        *(code_of("M", number) for number in (114, 115, 140, 190, 400)),
        *(code_of("T", number) for number in range(16)),
    ]
)


class LoneCommands:
    """Follows a file batch by batch.

    Attributes:
        lines: The index of the first command of each code whose support is unknown, ascending.
    """

    def __init__(self) -> None:
        self.lines: list[int] = []
        self._met = _KNOWN_TO_ALL

    def read(self, codes: NDArray[np.int32], first_line: int) -> None:
        """Read the codes of the next batch; `first_line` is the index of its first command."""
        met, places = np.unique(codes, return_index=True)
        is_new = ~np.isin(met, self._met)
        self.lines += sorted((places[is_new] + first_line).tolist())
        self._met = np.concatenate((self._met, met[is_new]))
