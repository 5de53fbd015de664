"""One run of a program, watched line by line until it ends, is cancelled, or takes too long."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lezerprint.slicing import launch
from lezerprint.slicing.errors import SlicingCancelledError, SlicingTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

NICENESS: Final = 10
"""A slicer has time; a print has not."""

LARGEST_FILE_BYTES: Final = 4 << 30
_POLL_SECONDS: Final = 0.2
_CHUNK_BYTES: Final = 65536
_LONGEST_LINE_BYTES: Final = 4096
_LINE_END: Final = re.compile(rb"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a run may take, or several together.

    Attributes:
        timeout_seconds: How long it may take from when this was made.
        memory_bytes: The largest address space; three quarters of the machine's memory by default. Systems
            other than Linux may not hold to it.
        cancelled: Asked a few times a second whether to give up.
    """

    timeout_seconds: float
    memory_bytes: int = field(default_factory=lambda: _machine_memory_bytes() * 3 // 4)
    cancelled: Callable[[], bool] = lambda: False
    _begun_at: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Give up if it is time to.

        Raises:
            SlicingCancelledError: It was cancelled.
            SlicingTimeoutError: It took too long.
        """
        if self.cancelled():
            raise SlicingCancelledError("slicing was cancelled")
        if time.monotonic() > self._begun_at + self.timeout_seconds:
            raise SlicingTimeoutError(
                f"slicing took longer than {self.timeout_seconds:g} s; simplify the model, "
                "choose higher layers, or set LEZERPRINT_SLICING_TIMEOUT_SECONDS"
            )


def run(order: Sequence[str], folder: Path, bounds: Bounds, told: Callable[[str], None]) -> int:
    """Run a program to its end; its exit status, or the negative number of the signal that ended it.

    It runs in this folder and in a session of its own, without a shell or input. It speaks to a terminal,
    for into a pipe programs write their progress only at the end. Whatever ends this function, the program
    and all that it started in its group are gone.

    Args:
        order: The program's path and its arguments.
        folder: Where it works, and where it puts temporary files.
        bounds: What it may take.
        told: Called with each line that it writes.

    Raises:
        SlicingCancelledError: It was cancelled.
        SlicingTimeoutError: It took too long.
        OSError: It cannot be started.
    """
    own, others = pty.openpty()
    try:
        try:
            process = _started(order, folder, bounds, others)
        finally:
            os.close(others)
        try:
            for line in _lines(own, bounds):
                told(line)
            return _ended(process, bounds)
        finally:
            _end(process)
    finally:
        os.close(own)


def _started(order: Sequence[str], folder: Path, bounds: Bounds, terminal: int) -> subprocess.Popen[bytes]:
    # It may use all processors for all its time; should its parent be gone, this still is an end.
    cpu_seconds = int(bounds.timeout_seconds + 1) * (os.cpu_count() or 1)
    limits = (os.getpid(), NICENESS, bounds.memory_bytes, cpu_seconds, LARGEST_FILE_BYTES)
    return subprocess.Popen(
        [sys.executable, "-I", "-S", launch.__file__, *map(str, limits), *order],
        cwd=folder,
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": os.environ.get("HOME", str(folder)),  # where a Flatpak is looked for
            "TMPDIR": str(folder),
            "LC_ALL": "C.UTF-8",
            "APPIMAGE_EXTRACT_AND_RUN": "1",  # else it mounts itself, which servers seldom allow
        },
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )


def _lines(terminal: int, bounds: Bounds) -> Iterator[str]:
    """What is written to the terminal, until all who could have closed it."""
    poll = select.poll()
    poll.register(terminal, select.POLLIN)
    rest = b""
    while True:
        bounds.check()
        if not poll.poll(_POLL_SECONDS * 1000):
            continue
        try:
            data = os.read(terminal, _CHUNK_BYTES)
        except OSError:  # EIO: closed by all
            data = b""
        if not data:
            break
        *lines, rest = _LINE_END.split(rest + data)
        rest = rest[:_LONGEST_LINE_BYTES]
        yield from (_text(line) for line in lines if line)
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line[:_LONGEST_LINE_BYTES].decode("utf-8", "replace").strip()


def _ended(process: subprocess.Popen[bytes], bounds: Bounds) -> int:
    while True:
        bounds.check()
        with suppress(subprocess.TimeoutExpired):
            return process.wait(_POLL_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the group, unless the process was waited for: then its number may be another's."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _machine_memory_bytes() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
