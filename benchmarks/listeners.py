"""Processes full of WebSocket clients that note when messages arrive, and do little else."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import struct
import time
from array import array
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import uvloop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

_PROCESSES: Final = multiprocessing.get_context("spawn")
_AT_ONCE: Final = 20
_START_SECONDS: Final = 120.0
_TEXT: Final = 1
_PING: Final = 9
_DIGITS: Final = b"0123456789.e+-"


@dataclass(frozen=True)
class Target:
    """What clients connect to.

    Attributes:
        path: Of the WebSocket.
        greeting: What each client sends first.
        stamp: What stands before the time of sending, in seconds since 1970, in what is measured.
        number: What stands before the number of what must not be missed; None: nothing has one.
    """

    port: int
    path: str
    greeting: tuple[str, ...]
    stamp: bytes
    number: bytes | None = None


@dataclass
class Heard:
    """What all clients heard.

    Attributes:
        milliseconds: From sending to arrival, of each message.
        numbers: How many messages came that must not be missed.
        gaps: How often one of them was.
        gone: How many were disconnected.
        cpu_share: Of one core, of all clients' processes together.
    """

    seconds: float = 0.0
    milliseconds: array[float] = field(default_factory=lambda: array("f"))
    numbers: int = 0
    gaps: int = 0
    gone: int = 0
    cpu_share: float = 0.0

    def add(self, other: Heard) -> None:
        """Those of another process."""
        self.seconds = max(self.seconds, other.seconds)
        self.milliseconds.extend(other.milliseconds)
        self.numbers += other.numbers
        self.gaps += other.gaps
        self.gone += other.gone
        self.cpu_share += other.cpu_share


class Listener(asyncio.Protocol):
    """One client: the least of RFC 6455 that a server's frames need."""

    def __init__(self, target: Target, heard: Heard) -> None:
        self._target = target
        self._heard = heard
        self._buffer = bytearray()
        self._is_open = False
        self._last = 0
        self.ready = asyncio.get_running_loop().create_future()
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        """Shake hands."""
        self.transport = transport
        transport.write(
            f"GET {self._target.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )

    def connection_lost(self, _: Exception | None) -> None:
        """Count it."""
        self._heard.gone += 1

    def data_received(self, data: bytes) -> None:
        """Look at each frame that is whole."""
        now = time.time()
        buffer = self._buffer
        buffer += data
        if not self._is_open:
            if (end := buffer.find(b"\r\n\r\n")) < 0:
                return
            if b" 101 " not in buffer[:end]:
                self.ready.set_exception(ConnectionError(bytes(buffer[:80]).decode()))
                self.transport.abort()
                return
            del buffer[: end + 4]
            self._is_open = True
            for text in self._target.greeting:
                self._send(_TEXT, text.encode())
            self.ready.set_result(None)
        begin = 0
        while (place := _frame(buffer, begin)) is not None:
            kind, payload, begin = place
            if kind == _TEXT:
                self._note(payload, now)
            elif kind == _PING:
                self._send(_PING + 1, bytes(payload))
        del buffer[:begin]

    def _note(self, text: bytearray, now: float) -> None:
        if (sent := _figure(text, self._target.stamp)) is not None:
            self._heard.milliseconds.append((now - sent) * 1000)
        if self._target.number is None or (number := _figure(text[-40:], self._target.number)) is None:
            return
        if self._last and number != self._last + 1:
            self._heard.gaps += 1
        self._last = int(number)
        self._heard.numbers += 1

    def _send(self, kind: int, payload: bytes) -> None:
        """Masked with zeros, which leaves it as it is."""
        if len(payload) < 126:
            head = bytes((0x80 | kind, 0x80 | len(payload)))
        else:
            head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, len(payload))
        self.transport.write(head + b"\0\0\0\0" + payload)


def _frame(buffer: bytearray, begin: int) -> tuple[int, bytearray, int] | None:
    """The kind and the payload of the frame that begins there, and where the next one does."""
    if len(buffer) < begin + 2:
        return None
    kind, length, at = buffer[begin] & 15, buffer[begin + 1], begin + 2
    if length == 126:
        length, at = int.from_bytes(buffer[at : at + 2], "big"), at + 2
    elif length == 127:
        length, at = int.from_bytes(buffer[at : at + 8], "big"), at + 8
    if len(buffer) < at + length:
        return None
    return kind, buffer[at : at + length], at + length


def _figure(text: bytearray, name: bytes) -> float | None:
    begin = text.find(name)
    if begin < 0:
        return None
    begin += len(name)
    end = begin
    while end < len(text) and text[end] in _DIGITS:
        end += 1
    return float(text[begin:end])


@contextmanager
def listening(target: Target, clients: int, processes: int) -> Iterator[Listeners]:
    """Have so many clients connected while the context lasts."""
    share = [clients // processes + (number < clients % processes) for number in range(processes)]
    links, started = [], []
    for count in share:
        ours, theirs = _PROCESSES.Pipe()
        process = _PROCESSES.Process(target=_run, args=(theirs, target, count), daemon=True)
        process.start()
        theirs.close()
        links.append(ours)
        started.append(process)
    try:
        listeners = Listeners(links)
        listeners.told("connected")
        yield listeners
    finally:
        for process in started:
            process.kill()
            process.join()


class Listeners:
    """The clients of all processes."""

    def __init__(self, links: list[Connection]) -> None:
        self._links = links

    def told(self, expected: str) -> None:
        """Wait until every process says so."""
        for link in self._links:
            if not link.poll(_START_SECONDS) or (said := link.recv()) != expected:
                raise ConnectionError(f"the clients did not connect: {said!r}")

    def hear(self, seconds: float) -> Heard:
        """What they hear in so many seconds from now on."""
        for link in self._links:
            link.send(seconds)
        heard = Heard()
        for link in self._links:
            heard.add(link.recv())
        return heard


def _run(link: Connection, target: Target, clients: int) -> None:
    uvloop.run(_listen(link, target, clients))


async def _listen(link: Connection, target: Target, clients: int) -> None:
    heard = Heard()
    loop = asyncio.get_running_loop()
    room = asyncio.Semaphore(_AT_ONCE)

    async def connect() -> None:
        async with room:
            _, listener = await loop.create_connection(
                lambda: Listener(target, heard), "127.0.0.1", target.port
            )
            await listener.ready

    try:
        await asyncio.gather(*(connect() for _ in range(clients)))
    except OSError as error:
        link.send(str(error))
        return
    link.send("connected")
    while True:
        seconds = await asyncio.to_thread(link.recv)
        heard.milliseconds, heard.numbers, heard.gaps = array("f"), 0, 0
        cpu, began = _cpu_seconds(), time.perf_counter()
        await asyncio.sleep(seconds)
        heard.seconds = time.perf_counter() - began
        heard.cpu_share = (_cpu_seconds() - cpu) / heard.seconds
        link.send(heard)


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system
