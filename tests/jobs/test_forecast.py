"""How far a print is, and what is left of it."""

from __future__ import annotations

import pytest

from lezerprint.gcode.analysis import analyse
from lezerprint.jobs.forecast import Forecast, progress_of

TEN_MINUTES = Forecast(600.0, (0, 1000, 2000), (0.0, 100.0, 500.0))


def run(byte=0, acknowledged=0, **more):
    return {
        "byte": byte,
        "bytes": 3000,
        "acknowledged": acknowledged,
        "lines": 300,
        "layer": None,
        "layers": 0,
        "estimated_seconds": None,
        **more,
    }


@pytest.mark.parametrize(
    ("byte", "seconds"), [(0, 0.0), (500, 50.0), (1000, 100.0), (1500, 300.0), (2000, 500.0), (2999, 500.0)]
)
def test_when_a_byte_is_reached(byte, seconds):
    assert TEN_MINUTES.seconds_at(byte) == pytest.approx(seconds)


def test_as_fast_as_was_reckoned():
    progress = progress_of(run(1500, 150), TEN_MINUTES, 300.0)
    assert (progress.percent, progress.by_time, progress.by_bytes, progress.by_lines) == (50, 50, 50, 50)
    assert progress.seconds_left == pytest.approx(300.0)


def test_it_learns_from_the_print_itself():
    """Twice as slow as was reckoned: so is the rest, the more surely the more is done."""
    early = progress_of(run(100, 10), TEN_MINUTES, 20.0).seconds_left / (600 - 10)
    late = progress_of(run(2000, 200), TEN_MINUTES, 1000.0).seconds_left / (600 - 500)
    assert 1.1 < early < 1.6
    assert 1.9 < late < 2.0


def test_the_rest_of_a_print():
    rest = TEN_MINUTES.beginning_at(1500)
    assert rest.begins_at == 300.0
    assert progress_of(run(2000, 200), rest, 200.0).seconds_left == pytest.approx(100.0)
    assert Forecast(100.0, filament_grams=10.0).beginning_at(0).filament_grams == 10.0


def test_without_a_forecast_the_slicers_estimate_by_bytes():
    progress = progress_of(run(750, 10, estimated_seconds=400.0), None, 100.0)
    assert progress.percent == 25.0
    assert progress.seconds_left == pytest.approx(300.0)


def test_with_nothing_known_it_says_so():
    progress = progress_of(run(750, 10), None, 100.0)
    assert (progress.percent, progress.by_time, progress.seconds_left) == (25.0, None, None)


def test_layers():
    assert progress_of(run(layer=4, layers=10), None, 0.0).by_layers == 50.0


def test_the_end():
    progress = progress_of(run(3000, 300), TEN_MINUTES, 700.0)
    assert (progress.percent, progress.seconds_left) == (100.0, 0.0)


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
