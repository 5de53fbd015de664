"""Between ffmpeg and an RTSP camera: ffmpeg would follow a redirect to any host, and resolve the name anew.

ffmpeg is given an address of loopback; behind it is a connection that was checked. Replies are read as ffmpeg
reads them, and one that is not understood is refused: what ffmpeg took for a redirect would lead past the
relay.
"""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

from lezerprint.camera.addresses import connected, port_of
from lezerprint.camera.errors import SourceError

if TYPE_CHECKING:
    from typing import Self

_CHUNK_BYTES: Final = 65_536
_ACCEPT_SECONDS: Final = 10.0
_LONGEST_LINE_BYTES: Final = 8192
_PACKET: Final = ord("$")
_PACKET_HEAD_BYTES: Final = 4
_STATUS: Final = re.compile(rb"[1245]\d\d")
_REDIRECT: Final = re.compile(rb"3\d\d")
_LENGTH_FIELD: Final = b"content-length:"
_LENGTH: Final = re.compile(rb"\d{1,7}")
_BROKEN: Final = "the camera does not answer in RTSP"


class ReplyChecker:
    """Reads what an RTSP camera sends over TCP: replies, and between them packets (RFC 2326, 10.12)."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skip_bytes = 0
        self._content_bytes: int | None = None
        self._is_first_line = True

    def check(self, data: bytes) -> None:
        """Look at what came next.

        Raises:
            SourceError: It redirects, or is no RTSP.
        """
        self._buffer += data
        at, have = 0, len(self._buffer)
        while at < have:
            if self._skip_bytes:
                step = min(self._skip_bytes, have - at)
                self._skip_bytes -= step
                at += step
            elif self._buffer[at] == _PACKET:
                if have - at < _PACKET_HEAD_BYTES:
                    break
                self._skip_bytes = _PACKET_HEAD_BYTES + int.from_bytes(self._buffer[at + 2 : at + 4], "big")
            elif (end := self._buffer.find(b"\n", at)) >= 0:
                self._take_line(bytes(self._buffer[at:end]))
                at = end + 1
            elif have - at > _LONGEST_LINE_BYTES:
                raise SourceError(_BROKEN)
            else:
                break
        del self._buffer[:at]

    def _take_line(self, line: bytes) -> None:
        line = line.removesuffix(b"\r")
        if b"\0" in line or b"\r" in line:
            raise SourceError(_BROKEN)
        if not line:
            self._skip_bytes, self._content_bytes = self._content_bytes or 0, None
            self._is_first_line = True
            return
        if self._is_first_line:
            self._is_first_line = False
            _check_first(line.split())
        elif line.lower().startswith(_LENGTH_FIELD):
            length = line.partition(b":")[2].strip()
            if self._content_bytes is not None or not _LENGTH.fullmatch(length):
                raise SourceError(_BROKEN)
            self._content_bytes = int(length)


def _check_first(words: list[bytes]) -> None:
    if not words or not words[0].startswith(b"RTSP/"):  # a request of the camera's, which changes nothing
        return
    status = words[1] if len(words) > 1 else b""
    if _REDIRECT.fullmatch(status):
        raise SourceError("the camera redirects to another address, which is refused: set that address")
    if not _STATUS.fullmatch(status):
        raise SourceError(_BROKEN)


class RtspRelay:
    """One connection to a camera for one ffmpeg; from `with` on.

    Attributes:
        url: Where ffmpeg finds the camera.
        trouble: Why the connection was refused; None: it was not.

    Args:
        url: The camera's address.

    Raises:
        SourceError: It is refused, or does not answer.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.trouble: str | None = None
        self._camera = connected(parts.hostname or "", port_of(parts))
        self._camera.settimeout(None)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        self._listener.settimeout(_ACCEPT_SECONDS)
        credentials, at, _ = parts.netloc.rpartition("@")
        host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = urlunsplit(parts._replace(netloc=f"{credentials}{at}{host}"))

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, name="rtsp-relay", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        _shut(self._camera)  # which ends both directions

    def _serve(self) -> None:
        with self._camera:
            try:
                with self._listener:
                    ffmpeg, _ = self._listener.accept()
            except OSError:  # it never came
                return
            with ffmpeg:
                ffmpeg.settimeout(None)
                orders = threading.Thread(target=self._pass_orders, args=(ffmpeg,), daemon=True)
                orders.start()
                self._pass_replies(ffmpeg)
                orders.join()

    def _pass_orders(self, ffmpeg: socket.socket) -> None:
        with suppress(OSError):
            while data := ffmpeg.recv(_CHUNK_BYTES):
                self._camera.sendall(data)
        _shut(self._camera)

    def _pass_replies(self, ffmpeg: socket.socket) -> None:
        checker = ReplyChecker()
        try:
            while data := self._camera.recv(_CHUNK_BYTES):
                checker.check(data)
                ffmpeg.sendall(data)
        except SourceError as error:
            self.trouble = str(error)
        except OSError:  # one of the two has gone
            pass
        _shut(ffmpeg)
        _shut(self._camera)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
