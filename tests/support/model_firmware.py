"""A model of Marlin 2.1's serial side, in virtual time, on a link that may do anything to what it carries.

The order of the checks, what is flushed and what gets no answer follow Marlin's `queue.cpp`
(`get_serial_commands`). It shares no code with what it tests.
"""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


@dataclass
class Faults:
    """What may go wrong; probabilities are per byte or per line, times in seconds."""

    corrupt_byte: float = 0.0
    lose_byte: float = 0.0
    lose_ok: float = 0.0
    latency: float = 0.0005
    jitter: float = 0.0
    split: bool = False
    resend_ok: str = "always"
    advanced: bool = False
    slow_command: float = 0.0
    keepalive: bool = True
    reset_after: int | None = None
    cut: tuple[float, float] | None = None
    echoes: bool = False


@dataclass
class ModelFirmware:
    """Bytes in, replies out; `executed` has every numbered command that ran, `unchecked` the others."""

    faults: Faults
    chance: random.Random
    ring_bytes: int = 127
    queue_size: int = 4
    last_number: int = 0
    executed: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    overflow: int = 0
    errors: int = 0
    replies: list[str] = field(default_factory=list)
    _ring: bytearray = field(default_factory=bytearray)
    _line: bytearray = field(default_factory=bytearray)
    _queue: list[tuple[str, int | None]] = field(default_factory=list)
    done_at: float | None = None
    busy_at: float | None = None
    dead: bool = False

    def kill(self) -> None:
        """Say so, and nothing more until `boot`."""
        self.boot()
        self.replies[:] = ["Error:Printer halted. kill() called!", "//action:poweroff"]
        self.dead = True

    def boot(self) -> None:
        self._ring.clear()
        self._line.clear()
        self._queue.clear()
        self.done_at = self.busy_at = None
        self.last_number = 0
        self.dead = False
        self.replies += ["start", "echo:Marlin bugfix-2.1.x"]

    def take(self, data: bytes) -> None:
        for byte in b"" if self.dead else data:
            if len(self._ring) < self.ring_bytes:
                self._ring.append(byte)
            else:
                self.overflow += 1

    def step(self, now: float) -> None:
        """Fill the queue from the ring, and run what is due."""
        while True:
            self._read_lines()
            if self._queue and self.done_at is None:
                slow = self._queue[0][0].startswith("G") and self.chance.random() < self.faults.slow_command
                self.done_at = now + (self.chance.uniform(0.5, 6.0) if slow else 0.0001)
                self.busy_at = now + 2.0
            if self.done_at is None or now < self.done_at:
                break
            self.done_at = self.busy_at = None
            self._run(*self._queue.pop(0))
        if self.busy_at is not None and now >= self.busy_at and self.faults.keepalive:
            self.busy_at = now + 2.0
            self.replies.append("echo:busy: processing")

    def next_event(self) -> float | None:
        times = [
            time
            for time in (self.done_at, self.busy_at if self.faults.keepalive else None)
            if time is not None
        ]
        return min(times, default=None)

    def _read_lines(self) -> None:
        while self._ring and len(self._queue) < self.queue_size:
            byte = self._ring.pop(0)
            if byte not in b"\r\n":
                self._line.append(byte)
                continue
            line, self._line = self._line.decode("latin-1"), bytearray()
            if line.strip():
                self._check(line.strip())

    def _check(self, line: str) -> None:
        number: int | None = None
        command, star, given = line.partition("*")
        if line.startswith("N"):
            digits = ""
            for character in line[1:]:
                if not character.isdigit():
                    break
                digits += character
            number = int(digits or 0)
            if number != self.last_number + 1 and "M110" not in line:
                if number in (self.last_number, self.last_number - 1):
                    return
                self._refuse("Line Number is not Last Line Number+1")
                return
            if not star:
                self._refuse("No Checksum with line number")
                return
            total = 0
            for character in command:
                total ^= ord(character)
            if not given[:3].isdigit() or int(given[:3]) != total:
                self._refuse("checksum mismatch")
                return
            self.last_number = number
            command = command[1 + len(digits) :].strip()
        self._queue.append((command, number))

    def _refuse(self, fault: str) -> None:
        self.errors += 1
        self._ring.clear()
        self._line.clear()
        self.replies.append(f"Error:{fault}, Last Line: {self.last_number}")
        self.replies.append(f"Resend: {self.last_number + 1}")
        policy = self.faults.resend_ok
        if policy == "always" or (policy == "sometimes" and self.chance.random() < 0.5):
            self.replies.append("ok")

    def _run(self, command: str, number: int | None) -> None:
        known = command[:1] in "GMT" and command[1:2].isdigit()
        if not known:
            self.replies.append(f'echo:Unknown command: "{command}"')
        elif number is None:
            self.unchecked.append(command)  # M108 and the like, or the rest of a broken line
        elif command == "M114":
            self.replies.append("X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0")
        elif not command.startswith(("M105", "M110")):
            self.executed.append(command)
            if self.faults.echoes and command.startswith(("M117", "M118")):
                self._echo(command.removeprefix("M117").removeprefix("M118").strip())
        self._ok(command, number)
        if self.faults.reset_after is not None and len(self.executed) >= self.faults.reset_after:
            self.faults.reset_after = None
            self.boot()

    def _echo(self, text: str) -> None:
        options = re.match(r"(?:([AE])1 *|P\d *)*", text)
        prefix = {"A": "//", "E": "echo:"}.get(options[1] or "", "")
        self.replies.append(prefix + text[options.end() :])

    def _ok(self, command: str, number: int | None) -> None:
        if self.chance.random() < self.faults.lose_ok:
            return
        if command.startswith("M105"):
            self.replies.append("ok T:20.00 /0.00 B:20.00 /0.00 @:0 B@:0")
        elif not self.faults.advanced:
            self.replies.append("ok")
        else:
            label = f" N{number}" if number is not None else ""
            self.replies.append(f"ok{label} P15 B{self.queue_size - len(self._queue)}")


