"""What is seen of a print: two lines that stay in their place on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from lezerprint.cli.wording import PrintView

_STEP_PERCENT: Final = 10


class Display(Protocol):
    """Shows a print; after `close` there is only `say`."""

    def say(self, text: str) -> None:
        """A line that stays."""

    def status(self, text: str) -> None:
        """What is being done before the print begins."""

    def show(self, view: PrintView) -> None:
        """How the print stands."""

    def close(self) -> None:
        """Leave the terminal in order."""


class PlainDisplay:
    """Lines now and then: at the start, every tenth of the print, and when something else is being done."""

    def __init__(self) -> None:
        self._told: tuple[int, str] | None = None
        self._told_status = ""

    def say(self, text: str) -> None:
        """A line that stays."""
        try:
            print(text, flush=True)
        except BrokenPipeError:  # nobody reads any more; the print is looked after all the same
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def status(self, text: str) -> None:
        """Said once."""
        if text != self._told_status:
            self._told_status = text
            self.say(text)

    def show(self, view: PrintView) -> None:
        """Said if it is worth it."""
        percent = int(100 * view.share)
        standing = (percent // _STEP_PERCENT, view.status)
        if standing == self._told:
            return
        self._told = standing
        parts = (view.status, *view.details, view.remaining)
        self.say(f"{percent:3d} %  {', '.join(part for part in parts if part)}")

    def close(self) -> None:
        """Nothing to do."""


def open_display(name: str) -> Display:
    """The display that fits standard output; `name` is what is printed."""
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        # Imported only here: a tenth of a second that a script need not wait.
        display: Display = import_module("lezerprint.cli.terminal").TerminalDisplay(name)
        return display
    return PlainDisplay()
