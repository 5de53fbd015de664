"""Settings and where they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual import reports

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler


def _set(board: Board, command: Command) -> None:
    board.settings.set(command.code, command.words)


def _set_accelerations(board: Board, command: Command) -> None:
    """M204: S sets printing and travelling at once."""
    both = command.value("S")
    board.settings.set("M204", {"P": both, "T": both} | dict(command.words))


def _store(board: Board, command: Command) -> None:
    del command
    board.store.save(board.settings.saved())
    board.say(reports.SETTINGS_STORED)


def _load(board: Board, command: Command) -> None:
    del command
    saved = board.store.load()
    if saved is None:
        board.say(reports.SETTINGS_INVALID)
        board.settings.reset()
        board.say(reports.DEFAULTS_LOADED)
    else:
        board.settings.load(saved)
        board.say(reports.SETTINGS_RETRIEVED)


def _reset(board: Board, command: Command) -> None:
    del command
    board.settings.reset()
    board.say(reports.DEFAULTS_LOADED)


def _list(board: Board, command: Command) -> None:
    del command
    for line in board.settings.lines():
        board.say(line)


def _baby_step(board: Board, command: Command) -> None:
    """M290: with a probe it is part of its offset, so that it can be saved."""
    step = command.value("Z") or command.value("S") or 0.0
    board.settings.set("M851", {"Z": board.settings.value("M851", "Z") + step})


HANDLERS: Mapping[str, Handler] = {
    "M92": _set,
    "M201": _set,
    "M203": _set,
    "M204": _set_accelerations,
    "M205": _set,
    "M206": _set,
    "M290": _baby_step,
    "M301": _set,
    "M304": _set,
    "M500": _store,
    "M501": _load,
    "M502": _reset,
    "M503": _list,
    "M851": _set,
    "M900": _set,
}
