"""A plan in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.failure import FailureReason
from lezerprint.port.template import number

if TYPE_CHECKING:
    from lezerprint.gcode.spool_options import Beginning
    from lezerprint.jobs.job import Job
    from lezerprint.marlin.motion import MachineState

MAY_BE_LIFTED: Final = (
    "Printing the rest was begun and cancelled since, which may have lifted the nozzle: measure its height, "
    "and correct the plan by the Z offset."
)
_SAME_HEIGHT_MM: Final = 0.01


def steps_of(beginning: Beginning, target: MachineState, height_mm: float, z_offset_mm: float) -> list[str]:
    """What will be done, in order."""
    heats = [f"the bed to {number(target.bed_target_celsius)} °C"] if target.bed_target_celsius else []
    heats += [
        f"hotend {tool} to {number(celsius)} °C"
        for tool, celsius in sorted(target.hotend_targets_celsius.items())
        if celsius
    ]
    layer = "" if beginning.layer_index is None else f", layer {beginning.layer_index + 1}"
    higher = f", {number(z_offset_mm)} mm higher than before" if z_offset_mm else ""
    return [
        *([f"Heat {' and '.join(heats)}."] if heats else []),
        f"Assume the nozzle at Z {number(height_mm)} mm, where it stopped, and raise it.",
        "Home X and Y, but not Z: the part is in the way.",
        f"Go to X {number(target.x)} Y {number(target.y)} Z {number(target.z)} mm and prime the nozzle.",
        f"Continue from line {beginning.line} of the file{layer}{higher}.",
    ]


def warnings_of(
    failed: Job, place: dict[str, int], heights_mm: tuple[float, float], *, levelled: bool
) -> list[str]:
    """What a person should look at first."""
    lowest, highest = heights_mm
    warnings = [
        "Make sure that the head was not moved and Z has not sunk: its height is assumed unchanged.",
        "Make sure that nothing is in the way of X and Y, and that they can be homed without Z (no delta).",
    ]
    if levelled:
        warnings.append(
            "The bed was measured for this print: it is used again only if the firmware has saved it."
        )
    if highest - lowest > _SAME_HEIGHT_MM:
        warnings.append(
            f"The nozzle stopped between Z {number(lowest)} and {number(highest)} mm: measure it, and "
            "correct the plan by the Z offset."
        )
    if place["sent"] > place["executed"]:
        lines = place["sent"] - place["executed"]
        warnings.append(f"Up to {lines} commands after the known ones may have been printed already.")
    if failed.failure is FailureReason.POWER_LOSS and "known, of" in failed.reason:
        warnings.append("The host had lost its power too: what is known is only what had been saved by then.")
    return warnings
