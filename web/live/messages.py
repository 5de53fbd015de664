"""What clients are sent, made into frames when it is first needed, and once for all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import orjson

from web.live.connection import frame_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from lezerprint.events import Event

_logger = logging.getLogger(__name__)

_LINES: Final = "terminal:lines"
_MOST_LINES: Final = 500
"""So many lines may wait for a client."""

Id = int | str
"""By what a client tells which answer belongs to which of its messages."""


class Message:
    """One message on its way to a client or to many.

    Attributes:
        key: A newer message with this key makes it worthless; None: none does.
    """

    __slots__ = ("_body", "_frame", "key")

    def __init__(self, body: Mapping[str, Any], key: Hashable | None = None) -> None:
        self._body = body
        self._frame: bytes | None = None
        self.key = key

    @classmethod
    def of(cls, event: Event, data: Mapping[str, Any] | None = None, key: Hashable | None = None) -> Message:
        """An event; `data` in place of its own, where not everybody may see all of it."""
        body: dict[str, Any] = {"event": event.name, "data": event.data if data is None else data}
        if event.printer is not None:
            body["printer"] = event.printer
        if event.sequence is not None:
            body["sequence"] = event.sequence
        return cls(body, key)

    def superseding(self, _older: Message) -> Message:
        """What is sent in place of an older one with this key that has not been sent."""
        return self

    @property
    def frame(self) -> bytes:
        """As it goes out; empty where it has what JSON cannot hold, which must keep nothing else back."""
        if self._frame is None:
            try:
                self._frame = frame_of(orjson.dumps(self._body, option=orjson.OPT_UTC_Z))
            except TypeError:
                _logger.exception("%s cannot be sent", self._body.get("event"))
                self._frame = b""
            self._body = {}
        return self._frame


class LinesMessage(Message):
    """Lines of a terminal. For a slow client one message waits, with the last lines."""

    __slots__ = ("lines", "lost", "printer")

    def __init__(self, printer: str | None, lines: Sequence[Any], lost: int) -> None:
        data = {"lines": lines, "lost": lost}
        super().__init__({"event": _LINES, "data": data, "printer": printer}, key=(_LINES, printer))
        self.printer, self.lines, self.lost = printer, lines, lost

    @classmethod
    def of_lines(cls, event: Event) -> LinesMessage:
        """An event."""
        return cls(event.printer, event.data["lines"], event.data["lost"])

    def superseding(self, older: Message) -> Message:
        """Both in one, without what is too much."""
        if not isinstance(older, LinesMessage):
            return self
        lines = [*older.lines, *self.lines]
        kept = lines[-_MOST_LINES:]
        return LinesMessage(self.printer, kept, older.lost + self.lost + len(lines) - len(kept))


class Batch:
    """Messages that many clients are sent at once.

    Attributes:
        messages: Each by itself, for those who cannot take all now.
        frames: All of them, for those who can.
    """

    __slots__ = ("frames", "messages")

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = messages
        self.frames = b"".join(message.frame for message in messages)


def reply(identifier: Id, data: Any) -> Message:
    """The good answer to a client's message."""
    return Message({"event": "reply", "id": identifier, "data": data})


def error(identifier: Id | None, data: Mapping[str, Any]) -> Message:
    """What was wrong with a client's message, or with the client."""
    body = {"event": "error", "data": data}
    return Message(body if identifier is None else {**body, "id": identifier})
