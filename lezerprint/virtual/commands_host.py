"""What concerns the host and the user: identity, line numbers, messages and prompts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler

_ECHO_OPTION = re.compile(r"([AE])1 *|P\d *")
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


def _start_job_timer(board: Board, command: Command) -> None:
    del command
    board.job_timer.start(board.now)


def _pause_job_timer(board: Board, command: Command) -> None:
    del command
    board.job_timer.pause(board.now)


def _stop_job_timer(board: Board, command: Command) -> None:
    del command
    board.job_timer.stop(board.now)


def _say_print_time(board: Board, command: Command) -> None:
    del command
    board.say(f"echo:Print time: {board.job_timer.shown(board.now)}")


def _say_print_statistics(board: Board, command: Command) -> None:
    del command
    timer = board.job_timer
    failed = timer.prints - timer.finished - (timer.running or timer.paused)
    board.say(f"Stats: Prints: {timer.prints}, Finished: {timer.finished}, Failed: {failed}")


def _runout_sensor(board: Board, command: Command) -> None:
    """M412: S switches it, H leaves it to the host, any of R and S forgets a runout; else a report."""
    sensor = board.runout
    if not board.options.runout_sensor:
        board.say_unknown(command)
        return
    if not command.words.keys() & {"R", "S", "H"}:
        switches = ("ON" if on else "OFF" for on in (board.settings.value("M412", "S"), sensor.host_handling))
        board.say("echo:Filament runout {} ; Host handling {}".format(*switches))
        return
    if "H" in command.words:
        sensor.host_handling = bool(command.value("H"))
    if "S" in command.words:
        board.settings.set("M412", {"S": float(bool(command.value("S")))})
    if command.words.keys() & {"R", "S"}:
        sensor.ran_out = False


def _answer_prompt(board: Board, command: Command) -> None:
    board.answer_prompt(int(command.value("S") or 0))


HANDLERS: Mapping[str, Handler] = {
    "M31": _say_print_time,
    "M73": _progress,
    "M75": _start_job_timer,
    "M76": _pause_job_timer,
    "M77": _stop_job_timer,
    "M78": _say_print_statistics,
    "M85": _inactivity_limit,
    "M108": _nothing,
    "M110": _set_line_number,
    "M112": _emergency_stop,
    "M113": _keepalive,
    "M115": _identify,
    "M117": _show_message,
    "M118": _echo,
    "M300": _nothing,
    "M412": _runout_sensor,
    "M876": _answer_prompt,
}
