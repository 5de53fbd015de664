"""The form of a command's handler, and the waits that several of them share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from lezerprint.virtual import reports
from lezerprint.virtual.command import Command

if TYPE_CHECKING:
    from lezerprint.virtual.board import Board

Waiting = Iterator[float]
"""Yields when to be asked again, on the board's clock; ends when the command is done."""

Handler = Callable[["Board", Command], Waiting | None]
"""Runs a command; None when that is done at once."""

USER_PROMPT_BUTTON = "Continue"


def until_motion_ends(board: Board) -> Waiting:
    """Until the planner is empty and the motors stand still."""
    while not board.planner.idle:
        yield board.planner.next_event


def until_time_passes(board: Board, simulated_seconds: float) -> Waiting:
    """For so long, in simulated seconds."""
    until = board.now + board.options.real_seconds(simulated_seconds)
    while board.now < until:
        yield until


def until_user_continues(board: Board, question: str, seconds: float | None = None) -> Waiting:
    """Until the user presses the knob, or the host answers; at most so many real seconds."""
    for line in reports.prompt(question, USER_PROMPT_BUTTON):
        board.say(line)
    board.prompt = question
    board.busy = reports.BUSY_PAUSED_FOR_USER
    board.wait_for_user = True
    until = math.inf if seconds is None else board.now + seconds
    while board.wait_for_user and board.now < until:
        yield until
    board.wait_for_user = False
    board.prompt = None
    board.say("//action:prompt_end")
