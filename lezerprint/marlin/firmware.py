"""Which family a printer's firmware belongs to, and how the families differ in what a host must know.

Only what M115 says is relied on. A firmware that nobody has named is `UNKNOWN`, and gets the traits that do
the least harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Family(StrEnum):
    """Firmwares whose commands mean the same."""

    MARLIN = "marlin"  # 2.0 and later, and what was made of it
    MARLIN_1 = "marlin1"  # 1.x, and what was made of it
    PRUSA = "prusa"  # Prusa-Firmware 3 of the MK2 and MK3; of Marlin 1
    PRUSA_BUDDY = "prusa-buddy"  # Prusa-Firmware-Buddy of the MINI, MK4 and XL; of Marlin 2
    KLIPPER = "klipper"
    REPRAPFIRMWARE = "reprapfirmware"
    SMOOTHIEWARE = "smoothieware"
    REPETIER = "repetier"
    UNKNOWN = "unknown"


class ExtruderMode(StrEnum):
    """What decides whether E is relative."""

    FOLLOWS_AXES = "follows-axes"
    """G90 and G91 set it as M82 and M83 do: the last of the four counts.

    Marlin from 2.0.0 on (`axis_is_relative` in `gcode.h`), Smoothieware (`Robot.cpp`).
    """

    EITHER = "either"
    """G91 *or* M83 makes it relative; G90 does not cancel M83.

    Marlin 1 (`gcode_get_destination`), Repetier (`Printer.cpp`), Klipper (`gcode_move.py`).
    """

    INDEPENDENT = "independent"
    """Only M82 and M83 set it (Prusa-Firmware `axis_relative_modes`, RepRapFirmware `drivesRelative`)."""


@dataclass(frozen=True, slots=True)
class Traits:
    """How a family differs.

    Attributes:
        extruder_mode: What decides whether E is relative; None: not known.
        has_job_timer: Whether its print job timer (M75, M77) arms the filament runout sensor.
        has_runout_switch: Whether M412 tells and sets if that sensor is watched.
        resumes_by: The command at which it goes on after a pause of its own, in which it has gone on reading;
            empty where it blocks in such a pause (Marlin's M600 and M125), or knows none.
        counts_line_numbers: Whether it refuses a line that is out of turn.
        survives_shout: Whether it goes on living after `!!`.
        is_marlin: Whether it is Marlin, or made of it.
    """

    extruder_mode: ExtruderMode | None
    has_job_timer: bool = False
    has_runout_switch: bool = False
    resumes_by: bytes = b""
    counts_line_numbers: bool = True
    survives_shout: bool = False
    is_marlin: bool = False


TRAITS: Final[dict[Family, Traits]] = {
    Family.MARLIN: Traits(
        ExtruderMode.FOLLOWS_AXES, has_job_timer=True, has_runout_switch=True, is_marlin=True
    ),
    Family.MARLIN_1: Traits(ExtruderMode.EITHER, has_job_timer=True, is_marlin=True),
    Family.PRUSA: Traits(ExtruderMode.INDEPENDENT, has_job_timer=True, is_marlin=True, resumes_by=b"M602"),
    Family.PRUSA_BUDDY: Traits(
        ExtruderMode.FOLLOWS_AXES, has_job_timer=True, is_marlin=True, resumes_by=b"M602"
    ),
    Family.KLIPPER: Traits(
        ExtruderMode.EITHER, counts_line_numbers=False, survives_shout=True, resumes_by=b"RESUME"
    ),
    Family.REPRAPFIRMWARE: Traits(ExtruderMode.INDEPENDENT, counts_line_numbers=False),
    Family.SMOOTHIEWARE: Traits(ExtruderMode.FOLLOWS_AXES),
    Family.REPETIER: Traits(ExtruderMode.EITHER),
    Family.UNKNOWN: Traits(None, resumes_by=b"M602"),
}

_NAMES: Final = (
    ("Prusa-Firmware-Buddy", Family.PRUSA_BUDDY),
    ("Prusa-Firmware", Family.PRUSA),
    ("Klipper", Family.KLIPPER),
    ("RepRapFirmware", Family.REPRAPFIRMWARE),
    ("Smoothieware", Family.SMOOTHIEWARE),
    ("Repetier", Family.REPETIER),
)
"""By what FIRMWARE_NAME contains; those that call themselves `… based on Marlin` come first."""

_PRUSA_VERSION: Final = re.compile(r"Prusa-Firmware\s+(\d+)\.(\d+)", re.IGNORECASE)
_PRUSA_MODES_APART: Final = (3, 9)
"""From this version on G90 and G91 leave E alone; before, it was as in Marlin 1."""

_MARLIN_VERSION: Final = re.compile(r"Marlin\s+(?:bugfix-|Ver\s*|V)?(\d+)", re.IGNORECASE)


def family_of(fields: Mapping[str, str]) -> Family:
    """The family, by the fields of M115.

    Marlin without a version of 2 or more in its name (`Marlin Ultimaker2; Sprinter/grbl mashup for gen6`)
    is an old one, as are the many firmwares that only call themselves Marlin.
    """
    name = fields.get("FIRMWARE_NAME", "")
    for part, family in _NAMES:
        if part.lower() in name.lower():
            return family
    if "marlin" not in name.lower():
        return Family.UNKNOWN
    version = _MARLIN_VERSION.match(name.strip())
    return Family.MARLIN if version and int(version[1]) >= 2 else Family.MARLIN_1  # noqa: PLR2004


def traits_of(family: Family) -> Traits:
    """How this family differs."""
    return TRAITS[family]


def extruder_mode_of(name: str) -> ExtruderMode | None:
    """What decides whether E is relative, by the FIRMWARE_NAME of M115; None: not known.

    A Marlin whose name has no version may be any.
    """
    family = family_of({"FIRMWARE_NAME": name})
    if family is Family.PRUSA:
        version = _PRUSA_VERSION.search(name)
        if version and (int(version[1]), int(version[2])) < _PRUSA_MODES_APART:
            return ExtruderMode.EITHER
    if family is Family.MARLIN_1 and not _MARLIN_VERSION.match(name.strip()):
        return None
    return traits_of(family).extruder_mode
