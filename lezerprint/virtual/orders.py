"""Orders to a running simulated printer, from the outside: one line of text, one line of JSON back."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_READ_BYTES = 65536


class OrderError(Exception):
    """The printer could not be reached, or did not answer in time."""


def order(path: Path | str, text: str, timeout_seconds: float = 5.0) -> dict[str, Any]:
    """Send one order and return the reply, `{"ok": true, ...}` or `{"ok": false, "error": ...}`.

    Args:
        path: The control socket, as given to `--control`.
        text: The order, for example `noise 1000`.
        timeout_seconds: How long each step may take.

    Raises:
        OrderError: Nobody listens there, or no whole reply came.
    """
    reply = bytearray()
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout_seconds)
            connection.connect(str(path))
            connection.sendall(" ".join(text.split("\n")).encode() + b"\n")
            while not reply.endswith(b"\n"):
                piece = connection.recv(_READ_BYTES)
                if not piece:
                    raise OrderError(f"the printer at {path} hung up without a reply")
                reply += piece
    except OSError as error:
        raise OrderError(f"no answer from the printer at {path}: {error}") from error
    parsed: dict[str, Any] = json.loads(reply)
    return parsed