class Wire:
    """Carries bytes both ways with a latency, in order, spoiling some of those to the firmware."""

    def __init__(self, faults: Faults, chance: random.Random) -> None:
        self._faults = faults
        self._chance = chance
        self._down: list[tuple[float, int, bytes]] = []
        self._up: list[tuple[float, int, bytes]] = []
        self._count = 0
        self._last = {"down": 0.0, "up": 0.0}

    def send_down(self, data: bytes, now: float) -> None:
        for piece in self._pieces(self._spoil(data)):
            self._push(self._down, "down", piece, now)

    def send_up(self, data: bytes, now: float) -> None:
        for piece in self._pieces(data):
            self._push(self._up, "up", piece, now)

    def arrived_down(self, now: float) -> bytes:
        return self._arrived(self._down, now)

    def arrived_up(self, now: float) -> bytes:
        return self._arrived(self._up, now)

    def next_event(self) -> float | None:
        return min((queue[0][0] for queue in (self._down, self._up) if queue), default=None)

    def _push(self, queue: list[tuple[float, int, bytes]], way: str, data: bytes, now: float) -> None:
        at = max(self._last[way], now + self._faults.latency + self._chance.uniform(0, self._faults.jitter))
        self._last[way] = at
        self._count += 1
        heapq.heappush(queue, (at, self._count, data))

    def _arrived(self, queue: list[tuple[float, int, bytes]], now: float) -> bytes:
        found = b""
        while queue and queue[0][0] <= now:
            at, _, data = heapq.heappop(queue)
            cut = self._faults.cut
            if cut is None or not cut[0] <= at < cut[1]:
                found += data
        return found

    def _pieces(self, data: bytes) -> list[bytes]:
        if not self._faults.split or len(data) < 2:
            return [data] if data else []
        at = self._chance.randrange(1, len(data))
        return [data[:at], data[at:]]

    def _spoil(self, data: bytes) -> bytes:
        """At most one byte of a line flipped or lost, so that its XOR shows it."""
        spoiled = bytearray()
        for line in data.splitlines(keepends=True):
            spoiled += self._spoil_line(line)
        return bytes(spoiled)

    def _spoil_line(self, line: bytes) -> bytes:
        for index in range(len(line) - 1):
            if self._chance.random() < self._faults.lose_byte:
                return line[:index] + line[index + 1 :]
            if self._chance.random() < self._faults.corrupt_byte:
                flipped = line[index] ^ (1 << self._chance.randrange(5))
                byte = flipped if flipped not in (10, 13) else line[index] ^ 1
                return line[:index] + bytes([byte]) + line[index + 1 :]
        return line
