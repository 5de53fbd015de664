"""WebRTC by reference: a viewer's offer is passed on to the media server that a camera names.

Once that has answered, the pictures go from there to the viewer, past this server.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
import urllib.request
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lezerprint.camera.addresses import without_credentials
from lezerprint.camera.errors import SourceError
from lezerprint.camera.web_client import answer_to, broken, opener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lezerprint.settings.camera import WebrtcKind

LIMIT_SECONDS: Final = 10.0
MAX_SDP_BYTES: Final = 65_536

_SDP: Final = "v=0"
_SDP_TYPE: Final = "application/sdp"
_JSON_TYPE: Final = "application/json"
_MOST_JSON_BYTES: Final = 2 * MAX_SDP_BYTES
_REMEDY: Final = "check the camera's webrtc_url and webrtc_kind"


@dataclass(frozen=True, slots=True)
class MediaServer:
    """Who answers offers.

    Attributes:
        url: Where they are posted.
        kind: How: SDP as it is (WHEP), or inside JSON (camera-streamer).
        verify_tls: Whether its certificate must be good.
    """

    url: str = field(repr=False)
    kind: WebrtcKind = "whep"
    verify_tls: bool = True


def answer_of(server: MediaServer, offer: str, *, limit_seconds: float = LIMIT_SECONDS) -> str:
    """The answer to a viewer's offer, both in SDP; waits for it.

    Raises:
        SourceError: There is none.
    """
    url, credentials = without_credentials(server.url)
    is_json = server.kind == "camera-streamer"
    content = json.dumps({"type": "offer", "sdp": offer}) if is_json else offer
    media_type = _JSON_TYPE if is_json else _SDP_TYPE
    headers = {"User-Agent": "LezerPrint", "Content-Type": media_type, "Accept": media_type}
    request = urllib.request.Request(url, content.encode(), headers)  # noqa: S310 - http or https
    deadline = time.monotonic() + limit_seconds
    with _time_limit(limit_seconds) as covered:
        try:
            client = opener(verify_tls=server.verify_tls, opened=covered)
            with closing(answer_to(client, request, credentials, _REMEDY)) as answer:
                data = answer.read(_MOST_JSON_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            raise SourceError(broken(error)) from error
        if time.monotonic() >= deadline:  # what was read is cut
            raise SourceError(f"it has taken longer than {limit_seconds:g} seconds")
    return _sdp(data, is_json=is_json)


def _sdp(data: bytes, *, is_json: bool) -> str:
    try:
        found: Any = json.loads(data).get("sdp") if is_json else data.decode()
    except (ValueError, AttributeError):
        found = None
    if not isinstance(found, str) or not found.startswith(_SDP) or len(found) > MAX_SDP_BYTES:
        raise SourceError(f"what the address answers is no SDP: {_REMEDY}")
    return found


@contextmanager
def _time_limit(seconds: float) -> Iterator[Callable[[socket.socket], None]]:
    """For the whole conversation: who sends a byte now and then must not hold this up for ever."""
    covered: list[socket.socket] = []

    def cut() -> None:
        for one in tuple(covered):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield lambda connection: covered.append(connection.dup())
    finally:
        timer.cancel()
        for one in covered:
            one.close()
