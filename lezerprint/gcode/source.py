"""A G-code file read in blocks of whole lines, whatever it is packed in, after a look whether it is one."""

from __future__ import annotations

import hashlib
import re
import stat
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from lezerprint.errors import GcodeFileError
from lezerprint.gcode.unpacking import NO_PLATES, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Protocol

    from numpy.typing import NDArray

    class _Readable(Protocol):
        def read(self, byte_count: int, /) -> bytes: ...


BLOCK_BYTES: Final = 4 << 20
LONGEST_ROW_BYTES: Final = 64 << 10
"""No slicer writes such a command; a file with one is no G-code, and must not fill the memory."""

_LOOKED_AT_BYTES: Final = 8 << 10
_CONTROLS: Final = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\v\f\r\x1a")
_MOST_CONTROLS_SHARE: Final = 0.02
"""A damaged byte or two are cleaned away; compressed or binary data has ten times as many controls."""

_READ_BYTES: Final = 64 << 10
_LINE_END: Final = re.compile(rb"[\r\n]")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Whole lines of a file.

    Attributes:
        text: Their bytes; of a comment that is longer than `LONGEST_ROW_BYTES` possibly only the beginning.
        byte_count: How many bytes of the file they are.
    """

    text: bytes
    byte_count: int


@dataclass(slots=True)
class GcodeText:
    """The text of a G-code file.

    Attributes:
        file: Has the text from its beginning.
        size_bytes: Of the text, without what is no text at its end.
        remarks: What a person may want to know of it, a sentence each.
        pictures: Those that its container has, each as a file.
    """

    file: BinaryIO
    size_bytes: int
    remarks: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()
    _sha256: str = ""
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def blocks(self, block_bytes: int = BLOCK_BYTES, *, hashed: bool = False) -> Iterator[TextBlock]:
        """The text from its beginning; `sha256` is known at the end if it is `hashed`."""
        self.file.seek(0)
        if not hashed or self._sha256:
            yield from whole_lines(self.file, block_bytes, self.size_bytes)
            return
        self._digest = hashlib.sha256()
        yield from whole_lines(_Hashed(self.file, self._digest), block_bytes, self.size_bytes)
        while data := self.file.read(_READ_BYTES):
            self._digest.update(data)

    @property
    def sha256(self) -> bytes:
        """Of the whole file as it is on the disk, once its blocks were read."""
        return bytes.fromhex(self._sha256) if self._sha256 else self._digest.digest()


@contextmanager
def open_gcode(path: Path, plate: int | None = None) -> Iterator[GcodeText]:
    """Open a G-code file: plain text of any encoding, binary G-code, or a 3MF with G-code.

    Args:
        path: The file.
        plate: Of a 3MF, whose G-code is wanted; None: the first that has any.

    Raises:
        GcodeFileError: It is absent, unreadable, no regular file, empty, damaged, something else, or has
            no such plate.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "is a directory" if stat.S_ISDIR(status.st_mode) else "is not a regular file"
            raise GcodeFileError(f"{path} {what}")
        with path.open("rb") as file:
            if not status.st_size:
                raise GcodeFileError(f"{path} is empty")
            with unpacked(path, file, plate) as found:
                if found is not None:
                    yield GcodeText(found.file, found.size_bytes, found.remarks, found.pictures, found.sha256)
                    return
            if plate is not None:
                raise GcodeFileError(f"{path}: {NO_PLATES}")
            yield _plain(path, file, status.st_size)
    except OSError as error:
        raise GcodeFileError(f"{path}: {error.strerror or error}") from error


def _plain(path: Path, file: BinaryIO, size_bytes: int) -> GcodeText:
    file.seek(0)
    head = file.read(_LOOKED_AT_BYTES)
    text_bytes = _without_zeros(file, size_bytes)
    if not text_bytes:
        raise GcodeFileError(f"{path} contains only zeros: it was not written completely")
    head = head[:text_bytes]
    if len(head) - len(head.translate(None, _CONTROLS)) > _MOST_CONTROLS_SHARE * len(head):
        raise GcodeFileError(f"{path} is a binary file, not G-code")
    zeros = size_bytes - text_bytes
    remark = (
        f"the file ends with {zeros:,} bytes that are zero: it was not written whole, "
        "so part of it may be missing; upload it again"
    )
    return GcodeText(file, text_bytes, (remark,) if zeros else ())


