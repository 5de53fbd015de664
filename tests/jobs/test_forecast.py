"""How far a print is, and what is left of it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import pytest

from lezerprint.bounds import MOST_SECONDS
from lezerprint.gcode.analysis import analyse
from lezerprint.jobs.forecast import Forecast

TEN_MINUTES = Forecast(600.0, (0, 1000, 2000), (0.0, 100.0, 500.0))


@pytest.mark.parametrize(
    ("byte", "seconds"), [(0, 0.0), (500, 50.0), (1000, 100.0), (1500, 300.0), (2000, 500.0), (2999, 500.0)]
)
def test_when_a_byte_is_reached(byte, seconds):
    assert TEN_MINUTES.seconds_at(byte) == pytest.approx(seconds)


def test_kept_in_a_file(tmp_path):
    source = tmp_path / "part.gcode"
    source.write_text(
        "M140 S60\nM104 S205\nG28\nG1 Z0.2 F600\nG92 E0\nG1 X100 E5 F1200\nG1 Z0.4\nG1 X0 E10\n"
    )
    forecast = Forecast.of(analyse(source))
    assert (forecast.hotend_celsius, forecast.bed_celsius) == (205, 60)
    assert forecast.seconds > 10
    forecast.write(tmp_path / "forecast.json")
    assert Forecast.read(tmp_path / "forecast.json") == forecast


@pytest.mark.parametrize("content", ["", "{", "[]", '{"seconds": 1}', None])
def test_a_file_that_cannot_be_read(tmp_path, content):
    path = tmp_path / "forecast.json"
    if content is not None:
        path.write_text(content)
    assert Forecast.read(path) is None


def test_filament_that_the_file_does_not_name_weighs_as_pla(tmp_path):
    path = tmp_path / "part.gcode"
    path.write_text("M104 S200\nG92 E0\nG1 X10 E1000 F600\n")
    analysis = analyse(path)
    assert analysis.filament_g is None
    assert Forecast.of(analysis).filament_grams == pytest.approx(2.98, abs=0.01)  # a metre


@pytest.mark.parametrize(
    "lines",
    [
        [f"G1 X{x}e308 Y{x} F1e-300" for x in range(100)],
        [f"G1 X{x} E1000000000000000" for x in range(100)],
        [f"G1 X{x} E{'9' * 60} F0.0000001" for x in range(100)],
        ["G4 S99999999999999999999", "M204 P0.00000000000000001", "G1 X100 E1 F0.0000001"],
        ["; estimated printing time (normal mode) = 999999999d", "M73 P0 R99999999999", "G1 X1 E1"],
    ],
)
def test_a_file_that_cannot_be_reckoned(lines, tmp_path):
    file = tmp_path / "big.gcode"
    file.write_text("\n".join(lines))
    analysis = analyse(file)
    forecast = Forecast.of(analysis)
    assert 0 <= forecast.seconds <= MOST_SECONDS
    assert analysis.slicer_seconds is None
    json.dumps(analysis.as_data(), allow_nan=False)


def test_a_forecast_that_was_kept_by_an_earlier_version_is_bounded_too(tmp_path):
    path = tmp_path / "forecast.json"
    path.write_text(json.dumps({**asdict(TEN_MINUTES), "seconds": 4e13, "filament_grams": math.inf}))
    forecast = Forecast.read(path)
    assert (forecast.seconds, forecast.filament_grams, forecast.offsets) == (0.0, None, ())
