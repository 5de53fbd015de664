"""What fan, factors and baby steps are, by what the file and others have set."""

from __future__ import annotations

import pytest

FILE = [
    "G28",
    "M106 S255",
    "M220 S90",
    "M221 S95",
    *(f"G1 X{index % 200}.{index:04} F6000" for index in range(900)),
]


@pytest.fixture
def bench(make_bench):
    bench = make_bench(connect_seconds=5.0, orphan_timeout_seconds=1e6)
    bench.order("reset")
    bench.run(5.0)
    return bench


def tuning(bench):
    parts = bench.controller
    parts.tuning.follow(parts.run)
    report = parts.tuning.report()
    return report.fan_percent, report.feed_percent, report.flow_percent, report.z_offset_mm


def test_what_the_file_sets_is_known_and_what_somebody_sets_later_counts(bench, make_job):
    bench.controller.start("j", str(make_job(FILE).path), 0)
    bench.run(0.5, 0.02)
    assert tuning(bench)[:3] == (100.0, 90.0, 95.0)
    bench.controller.inject(b"M106 S51", None)
    bench.controller.inject(b"M220 S120", None)
    assert tuning(bench)[:3] == (20.0, 120.0, 95.0)
    bench.run(0.2, 0.02)
    assert tuning(bench)[:3] == (20.0, 120.0, 95.0)


def test_what_nobody_has_set_is_not_known_until_the_board_starts(make_bench):
    bench = make_bench(connect_seconds=5.0)
    assert tuning(bench) in ((None, None, None, 0.0), (0.0, 100.0, 100.0, 0.0))
    bench.controller.inject(b"M107", None)
    assert tuning(bench)[0] == 0.0


def test_baby_steps_add_up(bench):
    for _ in range(3):
        bench.controller.inject(b"M290 Z-0.05", None)
    bench.controller.inject(b"M290 Z0.02 P0", None)
    assert tuning(bench)[3] == -0.13


def test_a_successor_knows_what_was_set(bench):
    bench.controller.inject(b"M106 S255", None)
    bench.controller.inject(b"M290 Z0.1", None)
    kept = bench.controller.tuning.kept()
    bench.controller.tuning.board_started()
    assert tuning(bench)[0] == 0.0
    bench.controller.tuning.restore(kept)
    assert (tuning(bench)[0], tuning(bench)[3]) == (100.0, 0.1)