def _without_zeros(file: BinaryIO, size_bytes: int) -> int:
    """How long the file is without the zeros at its end, which a copy that was interrupted leaves."""
    end = size_bytes
    while end:
        start = max(end - _READ_BYTES, 0)
        file.seek(start)
        length = len(file.read(end - start).rstrip(b"\0"))
        if length:
            return start + length
        end = start
    return 0


def whole_lines(file: _Readable, block_bytes: int, size_bytes: int) -> Iterator[TextBlock]:
    r"""The next bytes of a file in blocks that end where a line ends: after `\n`, `\r\n` or `\r`.

    A line longer than `LONGEST_ROW_BYTES` comes shortened if it is a comment, and else in pieces, so that
    the memory stays bounded.
    """
    reader = _Reader(file, size_bytes)
    rest = b""
    while data := reader.read(block_bytes):
        block = rest + data
        # A carriage return that comes last may be half of a line end.
        end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
        rest = block[end:]
        if len(rest) <= LONGEST_ROW_BYTES:
            if end:
                yield TextBlock(block[:end], end)
            continue
        if b";" in rest[:LONGEST_ROW_BYTES]:
            passed, following = reader.rest_of_line(rest[LONGEST_ROW_BYTES:])
            yield TextBlock(block[: end + LONGEST_ROW_BYTES - 1] + b"\n", end + LONGEST_ROW_BYTES + passed)
            rest = following
        else:
            yield TextBlock(block, len(block))
            rest = b""
    if rest:
        yield TextBlock(rest, len(rest))


def check_lengths(rows: bytes, row_ends: NDArray[np.int64], first_line: int) -> None:
    """Make sure that no row is absurdly long, comments excepted.

    Args:
        rows: Whole rows, newlines for line ends.
        row_ends: Where these are.
        first_line: The file's number of the first, for messages.

    Raises:
        GcodeFileError: One is.
    """
    lengths = np.diff(row_ends, prepend=-1)
    if not len(lengths) or lengths.max() <= LONGEST_ROW_BYTES:
        return
    for row in np.flatnonzero(lengths > LONGEST_ROW_BYTES).tolist():
        start = int(row_ends[row] - lengths[row]) + 1
        if rows.find(b";", start, start + LONGEST_ROW_BYTES) < 0:
            zeros = b"\0" in rows[start : int(row_ends[row])]
            hint = ": it contains zero bytes, so the file is damaged; upload it again" if zeros else ""
            raise GcodeFileError(f"line {first_line + row} is longer than 64 KiB{hint}")


class _Hashed:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: BinaryIO, digest: hashlib._Hash) -> None:
        self._file = file
        self._digest = digest

    def read(self, byte_count: int, /) -> bytes:
        data = self._file.read(byte_count)
        self._digest.update(data)
        return data


class _Reader:
    """Reads a file up to where its text ends."""

    def __init__(self, file: _Readable, size_bytes: int) -> None:
        self._file = file
        self._left = size_bytes

    def read(self, byte_count: int) -> bytes:
        data = self._file.read(min(byte_count, self._left))
        self._left -= len(data)
        return data

    def rest_of_line(self, data: bytes) -> tuple[int, bytes]:
        """Pass over what is left of a line, of which `data` was read: how long it is, and what follows it."""
        passed = 0
        while data:
            match = _LINE_END.search(data)
            if match is None:
                passed += len(data)
                data = self.read(_READ_BYTES)
                continue
            end = match.end()
            if match[0] == b"\r":
                data = data if end < len(data) else data + self.read(1)
                end += data[end : end + 1] == b"\n"
            return passed + end, data[end:]
        return passed, b""
