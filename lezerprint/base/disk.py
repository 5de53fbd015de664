"""Errors of the disk for users, and folders that survive a loss of power."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

FULL_MESSAGE: Final = "the disk has no room for this file: delete some, or use another disk"

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: OSError) -> bool:
    """Whether the disk, or what this user may have of it, is full."""
    return error.errno in _FULL


def in_words(error: OSError) -> str:
    """Why the disk refuses, for users: without paths."""
    return FULL_MESSAGE if is_full(error) else error.strerror or type(error).__name__


def sync_folder(folder: Path) -> None:
    """See that what was created, renamed or removed in a folder is so after a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
