"""A line to the port process that is kept open for one order alone: the emergency stop."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lezerprint.port.options import PortOptions

_ORDER: Final = json.dumps({"id": 1, "order": "emergency_stop"}).encode() + b"\n"
_CONNECT_SECONDS: Final = 1.0
_READ_BYTES: Final = 65536


class StopLine:
    """Sends the stop at once, from any thread, waiting for nothing; whoever sends it sees to the answer.

    Args:
        options: Which port process.
    """

    def __init__(self, options: PortOptions) -> None:
        self._paths = options.paths()
        self._socket: socket.socket | None = None
        self._guard = threading.Lock()

    def prepare(self) -> None:
        """Connect, if there is a port process and no connection; now and then, since it may be another."""
        with self._guard:
            if self._socket is not None and self._is_open(self._socket):
                return
            self._hang_up()
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(_CONNECT_SECONDS)
            try:
                line.connect(str(self._paths.socket))
            except OSError:
                line.close()
                return
            line.setblocking(False)
            self._socket = line

    def order(self) -> None:
        """Leave the order as a file, which outlives everybody, and send it."""
        with contextlib.suppress(OSError):  # no room for a file must not keep it from being sent
            self._paths.leave_stop_order()
        line = self._socket
        if line is not None:
            with contextlib.suppress(OSError):  # the port process is another by now, and finds the file
                line.send(_ORDER)

    def close(self) -> None:
        """Let go."""
        with self._guard:
            self._hang_up()

    def _hang_up(self) -> None:
        line, self._socket = self._socket, None
        if line is not None:
            line.close()

    @staticmethod
    def _is_open(line: socket.socket) -> bool:
        """Whether the other end is there; what it said is not wanted."""
        try:
            while data := line.recv(_READ_BYTES):
                del data
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False
