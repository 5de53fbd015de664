"""How far a print is, and what is left of it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snapshots import run_report

from lezerprint.bounds import MOST_GRAMS, MOST_SECONDS
from lezerprint.gcode.analysis import analyse
from lezerprint.jobs.forecast import Forecast, progress_of

TEN_MINUTES = Forecast(600.0, (0, 1000, 2000), (0.0, 100.0, 500.0))


def run(byte=0, acknowledged=0, **more):
    return run_report(byte=byte, bytes=3000, acknowledged=acknowledged, lines=300, **more)


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


# Numbers that cannot be true.

NUMBERS = st.one_of(st.floats(), st.integers(), st.none(), st.text(max_size=3), st.booleans())


@given(
    seconds=NUMBERS,
    moments=st.lists(st.floats(), max_size=4),
    offsets=st.lists(st.integers(0, 3000), max_size=4, unique=True).map(sorted),
    grams=NUMBERS,
    begins_at=NUMBERS,
    byte=st.integers(0, 3000),
    slicers=NUMBERS,
    printing_seconds=st.floats(0, 1e9),
)
def test_progress_is_a_progress_whatever_was_reckoned(
    seconds, moments, offsets, grams, begins_at, byte, slicers, printing_seconds
):
    forecast = Forecast(
        seconds, tuple(offsets), tuple(moments), filament_grams=grams, layers=seconds, begins_at=begins_at
    ).beginning_at(byte // 2)
    assert 0 <= forecast.seconds <= MOST_SECONDS
    assert forecast.filament_grams is None or 0 <= forecast.filament_grams <= MOST_GRAMS
    json.dumps(asdict(forecast), allow_nan=False)
    for known in (forecast, None):
        progress = progress_of(run(byte, byte // 10, estimated_seconds=slicers), known, printing_seconds)
        for share in (progress.percent, progress.by_lines, progress.by_bytes, progress.by_time or 0.0):
            assert 0 <= share <= 100
        left = progress.seconds_left
        assert left is None or 0 <= left <= MOST_SECONDS
        assert left is None or datetime.now(UTC) + timedelta(seconds=left)


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
