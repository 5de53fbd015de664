"""The dashboard, for every path that is none of the API's: one of its files, or the page."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from web.built_files import HASHED, INDEX, built_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from web.built_files import BuiltFile

FOLDER: Final = Path(__file__).parent / "dashboard/dist"

_KEPT: Final = "public, max-age=31536000, immutable"
_ASKED_ANEW: Final = "no-cache"
_PAGE: Final = SimpleNamespace(path="/{page}")
_FILE: Final = SimpleNamespace(path="/{file}")
"""What metrics and the log call them."""

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem; }
code { font-family: ui-monospace, monospace; }
"""
_HASH: Final = b64encode(sha256(_STYLE.encode()).digest()).decode()
_NOT_BUILT_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'self'"
_NOT_BUILT: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
    f'content="width=device-width"><title>LezerPrint</title><style>{_STYLE}</style></head><body>'
    "<h1>The dashboard is not built</h1>"
    "<p>The server works, but this installation has no dashboard: when it was installed, there was neither "
    "Node.js nor a connection to fetch it.</p>"
    "<p>In the folder with LezerPrint's sources, run <code>make dashboard</code> (with Node.js 20 or newer), "
    "and load this page again.</p>"
    '<p>Programs can use the API as it is: <a href="/api/docs">its documentation</a>.</p></body></html>'
)


class Pages:
    """An ASGI application behind the API's routes; it costs their requests nothing.

    Args:
        folder: What was built; it need not be there, and may be built anew meanwhile.
        api_paths: Of the API, which has no pages below them.
        otherwise: What answers where there is neither a file nor a page.
    """

    def __init__(self, folder: Path, api_paths: Iterable[str], otherwise: ASGIApp) -> None:
        self._folder = folder
        self._of_api = frozenset(map(_first, api_paths))
        self._otherwise = otherwise
        self._files: Mapping[str, BuiltFile] = {}
        self._built_at_ns: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file, or with the page."""
        path: str = scope["path"]
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or _first(path) in self._of_api:
            await self._otherwise(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        response = await asyncio.to_thread(self._answer, scope, path, headers)
        await (response or self._otherwise)(scope, receive, send)

    def _answer(self, scope: Scope, path: str, headers: Mapping[bytes, str]) -> Response | None:
        file = self._files.get(path)
        if file is None or not file.is_hashed:
            self._look()
            file = self._files.get(path)
        if file is not None:
            scope["route"] = _FILE
            return _response(file, headers)
        if not _is_page(path, headers):
            return None
        scope["route"] = _PAGE
        index = self._files.get(INDEX)
        return _not_built() if index is None else _response(index, headers)

    def _look(self) -> None:
        """List the files again where they were built anew."""
        try:
            built_at_ns = (self._folder / INDEX[1:]).stat().st_mtime_ns
        except OSError:
            self._files, self._built_at_ns = {}, None
            return
        if built_at_ns != self._built_at_ns:
            self._files = built_files(self._folder)
            self._built_at_ns = built_at_ns


def _first(path: str) -> str:
    return path[1:].partition("/")[0]


def _is_page(path: str, headers: Mapping[bytes, str]) -> bool:
    """Whether the page is the answer; by a name like that of a file, only to who asks for a page."""
    if path.startswith(HASHED) or "/." in path:  # no page's path has a hidden name, or the folder above
        return False
    return "." not in path.rpartition("/")[2] or "text/html" in headers.get(b"accept", "")


def _response(file: BuiltFile, headers: Mapping[bytes, str]) -> Response | None:
    sent = {"Cache-Control": _KEPT if file.is_hashed else _ASKED_ANEW, "ETag": file.etag}
    if file.encodings:
        sent["Vary"] = "Accept-Encoding"
    if file.etag in (tag.strip() for tag in headers.get(b"if-none-match", "").split(",")):
        return Response(status_code=304, headers=sent)
    coding, path = file.encoded(headers.get(b"accept-encoding", ""))
    if coding is not None:
        sent["Content-Encoding"] = coding
    try:
        content = path.read_bytes()
    except OSError:  # it is being built anew
        return None
    return Response(content, headers={**sent, "Content-Type": file.media_type})


def _not_built() -> Response:
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _NOT_BUILT_POLICY}
    return Response(_NOT_BUILT, headers=headers, media_type="text/html")
