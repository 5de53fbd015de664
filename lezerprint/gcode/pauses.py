"""Where the machine stands still between moves, and for how long as far as the file tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.tokens import code_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.tokens import WordTable

_DWELL: Final = code_of("G", 4)
_IS_STOP: Final = np.zeros(code_of("Z", 0) + 1024, np.bool_)
_IS_STOP[[_DWELL, *(code_of("G", number) for number in (28, 29, 34))]] = True
_IS_STOP[[code_of("M", number) for number in (0, 1, 25, 109, 190, 191, 226, 400, 600, 601, 701, 702)]] = True
_LONGEST_DWELL_SECONDS: Final = 86400.0


class Pauses:
    """Follows a print block by block; what waits for the next move is kept."""

    def __init__(self) -> None:
        self.seconds = np.nan
        """Of the stop after the last move so far; NaN if there was none."""

    def before(self, table: WordTable, commands: NDArray[np.int64]) -> NDArray[np.float64]:
        """float64[m], for how long the machine stands still before each of these moves; NaN: it does not.

        Heating and homing stop it for a time that the file does not tell: 0.
        """
        pauses = np.full(len(commands) + 1, np.nan)
        pauses[0] = self.seconds
        stops = np.flatnonzero(_IS_STOP[table.codes])
        if len(stops):
            places = np.searchsorted(commands, stops)
            pauses[places] = np.where(np.isnan(pauses[places]), 0.0, pauses[places])
            np.add.at(pauses, places, _dwells(table, stops))
        self.seconds = float(pauses[-1])
        return pauses[:-1]


def _dwells(table: WordTable, stops: NDArray[np.int64]) -> NDArray[np.float64]:
    """The seconds of each stop that is a G4: S seconds, else P milliseconds."""
    is_dwell = table.codes[table.commands] == _DWELL
    seconds = {}
    for letter, unit in (("P", 1e-3), ("S", 1.0)):
        words = np.flatnonzero(is_dwell & (table.letters == ord(letter)) & (table.values > 0))
        by_command = np.zeros(len(table.codes))
        by_command[table.commands[words]] = table.values[words] * unit
        seconds[letter] = by_command[stops]
    chosen = np.where(seconds["S"] > 0, seconds["S"], seconds["P"])
    return np.minimum(chosen, _LONGEST_DWELL_SECONDS)
