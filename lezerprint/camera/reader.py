"""The process that reads one source: `python -m lezerprint.camera.reader SOCKET PARENT`.

It is niced and dies with the server. The first line on the socket is its setup, then come orders to open the
source. Of the frames that the server has not taken only the newest is kept, and of the video no more than a
little: a server that is slow must not slow the camera, whose own buffers would fill with old pictures.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from lezerprint.camera.errors import SourceError
from lezerprint.camera.mp4 import SegmentKind
from lezerprint.camera.setup import ReaderSetup
from lezerprint.camera.sources import frames_of
from lezerprint.camera.wire import FAILED, FRAME, KINDS, OFFER, head_of

if TYPE_CHECKING:
    from lezerprint.camera.mp4 import Segment

NICENESS: Final = 10
_MOST_WAITING_BYTES: Final = 8 * 1024 * 1024
"""When so much video waits, it goes on at the next key segment."""

_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


class Outlet:
    """Sends what is read, in a thread of its own."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._newest: tuple[float, bytes] | None = None
        self._waiting: deque[tuple[int, float, bytes]] = deque()
        self._waiting_bytes = 0
        self._skips = False
        self._offer: bool | None = None
        self._something = threading.Condition()
        threading.Thread(target=self._send_all, name="outlet", daemon=True).start()

    def put_frame(self, jpeg: bytes, arrived: float) -> None:
        """A frame, in the place of one that was not sent yet."""
        with self._something:
            if self._offer is not None:
                self._keep(OFFER, arrived, b"1" if self._offer else b"")
                self._offer = None
            self._newest = arrived, jpeg
            self._something.notify()

    def begin(self) -> None:
        """The source is being opened; what it does not offer it has not."""
        with self._something:
            self._offer = False

    def offer(self, *, is_offered: bool) -> None:
        """Whether segments follow; the server is told before the first frame."""
        with self._something:
            self._offer = is_offered

    def put(self, segment: Segment) -> None:
        """A segment of the video, behind those that wait, unless that is too much."""
        with self._something:
            if segment.kind is SegmentKind.DELTA and self._skips:
                return
            self._skips = False
            self._keep(KINDS[segment.kind], time.monotonic(), segment.data)
            if self._waiting_bytes > _MOST_WAITING_BYTES:
                self._skips = True
                self._drop(KINDS[SegmentKind.KEY], KINDS[SegmentKind.DELTA])
            self._something.notify()

    def fail(self, reason: str) -> None:
        """The source gave up; what it gave before is old."""
        with self._something:
            self._newest = None
            self._drop(*KINDS.values())
            self._keep(FAILED, 0.0, reason.encode())
            self._something.notify()

    def _keep(self, kind: int, arrived: float, payload: bytes) -> None:
        self._waiting.append((kind, arrived, payload))
        self._waiting_bytes += len(payload)

    def _drop(self, *kinds: int) -> None:
        self._waiting = deque(one for one in self._waiting if one[0] not in kinds)
        self._waiting_bytes = sum(len(payload) for _, _, payload in self._waiting)

    def _next(self) -> tuple[int, float, bytes] | None:
        """What is sent next, of what waits; None: nothing does."""
        if self._waiting:
            kind, arrived, payload = self._waiting.popleft()
            self._waiting_bytes -= len(payload)
            return kind, arrived, payload
        if self._newest is None:
            return None
        (arrived, payload), self._newest = self._newest, None
        return FRAME, arrived, payload

    def _send_all(self) -> None:
        try:
            while True:
                with self._something:
                    while (message := self._next()) is None:
                        self._something.wait()
                kind, arrived, payload = message
                self._link.sendall(head_of(kind, arrived, payload))
                self._link.sendall(payload)
        except OSError:
            os._exit(0)  # the server has gone


class Orders:
    """Waits for what the server says; at its end the process ends, whatever the source does."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._opens = threading.Semaphore(0)

    def setup(self) -> ReaderSetup:
        """The first line; from then on orders are heard."""
        line = bytearray()
        while not line.endswith(b"\n"):
            if not (letter := self._link.recv(1)):  # no more than the line: orders follow
                os._exit(0)
            line += letter
        threading.Thread(target=self._hear, name="orders", daemon=True).start()
        return ReaderSetup.of_line(bytes(line))

    def wait(self) -> None:
        """Until the source is to be opened."""
        self._opens.acquire()

    def _hear(self) -> None:
        while self._link.recv(1):
            self._opens.release()
        os._exit(0)


def read(setup: ReaderSetup, outlet: Outlet) -> None:
    """Read the source until it fails; no faster than the setup's rate."""
    due, period_seconds = time.monotonic(), 1 / setup.fps
    outlet.begin()
    try:
        for jpeg in frames_of(setup, outlet):
            now = time.monotonic()
            if now >= due:
                outlet.put_frame(jpeg, now)
                # A picture that is a little late does not put off the next one.
                due = max(due, now - period_seconds / 2) + period_seconds
        outlet.fail("the source has ended")
    except SourceError as error:
        outlet.fail(str(error))


def _die_with(parent: int) -> None:
    """Be killed when the thread that started this process ends, even by `kill -9`; Linux alone can that.

    Elsewhere the end of the socket does it, a little later.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only there

        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before it was asked for
        os._exit(0)


def main(arguments: list[str]) -> int:
    """Serve one server until it goes."""
    descriptor, parent = map(int, arguments)
    _die_with(parent)
    os.nice(NICENESS)
    link = socket.socket(fileno=descriptor)
    orders, outlet = Orders(link), Outlet(link)
    setup = orders.setup()
    while True:
        orders.wait()
        read(setup, outlet)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
