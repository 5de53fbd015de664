"""The server's end of a reader: started, ordered, heard, killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from lezerprint.camera.jpeg import MAX_FRAME_BYTES
from lezerprint.camera.wire import HEAD, OPEN, message_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.camera.setup import ReaderSetup
    from lezerprint.camera.wire import ReaderMessage


class ReaderProcess:
    """A reader of one source; it dies with the thread that made it.

    Args:
        setup: What it reads.

    Raises:
        OSError: It cannot be started.
    """

    def __init__(self, setup: ReaderSetup) -> None:
        self._link, theirs = socket.socketpair()
        try:
            with theirs:
                words = [
                    sys.executable,
                    "-m",
                    "lezerprint.camera.reader",
                    str(theirs.fileno()),
                    str(os.getpid()),
                ]
                self._process = subprocess.Popen(
                    words, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True
                )
        except OSError:
            self._link.close()
            raise
        with suppress(OSError):  # it has ended already, which `messages` tells
            self._link.sendall(setup.to_line())

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def open(self) -> None:
        """Order it to open its source: at first, and after each failure."""
        with suppress(OSError):
            self._link.sendall(OPEN)

    def messages(self) -> Iterator[ReaderMessage]:
        """What it says, until it ends; waits for it."""
        while (head := self._received(HEAD.size)) is not None:
            kind, arrived, length = HEAD.unpack(head)
            if length > MAX_FRAME_BYTES or (payload := self._received(length)) is None:
                return
            yield message_of(kind, arrived, payload)

    def kill(self) -> None:
        """End it and what it has started, at once; `messages` ends."""
        with suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> int:
        """Kill it and free what it took; its exit code. Waits, but not long: it was killed."""
        self.kill()
        code = self._process.wait()
        self._link.close()
        return code

    def _received(self, count: int) -> bytes | None:
        """So many bytes; None when it has ended."""
        buffer = bytearray(count)
        view, have = memoryview(buffer), 0
        while have < count:
            try:
                got = self._link.recv_into(view[have:])
            except OSError:
                return None
            if not got:
                return None
            have += got
        return bytes(buffer)
