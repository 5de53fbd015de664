"""Filament by tool, where several share a nozzle, or one carriage copies the other."""

from __future__ import annotations

from itertools import cycle

import pytest

from lezerprint.gcode import analysis as analysis_module
from lezerprint.gcode.analysis import analyse


@pytest.fixture(params=[None, 40])
def used(tmp_path, request, monkeypatch):
    """Millimetres by tool; the file is read at once, or in blocks of a line or two."""
    if request.param:
        monkeypatch.setattr(analysis_module, "_BLOCK_BYTES", request.param)

    def of(text):
        path = tmp_path / "part.gcode"
        path.write_text("M104 S200\nG28\nM83\nG1 X0 Y0 Z0.2 F1200\n" + text + "M104 S0\n")
        return {use.tool: pytest.approx(use.length_mm) for use in analyse(path).filament}

    return of


PRINT = "G1 X{} Y10 E{}\n"
WIDE = 1000.0  # mm of way, so that no line is denser than a printed one


SIDES = cycle((WIDE, 0.0))


def line(length_mm):
    """A printed line to the other side."""
    return PRINT.format(next(SIDES), length_mm)


def test_the_printer_loads_what_was_unloaded(used):
    text = (
        "T0\n"
        + line(50)
        + "G1 E-80\nT1\n"
        + line(25)
        + "G1 E-80\nT0\n"
        + line(50)
        + "G1 E-80\nT1\n"
        + line(25)
    )
    assert used(text) == {0: 100, 1: 50}


def test_a_short_prime_after_it_counts(used):
    text = "T0\n" + line(50) + "G1 E-80\nT1\nG1 E3\n" + line(25) + "G1 E-80\nT0\nG1 E3\n" + line(50)
    assert used(text) == {0: 103, 1: 28}


def test_the_file_loads_what_was_unloaded(used):
    unload = "G1 E-15 F6000\nG1 E-77\n"
    load = "G1 X200\nG1 E18\nG1 X263 E63\nG1 X254 E9\n"  # as PrusaSlicer does on its wipe tower
    text = "T0\n" + line(50) + unload + "T1\n" + load + line(25) + unload + "T0\n" + load + line(50) + unload
    text += "T1\n" + load + line(25)
    # Each load brings the filament 2 mm short of where it was, or of the nozzle.
    assert used(text) == {0: 98, 1: 46}


def test_a_change_without_unloading_is_a_retraction(used):
    text = (
        "T0\n"
        + line(50)
        + "G1 E-10\nT1\n"
        + line(25)
        + "G1 E-10\nT0\nG1 E10\n"
        + line(50)
        + "G1 E-10\nT1\nG1 E10\n"
    )
    assert used(text + line(25)) == {0: 100, 1: 50}


def test_unloading_at_the_end_is_none_of_the_print(used):
    assert used(line(50) + "G1 E-80\n") == {0: 50}
    assert used("T0\n" + line(50) + "G1 E-80\nT1\n") == {0: 50}


@pytest.mark.parametrize("mode", [2, 3])
def test_what_is_copied_is_used_twice(used, mode):
    text = "T1\n" + line(10) + f"M605 S{mode}\n" + line(50) + "G1 E-2\nG1 E2\nM605 S1\n" + line(5)
    assert used(text) == {0: 55, 1: 60}
