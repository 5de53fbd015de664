"""The Unix socket on which a simulated printer takes its orders; only its owner may connect."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_READ_BYTES = 4096
_LONGEST_ORDER_BYTES = 65536
_ONLY_OWNER = 0o177


class ControlSocket:
    """Listens on a path and answers every line.

    Args:
        path: Where to listen.
        answer: Turns an order into its reply, both without a line end.

    Raises:
        FileExistsError: Another printer listens there, or the path is no socket.
    """

    def __init__(self, path: Path, answer: Callable[[str], str]) -> None:
        self._path = path
        self._answer = answer
        self._connections: dict[int, tuple[socket.socket, bytearray]] = {}
        _remove_stale(path)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(_ONLY_OWNER)
        try:
            self._listener.bind(str(path))
        except OSError:
            self._listener.close()
            raise
        finally:
            os.umask(mask)
        self._listener.listen()
        self._listener.setblocking(False)

    def waits_for(self) -> list[int]:
        """The descriptors to wait for."""
        return [self._listener.fileno(), *self._connections]

    def serve(self, ready: list[int]) -> None:
        """Accept and answer whatever is ready."""
        if self._listener.fileno() in ready:
            with contextlib.suppress(BlockingIOError):
                connection, _ = self._listener.accept()
                self._connections[connection.fileno()] = (connection, bytearray())
        for descriptor in self._connections.keys() & set(ready):
            self._read(descriptor)

    def close(self) -> None:
        """Stop listening and remove the socket."""
        for connection, _ in self._connections.values():
            connection.close()
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _read(self, descriptor: int) -> None:
        connection, pending = self._connections[descriptor]
        try:
            data = connection.recv(_READ_BYTES)
            pending += data
            *lines, rest = pending.split(b"\n")
            pending[:] = rest
            for line in lines:
                reply = self._answer(line.decode("utf-8", "replace"))
                connection.sendall(reply.encode() + b"\n")
        except OSError:
            data = b""
        if not data or len(pending) > _LONGEST_ORDER_BYTES:
            del self._connections[descriptor]
            connection.close()


def _remove_stale(path: Path) -> None:
    """Remove a socket that a killed printer left behind, and nothing else."""
    if not path.exists():
        return
    if not path.is_socket():
        raise FileExistsError(errno.EEXIST, "exists and is no socket", str(path))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
        else:
            raise FileExistsError(errno.EADDRINUSE, "another printer listens there", str(path))
