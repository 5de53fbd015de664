"""The two senders that ours is held against, both with every line encoded before the clock starts.

Neither has a protocol: a firmware that asks for a line again ends the run.
"""

from __future__ import annotations

import gc
import os
import termios
import time
from contextlib import contextmanager
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import serial
from figures import BenchmarkError, HostFigures

from lezerprint.marlin.framing import checksum, encode
from lezerprint.marlin.protocol import EMERGENCY_STOP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moves import Work

_WINDOW_BYTES: Final = 121
_FIRST_NUMBER: Final = 5000
"""The middle of the numbers that the port process starts at: a line's length depends on its number's."""

_ANSWER_SECONDS: Final = 10
_CONNECT_SECONDS: Final = 20.0


def ping_pong(device: str, baudrate: int, work: Work) -> HostFigures:
    """Write a line, wait for its `ok`, with pyserial's own `readline`."""
    with _opened(device, baudrate) as port:
        lines = _encoded(work)
        write, readline = port.write, port.readline
        started = time.perf_counter()
        for line in lines:
            write(line)
            while not (reply := readline()).startswith(b"ok"):
                if not reply or reply.startswith(b"Resend"):
                    raise BenchmarkError(f"the firmware answered {reply!r}")
        seconds = time.perf_counter() - started
        _finish(port, len(lines))
    return HostFigures(len(lines), seconds, 0)


def bare_window(device: str, baudrate: int, work: Work) -> HostFigures:
    """Keep 121 bytes in flight on the raw descriptor: one read and one write a wake-up, oks are counted."""
    with _opened(device, baudrate) as port:
        descriptor = _blocking(port)
        lines = _encoded(work)
        started = time.perf_counter()
        _stream(descriptor, lines, len(lines))
        seconds = time.perf_counter() - started
        _finish(port, len(lines))
    return HostFigures(len(lines), seconds, 0)


def bare_stop(device: str, baudrate: int, work: Work, after_lines: int) -> float:
    """Stream as `bare_window` does, and write M112 between two lines; the `time.monotonic` before that."""
    with _opened(device, baudrate) as port:
        descriptor = _blocking(port)
        _stream(descriptor, _encoded(work), after_lines)
        ordered_at = time.monotonic()
        os.write(descriptor, EMERGENCY_STOP)
    return ordered_at


def _stream(descriptor: int, lines: list[bytes], enough: int) -> None:
    """Send `lines`; ends when so many have their `ok`, with the rest of the window in flight."""
    count = len(lines)
    ends = [0, *accumulate(map(len, lines))]
    sent = acknowledged = 0
    while acknowledged < enough:
        first = sent
        limit = ends[acknowledged] + _WINDOW_BYTES
        while sent < count and (ends[sent + 1] <= limit or sent == acknowledged):
            sent += 1
        if sent > first:
            os.write(descriptor, b"".join(lines[first:sent]))
        data = os.read(descriptor, 4096)
        if data[-1:] == b"o":
            data += os.read(descriptor, 4096)
        if not data or b"Resend" in data:
            raise BenchmarkError(f"the firmware answered {data!r}")
        acknowledged += data.count(b"ok")


def _blocking(port: serial.Serial) -> int:
    """The port's descriptor, set so that a read waits by itself, but not for ever: no `select` is needed."""
    descriptor: int = port.fileno()
    attributes = termios.tcgetattr(descriptor)
    attributes[6][termios.VMIN] = 0
    attributes[6][termios.VTIME] = 10 * _ANSWER_SECONDS
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)
    os.set_blocking(descriptor, True)
    return descriptor


@contextmanager
def _opened(device: str, baudrate: int) -> Iterator[serial.Serial]:
    """The port, once the firmware counts from our number; without garbage collection, as ours."""
    try:
        port = serial.Serial(device, baudrate, timeout=_ANSWER_SECONDS)
    except serial.SerialException as error:
        raise BenchmarkError(str(error)) from error
    with port:
        _greet(port)
        gc.disable()
        try:
            yield port
        except serial.SerialException as error:
            raise BenchmarkError(str(error)) from error
        finally:
            gc.enable()


def _greet(port: serial.Serial) -> None:
    body = b"M110 N%d" % (_FIRST_NUMBER - 1)
    hello = b"\n" + encode(_FIRST_NUMBER - 1, body, checksum(body))
    deadline = time.monotonic() + _CONNECT_SECONDS
    port.timeout = 1.0
    while time.monotonic() < deadline:
        port.write(hello)
        while reply := port.readline():
            if reply.startswith(b"ok"):
                port.timeout = _ANSWER_SECONDS
                _drop_stray_oks(port)
                return
    raise BenchmarkError("no Marlin firmware answers")


def _drop_stray_oks(port: serial.Serial) -> None:
    """Wait for the answer to M105, which looks like no other: then no hello's `ok` is still on its way."""
    port.write(b"M105\n")
    while reply := port.readline():
        if reply.startswith(b"ok") and b"T:" in reply:
            return
    raise BenchmarkError("the firmware does not answer M105")


def _encoded(work: Work) -> list[bytes]:
    numbered = enumerate(work.commands, _FIRST_NUMBER)
    return [encode(number, body, body_checksum) for number, (body, body_checksum) in numbered]


def _finish(port: serial.Serial, line_count: int) -> None:
    """Wait until all is executed; this also makes a firmware report that does so on M400."""
    port.write(encode(_FIRST_NUMBER + line_count, b"M400", checksum(b"M400")))
    while not (reply := port.readline()).startswith(b"ok"):
        if not reply:
            raise BenchmarkError("the firmware does not answer M400")
