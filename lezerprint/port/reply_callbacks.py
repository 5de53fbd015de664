"""Who waits for what the firmware says to an injected command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.port.contract.messages import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.marlin.events import CommandDone
    from lezerprint.marlin.protocol import Protocol


class ReplyCallbacks:
    """Callbacks by the command's token; each is called once, with the answer or with an error."""

    def __init__(self) -> None:
        self._replies: dict[int, Callable[[Answer], None]] = {}

    @property
    def waited_for(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self._replies)

    def token_for(self, reply: Callable[[Answer], None] | None, protocol: Protocol) -> int | None:
        """What to inject a command with, so that `reply` is called once it is done; None for no reply."""
        if reply is None:
            return None
        token = protocol.new_token()
        self._replies[token] = reply
        return token

    def done(self, done: CommandDone) -> None:
        """A command was acknowledged."""
        if reply := self._replies.pop(done.token, None):
            reply(Answer(number=done.number, lines=tuple(done.lines)))

    def fail(self, reason: str) -> None:
        """No answers will come to the commands that are waited for; they may have been done or not."""
        replies, self._replies = self._replies, {}
        for reply in replies.values():
            reply(Answer.refused("NOT_DONE", reason))
