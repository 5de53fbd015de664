"""A print that is watched from aside: a line when it starts, at each tenth of it, and at its end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Final

from lezerprint.cli.display import PlainDisplay
from lezerprint.cli.wording import view
from lezerprint.port.contract.states import ENDED, RunState

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOK_SECONDS: Final = 1.0


def watch(look: Callable[[], dict[str, Any] | None]) -> None:
    """Tell of the print in a thread of its own until it has ended.

    Args:
        look: Gives the port process's newest report; None while there is none.
    """
    threading.Thread(target=_watch, args=(look,), name="watching the print", daemon=True).start()


def _watch(look: Callable[[], dict[str, Any] | None]) -> None:
    display = PlainDisplay()
    while True:
        report = look()
        if report is not None and report["job"] is not None:
            display.show(view(report, None))
            if RunState(report["job"]["state"]) in ENDED:
                return
        time.sleep(_LOOK_SECONDS)
