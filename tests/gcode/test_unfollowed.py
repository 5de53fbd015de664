"""Warnings of what is not followed, each with its line."""

from __future__ import annotations

import pytest

from lezerprint.gcode.analysis import analyse

HEAD = ["M104 S200", "G28", "G90", "M83", "G1 X10 Y10 Z0.2 F1200"]


@pytest.fixture
def warnings_of(tmp_path):
    def told(*lines):
        path = tmp_path / "part.gcode"
        path.write_text("\n".join([*HEAD, *lines, "G1 X50 E1", "M104 S0"]) + "\n")
        return list(analyse(path).warnings)

    return told


ODD = "has a malformed number, of which only the beginning counts"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("G1 Xnan Y5", " has a word without a number, which is ignored"),
        ("g1 x10,5 e1", f" {ODD}"),
        ("G1 X1.2.3", f" {ODD}"),
        ("G28.2 X0", " is not followed: Marlin drops the point and what follows it, other firmware does not"),
        ("G92.1", " is not followed: Marlin drops the point and what follows it, other firmware does not"),
        ("G2 X20 I5 P2", " is an arc of several turns, which firmware without ARC_P_CIRCLES drives as one"),
        (
            "M605 S2",
            " makes a second carriage copy the first, whose place is not checked",
        ),
        ("G54", ": other coordinate systems are not followed, so figures and places after it may be wrong"),
    ],
)
def test_it_is_told_once_with_its_line(warnings_of, line, why):
    assert warnings_of(f"{line} ; why") == [f"line 6: {line!r}{why}"]
    assert warnings_of(line, "G1 Y20", line) == [f"line 6 (and 1 more): {line!r}{why}"]


def test_a_curve_in_another_plane(warnings_of):
    (warning,) = warnings_of("G18", "G5 X20 I1 J1 P1 Q1", "G17", "G5 X10 I1 J1 P1 Q1")
    assert warning == "line 7: 'G5 X20 I1 J1 P1 Q1' is a curve in another plane than XY, which Marlin refuses"


@pytest.mark.parametrize(
    "line",
    [
        "G28 X Y",
        "M117 X10,5 Ynan",
        "G1 X10 ; Y10,5",
        "N5 G1 X10*99",
        "G2 X20 I5 P0",
        "M605 S1",
        "T0",
        "G1 X10Y20E1",
        "G92 E0",
        "M862.3 P MK3S",
        "G29.1",
    ],
)
def test_what_is_ordinary_is_not_told(warnings_of, line):
    assert warnings_of(line) == []
