"""Commands that concern the SD card."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler


def _list(board: Board, command: Command) -> None:
    del command
    board.say("Begin file list")
    for name, lines in board.card.files.items():
        board.say(f"{name.upper()} {sum(len(line) + 1 for line in lines)}")
    board.say("End file list")


def _mount(board: Board, command: Command) -> None:
    del command
    board.say("echo:SD card ok")


def _release(board: Board, command: Command) -> None:
    del command
    board.card.stop()
    board.say("echo:SD card released")


def _select(board: Board, command: Command) -> None:
    name = command.arguments.strip()
    if not board.card.select(name):
        board.say(f"open failed, File: {name}.")
        return
    board.say(f"echo:Now fresh file: {name}")
    board.say(f"File opened: {name.upper()} Size: {board.card.size_bytes}")
    board.say("File selected")


def _resume(board: Board, command: Command) -> None:
    del command
    board.card.resume()
    board.say("//action:resume")


def _pause(board: Board, command: Command) -> None:
    del command
    board.card.pause()
    board.say("//action:pause")


def _report(board: Board, command: Command) -> None:
    """M27: S sets how often it is reported by itself."""
    if (seconds := command.value("S")) is not None and board.options.autoreport:
        board.card.report.set(seconds, board.now)
    else:
        board.say(board.card.status())


def _stop(board: Board, command: Command) -> None:
    del command
    board.card.stop()


HANDLERS: Mapping[str, Handler] = {
    "M20": _list,
    "M21": _mount,
    "M22": _release,
    "M23": _select,
    "M24": _resume,
    "M25": _pause,
    "M27": _report,
    "M524": _stop,
}
