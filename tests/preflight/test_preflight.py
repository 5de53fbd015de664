"""What a preflight finds in real files, by their analysis."""

from __future__ import annotations

import json

import pytest

from lezerprint.gcode.analysis import analyse
from lezerprint.marlin.firmware import Family
from lezerprint.preflight.errors import NotAnalysedError
from lezerprint.preflight.finding import FindingSeverity
from lezerprint.preflight.preflight import preflight
from lezerprint.processing.analysis import gcode_metadata
from lezerprint.settings import PrinterSettings

PRINTER = PrinterSettings(volume=(200, 200, 200), max_hotend_celsius=280)
START = ["M104 S210", "G28", "G90", "M83", ";LAYER_CHANGE", "G1 X10 Y10 Z0.2 F1200"]
PRINT = [f"G1 X{10 + 20 * (index % 2)} Y{10 + index} E0.5" for index in range(20)]
END = ["M104 S0"]


@pytest.fixture
def findings(tmp_path):
    def of(*lines, family=Family.MARLIN, printer=PRINTER, end="\n"):
        path = tmp_path / "part.gcode"
        path.write_text("\n".join(lines) + end)
        metadata = json.loads(json.dumps(gcode_metadata(analyse(path), (printer,))))
        return [
            (found.severity.value, found.check, found.line, found.message)
            for found in preflight(metadata, printer, family)
            if found.check != "filament"
        ]

    return of


def test_an_ordinary_file_passes(findings):
    assert findings(*START, *PRINT, *END) == []


def test_what_prints_outside_is_an_error_and_travel_a_warning(findings):
    found = findings(*START, "G1 X230 Y20 E1", "G1 X240 Y20 E1", "G1 Y-4", "G1 Y20", *PRINT, *END)
    assert found == [
        ("error", "volume", 8, "it prints 40.00 mm beyond the end of X"),
        ("warning", "volume", 9, "the head goes 4.00 mm before the beginning of Y"),
    ]


def test_without_a_volume_places_are_not_checked(findings):
    ((severity, check, _, message),) = findings(*START, "G1 X900 E1", *END, printer=PrinterSettings())
    assert (severity, check) == ("info", "volume")
    assert "not set" in message


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["G28", "M83", *PRINT], 3),
        (["M104 S160", "M83", *PRINT], 3),
        (["M104 S210", "M83", *PRINT, "M104 S0", "G1 E5", "M104 S210"], 24),
        (["M104 T0 S210", "M104 T1 S150", "M83", *PRINT, "T1", "G1 E1", "M104 T0 S0"], 25),
    ],
)
def test_extruding_cold_is_an_error(findings, lines, line):
    cold = [found for found in findings(*lines, "M104 S0") if found[1] == "temperature"]
    assert [found[:3] for found in cold] == [("error", "temperature", line)]


@pytest.mark.parametrize(
    "lines",
    [
        ["START_PRINT EXTRUDER=210", "M83", *PRINT],
        ["M302 P1", "M83", *PRINT],
        ["G10 P0 S210", "M83", *PRINT],
        ["M104 S210", "M83", "T1", *PRINT, "T0", *PRINT],
        ["M109 T1 S210", "T1", "M83", *PRINT],
        ["M83", "G1 E-2", "M104 S210", *PRINT],
    ],
)
def test_what_may_be_hot_is_not_cold(findings, lines):
    assert not [found for found in findings(*lines, "M104 S0") if found[1] == "temperature"]


def test_more_than_the_printer_bears(findings):
    found = findings("M140 S130", "M104 S300", *START, *PRINT, *END, "M140 S0")
    assert found == [
        ("error", "temperature", 1, "the bed is set to 130 °C, and may have 120 °C at most"),
        ("error", "temperature", 2, "the hotend is set to 300 °C, and may have 280 °C at most"),
    ]


