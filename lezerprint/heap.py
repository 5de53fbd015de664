"""What the C library keeps of memory that was given back to it, bounded."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
"""Parameters of `mallopt`, as glibc's malloc.h numbers them."""

_LARGE_BYTES: Final = 2 << 20
"""More than a piece of an upload, which comes again and again."""

_KEPT_BYTES: Final = 4 << 20
_ARENAS: Final = 2


def bound_heap() -> None:
    """Have large blocks go back to the system when they are freed; to be called before there are threads.

    Left alone, glibc makes an arena for each thread, and raises what it calls large up to 32 MB with each
    such block that is freed: every thread that ever read a file keeps as much as that. Where the C library
    has no such parameters, nothing is changed.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
        mallopt(_ARENA_MAX, _ARENAS)
