"""Which tool a command names, and which one it selects."""

from __future__ import annotations

from typing import Final

from lezerprint.marlin.commands import command_code, words

HIGHEST_TOOL: Final = 49
"""RepRapFirmware has fifty at most, Marlin eight; a higher number is a mistake of the file's."""

_TOOL_WORD: Final = {
    ("M", 104): "T",
    ("M", 109): "T",
    ("M", 303): "E",  # tunes a heater, at the temperature in S
    ("G", 10): "P",  # RepRapFirmware: S the active temperature, R the one in standby
    ("M", 568): "P",
}
_RETRACTS: Final = ("G", 10)
_DUAL_CARRIAGE: Final = ("M", 605)
_COPYING: Final = frozenset({2, 3})
"""M605 S2 duplicates and S3 mirrors what the first carriage does (Marlin's DualXMode)."""

_CHAMBER: Final = frozenset({("M", 141), ("M", 191)})


def selected_tool(body: bytes) -> int | None:
    """The tool that `T1` selects; None for any other command, and for `T?`, `Tc` and `Tx`.

    A second carriage that is to copy the first selects the first tool (Marlin's M605).
    """
    code = command_code(body)
    if code == _DUAL_CARRIAGE and copies_first_tool(body):
        return 0
    return code[1] if code is not None and code[0] == "T" else None


def named_tool(body: bytes) -> int | None:
    """The tool that a command selects, or whose heater it sets; None where it names none."""
    code = command_code(body)
    if code is None:
        return None
    if code[0] == "T":
        return possible_tool(code[1])
    letter = _TOOL_WORD.get(code)
    if letter is None:
        return None
    given = words(body)
    if letter not in given or (code == _RETRACTS and not given.keys() & {"R", "S"}):
        return None
    return possible_tool(int(given[letter]))


def copies_first_tool(body: bytes) -> bool | None:
    """Whether, after an M605, the second of two carriages does what the first does; None: no M605 S."""
    if command_code(body) != _DUAL_CARRIAGE:
        return None
    mode = words(body).get("S")
    return None if mode is None else int(mode) in _COPYING


def heats_chamber(body: bytes) -> bool:
    """Whether a command sets the chamber's target."""
    return command_code(body) in _CHAMBER


def possible_tool(tool: int) -> int | None:
    """The tool's number; None for one that no printer has."""
    return tool if 0 <= tool <= HIGHEST_TOOL else None
