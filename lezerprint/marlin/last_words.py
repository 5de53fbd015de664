"""What a firmware says as it dies, and what must follow before it is believed.

Words are no proof: an operator's text, a refused command or noise may say the same. What was said decides
what is asked, and what comes then decides what is so:

| what was said           | by whom                                | believed                              |
|-------------------------|----------------------------------------|---------------------------------------|
| KILLED: mute from here  | Marlin kill(), `Printer halted`        | after DOUBT_SECONDS without a sign of |
|                         |                                        | life; the stream is held back         |
| KILLED for a reason:    | Marlin `Heating failed, …` and then    | at once: nothing else says both       |
| two lines               | `Printer halted. kill() called!`       |                                       |
| STOPPED: it answers     | Marlin stop(), Prusa-Firmware,         | at once: it answers M105, and does    |
| M105 and does no more   | Repetier `fatal:`, Smoothieware HALT,  | nothing until M999 or a reset         |
|                         | `// Klipper state: Shutdown`           |                                       |
| REFUSED: `!! text`      | Klipper of a command that it does not  | never by itself: STATUS is asked, and |
|                         | carry out; an `ok` follows             | Klipper answers with its state        |

A sign of life is any `ok`, report, `busy` or `Resend`. One that comes later disproves a KILLED that was
believed. A boot banner ends all of this: the board has started anew.

Sources: Marlin `MarlinCore.cpp` (kill, minkill, stop) and `temperature.cpp` (_temp_error); Prusa-Firmware
`Marlin_main.cpp` (kill, ThermalStop); Repetier `gcode.cpp` (reportFatalError); Smoothieware
`GcodeDispatch.cpp`; Klipper `gcode.py` (_respond_error, _respond_state, cmd_STATUS).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from lezerprint.marlin.replies import Busy, Fatal, Ok, ReportedPosition, Resend, Temperatures, Wait

DOUBT_SECONDS: Final = 2.5
"""Longer than the pause between two of Marlin's `busy` (2 s) and between two reports (1 s)."""

STATUS: Final = b"STATUS"
"""Klipper answers with its state; a firmware of no known family that does not know it lives if it says so."""

SIGNS_OF_LIFE: Final = (Ok, Temperatures, ReportedPosition, Busy, Resend, Wait)


class LastWords(StrEnum):
    """See the table above."""

    KILLED = "killed"
    STOPPED = "stopped"
    REFUSED = "refused"


_KILL: Final = "kill() called"
_STOPPED: Final = ("printer stopped", "stop called", "m999", "supervision required", "halt asserted")


def last_words(fatal: Fatal) -> LastWords:
    """What kind of words these are."""
    lower = fatal.text.lower()
    if fatal.manner == "answers" or any(words in lower for words in _STOPPED):
        return LastWords.STOPPED
    if fatal.manner == "shout":  # Smoothieware in HALT answers every command with a bare `!!`
        return LastWords.REFUSED if lower else LastWords.STOPPED
    return LastWords.KILLED


def confirms(first: Fatal, second: Fatal) -> bool:
    """Whether the second line makes it certain that the first was the reason of a kill."""
    return _KILL in second.text.lower() and _KILL not in first.text.lower()


class Doubt:
    """Words that are not believed yet."""

    def __init__(self) -> None:
        self.fatal: Fatal | None = None
        self.until = 0.0

    def begin(self, fatal: Fatal, now: float) -> None:
        """Something deadly was said; more of it changes nothing."""
        if self.fatal is None:
            self.fatal, self.until = fatal, now + DOUBT_SECONDS

    def end(self) -> Fatal | None:
        """It is decided; what had been said."""
        fatal, self.fatal = self.fatal, None
        return fatal
