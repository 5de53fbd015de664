"""G-code that is not plain text, made so in a file without a name, which goes when it is closed."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from lezerprint.errors import GcodeFileError
from lezerprint.gcode.binary import MAGIC, check_binary, unpack_binary
from lezerprint.gcode.encodings import transcode, wide_encoding
from lezerprint.gcode.plates import check_plates, unpack_plate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_TEXT_BYTES: Final = 1 << 30
_LOOKED_AT_BYTES: Final = 8 << 10
_READ_BYTES: Final = 1 << 20
_ZIP: Final = b"PK"
NO_PLATES: Final = "only a 3MF has plates"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The text of a file that is packed.

    Attributes:
        file: Has it.
        size_bytes: How long it is.
        sha256: Of the packed file, in hexadecimal.
        remarks: What a person may want to know, a sentence each.
        pictures: Those that come with it, each as a file.
    """

    file: BinaryIO
    size_bytes: int
    sha256: str
    remarks: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so may be G-code, but is not plain text."""
    return head.startswith((MAGIC, _ZIP)) or wide_encoding(head) is not None


def check_packed(path: Path) -> None:
    """Make sure that a file with G-code, which is not plain text, begins as it must.

    Raises:
        GcodeFileError: It does not.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT_BYTES)
        file.seek(0)
        if head.startswith(MAGIC):
            check_binary(file)
        elif head.startswith(_ZIP):
            check_plates(path)


@contextmanager
def unpacked(path: Path, file: BinaryIO, plate: int | None = None) -> Iterator[Unpacked | None]:
    """The text of a file; None if it is plain.

    Args:
        path: The file.
        file: It, open.
        plate: Of a 3MF, whose G-code is taken; None: the first that has any.

    Raises:
        GcodeFileError: It is damaged, too large, or made to do harm.
        OSError: It cannot be read, or the disk has no room for its text.
    """
    head = file.read(_LOOKED_AT_BYTES)
    file.seek(0)
    if not is_packed(head):
        yield None
        return
    with _nameless_file(path) as text:
        writer = _Bounded(text)
        try:
            remarks, pictures = _unpack(path, file, head, writer, plate)
        except GcodeFileError as error:
            raise GcodeFileError(f"{path}: {error}") from error
        text.seek(0)
        yield Unpacked(text, writer.size_bytes, _sha256(file), remarks, pictures)


def _unpack(
    path: Path, file: BinaryIO, head: bytes, writer: _Bounded, plate: int | None
) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    if head.startswith(_ZIP):
        return (), unpack_plate(path, writer.write, plate)
    if plate is not None:
        raise GcodeFileError(NO_PLATES)
    if head.startswith(MAGIC):
        return (), unpack_binary(file, writer.write)
    encoding = wide_encoding(head) or ""
    transcode(file, encoding, writer.write)
    return (f"the file is not plain text but {encoding.upper()}: it is read as that",), ()


class _Bounded:
    """Writes text, as long as it is not absurdly much."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size_bytes = 0

    def write(self, data: bytes) -> None:
        self.size_bytes += len(data)
        if self.size_bytes > MOST_TEXT_BYTES:
            raise GcodeFileError(f"it unpacks to more than {MOST_TEXT_BYTES >> 20:,} MiB")
        self._file.write(data)


@contextmanager
def _nameless_file(path: Path) -> Iterator[BinaryIO]:
    """Beside the file, where there is room for it; elsewhere if nothing may be written there."""
    with ExitStack() as opened:
        try:
            file = opened.enter_context(tempfile.TemporaryFile(dir=path.parent))
        except OSError:
            file = opened.enter_context(tempfile.TemporaryFile())
        yield file


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while data := file.read(_READ_BYTES):
        digest.update(data)
    return digest.hexdigest()
