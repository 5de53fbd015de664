"""What the disk says, in the words of the domain, and how much room it has."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from lezerprint.base.disk import FULL_MESSAGE, is_full
from lezerprint.errors import StorageFullError, StorageUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

_logger = logging.getLogger(__name__)

_LARGEST_RESERVE_BYTES: Final = 256 << 20
_RESERVE_SHARE: Final = 0.05


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn errors of the operating system into those of the domain.

    Raises:
        StorageFullError: The disk, or what this user may have of it, is full.
        StorageUnavailableError: It fails otherwise.
    """
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise StorageFullError(FULL_MESSAGE) from error
        _logger.exception("the upload directory cannot be used")
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise StorageUnavailableError(f"the upload directory cannot be used: {reason}") from error


class Space:
    """The room on the disk, and what of it is promised to uploads under way.

    A reserve stays free for what shares the disk: database, journal and logs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._promised: dict[UUID, int] = {}
        self._guard = threading.Lock()

    def check(self, wanted_bytes: int) -> None:
        """Make sure that there is room for so much more.

        Raises:
            StorageFullError: There is not.
        """
        with self._guard:
            self._check(wanted_bytes)

    def left(self) -> tuple[int, int]:
        """How many bytes are free beyond the reserve, maybe less than none, and how many the disk has in all.

        Raises:
            StorageError: The disk cannot be asked.
        """
        with disk_errors():
            status = os.statvfs(self._folder)
        total_bytes = status.f_blocks * status.f_frsize
        reserve_bytes = min(_LARGEST_RESERVE_BYTES, int(total_bytes * _RESERVE_SHARE))
        return status.f_bavail * status.f_frsize - reserve_bytes, total_bytes

    def promise(self, file_id: UUID, wanted_bytes: int) -> None:
        """Keep so much for this file, in place of what was kept for it before.

        Raises:
            StorageFullError: There is not so much.
        """
        with self._guard:
            self._promised.pop(file_id, None)
            self._check(wanted_bytes)
            self._promised[file_id] = wanted_bytes

    def release(self, file_id: UUID) -> None:
        """Keep nothing more for this file."""
        with self._guard:
            self._promised.pop(file_id, None)

    def _check(self, wanted_bytes: int) -> None:
        free_bytes, _ = self.left()
        if free_bytes < wanted_bytes + sum(self._promised.values()):
            raise StorageFullError(FULL_MESSAGE)
