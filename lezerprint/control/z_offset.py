"""Baby steps: the nozzle a little higher or lower while it prints, and which firmware can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.control.errors import InvalidOrderError, NotSupportedError
from lezerprint.control.firmware_limits import NAMES
from lezerprint.marlin.firmware import Family, traits_of

if TYPE_CHECKING:
    from lezerprint.port.contract.snapshot import Snapshot

MOST_STEP_MM: Final = 0.5
MOST_OFFSET_MM: Final = 2.0

_CAPABILITY: Final = "BABYSTEPPING"
_PROBE: Final = "Z_PROBE"
_WITHOUT: Final[dict[Family, str]] = {
    Family.PRUSA: "Prusa-Firmware takes baby steps at its own display only",
    Family.KLIPPER: "Klipper shifts the nozzle with SET_GCODE_OFFSET, which is no G-code",
    Family.SMOOTHIEWARE: "Smoothieware has no baby steps",
    Family.REPETIER: "Repetier does not tell whether it has baby steps",
    Family.UNKNOWN: "it is not known whether this firmware has baby steps",
}


def why_not_stepped(report: Snapshot | None) -> str:
    """Why the nozzle cannot be shifted by M290; empty: it can."""
    if report is None:
        return "it is not known which firmware the printer has: wait until it is connected"
    family = report.family
    if family in _WITHOUT:
        return _WITHOUT[family]
    if traits_of(family).is_marlin and not report.capabilities.get(_CAPABILITY, False):
        return f"{NAMES[family]} was built without baby steps (BABYSTEPPING), as it says"
    return ""


def why_not_saved(report: Snapshot | None) -> str:
    """Why M500 would not keep the baby steps; empty: it does, as part of the probe's offset."""
    if reason := why_not_stepped(report):
        return reason
    if report is not None and report.family is Family.REPRAPFIRMWARE:
        return "RepRapFirmware does not save baby steps: change the trigger height of its probe (G31)"
    if report is not None and not report.capabilities.get(_PROBE, False):
        return "without a probe the firmware forgets baby steps when Z is homed"
    return ""


def step_command(step_mm: float, report: Snapshot | None) -> str:
    """The command that shifts the nozzle; positive: away from the bed.

    Raises:
        NotSupportedError: The firmware has no baby steps.
        InvalidOrderError: The sum of all steps would be too much.
    """
    if reason := why_not_stepped(report):
        raise NotSupportedError(reason)
    offset_mm = 0.0 if report is None else report.tuning.z_offset_mm
    after_mm = offset_mm + step_mm
    if abs(after_mm) > MOST_OFFSET_MM and abs(after_mm) > abs(offset_mm):
        raise InvalidOrderError(
            f"the baby steps would add up to {after_mm:g} mm, and {MOST_OFFSET_MM:g} mm is the limit: "
            "level the bed, or set the probe's offset, instead"
        )
    return f"M290 Z{step_mm:.3f}".rstrip("0").rstrip(".")


def save_command(report: Snapshot | None) -> str:
    """The command that keeps the baby steps.

    Raises:
        NotSupportedError: The firmware would not keep them.
    """
    if reason := why_not_saved(report):
        raise NotSupportedError(reason)
    return "M500"
