"""Errors of the disk for users."""

from __future__ import annotations

import errno
from typing import Final

FULL_MESSAGE: Final = "not enough disk space for this file: delete some files or use another disk"

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: OSError) -> bool:
    """Whether the disk, or what this user may have of it, is full."""
    return error.errno in _FULL


def in_words(error: OSError) -> str:
    """Why the disk refuses, for users: without paths."""
    return FULL_MESSAGE if is_full(error) else error.strerror or type(error).__name__
