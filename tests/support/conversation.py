"""A protocol and a model firmware talking in virtual time."""

from __future__ import annotations

import random
from functools import reduce
from typing import TYPE_CHECKING

from model_firmware import Faults, ModelFirmware, Wire

from lezerprint.marlin.events import BoardReset, CommandDone, Connected, Event, Halted, LineRefused
from lezerprint.marlin.flow import Flow
from lezerprint.marlin.protocol import Protocol

if TYPE_CHECKING:
    from lezerprint.marlin.replies import Reply


class Lines:
    """A job in memory."""

    def __init__(self, commands: list[bytes]) -> None:
        self._items = [(command, reduce(lambda a, b: a ^ b, command, 0)) for command in commands]

    def __len__(self) -> int:
        return len(self._items)

    def bodies(self, start: int, stop: int) -> list[tuple[bytes, int]]:
        return self._items[start:stop]


def moves(count: int) -> list[bytes]:
    """Commands of which no two are the same, some short, some long."""
    return [
        b"G1 X%d Y%d.5" % (index, index) if index % 3 else b"G1 X%d E%d.12345 F1800" % (index, index)
        for index in range(count)
    ]


class Conversation:
    """Runs until the job is done, the board is lost, or virtual time is up."""

    def __init__(self, commands: list[bytes], faults: Faults, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.now = 100.0
        self.firmware = ModelFirmware(faults, self.chance)
        self.wire = Wire(faults, self.chance)
        self.protocol = Protocol()
        self.job = Lines(commands)
        self.events: list[Event | Reply] = []
        self.most_in_flight = 0
        self._last_question: int | None = None
        self._last_barrier: int | None = None
        self._position_heard = False
        self._is_done = self._ended = False
        self.protocol.connect(5000, self.now)

    def run(self, seconds: float = 3600.0, until: int | None = None) -> None:
        """Advance; with `until`, stop when so many of the job's commands have run."""
        deadline = self.now + seconds
        while self.now < deadline and not self.over:
            self._exchange()
            if self.over or (until is not None and len(self.firmware.executed) >= until):
                return
            self._advance()

    @property
    def over(self) -> bool:
        return self._ended or self._is_done

    def _exchange(self) -> None:
        up = self.wire.arrived_up(self.now)
        if up:
            self.protocol.receive_data(up, self.now)
        self.firmware.take(self.wire.arrived_down(self.now))
        self.firmware.step(self.now)
        replies, self.firmware.replies = self.firmware.replies, []
        if replies:
            self.wire.send_up("".join(f"{reply}\n" for reply in replies).encode(), self.now)
        ledger = self.protocol.ledger
        if self._last_barrier is None and ledger.job is not None and ledger.next_job_line >= len(self.job):
            self._ask_position()
        data = self.protocol.data_to_send(self.now)
        for event in self.protocol.take_events():
            self.events.append(event)
            self._ended = self._ended or isinstance(event, BoardReset | Halted | LineRefused)
            if isinstance(event, CommandDone) and event.token == self._last_question:
                self._position_heard = any("X:" in line for line in event.lines)
            if isinstance(event, CommandDone) and event.token == self._last_barrier:
                self._is_done = self._position_heard
                if not self._is_done:
                    self._ask_position()
            if isinstance(event, Connected):
                self.protocol.begin_job(self.job)
                data += self.protocol.data_to_send(self.now)
        if data:
            self.wire.send_down(data, self.now)
        self.most_in_flight = max(self.most_in_flight, self.protocol.ledger.bytes_in_flight)

    def _ask_position(self) -> None:
        """As `lezerprint.port.run` does: an `ok T:` before the M114's position answers an older M105."""
        self._last_question = self.protocol.new_token()
        self._last_barrier = self.protocol.new_token()
        self._position_heard = False
        self.protocol.inject(b"M114", self._last_question)
        self.protocol.inject(b"M105", self._last_barrier)

    def _advance(self) -> None:
        times = [self.wire.next_event(), self.firmware.next_event(), self.protocol.next_deadline()]
        upcoming = [time for time in times if time is not None]
        if self.protocol.flow is Flow.STREAMING and not upcoming:
            raise AssertionError("nothing will ever happen again")
        self.now = max(self.now + 1e-6, min(upcoming, default=self.now + 1.0))