def test_commands_that_marlin_does_not_know(findings):
    lines = [*START, "M116", "M572 D0 S0.1", "M900 K0.1", "M116", *PRINT, *END]
    unknown = [found for found in findings(*lines) if found[1] == "commands"]
    assert [found[2] for found in unknown] == [7, 8]
    assert "M116 (2 times in the file)" in unknown[0][3]
    assert not findings(*lines, family=None)
    assert not findings(*lines, family=Family.SMOOTHIEWARE)


@pytest.mark.parametrize(
    ("family", "unknown"),
    [
        (Family.MARLIN, ["M116", "M572"]),
        (Family.MARLIN_1, ["M116", "M572"]),
        (Family.PRUSA, ["M116", "M486", "M572"]),
        (Family.REPETIER, ["M486", "M572", "M900"]),
        (Family.REPRAPFIRMWARE, ["M900"]),
        (Family.KLIPPER, ["M116", "M486", "M572", "M900"]),
    ],
)
def test_each_family_knows_its_own(findings, family, unknown):
    lines = [*START, "M116", "M572 D0 S0.1", "M486 S0", "M900 K0.1", "M600", *PRINT, *END]
    found = [found for found in findings(*lines, family=family) if found[1] == "commands"]
    assert [next(word for word in message.split() if word[1:].isdigit()) for *_, message in found] == unknown
    may_be_macro = family in (Family.REPRAPFIRMWARE, Family.KLIPPER)
    assert {severity for severity, *_ in found} == {"info" if may_be_macro else "warning"}
    assert all(("macro" in message) is may_be_macro for *_, message in found)


def test_macros_are_for_klipper(findings):
    lines = [*START, "@pause", "M862.3 P X", "SET_PRESSURE_ADVANCE ADVANCE=1", *PRINT, *END]
    ((_, check, line, message),) = findings(*lines)
    assert (check, line) == ("commands", 9)
    assert "'SET_PRESSURE_ADVANCE ADVANCE=1' is a Klipper macro" in message
    assert not findings(*lines, family=Family.KLIPPER)


def test_what_is_not_followed_has_its_line(findings):
    ((severity, check, line, message),) = findings(*START, "G1 Xnan E1", *PRINT, *END)
    assert (severity, check, line) == ("warning", "commands", 7)
    assert "word without a number" in message


def test_modes_that_firmwares_read_differently(findings):
    lines = ["M104 S210", "M83", "G90", "G1 X1 F1200", *PRINT, *END]
    assert [found[:3] for found in findings(*lines)] == [("info", "extruder", 5)]
    assert [found[:3] for found in findings(*lines, family=Family.UNKNOWN)] == [("warning", "extruder", 5)]


def test_heaters_left_on_and_a_cut_file(findings):
    assert [found[:3] for found in findings("M140 S60", *START, *PRINT, *END)] == [("warning", "heaters", 1)]
    cut = findings(*START, *PRINT, "G1 X5", end="")
    assert [found[:3] for found in cut] == [("error", "end", 27), ("warning", "heaters", 1)]


def test_figures_that_differ_from_the_slicers(findings):
    told = ["; filament used [mm] = 40.0", "; estimated printing time (normal mode) = 9h"]
    found = findings(*START, *PRINT, *END, *told)
    assert [one[:2] for one in found] == [("warning", "figures"), ("info", "figures")]
    assert "feed 10 mm of filament, where the slicer says 40 mm" in found[0][3]


def test_what_it_needs_is_told(tmp_path):
    path = tmp_path / "part.gcode"
    path.write_text("; filament_type = PLA\nM104 S210\nM83\nG1 X9 E2000 F1200\nM104 S0\n")
    found = preflight(gcode_metadata(analyse(path), ()), PRINTER, None)
    (last,) = [one for one in found if one.check == "filament"]
    assert (last.severity, last.message) == (FindingSeverity.INFO, "tool 0 needs 2.00 m, 6 g of PLA")


@pytest.mark.parametrize("metadata", [{}, {"volume": 1000}, {"checks": None}])
def test_a_file_that_was_not_analysed(metadata):
    with pytest.raises(NotAnalysedError, match="analyse it again"):
        preflight(metadata, PRINTER, None)
