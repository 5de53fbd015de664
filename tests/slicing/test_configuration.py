"""From a profile and a printer to PrusaSlicer's own settings."""

from __future__ import annotations

import pytest
from profiles import a_profile
from services import require

from lezerprint.settings import PrinterSettings
from lezerprint.slicing.configuration import configuration
from lezerprint.slicing.errors import InvalidProfileError
from lezerprint.slicing.printer import COMMON_VOLUME_MM, PrinterShape
from lezerprint.slicing.slicer import find_slicer


def test_every_field_of_the_profile_counts():
    values = configuration(
        a_profile(
            layer_height=0.16,
            print_speed=50,
            nozzle_temp=235,
            bed_temp=75,
            retraction=1.5,
            infill=33,
            supports=True,
        ),
        PrinterShape(),
        {},
    )
    expected = {
        "layer_height": "0.16",
        "infill_speed": "50",
        "temperature": "235",
        "first_layer_temperature": "235",
        "bed_temperature": "75",
        "first_layer_bed_temperature": "75",
        "retract_length": "1.5",
        "fill_density": "33%",
        "support_material": "1",
    }
    assert expected.items() <= values.items()


def test_no_speed_is_above_the_profiles():
    values = configuration(a_profile(print_speed=50), PrinterShape(), {})
    speeds = {name: float(value) for name, value in values.items() if name.endswith("_speed")}
    for one in ("travel_speed", "retract_speed", "min_fan_speed", "max_fan_speed"):
        del speeds[one]
    assert max(speeds.values()) == 50
    assert speeds["first_layer_speed"] <= 25


def test_metadata_counts_more_than_what_the_fields_imply():
    values = configuration(
        a_profile(metadata={"first_layer_temperature": 220, "skirts": 0}), PrinterShape(), {}
    )
    assert (values["temperature"], values["first_layer_temperature"], values["skirts"]) == ("210", "220", "0")


def test_the_printer_counts_most():
    shape = PrinterShape(volume_mm=(180, 170.5, 160))
    values = configuration(a_profile(), shape, {"bed_shape": "0x0", "post_process": "reboot"})
    assert values["bed_shape"] == "0x0,180x0,180x170.5,0x170.5"
    assert values["max_print_height"] == "160"
    assert values["gcode_flavor"] == "marlin2"
    assert values["post_process"] == ""


def test_a_printer_of_unknown_size_is_taken_for_a_common_one():
    assert PrinterShape.of(PrinterSettings()).volume_mm == COMMON_VOLUME_MM
    assert PrinterShape.of(PrinterSettings(volume=(1, 2, 3), max_bed_celsius=70)) == PrinterShape(
        volume_mm=(1, 2, 3), max_bed_celsius=70
    )


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({"nozzle_temp": 261}, "nozzle to 261 °C; the printer allows 260 °C"),
        ({"metadata": {"first_layer_temperature": 270}}, "nozzle to 270"),
        ({"bed_temp": 101}, "bed to 101"),
        ({"metadata": {"first_layer_bed_temperature": 110}}, "bed to 110"),
    ],
)
def test_a_profile_hotter_than_the_printer_allows_is_refused(profile, words):
    shape = PrinterShape(max_hotend_celsius=260, max_bed_celsius=100)
    with pytest.raises(InvalidProfileError, match=words):
        configuration(a_profile(**profile), shape, {})


def test_solid_infill_gets_a_pattern_that_can_be_solid():
    assert configuration(a_profile(infill=100), PrinterShape(), {})["fill_pattern"] == "rectilinear"
    concentric = a_profile(infill=100, metadata={"fill_pattern": "concentric"})
    assert configuration(concentric, PrinterShape(), {})["fill_pattern"] == "concentric"
    assert configuration(a_profile(infill=99), PrinterShape(), {})["fill_pattern"] == "gyroid"


def test_every_setting_of_ours_is_one_that_the_slicer_knows():
    require("prusa-slicer")
    defaults = find_slicer().defaults
    values = configuration(a_profile(), PrinterShape(), defaults)
    assert set(values) - set(defaults) <= {"binary_gcode"}  # of later versions
    assert set(defaults) <= set(values)
