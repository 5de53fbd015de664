"""The launcher: the port process's parent, which does nothing but start it again when it was killed.

With it a print goes on after the death of the port process although no server is there, and within
milliseconds, since all modules are loaded already. If the launcher itself dies, its child goes on.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import time
import traceback
from typing import TYPE_CHECKING, Final

from lezerprint.errors import LezerPrintError
from lezerprint.port.chaos import GENERATION
from lezerprint.port.options import CANNOT_START
from lezerprint.port.process import serve

if TYPE_CHECKING:
    from lezerprint.port.options import PortOptions

_INTENSITY: Final = 20
_PERIOD_SECONDS: Final = 60.0
_CRASHED: Final = 1


def keep(options: PortOptions) -> int:
    """Run the port process, again and again if need be; its exit code."""
    deaths: list[float] = []
    # Collected in the child, what was loaded before would be copied there, every page of it.
    gc.collect()
    gc.freeze()
    gc.disable()
    while True:
        os.environ[GENERATION] = str(len(deaths))
        child = os.fork()
        if child == 0:
            os._exit(_serve(options))
        code = _wait_for(child)
        if code >= 0 and code != _CRASHED:
            return code
        now = time.monotonic()
        deaths.append(now)
        sys.stderr.write(f"the port process ended with {code}: starting a new one\n")
        sys.stderr.flush()
        if len([death for death in deaths if now - death < _PERIOD_SECONDS]) > _INTENSITY:
            return _CRASHED


def _serve(options: PortOptions) -> int:
    # The launcher's handler names a process that is not this one; `serve` sets its own.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        return serve(options)
    except LezerPrintError as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_START
    except Exception:  # noqa: BLE001 - whatever it was, the log tells it and the next process goes on
        traceback.print_exc()
        return _CRASHED
    finally:
        sys.stderr.flush()


def _wait_for(child: int) -> int:
    """The child's exit code, negative for a signal; SIGTERM is passed on meanwhile."""

    def pass_on(*_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGTERM, pass_on)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
