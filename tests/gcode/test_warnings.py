"""What is told of a file: what differs by firmware, what the slicer says, and what is left on at its end."""

from __future__ import annotations

import pytest

from lezerprint.gcode.analysis import analyse

MOVES = [f"G1 X{10 + 20 * (index % 2)} Y{index} E0.5 F1200" for index in range(100)]


@pytest.fixture
def told(tmp_path):
    def of(*lines, end="\n"):
        path = tmp_path / "part.gcode"
        path.write_text("\n".join(lines) + end)
        return analyse(path)

    return of


@pytest.mark.parametrize("slicer_mm", [50.0, 0.5])
def test_the_rule_that_agrees_with_the_slicer_is_followed(told, slicer_mm):
    analysis = told("M83", "G90", "M104 S200", *MOVES, "M104 S0", f"; filament used [mm] = {slicer_mm}")
    assert analysis.filament_mm == pytest.approx(slicer_mm)
    assert [warning for warning in analysis.warnings if "G91" in warning]


def test_without_a_figure_it_is_marlins(told):
    assert told("M83", "G90", *MOVES).filament_mm == pytest.approx(0.5)


@pytest.mark.parametrize("modes", [["G90", "M83"], ["G91", "M83"], ["M82", "G90"], []])
def test_where_the_rules_agree_nothing_is_said(told, modes):
    assert not [warning for warning in told(*modes, *MOVES).warnings if "firmwares differ" in warning]


def test_more_than_the_slicer_says(told):
    analysis = told("G90", "M83", *MOVES, "; filament used [mm] = 40.0")
    assert "the moves feed 50 mm of filament, where the slicer says 40 mm" in analysis.warnings
    assert not [
        one for one in told("G90", "M83", *MOVES, "; filament used [mm] = 49").warnings if "feed" in one
    ]


@pytest.mark.parametrize(
    ("commands", "length_mm"),
    [
        (["M200 D1.75"], 50 / 2.40528),
        (["M200 D2.85"], 50 / 6.37940),
        (["M200 D1.75", "M200 D0"], 50),
        (["M200 S0 D1.75"], 50),
        (["M200 S1"], 50 / 2.40528),
        (["M200 D1.75", "M200 S0"], 50),
    ],
)
def test_volumetric_extrusion(told, commands, length_mm):
    assert told("G90", "M83", *commands, *MOVES).filament_mm == pytest.approx(length_mm, rel=1e-4)


def test_what_is_left_on(told):
    analysis = told("M140 S60", "M104 S215", "M104 T1 S180", *MOVES, "M104 T1 S0")
    assert analysis.warnings == (
        "the bed is never switched off: line 1 sets it to 60 °C",
        "the hotend is never switched off: line 2 sets it to 215 °C",
    )
    assert told("M140 S60", "M104 S215", *MOVES, "M104 S0", "M140 S0").warnings == ()


def test_a_file_that_was_cut_short(told):
    analysis = told("M104 S215", *MOVES, "G1 X5", end="")
    assert "the file seems to be cut short: it ends in the middle of line 102" in analysis.warnings
    assert told("M104 S215", *MOVES, "M104 S0", end="").warnings == ()


def test_a_macro_at_the_end_may_switch_all_off(told):
    assert not [one for one in told("M104 S215", *MOVES, "PRINT_END").warnings if "switched off" in one]
    assert [one for one in told("M104 S215", "START", *MOVES).warnings if "switched off" in one]
