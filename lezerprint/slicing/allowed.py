"""The settings of PrusaSlicer that a profile's metadata may set, by PrusaSlicer's own names.

What is left out runs programs (`post_process`), names files (`output_filename_format`), changes the G-code
by patterns (`gcode_substitutions`), belongs to the printer (`bed_shape`, the machine's limits), or has a
field of its own in the profile.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from lezerprint.slicing.errors import InvalidProfileError
from lezerprint.slicing.values import Choice, Flag, Form, Number, Rule, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_COUNT: Final = Number(0, 100, whole=True)
_DEGREES: Final = Number(0, 450, whole=True)
_LENGTH_MM: Final = Number(0, 50)
_PERCENT: Final = Number(0, 100, percent=True)
_FAN: Final = Number(0, 100, whole=True)
_SECONDS: Final = Number(0, 1000, whole=True)
_SPEED_MM_S: Final = Number(0, 1000)
_ACCELERATION_MM_S2: Final = Number(0, 100_000)
_WIDTH_MM: Final = Number(0, 5)
_SCRIPT: Final = Text(10_000, lines=True)
_SURFACES: Final = frozenset(
    {"rectilinear", "monotonic", "monotoniclines", "alignedrectilinear", "concentric", "hilbertcurve"}
    | {"archimedeanchords", "octagramspiral"}
)
_INFILLS: Final = frozenset(
    {"rectilinear", "alignedrectilinear", "grid", "triangles", "stars", "cubic", "line", "concentric"}
    | {"honeycomb", "3dhoneycomb", "gyroid", "hilbertcurve", "archimedeanchords", "octagramspiral"}
    | {"adaptivecubic", "supportcubic", "lightning"}
)

ALLOWED: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        # Walls and shells.
        "perimeters": _COUNT,
        "top_solid_layers": _COUNT,
        "bottom_solid_layers": _COUNT,
        "top_solid_min_thickness": _LENGTH_MM,
        "bottom_solid_min_thickness": _LENGTH_MM,
        "extra_perimeters": Flag(),
        "ensure_vertical_shell_thickness": Flag(),
        "external_perimeters_first": Flag(),
        "thin_walls": Flag(),
        "gap_fill_enabled": Flag(),
        "spiral_vase": Flag(),
        "avoid_crossing_perimeters": Flag(),
        "perimeter_generator": Choice(frozenset({"classic", "arachne"})),
        "seam_position": Choice(frozenset({"random", "nearest", "aligned", "rear"})),
        "fuzzy_skin": Choice(frozenset({"none", "external", "all"})),
        "fuzzy_skin_thickness": _LENGTH_MM,
        "fuzzy_skin_point_dist": Number(0.1, 50),
        "first_layer_height": Number(0.05, 1.5),
        "xy_size_compensation": Number(-5, 5),
        "elefant_foot_compensation": Number(0, 5),
        # Infill.
        "fill_pattern": Choice(_INFILLS),
        "top_fill_pattern": Choice(_SURFACES),
        "bottom_fill_pattern": Choice(_SURFACES),
        "fill_angle": Number(0, 360),
        "infill_overlap": _PERCENT,
        "infill_every_layers": Number(1, 20, whole=True),
        "infill_first": Flag(),
        "solid_infill_below_area": Number(0, 10_000),
        "ironing": Flag(),
        # Widths; 0 is PrusaSlicer's own choice.
        "extrusion_width": _WIDTH_MM,
        "first_layer_extrusion_width": _WIDTH_MM,
        "perimeter_extrusion_width": _WIDTH_MM,
        "external_perimeter_extrusion_width": _WIDTH_MM,
        "infill_extrusion_width": _WIDTH_MM,
        "solid_infill_extrusion_width": _WIDTH_MM,
        "top_infill_extrusion_width": _WIDTH_MM,
        # Speeds, where the profile's one speed does not do.
        "perimeter_speed": _SPEED_MM_S,
        "external_perimeter_speed": _SPEED_MM_S,
        "small_perimeter_speed": _SPEED_MM_S,
        "infill_speed": _SPEED_MM_S,
        "solid_infill_speed": _SPEED_MM_S,
        "top_solid_infill_speed": _SPEED_MM_S,
        "support_material_speed": _SPEED_MM_S,
        "bridge_speed": _SPEED_MM_S,
        "gap_fill_speed": _SPEED_MM_S,
        "first_layer_speed": _SPEED_MM_S,
        "travel_speed": Number(1, 1000),
        "default_acceleration": _ACCELERATION_MM_S2,
        "perimeter_acceleration": _ACCELERATION_MM_S2,
        "infill_acceleration": _ACCELERATION_MM_S2,
        "first_layer_acceleration": _ACCELERATION_MM_S2,
        # Skirt, brim, raft and supports.
        "skirts": _COUNT,
        "skirt_distance": _LENGTH_MM,
        "skirt_height": _COUNT,
        "brim_width": _LENGTH_MM,
        "brim_separation": _LENGTH_MM,
        "brim_type": Choice(frozenset({"no_brim", "outer_only", "inner_only", "outer_and_inner"})),
        "raft_layers": Number(0, 50, whole=True),
        "support_material_auto": Flag(),
        "support_material_buildplate_only": Flag(),
        "support_material_threshold": Number(0, 90, whole=True),
        "support_material_pattern": Choice(frozenset({"rectilinear", "rectilinear-grid", "honeycomb"})),
        "support_material_style": Choice(frozenset({"grid", "snug"})),
        "support_material_spacing": _LENGTH_MM,
        "support_material_contact_distance": _LENGTH_MM,
        "support_material_interface_layers": Number(0, 20, whole=True),
        "dont_support_bridges": Flag(),
        # Filament.
        "filament_type": Form(re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,31}"), "PLA"),
        "filament_colour": Form(re.compile(r"#[0-9A-Fa-f]{6}"), "#29B2B2"),
        "filament_density": Number(0.1, 25),
        "filament_diameter": Number(0.5, 5),
        "filament_cost": Number(0, 100_000),
        "filament_max_volumetric_speed": Number(0, 200),
        "extrusion_multiplier": Number(0.5, 2),
        "first_layer_temperature": _DEGREES,
        "first_layer_bed_temperature": _DEGREES,
        "retract_speed": Number(1, 300),
        "deretract_speed": _SPEED_MM_S,
        "retract_lift": Number(0, 5),
        "retract_before_travel": _LENGTH_MM,
        "retract_layer_change": Flag(),
        "wipe": Flag(),
        # Cooling.
        "cooling": Flag(),
        "fan_always_on": Flag(),
        "min_fan_speed": _FAN,
        "max_fan_speed": _FAN,
        "bridge_fan_speed": _FAN,
        "disable_fan_first_layers": _COUNT,
        "full_fan_speed_layer": _COUNT,
        "fan_below_layer_time": _SECONDS,
        "slowdown_below_layer_time": _SECONDS,
        "min_print_speed": Number(1, 1000),
        # The printer's.
        "nozzle_diameter": Number(0.1, 2),
        "z_offset": Number(-5, 5),
        "gcode_label_objects": Flag(),
        "start_gcode": _SCRIPT,
        "end_gcode": _SCRIPT,
        "notes": _SCRIPT,
    }
)


def written(metadata: Mapping[str, Any]) -> dict[str, str]:
    """What a profile's metadata says, as PrusaSlicer's INI files have it.

    Raises:
        InvalidProfileError: It sets what may not be set, or to what it may not be.
    """
    for name in metadata:
        if name not in ALLOWED:
            near = next(iter(get_close_matches(str(name), ALLOWED, 1, 0.8)), None)
            raise InvalidProfileError(
                f"metadata cannot set {str(name)[:60]!r}" + (f"; did you mean {near}?" if near else "")
            )
    return {name: ALLOWED[name].text(f"metadata.{name}", value) for name, value in metadata.items()}
