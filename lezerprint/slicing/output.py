"""What PrusaSlicer says, for people: how far it is, and why it failed."""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING, Final

from lezerprint.base.disk import FULL_MESSAGE
from lezerprint.slicing.errors import SlicerUnavailableError, SlicingDiskFullError, SlicingError
from lezerprint.slicing.launch import NOT_STARTED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lezerprint.slicing.printer import PrinterShape

_PROGRESS: Final = re.compile(r"(\d{1,3}) => (.+)")
_LOG: Final = re.compile(r"\[[^\]]+\] \[0x[0-9a-f]+\] \[(\w+)\]\s*(.*)")
_NOISE: Final = re.compile(r"terminate called|Slicing result exported|\s*what\(\):\s*$|Is the disk full\?$")
_WARNED: Final = re.compile(r"print warning: (.+)")
_SCRIPT: Final = re.compile(r"invalid custom G-code sections:\s*(\w+)\s+(.+)")
_MOST_LINES: Final = 500
_LONGEST_REASON: Final = 200

_NO_MEMORY: Final = "the model needs more memory than slicing may take; simplify it"
_REASONS: Final = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (
            r"could not fit on the bed|outside of the print volume",
            "the model does not fit the printer's bed of {width:g} x {depth:g} mm; scale or split it",
        ),
        (
            r"No layers were detected|print is empty|no extrusions\b",
            "nothing to print: the model is empty, thinner than a layer, or not watertight; repair it",
        ),
        (
            r"Loading of a model file failed|it's empty|an empty file|any geometry|Unknown file format",
            "the model cannot be read: it is damaged, empty, or of another type than its content says",
        ),
        (r"bad_alloc|Out of memory|Cannot allocate|failed to map|Resource temporarily", _NO_MEMORY),
    )
)
_DISK_FULL: Final = re.compile(r"Is the disk full|No space left")
_CONFIGURATION: Final = re.compile(r"compos?ite configu?r?ation is not valid:\s*(.+)", re.IGNORECASE)


class Listener:
    """Hears the lines of one run.

    Args:
        progress: Called with percent, which only grow, and with what is done now.
    """

    def __init__(self, progress: Callable[[float, str], None]) -> None:
        self._progress = progress
        self._percent = 0.0
        self.lines: list[str] = []
        self.warnings: list[str] = []

    def hear(self, line: str) -> None:
        """One line that the slicer said."""
        if found := _PROGRESS.fullmatch(line):
            self._percent = max(self._percent, min(float(found[1]), 99.0))
            self._progress(self._percent, found[2].split(" to /")[0])
        elif found := _WARNED.search(line):
            self.warnings.append(found[1])
        elif (logged := _LOG.match(line)) is None or logged[1] in {"error", "fatal"}:
            self.lines.append(logged[2] if logged else line)
            del self.lines[:-_MOST_LINES]


def failure(lines: Sequence[str], status: int, printer: PrinterShape) -> SlicingError:
    """Why a run failed, by what it said at last and by its exit status."""
    said = "\n".join(lines)
    if status == NOT_STARTED and "cannot start" in said:
        return SlicerUnavailableError(_last(lines))
    if _DISK_FULL.search(said):
        return SlicingDiskFullError(FULL_MESSAGE)
    for pattern, reason in _REASONS:
        if pattern.search(said):
            width, depth, _ = printer.volume_mm
            return SlicingError(reason.format(width=width, depth=depth))
    if status == -signal.SIGXFSZ:
        return SlicingError("the sliced file would be larger than any that can be printed")
    if found := _SCRIPT.search(said):
        return SlicingError(f"the profile's {found[1]} is wrong: {_clipped(found[2])}")
    if found := _CONFIGURATION.search(said):
        return SlicingError(f"the profile cannot be used: {_clipped(found[1])}")
    if _last(lines):
        return SlicingError(f"the slicer failed: {_clipped(_last(lines))}")
    if status < 0:
        return SlicingError(f"the slicer crashed ({_signal_name(-status)}); the model is probably damaged")
    return SlicingError(f"the slicer failed without a message (status {status})")


def _last(lines: Sequence[str]) -> str:
    telling = (line for line in reversed(lines) if line and not _NOISE.match(line))
    return next(telling, "").removeprefix("what():").strip()


def _clipped(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_REASON].rstrip(".")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
