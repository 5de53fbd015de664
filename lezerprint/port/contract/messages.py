"""What a port process sends: a greeting, answers to orders, and by itself events, reports and lines."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from lezerprint.port.contract.coding import ContractError, decoded, encoded
from lezerprint.port.contract.events import KINDS, Event
from lezerprint.port.contract.link import LinkHistory
from lezerprint.port.contract.snapshot import Snapshot

VERSION: Final = 1
_GREETING: Final = "hello"
_LOST: Final = "LOST"


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first message of every connection.

    Attributes:
        version: Of the contract.
        pid: The port process's number.
        launcher: Its launcher's.
        hello: Who speaks.
    """

    version: int
    pid: int
    launcher: int
    printer: str
    hello: str = "lezerprint.port"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an order was not carried out: a word for programs, and a message for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an order has led to; each order fills in its own part.

    Attributes:
        id: The order's.
        error: Why it was not carried out; None: it was.
        lines: `inject`: what the firmware said, and what follows for the print.
        number: `inject`: the line number that the command had.
        epoch: `attach`: of the lease.
        snapshot: `attach`, `status`.
        missed: `attach`: whether events are lost that were asked for.
        written: `emergency_stop`: whether it is on the wire.
        waiting_for: `cancel`: what the job must wait for, in words; None: nothing.
        message: `heaters_off`, `reset`: for people.
        print_cancelled: `heaters_off`: whether it has cancelled a print.
        restarted: `reset`: whether the board has started anew.
        history: `diagnosis`.
    """

    id: int | None = None
    error: Refusal | None = None
    lines: tuple[str, ...] = ()
    number: int | None = None
    epoch: int | None = None
    snapshot: Snapshot | None = None
    missed: bool = False
    written: bool = False
    waiting_for: str | None = None
    message: str = ""
    print_cancelled: bool = False
    restarted: bool = False
    history: LinkHistory | None = None

    @classmethod
    def refused(cls, code: str, message: str) -> Answer:
        """It was not carried out, or nobody knows."""
        return cls(error=Refusal(code, message))

    @classmethod
    def lost(cls, reason: str) -> Answer:
        """In place of an answer that will not come."""
        return cls.refused(_LOST, reason)

    @property
    def is_lost(self) -> bool:
        """Whether it is not known what became of the order."""
        return self.error is not None and self.error.code == _LOST


@dataclass(frozen=True, slots=True)
class Events:
    """What happened, in order."""

    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """How things stand now."""

    report: Snapshot


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the conversation with the firmware.

    Attributes:
        sent: Whether it went to the firmware.
        text: The beginning of it.
        time: In seconds since 1970, to within a tenth or so.
        of_stream: Of the file: how many lines this one stands for; 0: it is none of the file's.
        sequence: One more than that of the line before it; what is lost leaves a gap.
    """

    sent: bool
    text: str
    time: float
    of_stream: int = 0
    sequence: int = 0

    def numbered(self, sequence: int) -> Line:
        """The same with its number."""
        return replace(self, sequence=sequence)


@dataclass(frozen=True, slots=True)
class Lines:
    """What was said, in order; `lost` lines before it, or in between, are not kept any more."""

    lines: tuple[Line, ...]
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Replaced:
    """Another server has attached; this connection is closed."""

    event: str = "replaced"


Message = Greeting | Answer | Events | Report | Lines | Replaced


def answer_line(answer: Answer) -> bytes:
    """As it goes out: only what the order has filled in, and its number."""
    filled = {
        one.name: value
        for one in fields(answer)
        if (value := getattr(answer, one.name)) != one.default or one.name == "id"
    }
    return encoded(filled)


def parsed(line: bytes, *, newer: bool = False) -> Message:
    """A line of a port process.

    Args:
        line: JSON.
        newer: Whether it is of a later version, so that kinds of events that are not known are passed over.

    Raises:
        ContractError: It is none.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ContractError(f"{line[:60]!r} is no JSON") from error
    if not isinstance(data, dict):
        raise ContractError(f"{line[:60]!r} is no message")
    if _GREETING in data:
        return decoded(Greeting, data)
    if "report" in data:
        return decoded(Report, data)
    if "events" in data:
        return Events(tuple(_events(data["events"], newer=newer)))
    if "id" in data:
        return decoded(Answer, data)
    return decoded(Lines, data) if "lines" in data else decoded(Replaced, data)


def _events(told: Any, *, newer: bool) -> list[Event]:
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise ContractError("events are a list of objects")
    unknown = {str(one.get("event")) for one in told} - KINDS.keys()
    if unknown and not newer:
        raise ContractError(f"unknown event {', '.join(sorted(unknown))}")
    return [decoded(KINDS[kind], one) for one in told if (kind := str(one.get("event"))) in KINDS]
