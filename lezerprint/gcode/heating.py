"""The temperatures that hold when the first layer begins, and those that a file leaves on at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from lezerprint.gcode.tokens import code_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.gcode.tokens import WordTable

_HOTEND: Final = {code_of("M", 104), code_of("M", 109)}
_BED: Final = {code_of("M", 140), code_of("M", 190)}
_CHAMBER: Final = {code_of("M", 141), code_of("M", 191)}
_HEATS: Final = np.zeros(code_of("Z", 0) + 1024, np.bool_)
_HEATS[[*_HOTEND, *_BED, *_CHAMBER]] = True
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

    def take(self, heat: Heat) -> None:
        """Take what a command sets."""
        if not 0 < heat.celsius <= _HOTTEST_CELSIUS:
            return
        if heat.heater == "bed":
            self.bed_celsius = heat.celsius
        elif heat.heater == "hotend":
            self.hotends_celsius[heat.tool] = heat.celsius


class Heat(NamedTuple):
    """What a command sets: of which heater (bed and chamber have tool 0), and in which row of its block."""

    heater: str
    tool: int
    celsius: float
    command: int
    row: int


def read_heats(table: WordTable, tools: NDArray[np.float64], heats: NDArray[np.int64]) -> list[Heat]:
    """What these commands set; `tools` is the tool that is selected at each."""
    bounds = np.searchsorted(table.commands, heats), np.searchsorted(table.commands, heats, "right")
    found = []
    for command, tool, start, stop in zip(
        heats.tolist(), tools.tolist(), *(bound.tolist() for bound in bounds), strict=True
    ):
        letters = table.letters[start + 1 : stop].tobytes().decode("ascii")
        arguments = dict(zip(letters, table.values[start + 1 : stop].tolist(), strict=True))
        celsius = arguments.get("S", arguments.get("R"))
        if celsius is None:
            continue
        code = int(table.codes[command])
        heater = "bed" if code in _BED else "chamber" if code in _CHAMBER else "hotend"
        number = int(arguments.get("T", tool)) if heater == "hotend" else 0
        found.append(Heat(heater, number, celsius, command, int(table.rows[command])))
    return found


def heating_commands(table: WordTable) -> NDArray[np.int64]:
    """The commands that heat or cool."""
    return np.flatnonzero(_HEATS[table.codes])
