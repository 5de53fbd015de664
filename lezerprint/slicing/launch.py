"""Started as a program of its own: takes limits upon itself, and becomes the slicer.

    python -I -S launch.py PARENT NICE MEMORY_BYTES CPU_SECONDS FILE_BYTES SLICER [ARGUMENT…]

Limits are inherited by what a process becomes, and nothing of this runs between a fork and an exec of the
server, where threads make it unsafe. It imports only what a bare Python has.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import Final

NOT_STARTED: Final = 127
_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def main(arguments: list[str]) -> int:
    """Become the slicer; comes back only when that fails."""
    parent, niceness, memory_bytes, cpu_seconds, file_bytes = map(int, arguments[:5])
    os.nice(niceness)
    _limit("RLIMIT_AS", memory_bytes)
    _limit("RLIMIT_CPU", cpu_seconds)
    _limit("RLIMIT_FSIZE", file_bytes)
    _limit("RLIMIT_CORE", 0)
    _die_with(parent)
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):  # by Python, and so by what it becomes
        signal.signal(ignored, signal.SIG_DFL)
    try:
        os.execv(arguments[5], arguments[5:])  # noqa: S606 - without a shell, on purpose
    except OSError as error:
        print(f"cannot start {arguments[5]}: {error.strerror}", flush=True)
    return NOT_STARTED


def _limit(name: str, value: int) -> None:
    """Set a limit, or the most that is allowed; a system that has no such limit is no reason to fail."""
    kind: int = getattr(resource, name)
    hard = resource.getrlimit(kind)[1]
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(kind, (most, most))
    except (OSError, ValueError):
        pass


def _die_with(parent: int) -> None:
    """Be killed when the thread that waits for this process ends, even by `kill -9`; Linux alone can that."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - only there

    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before it was asked for
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
