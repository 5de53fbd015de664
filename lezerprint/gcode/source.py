"""A G-code file read in blocks of whole lines, after a look whether it is one."""

from __future__ import annotations

import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

from lezerprint.errors import GcodeFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK_BYTES: Final = 4 << 20
LONGEST_ROW_BYTES: Final = 64 << 10
"""No slicer writes such a line; a file with one is no G-code, and must not fill the memory."""

_LOOKED_AT_BYTES: Final = 8 << 10
_BINARY_GCODE_MAGIC: Final = b"GCDE"
_CONTROLS: Final = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\v\f\r\x1a")
_MOST_CONTROLS_SHARE: Final = 0.02
"""A damaged byte or two are cleaned away; compressed or binary data has ten times as many controls."""


@contextmanager
def open_gcode(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Open a G-code file; gives it with its size in bytes.

    Raises:
        GcodeFileError: It is absent, unreadable, no regular file, empty, or binary.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "is a directory" if stat.S_ISDIR(status.st_mode) else "is not a regular file"
            raise GcodeFileError(f"{path} {what}")
        with path.open("rb") as file:
            _look_at(path, file.read(_LOOKED_AT_BYTES))
            file.seek(0)
            yield file, status.st_size
    except OSError as error:
        raise GcodeFileError(f"{path}: {error.strerror or error}") from error


def _look_at(path: Path, head: bytes) -> None:
    if not head:
        raise GcodeFileError(f"{path} is empty")
    if head.startswith(_BINARY_GCODE_MAGIC):
        raise GcodeFileError(f"{path} is binary G-code (.bgcode): export it as plain text")
    if len(head) - len(head.translate(None, _CONTROLS)) > _MOST_CONTROLS_SHARE * len(head):
        raise GcodeFileError(f"{path} is a binary file, not G-code")


def whole_lines(file: BinaryIO, block_bytes: int = BLOCK_BYTES) -> Iterator[bytes]:
    r"""The file's bytes in blocks that end where a line ends: after `\n`, `\r\n` or `\r`.

    Only a line longer than `LONGEST_ROW_BYTES` comes in pieces, so that the memory stays bounded.
    """
    rest = b""
    while data := file.read(block_bytes):
        block = rest + data
        # A carriage return that comes last may be half of a line end.
        end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
        if len(block) - end > LONGEST_ROW_BYTES:
            end = len(block)
        rest = block[end:]
        if end:
            yield block[:end]
    if rest:
        yield rest
