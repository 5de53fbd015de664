"""Files as answers: whole, in part, or not at all if the client has them."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from web.responses import failure

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

_RANGE: Final = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.ASCII)
_UNSAFE: Final = re.compile(r'["\\%]|[^ -~]')
_IMMUTABLE: Final = "private, max-age=31536000, immutable"
_NO_QUOTE: Final = "!#$&+-.^_`|~"


def download(
    request: Request,
    path: Path,
    status: os.stat_result,
    *,
    etag: str,
    media_type: str,
    disposition: str,
    immutable: bool = False,
) -> Response:
    """The file, or the one range of it that is asked for; several ranges are answered by the whole.

    Args:
        request: Says what is wanted, and what the client has.
        path: The file.
        status: What the disk says of it.
        etag: What stands for its content.
        media_type: What it is.
        disposition: What a browser does with it; see `attachment`.
        immutable: Whether the address names this very content, so that it need never be asked for again.
    """
    headers = {
        "Content-Type": media_type,  # as it is: Starlette would add a character set to a text
        "ETag": f'"{etag}"',
        "Content-Disposition": disposition,
        # Kept, but asked for anew each time: it may be gone, or the client may no longer see it.
        "Cache-Control": _IMMUTABLE if immutable else "private, no-cache",
    }
    if not _is_as_expected(request, headers["ETag"], status):
        message = "the file is not what it was"
        return failure(412, "PRECONDITION_FAILED", message, headers={"ETag": headers["ETag"]})
    if _is_known(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    # Ranges are defined for GET alone (RFC 9110, 14.2).
    asked = request.headers.get("range", "") if request.method == "GET" else ""
    wanted = _RANGE.fullmatch(asked.strip())
    if wanted and _is_beyond(wanted, status.st_size) and "if-range" not in request.headers:
        content_range = {"Content-Range": f"bytes */{status.st_size}"}
        message = f"the file has {status.st_size} bytes"
        return failure(416, "RANGE_NOT_SATISFIABLE", message, headers=content_range)
    answer = _Download(path, headers=headers, stat_result=status)
    # Odd ranges are answered by the whole file (RFC 9110, 14.2); Starlette would refuse them.
    answer.is_whole = not wanted or _is_beyond(wanted, status.st_size) or _is_backwards(wanted)
    return answer


def attachment(name: str) -> str:
    """The disposition that has a browser save a file by this name (RFC 6266).

    Clients that do not know the second form get the first, in ASCII.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return f"attachment; filename=\"{_UNSAFE.sub('_', plain)}\"; filename*=UTF-8''{quote(name, _NO_QUOTE)}"


class _Download(FileResponse):
    """Starlette's, told whether the range that is asked for counts."""

    is_whole = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.is_whole:
            headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
            scope = {**scope, "headers": headers}
        await super().__call__(scope, receive, send)


def _is_as_expected(request: Request, etag: str, status: os.stat_result) -> bool:
    """Whether the client's conditions on what it has already hold (RFC 9110, 13.1.1 and 13.1.4)."""
    if (if_match := request.headers.get("if-match")) is not None:
        tags = [tag.strip() for tag in if_match.split(",")]
        return etag in tags or tags == ["*"]
    try:
        since = parsedate_to_datetime(request.headers.get("if-unmodified-since", ""))
    except ValueError:  # no date at all, or none that counts
        return True
    return int(status.st_mtime) <= since.replace(tzinfo=since.tzinfo or UTC).timestamp()


def _is_known(if_none_match: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or tags == ["*"]


def _is_beyond(wanted: re.Match[str], size_bytes: int) -> bool:
    first, _, last_bytes = wanted.groups()
    return int(last_bytes) == 0 or size_bytes == 0 if first is None else int(first) >= size_bytes


def _is_backwards(wanted: re.Match[str]) -> bool:
    first, last, _ = wanted.groups()
    return bool(first and last) and int(last) < int(first)
