"""A 3MF file as a package: a zip archive of parts, read with limits; nothing is ever extracted."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from lezerprint.mesh import safe_xml
from lezerprint.mesh.errors import MeshError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

MAX_XML_BYTES: Final = 1 << 30
"""Of all the parts that are read, unpacked; the largest model that is worked with has about as much."""

_MAX_ENTRIES: Final = 10_000
_LARGEST_READ_BYTES: Final = 4 << 20
"""The directory of an archive is read at once: more than the entries allowed would fill."""

_CHUNK_BYTES: Final = 256 << 10
_MAX_RATIO: Final = 200
_RATIO_CHECKED_FROM_BYTES: Final = 16 << 20
_ENCRYPTED_FLAG: Final = 1
_RELATIONSHIPS: Final = "_rels/.rels"
_RELATIONSHIP: Final = safe_xml.qualified(
    "http://schemas.openxmlformats.org/package/2006/relationships", "Relationship"
)
_MODEL_RELATIONSHIP: Final = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, OverflowError),
)
"""What zipfile raises for archives that are damaged, encrypted or made to do harm."""


class Package:
    """The parts of an open package. Names of parts know no case and may begin with a slash."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        entries = archive.infolist()
        if len(entries) > _MAX_ENTRIES:
            raise MeshError(f"the 3MF has {len(entries):,} parts, more than {_MAX_ENTRIES:,}")
        self._archive = archive
        self._entries = {_canonical(entry.filename): entry for entry in entries}
        self._unpacked_bytes = 0

    def model_name(self) -> str:
        """The part with the model that is to be printed.

        Raises:
            MeshError: There is none.
        """
        targets: list[str] = []

        def on_relationship(attributes: dict[str, str]) -> None:
            if attributes["Type"] == _MODEL_RELATIONSHIP:
                targets.append(attributes["Target"])

        if _RELATIONSHIPS not in self._entries:
            raise MeshError("it is a zip archive, but not a 3MF: it has no relationships part")
        safe_xml.parse(self.chunks(_RELATIONSHIPS), _RELATIONSHIPS, {_RELATIONSHIP: on_relationship})
        if not targets:
            raise MeshError("it is a zip archive, but not a 3MF with a model")
        self._entry(targets[0])
        return targets[0]

    @property
    def names(self) -> Collection[str]:
        """Those of the parts, without a slash at the beginning and in lower case."""
        return self._entries.keys()

    def size_bytes(self, name: str) -> int:
        """How long a part is, unpacked, as the package says."""
        return self._entry(name).file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """What is in a part.

        Raises:
            MeshError: It is not there, damaged, encrypted, or larger than anything sensible.
        """
        entry = self._entry(name)
        self._check(entry)
        with self._archive.open(entry) as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._entries.get(_canonical(name))
        if entry is None:
            raise MeshError(f"the 3MF lacks its part {name[:100]!r}")
        return entry

    def _check(self, entry: zipfile.ZipInfo) -> None:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise MeshError("the 3MF is encrypted")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise MeshError("the 3MF is compressed by a method that the format does not allow")
        self._unpacked_bytes += entry.file_size
        if self._unpacked_bytes > MAX_XML_BYTES:
            raise MeshError(f"the 3MF unpacks to more than {MAX_XML_BYTES >> 20:,} MiB: simplify the model")
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > _RATIO_CHECKED_FROM_BYTES and ratio > _MAX_RATIO:
            raise MeshError(
                f"the 3MF has a part that unpacks to {ratio:.0f} times its size, as no model does"
            )


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a 3MF file.

    Raises:
        MeshError: It is not a zip archive, or a harmful or damaged one; also while it is being read.
        OSError: It cannot be read.
    """
    try:
        with _CautiousFile(path) as file, zipfile.ZipFile(file) as archive:
            yield Package(archive)
    except _BROKEN as error:
        raise MeshError(f"the 3MF is damaged: {error}") from error


class _CautiousFile(io.FileIO):
    """Refuses what only a damaged archive asks for, or one made to fill the memory."""

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        try:
            return super().seek(offset, whence)
        except OSError as error:
            raise zipfile.BadZipFile("an offset in it is wrong") from error

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = max(os.fstat(self.fileno()).st_size - self.tell(), 0)
        if size > _LARGEST_READ_BYTES:
            raise MeshError("the 3MF has an absurdly large directory")
        return super().read(size) or b""


def _canonical(name: str) -> str:
    return name.lstrip("/").casefold()
