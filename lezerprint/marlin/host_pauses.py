"""Pauses that a file asks for: which of its commands the host must make up for, and in what words."""

from __future__ import annotations

import re
from typing import Final

from lezerprint.marlin.commands import command_code

_STOPS: Final = frozenset(("M", number) for number in (0, 1, 25, 125, 226, 600, 601))
_ONLY_SETS: Final = re.compile(rb"M ?0*(?:25|125|601) ?(?=\D)[^S]*S", re.IGNORECASE)
"""Where to park: Prusa-Firmware does not pause then."""

_FILAMENT_CHANGE: Final = ("M", 600)


def stops_the_print(body: bytes) -> bool:
    """Whether a firmware stops at this, so that the host has to, if the firmware does not know it."""
    return command_code(body) in _STOPS and not _ONLY_SETS.match(body)


def reason_of(body: bytes, source_line: int, *, is_known: bool = True) -> str:
    """Why the print is paused, for people."""
    text = body.decode("utf-8", "replace")
    wish = "a filament change" if command_code(body) == _FILAMENT_CHANGE else "a pause"
    unknown = "" if is_known else ", which this firmware does not know"
    return f"the file asks for {wish}: {text} at line {source_line}{unknown}"
