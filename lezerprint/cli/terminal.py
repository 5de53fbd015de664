"""The print on a terminal: a bar, and below it what is being done, drawn in place."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lezerprint.cli.wording import PrintView

_REDRAW_SECONDS: Final = 0.2
_BAR_COLUMNS: Final = 48
_LONGEST_NAME: Final = 32
_CALM: Final = frozenset({"printing", "finishing the last moves", "completed"})


class TerminalDisplay:
    """Draws at most five times a second; the clock is the machine's."""

    def __init__(self, name: str) -> None:
        shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        self._name = Text(shown, style="bold")
        self._console = Console(highlight=False)
        self._live = Live(console=self._console, auto_refresh=False, redirect_stderr=False)
        self._drawn: PrintView | None = None
        self._view: PrintView | None = None
        self._drawn_at = float("-inf")
        self._live.start()

    def say(self, text: str) -> None:
        """A line that stays, above what is drawn; after `close` below it."""
        self._console.print(Text(text))

    def status(self, text: str) -> None:
        """What is being done before the print begins."""
        self._live.update(Group(self._name, Text(text, style="dim")), refresh=True)

    def show(self, view: PrintView) -> None:
        """How the print stands."""
        self._view = view
        now = time.monotonic()
        if view != self._drawn and now - self._drawn_at >= _REDRAW_SECONDS:
            self._drawn_at = now
            self._draw(view)

    def close(self) -> None:
        """Leave the last state standing; twice does no harm."""
        if self._view is not None and self._view != self._drawn:
            self._draw(self._view)
        self._live.stop()

    def _draw(self, view: PrintView) -> None:
        self._drawn = view
        self._live.update(drawing(self._name, view), refresh=True)


def drawing(name: Text, view: PrintView) -> RenderableType:
    """Two lines: name, bar, percentage and time left; below, what is being done and how hot it is."""
    top = Table.grid(padding=(0, 2))
    top.add_column(no_wrap=True)
    top.add_column(width=_BAR_COLUMNS)
    top.add_column(no_wrap=True, justify="right")
    top.add_column(no_wrap=True, style="dim")
    bar = ProgressBar(1.0, view.share, width=_BAR_COLUMNS, complete_style="cyan", finished_style="green")
    top.add_row(name, bar, f"{int(100 * view.share):3d} %", view.remaining)
    calm = view.status in _CALM
    bottom = Text(view.status, style="" if calm else "yellow", no_wrap=True, overflow="ellipsis")
    for detail in view.details:
        bottom.append("  ·  ", style="dim").append(detail, style="default")
    return Group(top, bottom)
