"""A camera to measure with, its viewers, and the least that can bring its pictures to them."""

from __future__ import annotations

import asyncio
import io
import multiprocessing
import random
import re
import socket
import time
from array import array
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

SIZE: Final = (1280, 720)
FPS: Final = 15
_PICTURES: Final = 15
_STAMP: Final = re.compile(rb"stamp=(\d+\.\d+)")
_STAMP_WITHIN: Final = 64
_LENGTH: Final = re.compile(rb"Content-Length: (\d+)", re.IGNORECASE)
_PROCESSES: Final = multiprocessing.get_context("spawn")
_START_SECONDS: Final = 30.0
_ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n"
_SLOW_BUFFER_BYTES: Final = 4096


@dataclass
class Seen:
    """What all viewers but the slow one saw; delays from the source's time stamp to the whole picture."""

    delays_ms: array[float] = field(default_factory=lambda: array("f"))
    fewest: int = 0
    seconds: float = 0.0


def _pictures() -> list[bytes]:
    """Pictures of about the size that a webcam's have: some noise on a gradient."""
    dice = random.Random(7)
    made = []
    for number in range(_PICTURES):
        noise = Image.frombytes("L", (640, 360), dice.randbytes(640 * 360)).resize(SIZE)
        shades = Image.linear_gradient("L").rotate(number * 24).resize(SIZE)
        file = io.BytesIO()
        Image.merge("RGB", (Image.blend(noise, shades, 0.8), shades, shades)).save(file, "JPEG", quality=80)
        made.append(file.getvalue())
    return made


def _stamped(jpeg: bytes) -> bytes:
    stamp = b"stamp=%.6f" % time.time()
    return jpeg[:2] + b"\xff\xfe" + (len(stamp) + 2).to_bytes(2, "big") + stamp + jpeg[2:]


def _part(jpeg: bytes) -> bytes:
    return b"--b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n" % (len(jpeg), jpeg)


async def _source(ready: Callable[[int], None]) -> None:
    pictures = _pictures()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_ANSWER)
        loop = asyncio.get_running_loop()
        due, number = loop.time(), 0
        with suppress(OSError):
            while True:
                writer.write(_part(_stamped(pictures[number % _PICTURES])))
                await writer.drain()
                number, due = number + 1, due + 1 / FPS
                await asyncio.sleep(max(0.0, due - loop.time()))

    await _served(serve, ready)


async def _bare(ready: Callable[[int], None], source_port: int) -> None:
    """The newest picture for each viewer that can take one: no parser, no HTTP to speak of, no accounts."""
    newest: list[bytes] = [b""]
    arrived = asyncio.Condition()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.set_write_buffer_limits(high=16_384)
        writer.write(_ANSWER)
        seen = b""
        with suppress(OSError):
            while True:
                async with arrived:
                    while newest[0] is seen:
                        await arrived.wait()
                seen = newest[0]
                writer.write(seen)
                await writer.drain()

    async def read() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", source_port, limit=1 << 20)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        while True:
            jpeg = await _next_picture(reader)
            async with arrived:
                newest[0] = _part(jpeg)
                arrived.notify_all()

    reading = asyncio.create_task(read())
    await _served(serve, ready)
    await reading


async def _served(serve: Callable[..., Any], ready: Callable[[int], None]) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    ready(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


async def _next_picture(reader: asyncio.StreamReader) -> bytes:
    """The next part of a multipart stream; chunk sizes and boundaries between parts are passed over."""
    head = await reader.readuntil(b"\r\n\r\n")
    while (found := _LENGTH.search(head)) is None:
        head = await reader.readuntil(b"\r\n\r\n")
    return await reader.readexactly(int(found[1]))


async def _view(port: int, path: str, delays: array[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    while True:
        jpeg = await _next_picture(reader)
        if (stamp := _STAMP.search(jpeg, 0, _STAMP_WITHIN)) is not None:
            delays.append((time.time() - float(stamp[1])) * 1000)


async def _view_slowly(port: int, path: str) -> None:
    """A byte a second."""
    loop = asyncio.get_running_loop()
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SLOW_BUFFER_BYTES)
        link.setblocking(False)
        await loop.sock_connect(link, ("127.0.0.1", port))
        await loop.sock_sendall(link, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        while await loop.sock_recv(link, 1):  # noqa: ASYNC110 - it is to be slow
            await asyncio.sleep(1.0)


async def _view_all(port: int, path: str, viewers: int, told: Connection) -> None:
    delays = [array("f") for _ in range(viewers - 1)]
    tasks = [asyncio.create_task(_view(port, path, one)) for one in delays]
    tasks.append(asyncio.create_task(_view_slowly(port, path)))
    while not all(delays):  # noqa: ASYNC110 - no event tells of an array
        await asyncio.sleep(0.05)
    told.send("all see")
    seconds = await asyncio.to_thread(told.recv)
    for one in delays:
        del one[:]
    await asyncio.sleep(seconds)
    seen = Seen(array("f"), min(map(len, delays)), seconds)
    for one in delays:
        seen.delays_ms.extend(one)
    told.send(seen)
    for task in tasks:
        task.cancel()


def _run_source(told: Connection) -> None:
    asyncio.run(_source(told.send))


def _run_bare(told: Connection, source_port: int) -> None:
    import uvloop  # noqa: PLC0415 - as the server has it

    uvloop.run(_bare(told.send, source_port))


def _run_viewers(told: Connection, port: int, path: str, viewers: int) -> None:
    asyncio.run(_view_all(port, path, viewers, told))


@contextmanager
def running(target: Callable[..., None], *arguments: Any) -> Iterator[tuple[int, Connection]]:
    """A process of its own: its number, and the way to it."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    try:
        if process.pid is None or not ours.poll(_START_SECONDS):
            raise RuntimeError(f"{target.__name__} does not start")
        yield process.pid, ours
    finally:
        process.kill()
        process.join()


@contextmanager
def source() -> Iterator[int]:
    """A camera: its port."""
    with running(_run_source) as (_, told):
        yield told.recv()


@contextmanager
def bare(source_port: int) -> Iterator[tuple[int, int]]:
    """The least that does it: its process number and its port."""
    with running(_run_bare, source_port) as (pid, told):
        yield pid, told.recv()


@contextmanager
def viewing(port: int, path: str, viewers: int) -> Iterator[Connection]:
    """Viewers who all see something, one of them slowly: send the seconds, receive what they `Seen`."""
    with running(_run_viewers, port, path, viewers) as (_, told):
        told.recv()
        yield told
