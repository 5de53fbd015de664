"""The words with which a board starts anew, also where they hang on a line that its death has cut.

Marlin, Prusa-Firmware and Repetier say `start`; a board that died in the middle of a line goes on with that
line: ` T:-15.00 /0.00start`. Smoothieware greets with `Smoothie` (`USBSerial.cpp`), RepRapFirmware with
`RepRapFirmware for … is up and running`.
"""

from __future__ import annotations

import re
from typing import Final

from lezerprint.marlin.replies import Started

_START: Final = "start"
_CUT_REPORT: Final = re.compile(r"(?:o|ok)?(?:[ A-Z0-9:./@+\-?()\x00-\x1f\x7f\ufffd]|Count|Coun|Cou|Co)*")
"""The beginning of an `ok` or of a report: no lower-case words, so that `restart` is none."""

_CUT_WORDS: Final = (
    "echo:busy: processing",
    "echo:busy: paused for user",
    "echo:busy: paused for input",
    "busy: processing",
)
"""What else a firmware says by itself, and so may be saying as it dies."""


def parse_cut_start(text: str) -> Started | None:
    """Read `start` behind the first part of a line that was never finished."""
    if not text.endswith(_START):
        return None
    head = text.removesuffix(_START)
    is_cut = _CUT_REPORT.fullmatch(head) or any(words.startswith(head) for words in _CUT_WORDS)
    return Started() if is_cut else None


def parse_greeting(text: str) -> Started | None:
    """Read what other firmware says in place of `start`."""
    if text == "Smoothie":
        return Started(by_attaching=True)
    return Started() if text.endswith("up and running.") else None
