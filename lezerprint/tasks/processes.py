"""Processes: what a worker is called, whether it still lives, and how all that a task began is ended.

Linux tells all of it; elsewhere a task's process group is ended, and a worker that died is known by its
silence.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_CHILD_SUBREAPER: Final = 36
_PROC: Final = Path("/proc")
_LONGEST_SECONDS: Final = 5.0
_PAUSE_SECONDS: Final = 0.01


def worker_name() -> str:
    """A name for this process that no other has had or will have, which tells where to look for it."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}"


def has_died(worker: str) -> bool:
    """Whether a worker of this name is known to be gone; False also where nobody can tell."""
    machine, _, process = worker.rpartition("/")[0].rpartition("/")
    if not process.isdecimal() or machine != _machine() or not _PROC.is_dir():
        return False
    return _started(int(process)) != worker.rpartition("/")[2]


def adopt_orphans() -> None:
    """Let what our children leave behind become our own children, where the system can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with(parent: int) -> None:
    """Be killed when the parent's main thread ends, even by `kill -9`; Linux alone can that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended before it was asked for
            os.kill(os.getpid(), signal.SIGKILL)


def end_descendants() -> None:
    """Kill all that this process began; with `adopt_orphans` also what its children began."""
    deadline = time.monotonic() + _LONGEST_SECONDS
    while (children := _children()) and time.monotonic() < deadline:
        for child in children:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, os.WNOHANG)
        time.sleep(_PAUSE_SECONDS)


def end_group(leader: int) -> None:
    """Kill a process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _children() -> list[int]:
    own = str(os.getpid())
    if not _PROC.is_dir():
        return []
    found = [entry.name for entry in _PROC.iterdir() if entry.name.isdecimal()]
    return [int(process) for process in found if _status(int(process))[1:2] == [own]]


def _started(process: int) -> str:
    """When a process began, in ticks since the machine's start; empty: there is none, or it is dead."""
    status = _status(process)
    return status[19] if status and status[0] != "Z" else ""


def _status(process: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on (proc(5)): state, parent, …; empty: no such process."""
    try:
        text = (_PROC / str(process) / "stat").read_text("utf-8", "replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _machine() -> str:
    """This machine since its last start, and this space of process numbers on it."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()[:8]
        space = str((_PROC / "self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        boot = space = "-"
    return f"{socket.gethostname()}/{boot}/{space}"
