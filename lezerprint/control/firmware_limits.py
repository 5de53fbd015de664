"""What cannot be promised for a printer, by what its firmware is: in words for people.

The facts are those of `lezerprint.marlin.firmware` and of the firmwares' sources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.marlin.firmware import Family, family_of, traits_of

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Final[Mapping[Family, str]] = {
    Family.MARLIN: "Marlin",
    Family.MARLIN_1: "Marlin 1",
    Family.PRUSA: "Prusa-Firmware",
    Family.PRUSA_BUDDY: "Prusa-Firmware-Buddy",
    Family.KLIPPER: "Klipper",
    Family.REPRAPFIRMWARE: "RepRapFirmware",
    Family.SMOOTHIEWARE: "Smoothieware",
    Family.REPETIER: "Repetier",
    Family.UNKNOWN: "this firmware",
}

_OF_FAMILY: Final[Mapping[Family, tuple[str, ...]]] = {
    Family.REPRAPFIRMWARE: (
        "RepRapFirmware drops a damaged line silently: noise on the cable can cost a line.",
    ),
    Family.KLIPPER: (
        "Klipper carries out a damaged line as it arrives, and leaves out what it cannot carry out.",
    ),
    Family.SMOOTHIEWARE: (
        "Smoothieware takes a line that has lost its checksum: noise on the cable can alter a line.",
    ),
    Family.REPETIER: (
        "Repetier takes a line that has lost its checksum: noise on the cable can alter a line.",
        "M112 resets a board with Repetier: it answers again as after power-on, with its position lost.",
    ),
    Family.UNKNOWN: (
        "The firmware is unknown: after a pause, modes are restored by the file's own commands alone.",
    ),
}
_STOPS_AT_ONCE: Final = frozenset({Family.KLIPPER})
"""These act on M112 as it arrives, though they report no emergency parser."""

_NO_NUMBERS: Final = "{name} does not check line numbers: a line that is lost on the wire cannot be noticed."
_NO_EMERGENCY_PARSER: Final = (
    "The firmware has no emergency parser: while a command blocks it (homing, levelling, a filament change), "
    "cancel waits for that command, and an emergency stop may have to reset the printer."
)
_NO_JOB_TIMER: Final = (
    "{name} has no print job timer that this program starts: whether its filament sensor is watched "
    "is up to the printer's configuration."
)


def limits_of(info: Mapping[str, str], capabilities: Mapping[str, bool]) -> list[str]:
    """What cannot be promised, a sentence each; nothing before the firmware has said what it is.

    Args:
        info: The fields of M115.
        capabilities: Its `Cap:` lines.
    """
    if not info:
        return []
    family = family_of(info)
    traits, name = traits_of(family), NAMES[family]
    found = []
    if not traits.counts_line_numbers:
        found.append(_NO_NUMBERS.format(name=name))
    found += _OF_FAMILY.get(family, ())
    if not capabilities.get("EMERGENCY_PARSER") and family not in _STOPS_AT_ONCE:
        found.append(_NO_EMERGENCY_PARSER)
    if not traits.has_job_timer and family is not Family.UNKNOWN:
        found.append(_NO_JOB_TIMER.format(name=name))
    return found
