"""Commands that may keep the firmware for long: they are acknowledged when they are done.

Until then most firmwares take at most a few more lines, and a firmware without keepalive messages (Marlin's
HOST_KEEPALIVE_FEATURE, `M113 S0`) says nothing at all.
"""

from __future__ import annotations

from typing import Final

from lezerprint.marlin.commands import command_code, words

_MINUTE: Final = 60.0
_LONGEST_STATED_SECONDS: Final = 86400.0

WAITS_FOR_USER: Final = frozenset({("M", number) for number in (0, 1, 226, 600, 601, 701, 702)})
"""Commands that go on when somebody presses a button, at the printer or by a prompt."""

_LONGEST_USUAL_MINUTES: Final[dict[tuple[str, int], float]] = {
    **dict.fromkeys(WAITS_FOR_USER, 30.0),
    ("G", 4): 0.0,  # has its own time
    ("G", 12): 5.0,
    ("G", 26): 60.0,
    ("G", 28): 5.0,
    ("G", 29): 30.0,
    ("G", 30): 3.0,
    ("G", 32): 20.0,  # RepRapFirmware: runs bed.g; Smoothieware: delta calibration
    ("G", 33): 30.0,
    ("G", 34): 15.0,
    ("G", 35): 30.0,
    ("G", 76): 120.0,
    ("G", 80): 20.0,  # Prusa-Firmware: mesh bed leveling
    ("G", 425): 15.0,
    ("M", 48): 15.0,
    ("M", 109): 20.0,
    ("M", 116): 60.0,  # RepRapFirmware: waits for all heaters
    ("M", 190): 45.0,
    ("M", 191): 90.0,
    ("M", 303): 45.0,
    ("M", 400): 10.0,
    ("M", 860): 45.0,  # Prusa-Firmware: waits for the probe's temperature
}
"""After these something is amiss. From experience with common machines, on the long side."""


def may_block(body: bytes) -> bool:
    """Whether this command may take minutes, or wait for somebody."""
    return command_code(body) in _LONGEST_USUAL_MINUTES


def longest_usual_seconds(body: bytes) -> float | None:
    """How long this command may take where all is well; None for one that should be done at once.

    A dwell (G4) says it itself, in `S` seconds or `P` milliseconds, and so may M0 and M1.
    """
    minutes = _LONGEST_USUAL_MINUTES.get(command_code(body) or ("", 0))
    if minutes is None:
        return None
    return minutes * _MINUTE + _stated_seconds(body)


def _stated_seconds(body: bytes) -> float:
    if command_code(body) not in (("G", 4), ("M", 0), ("M", 1)):
        return 0.0
    stated = words(body)
    return min(_LONGEST_STATED_SECONDS, max(stated.get("S", 0.0), stated.get("P", 0.0) / 1000, 0.0))
