"""The conversation with a printer's firmware, as clients are told it."""

from __future__ import annotations

from collections import deque
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from lezerprint.base.times import iso_8601
from lezerprint.marlin import replies
from lezerprint.marlin.parsing import parse_reply

if TYPE_CHECKING:
    from lezerprint.events import EventHub
    from lezerprint.port.contract.messages import Line, Lines

KEPT_LINES: Final = 2000
_POLLS: Final = frozenset({"M105", "M27"})


class LineKind(StrEnum):
    """What a line is, for filters."""

    COMMAND = "command"
    """Sent by an order or by the program."""
    POLL = "poll"
    """Sent again and again to ask how the printer is."""
    STREAM = "stream"
    """One line of the file that stands for many."""
    ANSWER = "answer"
    TEMPERATURE = "temperature"
    POSITION = "position"
    BUSY = "busy"
    ERROR = "error"
    TEXT = "text"


_KINDS: Final[tuple[tuple[tuple[type, ...], LineKind], ...]] = (
    ((replies.Temperatures,), LineKind.TEMPERATURE),
    ((replies.ReportedPosition,), LineKind.POSITION),
    ((replies.Busy, replies.Wait), LineKind.BUSY),
    (
        (
            *(replies.Fatal, replies.FirmwareError, replies.FirmwareWarning, replies.LineFault),
            *(replies.UnknownCommand, replies.Resend, replies.Overflow),
        ),
        LineKind.ERROR,
    ),
    ((replies.Ok,), LineKind.ANSWER),
)


def line_data(line: Line) -> dict[str, Any]:
    """A line in the words of the API."""
    return {
        "sequence": line.sequence,
        "timestamp": iso_8601(line.time),
        "direction": "sent" if line.sent else "received",
        "kind": kind_of(line).value,
        "text": line.text,
        "lines": line.of_stream or 1,
    }


def kind_of(line: Line) -> LineKind:
    """What a line is."""
    if line.of_stream:
        return LineKind.STREAM
    if line.sent:
        return LineKind.POLL if line.text in _POLLS else LineKind.COMMAND
    reply = parse_reply(line.text)
    if isinstance(reply, replies.Ok) and reply.report is not None:
        reply = reply.report
    return next((kind for types, kind in _KINDS if isinstance(reply, types)), LineKind.TEXT)


class TerminalLog:
    """The last lines of one printer, each told and kept; it outlives its actors.

    Attributes:
        heard_until: The number of the last line; None before the first.
    """

    def __init__(self, printer: str, events: EventHub) -> None:
        self.heard_until: int | None = None
        self._printer = printer
        self._events = events
        self._lines: deque[dict[str, Any]] = deque(maxlen=KEPT_LINES)

    def add(self, said: Lines) -> None:
        """Lines came from the port process."""
        if not said.lines:
            return
        lines = [line_data(line) for line in said.lines]
        self.heard_until = said.lines[-1].sequence
        self._lines.extend(lines)
        self._events.publish("terminal:lines", {"lines": lines, "lost": said.lost}, printer=self._printer)

    def last(self, limit: int, since: int | None = None) -> list[dict[str, Any]]:
        """So many of the last lines, in order; `since`: only those after this number."""
        lines = [line for line in list(self._lines) if since is None or line["sequence"] > since]
        return lines[-limit:]
