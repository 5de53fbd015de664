"""The temperatures that hold when the first layer begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.tokens import code_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.tokens import WordTable

_HOTEND: Final = {code_of("M", 104), code_of("M", 109)}
_BED: Final = {code_of("M", 140), code_of("M", 190)}
_HEATS: Final = np.zeros(code_of("Z", 0) + 1024, np.bool_)
_HEATS[[*_HOTEND, *_BED]] = True
_HOTTEST_CELSIUS: Final = 1000.0


class FirstLayerHeat:
    """Follows the heating commands up to the first printing move.

    Attributes:
        hotends_celsius: By tool.
        bed_celsius: None: the file does not heat it.
    """

    def __init__(self) -> None:
        self.hotends_celsius: dict[int, float] = {}
        self.bed_celsius: float | None = None

    def read(self, table: WordTable, tools: NDArray[np.float64], heats: NDArray[np.int64]) -> None:
        """Take these commands; `tools` is the tool that is selected at each."""
        bounds = np.searchsorted(table.commands, heats), np.searchsorted(table.commands, heats, "right")
        for command, tool, start, stop in zip(
            heats.tolist(), tools.tolist(), *(bound.tolist() for bound in bounds), strict=True
        ):
            letters = table.letters[start + 1 : stop].tobytes().decode("ascii")
            arguments = dict(zip(letters, table.values[start + 1 : stop].tolist(), strict=True))
            celsius = arguments.get("S", arguments.get("R", 0.0))
            if not 0 < celsius <= _HOTTEST_CELSIUS:
                continue
            if int(table.codes[command]) in _BED:
                self.bed_celsius = celsius
            else:
                self.hotends_celsius[int(arguments.get("T", tool))] = celsius


def heating_commands(table: WordTable, before: int) -> NDArray[np.int64]:
    """The heating commands before this one."""
    return np.flatnonzero(_HEATS[table.codes[:before]])
