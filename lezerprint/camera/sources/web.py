"""Pictures over HTTP: a stream of them, or one that is fetched again and again, by the answer's type."""

from __future__ import annotations

import http.client
import ssl
import time
import urllib.error
import urllib.request
from contextlib import closing
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from lezerprint.camera.addresses import connected, without_credentials
from lezerprint.camera.authorization import authorization
from lezerprint.camera.errors import SourceError
from lezerprint.camera.jpeg import MAX_FRAME_BYTES, FrameParser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPMessage
    from typing import IO

    from lezerprint.camera.setup import ReaderSetup

SILENT_SECONDS: Final = 4.0
"""A camera that sends not one byte for so long has hung."""

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
    opener = _opener(verify_tls=setup.verify_tls)
    request = urllib.request.Request(url, headers={"User-Agent": "LezerPrint"})  # noqa: S310 - http or https
    period_seconds = 1 / min(setup.fps, _MOST_STILLS_PER_SECOND)
    while True:
        begun = time.monotonic()
        try:
            with closing(_answer(opener, request, credentials)) as answer:
                kind = answer.headers.get_content_type()
                if kind.startswith(_NO_PICTURES):
                    raise SourceError(f"the address answers with {kind}, not with pictures: {_WHICH_ADDRESS}")
                if not kind.startswith(_STILL):
                    yield from _streamed(answer)
                    raise SourceError("the camera has ended its stream")
                yield _still(answer)
        except (OSError, http.client.HTTPException) as error:
            raise SourceError(_broken(error)) from error
        time.sleep(max(0.0, begun + period_seconds - time.monotonic()))


def _answer(
    opener: urllib.request.OpenerDirector,
    request: urllib.request.Request,
    credentials: tuple[str, str] | None,
) -> http.client.HTTPResponse:
    """The answer to a request, made a second time with the password where the camera asks for it."""
    for has_tried in (False, True):
        try:
            answer: http.client.HTTPResponse = opener.open(request, timeout=SILENT_SECONDS)
        except urllib.error.HTTPError as error:
            with error:
                if error.code != HTTPStatus.UNAUTHORIZED or credentials is None or has_tried:
                    refusal = _refused(error.code, has_password=credentials is not None)
                    raise SourceError(refusal) from error
                challenges = error.headers.get_all("WWW-Authenticate", [])
                word = authorization(request, challenges, credentials)
                request.add_unredirected_header("Authorization", word)
        else:
            return answer
    raise RuntimeError("the second attempt has an answer or an error")


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


def _refused(status: int, *, has_password: bool) -> str:
    if status in {401, 403}:
        if has_password:
            return "the camera refuses the user name or the password in its address"
        return "the camera asks for a password: set its address as http://USER:PASSWORD@HOST/…"
    return f"the camera answers with HTTP status {status}: {_WHICH_ADDRESS}"


def _broken(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    match cause:
        case TimeoutError():
            return f"the camera has sent nothing for {SILENT_SECONDS:g} seconds"
        case ssl.SSLCertVerificationError():
            return (
                "the camera's certificate is not valid: set verify_tls to false if the camera made it itself"
            )
        case OSError():
            return f"the connection to the camera broke: {cause.strerror or type(cause).__name__}"
        case _:
            return f"the camera does not answer in HTTP: {type(cause).__name__}"


# How it is connected.


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = connected(self.host, self.port)
        self.sock.settimeout(SILENT_SECONDS)


class _TlsConnection(http.client.HTTPSConnection):
    def __init__(self, host: str, *, tls: ssl.SSLContext, **settings: Any) -> None:
        super().__init__(host, **settings)
        self._tls = tls

    def connect(self) -> None:
        raw = connected(self.host, self.port)
        raw.settimeout(SILENT_SECONDS)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self.host)


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Connection, req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, tls: ssl.SSLContext) -> None:
        super().__init__(context=tls)
        self._tls = tls

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_TlsConnection, tls=self._tls), req)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a camera to another path or port of its own; not to others, who could be anybody."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        fp.close()
        ours, theirs = urlsplit(req.full_url), urlsplit(newurl)
        if theirs.hostname != ours.hostname:
            raise SourceError(
                f"the camera redirects to another host, {theirs.hostname}, which is refused: "
                "set that camera's own address"
            )
        if ours.scheme == "https" != theirs.scheme:
            raise SourceError("the camera redirects from https to http, which is refused")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(*, verify_tls: bool) -> urllib.request.OpenerDirector:
    tls = ssl.create_default_context()
    if not verify_tls:
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.ProxyHandler({}),
        _Http(),
        _Https(tls),
        _SameHost(),
    ]
    return urllib.request.build_opener(*handlers)
