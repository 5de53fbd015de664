"""Requests to cameras over HTTP: to checked addresses alone, with the password as the camera asks for it."""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from lezerprint.camera.addresses import connected
from lezerprint.camera.authorization import authorization
from lezerprint.camera.errors import SourceError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from http.client import HTTPMessage
    from typing import IO

    Opened = Callable[[socket.socket], None]

SILENT_SECONDS: Final = 4.0
"""A camera that sends not one byte for so long has hung."""


def answer_to(
    opener: urllib.request.OpenerDirector,
    request: urllib.request.Request,
    credentials: tuple[str, str] | None,
    remedy: str,
) -> http.client.HTTPResponse:
    """The answer to a request, made a second time with the password where the camera asks for it.

    Args:
        opener: What makes it.
        request: What is asked for.
        credentials: User and password.
        remedy: What to do where the address is wrong, as the end of a sentence.

    Raises:
        SourceError: It is refused.
        OSError: The connection breaks; `broken` says how.
        http.client.HTTPException: The answer is not HTTP; the same.
    """
    for has_tried in (False, True):
        try:
            answer: http.client.HTTPResponse = opener.open(request, timeout=SILENT_SECONDS)
        except urllib.error.HTTPError as error:
            with error:
                if error.code != HTTPStatus.UNAUTHORIZED or credentials is None or has_tried:
                    refusal = _refused(error.code, remedy, has_password=credentials is not None)
                    raise SourceError(refusal) from error
                challenges = error.headers.get_all("WWW-Authenticate", [])
                word = authorization(request, challenges, credentials)
                request.add_unredirected_header("Authorization", word)
        else:
            return answer
    raise RuntimeError("the second attempt has an answer or an error")


def broken(error: Exception) -> str:
    """What went wrong with a connection, for people."""
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


def _refused(status: int, remedy: str, *, has_password: bool) -> str:
    if status in {401, 403}:
        if has_password:
            return "the camera refuses the user name or the password in its address"
        return "the camera asks for a password: set its address as http://USER:PASSWORD@HOST/…"
    return f"the camera answers with HTTP status {status}: {remedy}"


class _Connection(http.client.HTTPConnection):
    def __init__(self, host: str, *, opened: Opened, **settings: Any) -> None:
        super().__init__(host, **settings)
        self._opened = opened

    def connect(self) -> None:
        self.sock = connected(self.host, self.port)
        self.sock.settimeout(SILENT_SECONDS)
        self._opened(self.sock)


class _TlsConnection(http.client.HTTPSConnection):
    def __init__(self, host: str, *, tls: ssl.SSLContext, opened: Opened, **settings: Any) -> None:
        super().__init__(host, **settings)
        self._tls = tls
        self._opened = opened

    def connect(self) -> None:
        raw = connected(self.host, self.port)
        raw.settimeout(SILENT_SECONDS)
        self._opened(raw)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self.host)


class _Http(urllib.request.HTTPHandler):
    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self._opened = opened

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_Connection, opened=self._opened), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, tls: ssl.SSLContext, opened: Opened) -> None:
        super().__init__(context=tls)
        self._tls = tls
        self._opened = opened

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_TlsConnection, tls=self._tls, opened=self._opened), req)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a camera to another path or port of its own; not to others, who could be anybody.

    What is posted goes nowhere else.
    """

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
        if req.data is not None:
            raise SourceError("the address redirects, which is refused: set the address that it redirects to")
        ours, theirs = urlsplit(req.full_url), urlsplit(newurl)
        if theirs.hostname != ours.hostname:
            raise SourceError(
                f"the camera redirects to another host, {theirs.hostname}, which is refused: "
                "set that camera's own address"
            )
        if ours.scheme == "https" != theirs.scheme:
            raise SourceError("the camera redirects from https to http, which is refused")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def opener(*, verify_tls: bool, opened: Opened = lambda _: None) -> urllib.request.OpenerDirector:
    """What makes requests to a camera.

    Args:
        verify_tls: Whether its certificate must be good.
        opened: Is given each socket before anything is sent.
    """
    tls = ssl.create_default_context()
    if not verify_tls:
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.ProxyHandler({}),
        _Http(opened),
        _Https(tls, opened),
        _SameHost(),
    ]
    return urllib.request.build_opener(*handlers)
