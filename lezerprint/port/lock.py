"""One program a device, and the name of the one that has it.

The lock is `flock` on a file keyed by the opened device's number (or the URL), so that two names of one
device give one lock, and the kernel frees it whatever becomes of its holder. PID files prove nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from lezerprint.errors import DeviceError
from lezerprint.port.paths import lock_folder


class DeviceBusyError(DeviceError):
    """Another program holds the device; the message names it."""


class DeviceLock:
    """Held from construction to `release`, or to the end of the process."""

    def __init__(self, key: str, holder: dict[str, Any]) -> None:
        path = lock_folder() / f"lezerprint-{key}.lock"
        self._descriptor, may_write = _open(path)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            name = _holder(path)
            self.release()
            raise DeviceBusyError(f"the device is in use by {name}") from None
        if may_write:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, json.dumps(holder).encode(), 0)

    def release(self) -> None:
        """Give the device free."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def lock_key(path_or_url: str) -> str:
    """What the lock of this device is called, on any of its names."""
    if "://" in path_or_url:
        return hashlib.sha256(path_or_url.encode()).hexdigest()[:16]
    status = Path(path_or_url).stat()
    if stat.S_ISCHR(status.st_mode):
        return f"{os.major(status.st_rdev)}-{os.minor(status.st_rdev)}"
    raise DeviceError(f"{path_or_url} is not a serial device")


def _open(path: Path) -> tuple[int, bool]:
    """The file, and whether it can be written: another user's cannot, but it can be locked all the same.

    Without O_TRUNC: until the lock is ours, the text inside is the holder's name. O_CREAT comes last,
    since Linux refuses it for another's file in a folder like /run/lock (fs.protected_regular).
    """
    for flags, may_write in ((os.O_RDWR, True), (os.O_RDONLY, False)):
        with contextlib.suppress(FileNotFoundError, PermissionError):
            return os.open(path, flags | os.O_CLOEXEC), may_write
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644), True


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        return f"{holder['program']} (process {holder['pid']}, printer {holder['printer']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another program"
