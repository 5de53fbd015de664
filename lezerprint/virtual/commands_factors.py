"""Feed and flow factors: without an argument, M220 and M221 tell them, say nothing, or set 100 %."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.board import Board
    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler


def factors(
    feed: str = "", flow: str = "", *, sets_100: bool = False, saves: bool = False
) -> dict[str, Handler]:
    """The handlers of M220 and M221.

    Args:
        feed: What M220 alone is answered with, for the percentage; empty: nothing.
        flow: The same of M221.
        sets_100: Whether they set 100 % where there is no S.
        saves: Whether `M220 B` saves the factor, and `M220 R` restores it.
    """

    def feed_factor(board: Board, command: Command) -> None:
        machine, percent = board.machine, command.value("S")
        if saves and command.words.keys() & {"B", "R"}:
            before = machine.feed_factor
            machine.feed_factor = machine.saved_feed_factor if "R" in command.words else before
            machine.saved_feed_factor = before if "B" in command.words else machine.saved_feed_factor
        elif percent is None and not sets_100 and feed:
            board.say(feed.format(machine.feed_factor * 100))
        if percent is not None or sets_100:
            machine.feed_factor = max(100.0 if percent is None else percent, 1.0) / 100

    def flow_factor(board: Board, command: Command) -> None:
        percent = command.value("S")
        if percent is not None or sets_100:
            board.machine.flow_factor = (100.0 if percent is None else percent) / 100
        elif flow:
            board.say(flow.format(board.machine.flow_factor * 100))

    return {"M220": feed_factor, "M221": flow_factor}


HANDLERS: Mapping[str, Handler] = factors("FR:{:.0f}%", "echo:E0 Flow: {:.0f}%", saves=True)
