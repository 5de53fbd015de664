"""Who uses a data directory: servers and workers together, a restore alone."""

from __future__ import annotations

import fcntl
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from lezerprint.backup.errors import BackupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FILE: Final = ".in-use.lock"


@contextmanager
def using(data_dir: Path, *, alone: bool = False) -> Iterator[None]:
    """Use the folder, beside others or alone; the system ends it with the process.

    Raises:
        BackupError: Somebody uses it who wants to be alone, or anybody, where this one wants to be.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_private(data_dir)
    descriptor = os.open(data_dir / _FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            who = "a server or worker" if alone else "a restore"
            raise BackupError(f"{who} uses {data_dir}: try again when it has ended") from None
        yield
    finally:
        os.close(descriptor)


def _make_private(folder: Path) -> None:
    """Others must not read the users' files; not everybody who may use the folder may change this."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        with suppress(PermissionError):
            folder.chmod(mode & 0o700)
