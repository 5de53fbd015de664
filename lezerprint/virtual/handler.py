"""The form of a command's handler, and the waits that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from lezerprint.virtual.command import Command

if TYPE_CHECKING:
    from lezerprint.virtual.board import Board

Waiting = Iterator[float]
"""Yields when to be asked again, on the board's clock; ends when the command is done."""

Handler = Callable[["Board", Command], Waiting | None]
"""Runs a command; None when that is done at once."""


def until_motion_ends(board: Board) -> Waiting:
    """Until the planner is empty and the motors stand still."""
    while not board.planner.idle:
        yield board.planner.next_event


def until_time_passes(board: Board, simulated_seconds: float) -> Waiting:
    """For so long, in simulated seconds."""
    until = board.now + board.options.real_seconds(simulated_seconds)
    while board.now < until:
        yield until
