"""Reading `multipart/form-data` as it comes, with one file whose content goes on at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from web.validation import InvalidInputError, UnsupportedMediaTypeError

if TYPE_CHECKING:
    from starlette.requests import Request

_FILE: Final = "file"
_KIND: Final = b"multipart/form-data"
_MOST_PARTS: Final = 100
_LONGEST_FIELD_BYTES: Final = 8192
_LONGEST_HEADER_BYTES: Final = 8192
_DISPOSITION: Final = b"content-disposition"
# RFC 7578 forbids this form, but clients send it; it counts where there is no plain one.
_EXTENDED_NAME: Final = re.compile(rb"filename\*\s*=\s*(utf-8|iso-8859-1)'[^']*'([^\s;]+)", re.IGNORECASE)
_ESCAPED_QUOTE: Final = re.compile("%22")
"""Browsers write a quotation mark so, and a per cent sign as it is."""


@dataclass(slots=True)
class Form:
    """A form without its file.

    Attributes:
        fields: What the other parts say, of those that are wanted.
        file_name: What the client calls the file; empty if it does not say.
    """

    fields: dict[str, str] = field(default_factory=dict)
    file_name: str = ""


def boundary_of(request: Request) -> bytes:
    """What stands between the parts of the request's form.

    Raises:
        UnsupportedMediaTypeError: The body is not said to be such a form.
        InvalidInputError: It is not said what stands between.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != _KIND:
        raise UnsupportedMediaTypeError("the body must be multipart/form-data")
    boundary = options.get(b"boundary")
    if not boundary:
        raise InvalidInputError("the form has no boundary in its Content-Type")
    return boundary


def invalid_field(name: str, message: str) -> InvalidInputError:
    """What is said of a wrong field of the form."""
    return InvalidInputError("Invalid input", [{"in": "body", "field": name, "message": message}])


class FormReader:
    """Takes a form apart.

    Args:
        boundary: What stands between its parts.
        wanted: The fields that are kept.

    Attributes:
        has_file: Whether the file has begun.
        pending_bytes: How much of the file waits to be taken.

    Raises:
        InvalidInputError: The boundary is none.
    """

    def __init__(self, boundary: bytes, wanted: frozenset[str]) -> None:
        self.has_file = False
        self.pending_bytes = 0
        self._wanted = wanted
        self._form = Form()
        self._pieces: list[bytes] = []
        self._parts = 0
        self._headers: dict[bytes, bytes] = {}
        self._header_name = b""
        self._header_value = b""
        self._part: str | None = None
        self._value = b""
        self._is_complete = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._on_part_begin,
                    "on_header_field": self._on_header_field,
                    "on_header_value": self._on_header_value,
                    "on_header_end": self._on_header_end,
                    "on_headers_finished": self._on_headers_finished,
                    "on_part_data": self._on_part_data,
                    "on_part_end": self._on_part_end,
                    "on_end": self._on_end,
                },
                max_header_size=_LONGEST_HEADER_BYTES,
            )
        except FormParserError as error:
            raise InvalidInputError("the form's boundary is too long") from error

    @property
    def file_name(self) -> str:
        """What the client calls the file, as far as it is known."""
        return self._form.file_name

    def feed(self, data: bytes) -> None:
        """Take this apart.

        Raises:
            InvalidInputError: It is no such form, or has several files.
        """
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise InvalidInputError(f"the form is damaged: {error}") from error

    def take(self) -> list[bytes]:
        """What has come of the file since the last time."""
        pieces, self._pieces, self.pending_bytes = self._pieces, [], 0
        return pieces

    def finish(self) -> Form:
        """All has come: the form.

        Raises:
            InvalidInputError: It ends too early, or has no file.
        """
        if not self._is_complete:
            raise InvalidInputError("the form ends before its last boundary")
        if not self.has_file:
            raise invalid_field(_FILE, "is missing")
        return self._form

    def _on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise InvalidInputError(f"the form has more than {_MOST_PARTS} parts")
        self._headers = {}
        self._part = None
        self._value = b""

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._header_name.lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _on_headers_finished(self) -> None:
        disposition = self._headers.get(_DISPOSITION, b"")
        _, options = parse_options_header(disposition)
        name = _decoded(options.get(b"name", b""))
        if name == _FILE:
            if self.has_file:
                raise invalid_field(_FILE, "is there more than once: send one file at a time")
            self.has_file = True
            self._form.file_name = _file_name(disposition, options)
        elif name not in self._wanted:
            return
        self._part = name

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part is None:
            return
        piece = data[start:end]
        if self._part == _FILE:
            self._pieces.append(piece)
            self.pending_bytes += len(piece)
            return
        self._value += piece
        if len(self._value) > _LONGEST_FIELD_BYTES:
            raise invalid_field(self._part, "is too long")

    def _on_part_end(self) -> None:
        if self._part is not None and self._part != _FILE:
            self._form.fields[self._part] = _decoded(self._value)

    def _on_end(self) -> None:
        self._is_complete = True


def _file_name(disposition: bytes, options: dict[bytes, bytes]) -> str:
    plain = options.get(b"filename")
    if plain is not None:
        return _ESCAPED_QUOTE.sub('"', _decoded(plain))
    extended = _EXTENDED_NAME.search(disposition)
    if extended is None:
        return ""
    return unquote(extended[2].decode("latin-1"), extended[1].decode("latin-1"))


def _decoded(text: bytes) -> str:
    """UTF-8, as browsers and most programs send; else the older custom, in which any byte is a letter."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")
