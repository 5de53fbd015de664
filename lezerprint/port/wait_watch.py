"""A wait for heat that will not come to its end, and what is done about it.

| what the firmware reports      | for   | what is done                                                      |
|--------------------------------|-------|-------------------------------------------------------------------|
| a lower target than ordered    | 2 s   | told: the firmware has a limit; its own target is waited for      |
| a target of 0                  | 5 s   | told: it refused the target, or the heater was switched off there |
| the same                       | 60 s  | the job fails, heaters off: nobody wants that heat now            |
| no reading, or no readable one | 10 s  | told                                                              |
| the same                       | 60 s  | the job fails, heaters off: what cannot be read is not heated     |

A higher target (somebody turned the knob, or the unit is °F) is waited for and not told. Of a chamber, and
of a tool that is not reported, a target of 0 ends the wait (`heating.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isnan
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lezerprint.port.heating import Heaters, HeatWait

_LESS_CELSIUS: Final = 0.6
"""Firmware may report a target rounded."""

_FAILS_AFTER_SECONDS: Final = 60.0


class Trouble(StrEnum):
    """See the table above."""

    LIMITED = "target_limited"
    REFUSED = "target_refused"
    UNREADABLE = "sensor_unreadable"


_TOLD_AFTER_SECONDS: Final = {Trouble.LIMITED: 2.0, Trouble.REFUSED: 5.0, Trouble.UNREADABLE: 10.0}


@dataclass(frozen=True, slots=True)
class Finding:
    """To be told; `fails` ends the job."""

    trouble: Trouble
    message: str
    fails: bool


class WaitWatch:
    """Looks at one wait after another."""

    def __init__(self) -> None:
        self._wait: HeatWait | None = None
        self._trouble: Trouble | None = None
        self._since = 0.0
        self._told = False

    def look(self, wait: HeatWait | None, heaters: Heaters, now: float) -> Finding | None:
        """What is to be told now."""
        if wait is None or not wait.begun:
            self._wait = self._trouble = None
            return None
        trouble = _trouble(wait, heaters)
        if wait is not self._wait or trouble is not self._trouble:
            self._wait, self._trouble, self._since, self._told = wait, trouble, now, False
        if trouble is None:
            return None
        lasting = now - self._since
        if trouble is not Trouble.LIMITED and lasting >= _FAILS_AFTER_SECONDS:
            self._since = now
            return Finding(trouble, _words(trouble, wait, heaters), fails=True)
        if self._told or lasting < _TOLD_AFTER_SECONDS[trouble]:
            return None
        self._told = True
        return Finding(trouble, _words(trouble, wait, heaters), fails=False)


def _trouble(wait: HeatWait, heaters: Heaters) -> Trouble | None:
    asked = wait.wait
    reading = heaters.reading(asked.heater, asked.tool)
    if reading is None or isnan(reading.actual_celsius) or heaters.is_missing(asked.heater, asked.tool):
        return Trouble.UNREADABLE
    wanted, reported = asked.target_celsius, reading.target_celsius
    if wanted is None or reported is None or wanted <= 0 or wait.unreported:
        return None
    if reported == 0:
        return Trouble.REFUSED
    return Trouble.LIMITED if reported < wanted - _LESS_CELSIUS else None


def _words(trouble: Trouble, wait: HeatWait, heaters: Heaters) -> str:
    asked = wait.wait
    if trouble is Trouble.UNREADABLE:
        return f"the temperature of the {asked.heater}, which is waited for, cannot be read: check its sensor"
    reading = heaters.reading(asked.heater, asked.tool)
    reported = (reading.target_celsius if reading else None) or 0.0
    words = f"the {asked.heater} was to be heated to {asked.target_celsius:.0f} °C, and the firmware"
    if trouble is Trouble.LIMITED:
        return f"{words} heats it to {reported:.0f} °C only: that is waited for"
    return (
        f"{words} reports a target of 0: it has refused it, or the heater was switched off at the printer; "
        "set it again, or cancel"
    )
