"""From a profile and a printer to PrusaSlicer's own settings.

The file that a slicing loads has every setting that the slicer knows, so that a 3MF's own settings, which
count less, change nothing: among them is `post_process`, a program that the slicer would run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.slicing.allowed import written
from lezerprint.slicing.errors import InvalidProfileError
from lezerprint.slicing.values import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.slicing.printer import PrinterShape
    from lezerprint.slicing.profile import Profile

_START_GCODE: Final = "G28 ; home\nG1 Z5 F3000\n"
_END_GCODE: Final = (
    "M104 S0\nM140 S0\nM107\n"
    "{if max_layer_z < max_print_height}G1 Z{min(max_layer_z + 10, max_print_height)} F600{endif}\n"
    "G1 X0 Y{print_bed_max[1]} F6000 ; show the print\n"
    "M84 X Y E\n"
)
_BASE: Final = {
    # Plastic like PLA, and shells that are closed at any layer height.
    "filament_type": "PLA",
    "filament_density": "1.24",
    "filament_diameter": "1.75",
    "perimeters": "2",
    "top_solid_layers": "4",
    "bottom_solid_layers": "4",
    "top_solid_min_thickness": "0.7",
    "bottom_solid_min_thickness": "0.5",
    "ensure_vertical_shell_thickness": "1",
    "fill_pattern": "gyroid",
    "solid_infill_below_area": "10",
    "thick_bridges": "0",
    "elefant_foot_compensation": "0.1",
    "skirts": "2",
    "skirt_distance": "3",
    "support_material_spacing": "2",
    "support_material_with_sheath": "0",
    "support_material_xy_spacing": "60%",
    "travel_speed": "150",
    "retract_speed": "40",
    "retract_layer_change": "1",
    "fan_always_on": "1",
    "min_fan_speed": "80",
    "max_fan_speed": "100",
    "disable_fan_first_layers": "1",
    "fan_below_layer_time": "60",
    "slowdown_below_layer_time": "8",
    "min_print_speed": "10",
    "silent_mode": "0",
    "start_gcode": escaped(_START_GCODE),
    "end_gcode": escaped(_END_GCODE),
}
_FORCED: Final = {
    # Nothing that runs a program, writes elsewhere, or is no plain G-code for Marlin.
    "post_process": "",
    "gcode_substitutions": "",
    "output_filename_format": "[input_filename_base].gcode",
    "printer_technology": "FFF",
    "gcode_flavor": "marlin2",
    "binary_gcode": "0",
    "machine_limits_usage": "time_estimate_only",
}
_DENSE_PATTERN: Final = "rectilinear"
_DENSE: Final = frozenset(
    {_DENSE_PATTERN, "alignedrectilinear", "concentric", "hilbertcurve", "archimedeanchords"}
    | {"octagramspiral"}
)
"""Patterns that PrusaSlicer takes at an infill of 100 %."""


def configuration(profile: Profile, printer: PrinterShape, defaults: Mapping[str, str]) -> dict[str, str]:
    """All settings of a slicing, by PrusaSlicer's names.

    Args:
        profile: With the overrides of this slicing.
        printer: Where it is to be printed.
        defaults: Every setting that this version of the slicer knows.

    Raises:
        InvalidProfileError: The printer may not be as hot as the profile says.
    """
    _check_heat(profile, printer)
    values = {
        **defaults,
        **_BASE,
        **_of_profile(profile),
        **written(profile.metadata),
        **_of_printer(printer),
        **_FORCED,
    }
    if profile.infill == 100 and values["fill_pattern"] not in _DENSE:  # noqa: PLR2004 - percent
        values["fill_pattern"] = _DENSE_PATTERN
    return values


def _of_profile(profile: Profile) -> dict[str, str]:
    """Its fields; whatever is derived from them can be set by the metadata too."""
    nozzle, speed = profile.nozzle_diameter_mm, profile.print_speed
    first_layer_mm = min(max(profile.layer_height, 0.5 * nozzle), nozzle)
    return {
        "layer_height": f"{profile.layer_height:.10g}",
        "first_layer_height": f"{first_layer_mm:.10g}",
        "nozzle_diameter": f"{nozzle:.10g}",
        "extrusion_width": f"{1.125 * nozzle:.10g}",
        "first_layer_extrusion_width": f"{1.05 * nozzle:.10g}",
        # Infill goes as fast as the profile says; what is seen, small, hangs or must stick goes slower.
        "infill_speed": f"{speed:.10g}",
        "solid_infill_speed": f"{0.9 * speed:.10g}",
        "top_solid_infill_speed": f"{0.6 * speed:.10g}",
        "perimeter_speed": f"{0.8 * speed:.10g}",
        "external_perimeter_speed": f"{0.5 * speed:.10g}",
        "small_perimeter_speed": f"{0.4 * speed:.10g}",
        "support_material_speed": f"{0.8 * speed:.10g}",
        "gap_fill_speed": f"{0.5 * speed:.10g}",
        "bridge_speed": f"{min(0.6 * speed, 40):.10g}",
        "first_layer_speed": f"{min(0.5 * speed, 25):.10g}",
        "temperature": f"{profile.nozzle_temp:.0f}",
        "first_layer_temperature": f"{profile.nozzle_temp:.0f}",
        "bed_temperature": f"{profile.bed_temp:.0f}",
        "first_layer_bed_temperature": f"{profile.bed_temp:.0f}",
        "retract_length": f"{profile.retraction:.10g}",
        "fill_density": f"{profile.infill}%",
        "support_material": "1" if profile.supports else "0",
    }


def _of_printer(printer: PrinterShape) -> dict[str, str]:
    width, depth, height = (f"{one:.10g}" for one in printer.volume_mm)
    limits = printer.limits
    values = {
        "bed_shape": f"0x0,{width}x0,{width}x{depth},0x{depth}",
        "max_print_height": height,
        "machine_max_acceleration_extruding": f"{limits.printing_mm_s2:.10g}",
        "machine_max_acceleration_retracting": f"{limits.retracting_mm_s2:.10g}",
        "machine_max_acceleration_travel": f"{limits.travelling_mm_s2:.10g}",
    }
    for axis in "xyze":
        values[f"machine_max_feedrate_{axis}"] = f"{getattr(limits.speed_mm_s, axis):.10g}"
        values[f"machine_max_acceleration_{axis}"] = f"{getattr(limits.acceleration_mm_s2, axis):.10g}"
        values[f"machine_max_jerk_{axis}"] = f"{getattr(limits.jerk_mm_s, axis):.10g}"
    return values


def _check_heat(profile: Profile, printer: PrinterShape) -> None:
    first = profile.metadata
    for what, asked, most in (
        ("nozzle", profile.nozzle_temp, printer.max_hotend_celsius),
        ("nozzle", first.get("first_layer_temperature", 0), printer.max_hotend_celsius),
        ("bed", profile.bed_temp, printer.max_bed_celsius),
        ("bed", first.get("first_layer_bed_temperature", 0), printer.max_bed_celsius),
    ):
        if asked > most:
            raise InvalidProfileError(
                f"profile {profile.name!r} heats the {what} to {asked:g} °C; the printer allows {most:g} °C"
            )
