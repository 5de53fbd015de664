"""Commands by hand that take long: which are under way, and what the firmware said to those that are done."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from lezerprint.base.times import iso_8601
from lezerprint.port.contract.events import HandCommandBegun, HandCommandEnded

if TYPE_CHECKING:
    from lezerprint.control.pid_tuning import PidValues
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.snapshot import HandCommand, Snapshot

_KEPT: Final = 50
_LOST: Final = "the port process ended before the command: what the printer said is lost"

LONG_SECONDS: Final = 300.0
"""What may take longer keeps nobody waiting for its answer, and nothing is sent to be done after it."""


class HandCommandState(StrEnum):
    """Where a command stands."""

    UNDER_WAY = "under_way"
    DONE = "done"
    UNKNOWN = "unknown"  # its answer is lost: it may be done, or still under way


@dataclass(frozen=True, slots=True)
class HandCommandRecord:
    """One of them.

    Attributes:
        since: When it was sent, in seconds since 1970.
        until: When it was done, or its answer was lost; None while it is under way.
        usual_seconds: How long it may take; None: not known.
        lines: What the firmware said, the last of it.
        reason: Why it is not known to be done; None: it is, or is under way.
        pid: The PID values that it has found.
    """

    id: str
    text: str
    state: HandCommandState
    since: float
    until: float | None = None
    usual_seconds: float | None = None
    lines: tuple[str, ...] = ()
    reason: str | None = None
    pid: PidValues | None = None


class HandCommandLog:
    """Of one printer, by what its port process tells; the oldest are forgotten."""

    def __init__(self) -> None:
        self._records: OrderedDict[str, HandCommandRecord] = OrderedDict()

    def newest_first(self) -> list[HandCommandRecord]:
        """All that are known."""
        return list(reversed(self._records.values()))

    def heard(self, event: Event) -> HandCommandRecord | None:
        """Note an event; what it says of a command, where it does."""
        match event:
            case HandCommandBegun(command=command):
                return self._begun(command)
            case HandCommandEnded():
                return self._keep(_ended(event))
        return None

    def linked(self, snapshot: Snapshot, now: float) -> list[HandCommandRecord]:
        """The port process is there, maybe another one; what has become known by that.

        Args:
            snapshot: What it says; all events before it were heard.
            now: In seconds since 1970.
        """
        alive = {command.id for command in snapshot.by_hand}
        lost = [
            self._lost(record, now)
            for record in list(self._records.values())
            if record.state is HandCommandState.UNDER_WAY and record.id not in alive
        ]
        for command in snapshot.by_hand:
            if command.id not in self._records:
                self._begun(command)
        return lost

    def _begun(self, command: HandCommand) -> HandCommandRecord:
        under_way = HandCommandState.UNDER_WAY
        record = HandCommandRecord(
            command.id, command.text, under_way, command.since, usual_seconds=command.usual_seconds
        )
        return self._keep(record)

    def _lost(self, record: HandCommandRecord, now: float) -> HandCommandRecord:
        lost = HandCommandRecord(
            record.id,
            record.text,
            HandCommandState.UNKNOWN,
            record.since,
            now,
            record.usual_seconds,
            reason=_LOST,
        )
        return self._keep(lost)

    def _keep(self, record: HandCommandRecord) -> HandCommandRecord:
        self._records[record.id] = record
        while len(self._records) > _KEPT:
            self._records.popitem(last=False)
        return record


def _ended(event: HandCommandEnded) -> HandCommandRecord:
    from lezerprint.control.answers import answer_lines  # noqa: PLC0415 - the patterns of what firmwares say are not for a start
    from lezerprint.control.pid_tuning import pid_values  # noqa: PLC0415

    command, body = event.command, event.command.text.encode()
    said = tuple(answer_lines(body, event.lines))
    return HandCommandRecord(
        command.id,
        command.text,
        HandCommandState.DONE if event.error is None else HandCommandState.UNKNOWN,
        command.since,
        event.time,
        command.usual_seconds,
        said,
        event.error,
        None if event.error is not None else pid_values(body, said),
    )


def hand_command_data(record: HandCommandRecord) -> dict[str, Any]:
    """What clients are told of it; JSON."""
    pid = record.pid
    return {
        "id": record.id,
        "command": record.text,
        "state": record.state.value,
        "startedAt": iso_8601(record.since),
        "endedAt": None if record.until is None else iso_8601(record.until),
        "usualSeconds": record.usual_seconds,
        "lines": list(record.lines),
        "reason": record.reason,
        "pid": pid
        and {
            "heater": pid.heater,
            "kp": pid.kp,
            "ki": pid.ki,
            "kd": pid.kd,
            "commands": list(pid.commands),
        },
    }


def long_command(snapshot: Snapshot | None) -> HandCommand | None:
    """The command by hand that the printer is at and that takes many minutes; None: there is none."""
    for command in () if snapshot is None else snapshot.by_hand:
        if command.usual_seconds is not None and command.usual_seconds > LONG_SECONDS:
            return command
    return None
