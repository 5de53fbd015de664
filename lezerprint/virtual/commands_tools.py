"""Which tool is in use, and two carriages that do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual.equipment import Nozzles
from lezerprint.virtual.handler import until_motion_ends, until_time_passes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler, Waiting

_FILAMENT_CHANGE_SECONDS = 8.0
_DUPLICATES, _MIRRORS = 2, 3
_CARRIAGES = 2


def named_tool(board: Board, command: Command) -> int | None:
    """The tool that a command is for; None, and a word about it, for one that the firmware does not know."""
    tool = command.value("T")
    if tool is None:
        return board.heaters.selected
    if 0 <= tool < board.options.known_extruders:
        return int(tool)
    for line in board.dialect.no_such_tool(command.code, int(tool)):
        board.say(line)
    return None


def _tool(board: Board, command: Command) -> Waiting | None:
    if command.number >= board.options.tools:
        board.say(f"echo:T{command.number} Invalid extruder")
        return None
    board.machine.set_feed_rate(command.words)
    if command.number == board.heaters.selected:
        return None
    return _change_tool(board, command.number)


def _change_tool(board: Board, tool: int) -> Waiting:
    yield from until_motion_ends(board)
    if board.options.nozzles is Nozzles.MMU:
        yield from until_time_passes(board, _FILAMENT_CHANGE_SECONDS)
    board.heaters.selected = tool


def _dual_carriage(board: Board, command: Command) -> Waiting | None:
    """M605, which a printer with two hotends is taken to have."""
    if board.options.heated_tools < _CARRIAGES:
        board.say_unknown(command)
        return None
    return _set_carriage_mode(board, command)


def _set_carriage_mode(board: Board, command: Command) -> Waiting:
    """M605 S0 and S1: each for itself; S2: the second duplicates the first, S3: mirrors it."""
    yield from until_motion_ends(board)
    mode, heaters = command.value("S"), board.heaters
    if mode == _MIRRORS and not heaters.copied:
        board.say("Printer must be in DXC_DUPLICATION_MODE prior to ")
        board.say("specifying DXC_MIRRORED_MODE.")
        return
    heaters.copied = mode in (_DUPLICATES, _MIRRORS)
    if mode == _DUPLICATES:
        heaters.copy_offset_celsius = command.value("R") or heaters.copy_offset_celsius
        heaters.selected = 0


HANDLERS: Mapping[str, Handler] = {"M605": _dual_carriage, "T": _tool}
