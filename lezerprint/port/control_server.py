"""The local socket on which a server (or the command line) gives orders and hears events.

One JSON object a line, both ways. Attaching grants a lease with a rising epoch and closes the older
connection. `attach`, `pause`, `cancel`, `emergency_stop` and `status` never change their meaning; a server
speaks the version before its own, too.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
from typing import TYPE_CHECKING, Any, Final

from lezerprint.port.contract.coding import encoded
from lezerprint.port.contract.messages import Answer, answer_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lezerprint.port.contract.messages import Greeting

_LONGEST_ORDER_BYTES: Final = 1 << 20
_MOST_UNSENT_BYTES: Final = 4 << 20
_MOST_CLIENTS: Final = 64
"""Far below what `select` can wait for; whoever comes then takes the place of the oldest without a lease."""


class Client:
    """One connection."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self.connection = connection
        self.epoch: int | None = None
        self.heard_at = 0.0
        self.told_sequence = 0
        self.told_line: int | None = None
        """The last line of the conversation that it was told; None: it does not want them."""
        self.closed = False
        self._incoming = b""
        self._outgoing = b""

    def fileno(self) -> int:
        """For `select`."""
        return self.connection.fileno()

    @property
    def wants_to_write(self) -> bool:
        """Whether something waits for room."""
        return bool(self._outgoing)

    def send(self, line: bytes) -> None:
        """Queue one message; a peer that does not read is cut off rather than served for ever."""
        self._outgoing += line
        if len(self._outgoing) > _MOST_UNSENT_BYTES:
            self.close()
        else:
            self.flush()

    def flush(self) -> None:
        """Write what there is room for."""
        try:
            written = self.connection.send(self._outgoing) if self._outgoing else 0
        except BlockingIOError:
            return
        except OSError:
            self.close()
            return
        self._outgoing = self._outgoing[written:]

    def receive(self) -> list[bytes]:
        """The lines that have arrived."""
        try:
            data = self.connection.recv(65536)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self.close()
            return []
        *lines, self._incoming = (self._incoming + data).split(b"\n")
        if len(self._incoming) > _LONGEST_ORDER_BYTES:
            self.close()
        return lines

    def close(self) -> None:
        """Cut the connection."""
        self.closed = True
        with contextlib.suppress(OSError):
            self.connection.close()


class ControlServer:
    """Listens, greets, reads orders."""

    def __init__(self, path: Path, greeting: Greeting) -> None:
        self._path = path
        self._greeting = encoded(greeting)
        self.clients: list[Client] = []
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        path.chmod(0o600)
        self._listener.listen(16)
        self._listener.setblocking(False)

    def readers(self) -> list[Any]:
        """What may have something to read."""
        self.clients = [client for client in self.clients if not client.closed]
        return [self._listener, *self.clients]

    def writers(self) -> list[Client]:
        """Whom something waits for."""
        return [client for client in self.clients if client.wants_to_write and not client.closed]

    def serve(self, readable: list[Any], handle: Callable[[Client, dict[str, Any]], None]) -> None:
        """Take new connections, and hand each order to `handle`."""
        for ready in readable:
            if ready is self._listener:
                self._accept()
            elif isinstance(ready, Client):
                for line in ready.receive():
                    if not ready.closed:
                        _handle_line(ready, line, handle)

    def flush(self, writable: list[Any]) -> None:
        """Write to those that have room again."""
        for client in writable:
            if isinstance(client, Client) and not client.closed:
                client.flush()

    def close(self) -> None:
        """Stop listening."""
        for client in self.clients:
            client.close()
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._listener.accept()
            if not _peer_may(connection):
                connection.close()
                return
            self._make_room()
            client = Client(connection)
            client.send(self._greeting)
            self.clients.append(client)

    def _make_room(self) -> None:
        others = [client for client in self.clients if not client.closed and client.epoch is None]
        if len(self.clients) >= _MOST_CLIENTS and others:
            others[0].close()


def _handle_line(client: Client, line: bytes, handle: Callable[[Client, dict[str, Any]], None]) -> None:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if isinstance(message, dict):
        handle(client, message)
    else:
        client.send(answer_line(Answer.refused("BAD_ORDER", "an order is a JSON object")))


def _peer_may(connection: socket.socket) -> bool:
    """Only our own user and root. Where the system does not tell, the folder's permissions must do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return user in (0, os.getuid())
