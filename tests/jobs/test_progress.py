"""How far a print is, and what is left of it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from snapshots import run_report

from lezerprint.bounds import MOST_GRAMS, MOST_SECONDS
from lezerprint.gcode.analysis import analyse
from lezerprint.jobs.forecast import Forecast
from lezerprint.jobs.progress import progress_of
from lezerprint.port.contract.run_report import SecondsSpent
from lezerprint.port.contract.states import RunState

TEN_MINUTES = Forecast(600.0, (0, 1000, 2000, 3000), (0.0, 100.0, 500.0, 600.0))
BLOCKS = 16


def run(byte=0, acknowledged=0, printing=0.0, **more):
    known = {"bytes": 3000, "lines": 300, "seconds": SecondsSpent(printing=printing)}
    return run_report(byte=byte, acknowledged=acknowledged, **(known | more))


def test_as_fast_as_was_reckoned():
    progress = progress_of(run(1500, 150, 300.0), TEN_MINUTES)
    assert (progress.percent, progress.by_time, progress.by_bytes, progress.by_lines) == (50, 50, 50, 50)
    assert progress.seconds_left == pytest.approx(300.0)


def test_it_learns_from_the_print_itself():
    """Twice as slow as was reckoned: so is the rest, the more surely the more is done."""
    early = progress_of(run(100, 10, 20.0), TEN_MINUTES).seconds_left / (600 - 10)
    late = progress_of(run(2000, 200, 1000.0), TEN_MINUTES).seconds_left / (600 - 500)
    assert 1.1 < early < 1.6
    assert 1.9 < late < 2.0


def test_the_rest_of_a_print():
    rest = TEN_MINUTES.beginning_at(1500)
    assert rest.begins_at == 300.0
    assert progress_of(run(2000, 200, 200.0), rest).seconds_left == pytest.approx(100.0)
    assert Forecast(100.0, filament_grams=10.0).beginning_at(0).filament_grams == 10.0


def test_without_a_forecast_the_slicers_estimate_by_bytes():
    progress = progress_of(run(750, 10, 100.0, estimated_seconds=400.0), None)
    assert progress.percent == 25.0
    assert progress.seconds_left == pytest.approx(300.0)


def test_with_nothing_known_it_says_so():
    progress = progress_of(run(750, 10, 100.0), None)
    assert (progress.percent, progress.by_time, progress.seconds_left) == (25.0, None, None)


def test_layers():
    assert progress_of(run(layer=5, layers=10), None).by_layers == 50.0


def test_the_end():
    progress = progress_of(run(3000, 300, 700.0, state=RunState.COMPLETED), TEN_MINUTES)
    assert (progress.percent, progress.seconds_left) == (100.0, 0.0)


def test_what_lies_in_the_planner_is_not_done_yet():
    """All of a file of ten moves is acknowledged at once, and takes its time all the same."""
    ten = Forecast(100.0, tuple(range(0, 110, 10)), tuple(range(0, 110, 10)), lines=tuple(range(1, 12)))
    told = None
    for second in range(0, 101, 25):
        sent = run(100, 10, float(second), bytes=100, lines=10, file_line=10, executed=0)
        told = progress_of(sent, ten, told)
        assert told.percent == pytest.approx(second)
        assert told.seconds_left == pytest.approx(100.0 - second)


def test_a_print_that_is_slower_than_reckoned_never_tells_of_more_time_left():
    told = [progress_of(run(0, 0, 0.0), TEN_MINUTES)]
    for byte in range(100, 3100, 100):
        printing = 3 * TEN_MINUTES.seconds_at(byte)
        told.append(progress_of(run(byte, byte // 10, printing), TEN_MINUTES, told[-1]))
    assert all(before.seconds_left >= after.seconds_left for before, after in pairwise(told))
    assert told[-1].seconds_left == 0.0


class Machine:
    """Executes a file as it was reckoned; its planner takes so many commands ahead."""

    def __init__(self, path):
        self.size_bytes = path.stat().st_size
        self.starts = np.cumsum([0, *map(len, path.read_bytes().splitlines(keepends=True))])
        self.forecast = Forecast.of(analyse(path))
        self.lines = len(self.starts) - 1

    def report(self, executed, state=RunState.PRINTING):
        acknowledged = min(self.lines, executed + BLOCKS)
        return run_report(
            state,
            lines=self.lines,
            acknowledged=acknowledged,
            executed=0,
            file_line=min(acknowledged + 1, self.lines),
            byte=int(self.starts[acknowledged]),
            bytes=self.size_bytes,
            seconds=SecondsSpent(printing=self.true_seconds(executed)),
        )

    def true_seconds(self, executed):
        return self.forecast.seconds * executed / self.lines


@pytest.mark.parametrize("lines", [1, 10, 500, 999, 1001, 100_000])
def test_progress_and_time_left_of_files_of_any_length(lines, tmp_path):
    path = tmp_path / "part.gcode"
    path.write_text("".join(f"G1 X{10 + 10 * (line % 2)} F600\n" for line in range(lines)))
    machine, told, shares = Machine(path), None, []
    for executed in sorted({*range(0, lines, max(1, lines // 500)), *range(max(0, lines - 20), lines + 1)}):
        before, told = told, progress_of(machine.report(executed), machine.forecast, told)
        share = executed / lines
        shares.append(told.percent)
        assert told.percent == pytest.approx(100 * share, abs=1.0)
        assert told.seconds_left == pytest.approx((1 - share) * machine.forecast.seconds, rel=0.01, abs=1.0)
        if before is not None:
            assert told.percent >= before.percent
            assert told.seconds_left <= before.seconds_left
    end = progress_of(machine.report(lines, RunState.COMPLETED), machine.forecast, told)
    assert (end.percent, end.by_time, end.seconds_left) == (100.0, 100.0, 0.0)
    assert len(set(shares)) >= min(lines, 500)


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
        progress = None
        for _ in range(2):
            report = run(byte, byte // 10, printing_seconds, estimated_seconds=slicers)
            progress = progress_of(report, known, progress)
            for share in (progress.percent, progress.by_lines, progress.by_bytes, progress.by_time or 0.0):
                assert 0 <= share <= 100
            left = progress.seconds_left
            assert left is None or 0 <= left <= MOST_SECONDS
            assert left is None or datetime.now(UTC) + timedelta(seconds=left)


def test_the_margin_shrinks_as_the_print_goes_on():
    shares = [
        progress.margin_seconds / progress.seconds_left
        for share in (0.0, 0.1, 0.5, 0.9)
        if (progress := progress_of(run(int(3000 * share), int(300 * share), 600 * share), TEN_MINUTES))
    ]
    assert shares == sorted(shares, reverse=True)
    assert 0.2 < shares[0] < 0.3
    assert 0.05 < shares[-1] < 0.1
    assert progress_of(run(), None).margin_seconds is None


def test_the_printers_past_counts_until_the_print_itself_tells():
    slow = replace(TEN_MINUTES, factor=1.5, log_deviation=0.05)
    assert progress_of(run(), slow).seconds_left == pytest.approx(900.0)
    later = progress_of(run(1500, 150, 300.0), slow).seconds_left
    assert 300.0 < later < 330.0
