"""Pictures over HTTP: a stream of them, or one that is fetched again and again, by the answer's type."""

from __future__ import annotations

import http.client
import time
import urllib.request
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from lezerprint.camera.addresses import without_credentials
from lezerprint.camera.errors import SourceError
from lezerprint.camera.jpeg import MAX_FRAME_BYTES, FrameParser
from lezerprint.camera.web_client import answer_to, broken, opener

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.camera.setup import ReaderSetup

_CHUNK_BYTES: Final = 262_144
_MOST_STILLS_PER_SECOND: Final = 2.0
_STILL: Final = "image/"
_NO_PICTURES: Final = ("text/", "application/json", "application/xhtml")
_WHICH_ADDRESS: Final = "set the address of its stream, such as http://HOST:8080/?action=stream"


def web_frames(setup: ReaderSetup) -> Iterator[bytes]:
    """The pictures at this address.

    Raises:
        SourceError: There are none, or none any more.
    """
    url, credentials = without_credentials(setup.url)
    camera = opener(verify_tls=setup.verify_tls)
    request = urllib.request.Request(url, headers={"User-Agent": "LezerPrint"})  # noqa: S310 - http or https
    period_seconds = 1 / min(setup.fps, _MOST_STILLS_PER_SECOND)
    while True:
        begun = time.monotonic()
        try:
            with closing(answer_to(camera, request, credentials, _WHICH_ADDRESS)) as answer:
                kind = answer.headers.get_content_type()
                if kind.startswith(_NO_PICTURES):
                    raise SourceError(f"the address answers with {kind}, not with pictures: {_WHICH_ADDRESS}")
                if not kind.startswith(_STILL):
                    yield from _streamed(answer)
                    raise SourceError("the camera has ended its stream")
                yield _still(answer)
        except (OSError, http.client.HTTPException) as error:
            raise SourceError(broken(error)) from error
        time.sleep(max(0.0, begun + period_seconds - time.monotonic()))


def _streamed(answer: Any) -> Iterator[bytes]:
    parser = FrameParser()
    seen = False
    while data := answer.read1(_CHUNK_BYTES):
        frames = parser.feed(data)
        yield from frames
        seen = seen or bool(frames)
        if not seen and parser.dropped_bytes > MAX_FRAME_BYTES:
            raise SourceError(f"what the address sends are no JPEG pictures: {_WHICH_ADDRESS}")


def _still(answer: Any) -> bytes:
    data = answer.read(MAX_FRAME_BYTES + 1)
    frames = FrameParser().feed(data)
    if len(frames) != 1:
        raise SourceError(
            f"the address answers with {answer.headers.get_content_type()}, but not with one JPEG"
        )
    return frames[0]
