"""Commands that wait for somebody: M0, M1 and M600, with the prompts of Marlin 2.1.

Marlin ends no prompt of M0 and M1, nor the last of M600 (`M0_M1.cpp`, `pause.cpp`). An answer counts only
for the prompt that was shown last, once (`host_actions.cpp`, handle_response); M108 and the knob end every
wait but the one for "Purge More" or "Continue", which the printer's menu or M876 ends. Marlin shows a prompt
before it begins to wait (`wait_for_user`, `pause_menu_response`): an answer that comes in between is lost.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from lezerprint.virtual import reports
from lezerprint.virtual.handler import until_motion_ends

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler, Waiting

NOZZLE_TIMEOUT_SECONDS = 45.0
"""PAUSE_PARK_NOZZLE_TIMEOUT: then the hotend is let go cold until somebody comes."""

_PURGE_MM_S = 3.0
"""ADVANCED_PAUSE_PURGE_FEEDRATE."""

_CONTINUE = 1
_PAUSE_WORDS = re.compile(r"(?:[PS]\d+(?:\.\d*)?(?: +|$))+")
_NEAR_CELSIUS = 3.0
_LOOK_SECONDS = 0.05
_ASKS_BEFORE_WAITING_SECONDS = 0.02


def press_button(board: Board) -> None:
    """The user presses the knob, which stands on `Continue` in every menu."""
    board.choice = _CONTINUE
    board.user_continues()


def _ask(board: Board, question: str, *buttons: str) -> None:
    for line in reports.prompt(question, *buttons):
        board.say(line)
    board.prompt, board.choice = question, None


def _ask_and_begin_to_wait(board: Board, question: str, *buttons: str) -> Waiting:
    """An answer that comes too early is taken, and does nothing."""
    _ask(board, question, *buttons)
    begins_at = board.now + _ASKS_BEFORE_WAITING_SECONDS
    while board.now < begins_at:
        yield begins_at
    if board.choice is not None:
        board.prompt, board.choice = None, None


def _until_continued(
    board: Board, question: str, button: str = "Continue", seconds: float = math.inf
) -> Generator[float, None, bool]:
    """Until M108, M876, the knob, or the time is over; whether somebody came."""
    yield from _ask_and_begin_to_wait(board, question, button)
    board.busy = reports.BUSY_PAUSED_FOR_USER
    board.wait_for_user = True
    until = board.now + seconds
    while board.wait_for_user and board.now < until:
        yield until
    somebody_came = not board.wait_for_user
    board.wait_for_user, board.prompt = False, None
    board.busy = reports.BUSY_PROCESSING
    return somebody_came


def _pause_for_user(board: Board, command: Command) -> Waiting:
    """M0 and M1: wait for the user, at most S seconds or P milliseconds."""
    yield from until_motion_ends(board)
    milliseconds, seconds = command.value("P"), command.value("S")
    if seconds is None and milliseconds is not None:
        seconds = milliseconds / 1000
    message = _PAUSE_WORDS.sub("", command.arguments, count=1) or f"{command.code} Stop"
    yield from _until_continued(board, message, seconds=math.inf if seconds is None else seconds)


def _change_filament(board: Board, command: Command) -> Waiting:
    """M600: parked, the hotend cold after a while, then loaded and purged as often as is wished."""
    del command
    yield from until_motion_ends(board)
    board.say("//action:paused")
    board.job_timer.pause(board.now)
    somebody_came = yield from _until_continued(board, "Nozzle Parked", seconds=NOZZLE_TIMEOUT_SECONDS)
    if not somebody_came:
        target = board.heaters.hotend.target_celsius
        board.heaters.hotend.set_target(0.0)
        yield from _until_continued(board, "Heater Timeout", "Reheat")
        _ask(board, "Reheating")
        board.heaters.hotend.set_target(target)
        yield from _until_hot(board)
        yield from _until_continued(board, "Reheat Done")
    yield from _push_filament(board)
    yield from _until_purged(board)
    board.say("//action:prompt_end")
    board.runout.ran_out = False
    if board.job_timer.paused:
        board.job_timer.start(board.now)
    board.say("//action:resumed")
    _ask(board, "Resuming", "Dismiss")
    board.prompt = None


def _until_hot(board: Board) -> Waiting:
    hotend = board.heaters.hotend
    board.wait_for_heatup = True
    while board.wait_for_heatup and hotend.celsius < hotend.target_celsius - _NEAR_CELSIUS:
        yield board.now + _LOOK_SECONDS
    board.wait_for_heatup = False


def _push_filament(board: Board) -> Waiting:
    """The prompt before stays open meanwhile; M108 does nothing, M410 ends it."""
    machine = board.machine
    before, feed_rate_mm_s = machine.native, machine.feed_rate_mm_s
    machine.feed_rate_mm_s = _PURGE_MM_S
    block = machine.block_to(before._replace(e=before.e + board.options.purge_mm), board.settings)
    machine.feed_rate_mm_s = feed_rate_mm_s
    if block is None:
        return
    board.planner.add(block, board.now)
    yield from until_motion_ends(board)
    machine.native = before
    board.planner.place(before)


def _choice(board: Board) -> int | None:
    """What was answered last; the board changes it while a command waits."""
    return board.choice


def _until_purged(board: Board) -> Waiting:
    """Only an answer ends this; 0 purges again."""
    board.choice = None
    while _choice(board) != _CONTINUE:
        yield from _ask_and_begin_to_wait(board, "Paused", "PurgeMore", "Continue")
        board.busy = reports.BUSY_PAUSED_FOR_USER
        while _choice(board) is None:
            yield math.inf
    board.prompt = None
    board.busy = reports.BUSY_PROCESSING


HANDLERS: Mapping[str, Handler] = {
    "M0": _pause_for_user,
    "M1": _pause_for_user,
    "M600": _change_filament,
}
