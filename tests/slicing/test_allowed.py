"""What a profile's metadata may set."""

from __future__ import annotations

import pytest
from services import require

from lezerprint.slicing.allowed import ALLOWED, written
from lezerprint.slicing.errors import InvalidProfileError
from lezerprint.slicing.slicer import find_slicer

DANGEROUS = (
    "post_process",
    "output_filename_format",
    "gcode_substitutions",
    "bed_shape",
    "printer_technology",
    "gcode_flavor",
    "print_host",
    "load",
    "output",
    "datadir",
    "Post_Process",
    "post-process",
    "perimeters\npost_process",
)


@pytest.mark.parametrize("name", DANGEROUS)
def test_nothing_that_runs_programs_or_writes_elsewhere_is_allowed(name):
    with pytest.raises(InvalidProfileError, match="metadata cannot set"):
        written({name: "/bin/true"})


def test_each_is_a_setting_that_the_slicer_knows():
    require("prusa-slicer")
    assert set(ALLOWED) <= set(find_slicer().defaults)


def test_values_are_written_as_the_slicer_reads_them():
    said = {
        "perimeters": 3,
        "infill_overlap": 25,
        "spiral_vase": True,
        "retract_lift": 0.25,
        "fill_pattern": "grid",
        "filament_colour": "#00ff7F",
        "start_gcode": "G28\nM117 \\o/\n",
    }
    assert written(said) == {
        "perimeters": "3",
        "infill_overlap": "25%",
        "spiral_vase": "1",
        "retract_lift": "0.25",
        "fill_pattern": "grid",
        "filament_colour": "#00ff7F",
        "start_gcode": "G28\\nM117 \\\\o/\\n",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("perimeters", 101),
        ("perimeters", -1),
        ("perimeters", 2.5),
        ("perimeters", True),
        ("perimeters", "3"),
        ("perimeters", None),
        ("perimeters", 10**400),
        ("retract_lift", float("nan")),
        ("retract_lift", float("inf")),
        ("spiral_vase", 1),
        ("spiral_vase", "true"),
        ("fill_pattern", "gyroid\npost_process = x"),
        ("fill_pattern", ["gyroid"]),
        ("filament_type", "PLA;PETG"),
        ("filament_type", "PLA\n"),
        ("filament_type", ""),
        ("filament_colour", "red"),
        ("start_gcode", "G28\r\npost_process = x"),
        ("start_gcode", "\0"),
        ("start_gcode", "x" * 10_001),
        ("notes", {"a": 1}),
    ],
)
def test_what_a_value_may_not_be_is_refused_by_its_name(name, value):
    with pytest.raises(InvalidProfileError, match=rf"^metadata\.{name} must ") as caught:
        written({name: value})
    assert "\n" not in str(caught.value)


def test_a_slip_of_the_pen_is_told_what_is_meant():
    with pytest.raises(InvalidProfileError, match="did you mean perimeters"):
        written({"perimeter": 3})
