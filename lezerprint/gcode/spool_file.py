"""The spool's file while it grows: its sections side by side, then one file, whole or absent."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Self

from lezerprint.base import durable
from lezerprint.errors import SpoolError
from lezerprint.port.spool import HEADER_BYTES, SpoolHeader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

_COPIED_AT_ONCE_BYTES: Final = 1 << 20


class SpoolFileWriter:
    """Writes a spool batch by batch; nothing stands at the destination before `commit`.

    The bodies grow in the file that becomes the spool, the index in nameless files beside it, all in the
    destination's folder: memory stays flat, and the last step is a rename within one file system.

    Raises:
        SpoolError: From every method, when the disk refuses.
    """

    def __init__(self, destination: Path) -> None:
        self._destination = destination
        self._files = ExitStack()
        self._digest = hashlib.sha256()
        self._line_count = 0
        self._bodies_bytes = 0

    def __enter__(self) -> Self:
        folder = self._destination.parent
        with self._reporting():
            descriptor, name = tempfile.mkstemp(prefix=f".{self._destination.name}.", dir=folder)
            self._path = Path(name)
            self._files.callback(self._path.unlink, missing_ok=True)
            self._spool: IO[bytes] = self._files.enter_context(os.fdopen(descriptor, "w+b"))
            self._spool.write(bytes(HEADER_BYTES))
            self._sections = [self._nameless_file(folder) for _ in range(4)]
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def append(
        self,
        text: bytes,
        offsets: NDArray[np.int64],
        checksums: NDArray[np.uint8],
        source_offsets: NDArray[np.int64],
        source_lines: NDArray[np.int64],
    ) -> None:
        """Add n commands: `text` has each with a newline, int64[n] `offsets` are their places in it."""
        columns = (
            (offsets + self._bodies_bytes).astype("<u8"),
            checksums,
            source_offsets.astype("<u8"),
            source_lines.astype("<u4"),
        )
        with self._reporting():
            self._spool.write(text)
            for section, column in zip(self._sections, columns, strict=True):
                section.write(column.tobytes())
        self._digest.update(text)
        self._line_count += len(offsets)
        self._bodies_bytes += len(text)

    def commit(self, source_bytes: int, source_sha256: bytes, notes: Mapping[str, Any]) -> None:
        """Put the sections together, and the spool at its destination, safe on the disk."""
        packed_notes = json.dumps(notes, separators=(",", ":")).encode()
        with self._reporting():
            self._sections[0].write(self._bodies_bytes.to_bytes(8, "little"))
            for section in self._sections:
                section.seek(0)
                while data := section.read(_COPIED_AT_ONCE_BYTES):
                    self._write_hashed(data)
            self._write_hashed(packed_notes)
            header = SpoolHeader(
                line_count=self._line_count,
                source_bytes=source_bytes,
                source_sha256=source_sha256,
                payload_sha256=self._digest.digest(),
                bodies_bytes=self._bodies_bytes,
                notes_bytes=len(packed_notes),
            )
            self._spool.seek(0)
            self._spool.write(header.pack())
            self._spool.flush()
            durable.place(self._path, self._destination)

    def _nameless_file(self, folder: Path) -> IO[bytes]:
        with ExitStack() as opening:
            file = opening.enter_context(tempfile.TemporaryFile(dir=folder))
            self._files.push(opening.pop_all())
            return file

    def _write_hashed(self, data: bytes) -> None:
        self._spool.write(data)
        self._digest.update(data)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._files.close()
            raise SpoolError(f"cannot write {self._destination}: {error.strerror or error}") from error
