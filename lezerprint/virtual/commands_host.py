"""What concerns the host and the user: identity, line numbers, messages, pauses and prompts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lezerprint.virtual.handler import until_motion_ends, until_user_continues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler, Waiting

_ECHO_OPTION = re.compile(r"([AE])1 *|P\d *")
_PAUSE_WORDS = re.compile(r"(?:[PS]\d+(?:\.\d*)?(?: +|$))+")
_MOST_ECHO_OPTIONS = 3


def _nothing(board: Board, command: Command) -> None:
    """Accepted, with no effect that a host could see."""
    del board, command


def _set_line_number(board: Board, command: Command) -> None:
    """Renumber once more as the command runs, as Marlin does, after having done so as it was read."""
    number = command.value("N")
    if number is not None:
        board.receiver.last_line_number = int(number)


def _emergency_stop(board: Board, command: Command) -> None:
    del command
    board.emergency_stop()


def _keepalive(board: Board, command: Command) -> None:
    interval = command.value("S")
    if not board.options.keepalive:
        board.say_unknown(command)
    elif interval is None:
        board.say(f"echo:M113 S{board.keepalive_seconds:.0f}")
    else:
        board.keepalive_seconds = min(max(interval, 0.0), 60.0)


def _inactivity_limit(board: Board, command: Command) -> None:
    if (seconds := command.value("S")) is not None:
        board.inactivity_seconds = max(seconds, 0.0)


def _identify(board: Board, command: Command) -> None:
    del command
    for line in board.dialect.identity(board.options):
        board.answer("M115", line)


def _show_message(board: Board, command: Command) -> None:
    board.message = command.arguments


def _echo(board: Board, command: Command) -> None:
    """M118: A1 puts `//` before the text, E1 puts `echo:`."""
    text, options = command.arguments, set()
    for _ in range(_MOST_ECHO_OPTIONS):
        if option := _ECHO_OPTION.match(text):
            options.add(option[1])
            text = text[option.end() :]
    board.say(("echo:" if "E" in options else "") + ("//" if "A" in options else "") + text)


def _progress(board: Board, command: Command) -> None:
    board.progress_percent = command.value("P")


def _pause_for_user(board: Board, command: Command) -> Waiting:
    """M0 and M1: wait for the user, at most S seconds or P milliseconds."""
    yield from until_motion_ends(board)
    milliseconds, seconds = command.value("P"), command.value("S")
    if seconds is None and milliseconds is not None:
        seconds = milliseconds / 1000
    message = _PAUSE_WORDS.sub("", command.arguments, count=1)
    yield from until_user_continues(board, message or "M0/1 Break Called", seconds)


def _change_filament(board: Board, command: Command) -> Waiting:
    del command
    yield from until_motion_ends(board)
    board.say("//action:paused")
    yield from until_user_continues(board, "Nozzle Parked")
    board.say("//action:resumed")


def _answer_prompt(board: Board, command: Command) -> None:
    del command
    board.answer_prompt()


HANDLERS: Mapping[str, Handler] = {
    "M0": _pause_for_user,
    "M1": _pause_for_user,
    "M31": _nothing,
    "M73": _progress,
    "M75": _nothing,
    "M76": _nothing,
    "M77": _nothing,
    "M85": _inactivity_limit,
    "M108": _nothing,
    "M110": _set_line_number,
    "M112": _emergency_stop,
    "M113": _keepalive,
    "M115": _identify,
    "M117": _show_message,
    "M118": _echo,
    "M300": _nothing,
    "M600": _change_filament,
    "M876": _answer_prompt,
}
