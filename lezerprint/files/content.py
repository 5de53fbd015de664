"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING, Final

from lezerprint.base.enums import FileType
from lezerprint.errors import GcodeFileError, LezerPrintError
from lezerprint.files.metadata import MEDIA_TYPES
from lezerprint.gcode.binary import MAGIC
from lezerprint.gcode.encodings import wide_encoding
from lezerprint.gcode.plates import sliced_plates
from lezerprint.gcode.unpacking import check_packed
from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.package import open_package
from lezerprint.mesh.stl_kind import is_binary_stl, is_text_stl, why_not_binary

if TYPE_CHECKING:
    from pathlib import Path

_HEAD_BYTES: Final = 4 << 20
"""Slicers put pictures in comments before the first command; that much is looked through."""

_LOOKED_AT_LINES: Final = 1000
_COMMAND: Final = re.compile(rb"(?:N\d+\s*)?[GMT]\d", re.IGNORECASE)
_LEAST_COMMANDS_SHARE: Final = 0.5
"""A file for a firmware with macros has other lines too; a text that mentions a command has hardly any."""

_OBJ_KEYWORDS: Final = frozenset(
    b"v vt vn vp f l p o g s usemtl mtllib maplib usemap cstype deg curv curv2 surf end parm mg".split()
)
_LEAST_OBJ_SHARE: Final = 0.9

_KNOWN_OTHERS: Final = {
    b"ISO-10303": "a STEP model: export it as STL or 3MF",
    b"glTF": "a glTF model: export it as STL or 3MF",
    b"ply\n": "a PLY model: export it as STL or 3MF",
    b"ply\r": "a PLY model: export it as STL or 3MF",
    b"<?xml": "an XML document (AMF?): export it as STL or 3MF",
    b"\x1f\x8b": "compressed by gzip: unpack it first",
    b"7z\xbc\xaf": "a 7-Zip archive: unpack it first",
    b"Rar!": "a RAR archive: unpack it first",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
}
_ZIP: Final = b"PK"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_CONTROLS: Final = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1a")
_MOST_CONTROLS_SHARE: Final = 0.02
_SAMPLE_BYTES: Final = 8 << 10


class ContentError(LezerPrintError):
    """A file that is none of those that can be printed or sliced."""


def content_type(path: Path) -> FileType:
    """Find out what a file is: STL, OBJ, 3MF or G-code (text of any encoding, binary, or in a 3MF).

    Raises:
        ContentError: It is empty, something else, or so damaged that it cannot be told.
        OSError: It cannot be read.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ContentError("it is not a regular file")
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise ContentError("it is empty")
    if is_binary_stl(head, status.st_size) or is_text_stl(head):
        return FileType.STL
    if head.startswith(_ZIP):
        return _package_type(path)
    if head.startswith(MAGIC):
        return _packed_gcode(path)
    for beginning, what in _KNOWN_OTHERS.items():
        if head.startswith(beginning):
            raise ContentError(f"it is {what}")
    if file_type := _text_type(_plain_text(head, status.st_size)):
        return file_type
    zeros = f" ({why_not_binary(head, status.st_size)})" if head.endswith(b"\0") else ""
    raise ContentError(f"it is a text, but neither G-code, OBJ nor STL{zeros}")


def media_type(path: Path, file_type: FileType) -> str:
    """What a file of this type is called in HTTP: G-code that is packed goes by what it is packed in.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if file_type is FileType.GCODE and head.startswith(MAGIC):
        return "application/octet-stream"
    if file_type is FileType.GCODE and head.startswith(_ZIP):
        return MEDIA_TYPES[FileType.THREEMF]
    return MEDIA_TYPES[file_type]


def _package_type(path: Path) -> FileType:
    try:
        with open_package(path) as package:
            if sliced_plates(package):
                return _packed_gcode(path)
            package.model_name()
    except MeshError as error:
        raise ContentError(str(error)) from error
    return FileType.THREEMF


def _packed_gcode(path: Path) -> FileType:
    try:
        check_packed(path)
    except GcodeFileError as error:
        raise ContentError(str(error)) from error
    return FileType.GCODE


def _plain_text(head: bytes, size_bytes: int) -> bytes:
    """The beginning of a text, with one byte a character.

    Raises:
        ContentError: It is no text.
    """
    if encoding := wide_encoding(head[:_SAMPLE_BYTES]):
        return head.decode(encoding, "replace").encode("utf-8", "replace")
    head = head.rstrip(b"\0")  # what an interrupted copy leaves
    if not head:
        raise ContentError("it contains only zeros: it was not written completely")
    if len(head) - len(head.translate(None, _CONTROLS)) > _MOST_CONTROLS_SHARE * len(head):
        raise ContentError(f"it is neither STL, OBJ, 3MF nor G-code ({why_not_binary(head, size_bytes)})")
    return head


def _text_type(head: bytes) -> FileType | None:
    lines = _meaningful_lines(head)
    keywords = [line.split(None, 1)[0].lower() for line in lines]
    if (
        b"v" in keywords
        and _share(sum(word in _OBJ_KEYWORDS for word in keywords), lines) >= _LEAST_OBJ_SHARE
    ):
        return FileType.OBJ
    commands = sum(_COMMAND.match(line) is not None for line in lines)
    if commands and _share(commands, lines) >= _LEAST_COMMANDS_SHARE:
        return FileType.GCODE
    return None


def _meaningful_lines(head: bytes) -> list[bytes]:
    """The first lines that are neither blank nor comments."""
    lines: list[bytes] = []
    for line in re.finditer(rb"[^\r\n]+", head.removeprefix(_BYTE_ORDER_MARK)):
        text = line.group().strip()
        if text and not text.startswith((b";", b"#", b"(", b"%")):
            lines.append(text)
            if len(lines) == _LOOKED_AT_LINES:
                break
    return lines


def _share(count: int, lines: list[bytes]) -> float:
    return count / max(len(lines), 1)
