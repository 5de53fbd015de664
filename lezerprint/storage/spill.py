"""Rows that wait on disk, in files of a batch each; a file goes when its rows are in the database."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from lezerprint.base import durable
from lezerprint.storage.entries import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_logger = logging.getLogger(__name__)
_SUFFIX: Final = ".jsonl"
_REFUSED: Final = "refused.jsonl"


class SpillFolder:
    """Segments by number, the oldest first; lines are whole, or the last is the torn end of a kill.

    Args:
        folder: Made when the first row comes.
        rows: How many rows a segment has at most.
    """

    def __init__(self, folder: Path, rows: int) -> None:
        self._folder = folder
        self._rows = rows
        self._current: Path | None = None
        self._used = 0

    def oldest(self) -> Path | None:
        """The segment to be written next."""
        return min(self._segments(), key=_number, default=None)

    def read(self, segment: Path) -> list[Entry]:
        """What waits in a segment; a line that cannot be read is logged, set aside and passed over."""
        if segment == self._current:
            self._current = None
        entries = []
        for line in segment.read_text("utf-8", "replace").splitlines():
            try:
                entries.append(Entry.parse(line))
            except ValueError as error:
                _logger.warning("a line of %s is set aside: %s", segment, error)
                self._note_refused(line)
        return entries

    def remove(self, segment: Path) -> None:
        """Its rows are in the database."""
        segment.unlink(missing_ok=True)

    def append(self, entries: Sequence[Entry]) -> None:
        """Put these after all others, safe from a loss of power when it returns; all of them or none.

        Raises:
            OSError: The disk takes nothing.
        """
        if self._current is None or self._used + len(entries) > self._rows:
            self._current, self._used = self._new_segment(), 0
        _append(self._current, "".join(f"{entry.line()}\n" for entry in entries))
        self._used += len(entries)

    def set_aside(self, entry: Entry, reason: str) -> None:
        """Keep what the database will never take, for a person to look at."""
        self._note_refused(json.dumps({"reason": reason, "row": json.loads(entry.line())}))

    def _segments(self) -> list[Path]:
        return [path for path in self._folder.glob(f"*{_SUFFIX}") if path.stem.isdecimal()]

    def _new_segment(self) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        newest = max((_number(path) for path in self._segments()), default=0)
        path = self._folder / f"{newest + 1:010}{_SUFFIX}"
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        durable.sync(self._folder)
        return path

    def _note_refused(self, line: str) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _append(self._folder / _REFUSED, f"{line}\n")
        except OSError as error:
            _logger.critical(
                "a record that was set aside is lost, as the disk is not writable: %s: %s", error, line
            )


def _number(segment: Path) -> int:
    return int(segment.stem)


def _append(path: Path, text: str) -> None:
    """Write it whole; half of it is cut off again where the disk is full."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        end = os.lseek(descriptor, 0, os.SEEK_END)
        try:
            rest = memoryview(text.encode("utf-8", "replace"))
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        except OSError:
            with suppress(OSError):
                os.ftruncate(descriptor, end)
            raise
    finally:
        os.close(descriptor)
