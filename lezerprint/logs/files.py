"""Log files named after their day: a new one at midnight and when one is full, and old ones removed.

A disk that is full or read-only costs lines, and nothing else: what is lost is counted, and said in the file
when it can be written again.
"""

from __future__ import annotations

import logging
import os
import re
import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_logger = logging.getLogger(__name__)
_LARGEST_BYTES: Final = 20 * 1024 * 1024
_RETRY_SECONDS: Final = 1.0
_NOTHING_OPEN: Final = -1


def _local_now() -> datetime:
    return datetime.now().astimezone()


class DatedFileHandler(logging.Handler):
    """Appends to `<folder>/<stem>-YYYY-MM-DD.log`, and to `….1.log`, `….2.log` when that is full.

    Args:
        folder: Made when it is absent.
        stem: What the files' names begin with.
        kept_days: For how many days files are kept, today among them.
        largest_bytes: How large a file may become; a line is never split.
        now: The local time.
    """

    def __init__(
        self,
        folder: Path,
        stem: str,
        kept_days: int,
        *,
        largest_bytes: int = _LARGEST_BYTES,
        now: Callable[[], datetime] = _local_now,
    ) -> None:
        super().__init__()
        self._folder = folder
        self._stem = stem
        self._kept_days = kept_days
        self._largest_bytes = largest_bytes
        self._now = now
        self._pattern = re.compile(rf"{re.escape(stem)}-(\d{{4}}-\d\d-\d\d)(?:\.(\d+))?\.log")
        self._file = _NOTHING_OPEN
        self._day = date.min
        self._torn = False
        self._lost = 0
        self._retry_at = float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record's line, or count it as lost."""
        try:
            line = self.format(record).encode("utf-8", "backslashreplace") + b"\n"
        except Exception:  # noqa: BLE001 - logging's own custom: a bad record must not end the program
            self.handleError(record)
            return
        if time.monotonic() < self._retry_at:
            self._lost += 1
            return
        try:
            self._write(line)
        except OSError as error:
            self._fail(error)

    def close(self) -> None:
        """Close the file; a later record opens it again."""
        self.acquire()
        try:
            self._close_file()
        finally:
            self.release()
        super().close()

    def _write(self, line: bytes) -> None:
        if self._lost:
            line = self._loss() + line
        if self._torn:
            line = b"\n" + line
        self._see_that_it_fits(len(line))
        written = os.write(self._file, line)
        # Part of a line at the end of a full disk; the next attempt begins on a line of its own.
        self._torn = written < len(line)
        if self._torn:
            raise OSError(0, "the disk accepted only part of a line")
        self._lost = 0

    def _loss(self) -> bytes:
        """A line that says how much is missing before it."""
        text = f"{self._lost} log lines were lost"
        record = logging.LogRecord(__name__, logging.WARNING, __file__, 0, text, (), None)
        return self.format(record).encode() + b"\n"

    def _fail(self, error: OSError) -> None:
        first = self._lost == 0
        self._lost += 1
        self._close_file()
        self._retry_at = time.monotonic() + _RETRY_SECONDS
        if first:  # for the console
            _logger.warning("log files in %s cannot be written: %s", self._folder, error.strerror)

    def _see_that_it_fits(self, size: int) -> None:
        today = self._now().date()
        if self._file != _NOTHING_OPEN:
            status = os.fstat(self._file)
            removed = status.st_nlink == 0
            full = status.st_size > 0 and status.st_size + size > self._largest_bytes
            if today == self._day and not removed and not full:
                return
            self._close_file()
        self._open(today, size)

    def _open(self, today: date, size: int) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = self._known()
        number = max((number for day, number, _ in known if day == today), default=0)
        path = self._path(today, number)
        with suppress(FileNotFoundError):
            if (already := path.stat().st_size) > 0 and already + size > self._largest_bytes:
                path = self._path(today, number + 1)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC
        self._file = os.open(path, flags, 0o600)
        self._day = today
        oldest = today - timedelta(days=self._kept_days - 1)
        for day, _, old in known:
            if day < oldest:
                with suppress(OSError):
                    old.unlink()

    def _known(self) -> list[tuple[date, int, Path]]:
        """The files that are there, with their day and number."""
        found = []
        for path in self._folder.iterdir():
            if match := self._pattern.fullmatch(path.name):
                with suppress(ValueError):  # the 31st of February is not ours
                    found.append((date.fromisoformat(match[1]), int(match[2] or 0), path))
        return found

    def _path(self, day: date, number: int) -> Path:
        return self._folder / f"{self._stem}-{day.isoformat()}{f'.{number}' if number else ''}.log"

    def _close_file(self) -> None:
        if self._file != _NOTHING_OPEN:
            with suppress(OSError):
                os.close(self._file)
            self._file = _NOTHING_OPEN
