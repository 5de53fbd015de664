"""A print that is watched from aside: a line when it starts, at each tenth of it, and at its end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from lezerprint.cli.display import PlainDisplay
from lezerprint.cli.wording import view

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.port.contract.snapshot import Snapshot

_LOOK_SECONDS: Final = 1.0


def watch(look: Callable[[], Snapshot | None]) -> None:
    """Tell of the print in a thread of its own until it has ended.

    Args:
        look: Gives the port process's newest report; None while there is none.
    """
    threading.Thread(target=_watch, args=(look,), name="watching the print", daemon=True).start()


def _watch(look: Callable[[], Snapshot | None]) -> None:
    display = PlainDisplay()
    while True:
        report = look()
        if report is not None and report.job is not None:
            display.show(view(report, report.job, None))
            if report.job.has_ended:
                return
        time.sleep(_LOOK_SECONDS)
