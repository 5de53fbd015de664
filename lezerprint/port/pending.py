"""Who waits for what the firmware says to an injected command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.marlin.events import CommandDone


class Pending:
    """Callbacks by the command's token; each is called once, with the answer or with an error."""

    def __init__(self) -> None:
        self._replies: dict[int, Callable[[dict[str, Any]], None]] = {}

    def expect(self, token: int, reply: Callable[[dict[str, Any]], None]) -> None:
        """Call `reply` once the command with this token is done."""
        self._replies[token] = reply

    def done(self, done: CommandDone) -> None:
        """A command was acknowledged."""
        if reply := self._replies.pop(done.token, None):
            reply({"number": done.number, "lines": list(done.lines)})

    def fail(self, reason: str) -> None:
        """No answers will come to the commands that are waited for; they may have been done or not."""
        replies, self._replies = self._replies, {}
        for reply in replies.values():
            reply({"error": {"code": "NOT_DONE", "message": reason}})
