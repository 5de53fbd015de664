"""The link's minutes, on a clock that the test turns."""

from __future__ import annotations

import os

import pytest


def minutes(bench):
    return bench.controller.statistics.history(bench.now).minutes


def total(bench, name):
    return sum(getattr(minute, name) for minute in minutes(bench))


def test_a_minute_has_what_was_sent_in_it(make_bench, make_job):
    bench = make_bench()
    job = make_job(300)
    bench.controller.start("j", str(job.path), 0)
    bench.run(70.0)
    first, second = minutes(bench)
    assert first.seconds == pytest.approx(60.0, abs=0.2)
    assert second.seconds == pytest.approx(11.0, abs=0.3)
    assert 300 < first.lines < 400
    assert 0 < second.lines < 30
    assert 0 < first.printing_seconds < 60.0
    assert second.printing_seconds == 0.0
    assert second.time >= first.time
    assert first.shortest_round_trip_ms > 0.0
    assert first.longest_ok_ms >= first.shortest_round_trip_ms


def test_an_hour_is_kept(make_bench):
    bench = make_bench(board={"autoreport": False}, orphan_timeout_seconds=1e6)
    bench.run(62 * 60.0, step=1.0)
    assert len(minutes(bench)) == 60


def test_faults_are_counted_in_their_minute(make_bench, make_job):
    bench = make_bench()
    bench.run(60.0)
    bench.controller.start("j", str(make_job(300).path), 0)
    bench.board.receiver.refuse_next = 3
    bench.board.faults.drop_ok_next = 2
    bench.run(40.0)
    assert bench.controller.run.state == "completed"
    first, second = minutes(bench)
    assert (first.resends, first.oks_lost) == (0, 0)
    assert second.resends >= 3
    assert second.oks_lost >= 1
    link = bench.controller.statistics.counts
    assert link.resends == second.resends


def test_a_host_that_is_late_in_mid_print(make_bench, make_job):
    bench = make_bench(board={"speed": 1.0})
    bench.run(1.0, step=0.4)
    assert total(bench, "stalls") == 0, "nobody is harmed while nothing is printed"
    bench.controller.start("j", str(make_job(["G4 S30"]).path), 0)
    bench.run(5.0)
    assert total(bench, "stalls") == 0
    bench.now += 0.4
    bench.run(2.0)
    assert total(bench, "stalls") == 1
    assert minutes(bench)[-1].longest_stall_ms == pytest.approx(400.0, abs=51.0)
    assert minutes(bench)[-1].stalled_ms == minutes(bench)[-1].longest_stall_ms


def test_lines_of_a_new_numbering_are_not_those_between(make_bench):
    bench = make_bench()
    for _ in range(5):
        bench.simulator.reset(bench.now)
        bench.run(3.0)
    assert bench.state == "ready"
    assert total(bench, "lines") < 100


def test_a_firmware_that_reports_its_buffers(make_bench):
    bench = make_bench()
    os.write(bench.bare.master, b"D576 P:15 3 (120) B:3 1 (50)\nD576 P:15 2 (80) B:3 2 (10)\n")
    os.write(
        bench.bare.master, b"Error:RX BUF overflow, increase RX_BUFFER_SIZE: 127\necho:busy: processing\n"
    )
    bench.run(1.0)
    names = ("underruns", "underruns_fed", "longest_underrun_ms", "overflows", "busy")
    assert [getattr(minutes(bench)[-1], name) for name in names] == [5, 2, 120, 1, 1]


def test_whether_the_planner_is_reported(make_bench, make_job):
    bench = make_bench(board={"advanced_ok": True, "speed": 1.0})
    bench.controller.start("j", str(make_job([f"G1 X{index} F600" for index in range(1, 21)]).path), 0)
    bench.run(30.0)
    assert bench.controller.statistics.history(bench.now).planner_reported
    assert total(bench, "planner_dry") == 0
