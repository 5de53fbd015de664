"""Folders for work that is not done, beside its result; what a killed process left is found and removed.

A folder in use has a locked file in it; the lock goes with the process, whatever ends it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX: Final = ".slicing-"
_LOCK: Final = "lock"
_UNLOCKED_FOR_SECONDS: Final = 3600.0
"""A folder without a lock's file was just made, or is so old that whoever made it is gone."""


@contextmanager
def scratch_folder(beside: Path) -> Iterator[Path]:
    """A new folder in this one, which is made if need be; it is gone afterwards.

    Raises:
        OSError: It cannot be made.
    """
    beside.mkdir(parents=True, exist_ok=True)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=beside))
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if _locked(lock) and (folder / _LOCK).exists():
            break
        os.close(lock)  # it was taken for an abandoned one
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove_abandoned(beside: Path) -> int:
    """Remove the folders of processes that ended without doing so; how many there were."""
    count = 0
    for folder in beside.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            if _age_seconds(folder) > _UNLOCKED_FOR_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
                count += 1
            continue
        except OSError:  # somebody else's
            continue
        try:
            if _locked(lock):
                shutil.rmtree(folder, ignore_errors=True)
                count += 1
        finally:
            os.close(lock)
    return count


def _age_seconds(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
