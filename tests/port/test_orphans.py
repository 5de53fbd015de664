"""Heaters off, when no server has been attached for too long: with real processes, and on a test's clock."""

from __future__ import annotations

import time

import pytest
from simulated import SimulatedPrinter, wait_until
from snapshots import target_of

HEAT = ["M140 S60", "M104 S200"]


def heat(host, printer):
    """Heat an idle printer, and see that it is known."""
    host.wait_connection("ready")
    for command in HEAT:
        host.ask("inject", command=command)
    host.wait(lambda snapshot: target_of(snapshot, "bed") == 60.0, "a target")
    host.wait(lambda snapshot: snapshot.temperatures["tool0"].target == 200.0, "a target")
    assert printer.target_celsius("hotend") == 200.0


def cold(printer):
    return printer.target_celsius("hotend") == printer.target_celsius("bed") == 0.0


def test_an_idle_hot_printer_is_cooled_after_the_time_out_and_not_before(make_host, printer):
    host = make_host(printer.link, orphan_timeout_seconds=1.5).open()
    heat(host, printer)
    attended = time.monotonic() + 2.0
    while time.monotonic() < attended:
        host.listen()
    assert not cold(printer)
    host.close()
    left = time.monotonic()
    wait_until(lambda: cold(printer), "cooling")
    assert time.monotonic() - left > 1.4


def test_also_when_the_port_process_was_killed_meanwhile(make_host, printer):
    host = make_host(printer.link, orphan_timeout_seconds=1.0).open()
    heat(host, printer)
    host.close()
    host.kill_port()
    wait_until(lambda: cold(printer), "cooling")


def test_a_paused_job_is_cooled_and_stays_paused(make_host, make_job):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link, orphan_timeout_seconds=1.0).open()
        heat(host, printer)
        job = make_job(500)
        host.start(job)
        host.wait_acknowledged(20)
        host.ask("pause")
        host.wait_job("paused")
        host.close()
        wait_until(lambda: cold(printer), "cooling")
        host.open()
        assert host.snapshot.job.state == "paused"
        host.ask("resume")
        assert host.finish(job).state == "completed"


def test_a_job_that_heats_alone_is_ended_after_the_time_out(make_host, make_job):
    with SimulatedPrinter(speed=1.0) as printer:
        host = (
            make_host(printer.link, orphan_timeout_seconds=1.0).open().start(make_job(["M109 S200", "G1 X1"]))
        )
        host.wait(lambda snapshot: snapshot.job.waiting_for, "the wait for heat")
        host.wait(lambda snapshot: snapshot.temperatures["tool0"].target == 200.0, "a target")
        sequence = host.look().sequence
        host.close()
        wait_until(lambda: cold(printer), "cooling")
        host.open(since=sequence)
        assert "the heaters were switched off" in host.wait_event("job_failed").reason
        assert "G1 X1" not in printer.streamed()


def test_a_running_job_is_not_touched(make_host, make_job):
    job = make_job(["M104 S200", *[f"G1 X{index % 2 * 100} F9000" for index in range(50)], "G4 S1"])
    with SimulatedPrinter(speed=12.0) as printer:
        host = make_host(printer.link, orphan_timeout_seconds=0.5).open().start(job)
        host.wait(lambda snapshot: target_of(snapshot, "tool0") == 200.0, "a target")
        host.close()
        whole = len(job.bodies)  # what follows at once is the cooling
        wait_until(lambda: printer.streamed()[:whole] == job.bodies, "the whole print")
        wait_until(lambda: printer.target_celsius() == 0.0, "cooling, after the end of the job")


@pytest.mark.parametrize("autoreport", [True, False])
def test_on_the_clock(make_bench, autoreport):
    bench = make_bench(orphan_timeout_seconds=60.0, board={"autoreport": autoreport})
    bench.controller.inject(b"M104 S200", None)
    bench.run(57.0, step=0.2)
    assert bench.board.heaters.hotend.target_celsius == 200.0
    bench.run(10.0, step=0.2)
    assert bench.board.heaters.hotend.target_celsius == 0.0


def test_a_printer_that_was_hot_when_it_was_unplugged_is_waited_for(make_host, printer):
    host = make_host(printer.link, orphan_timeout_seconds=1.0).open()
    heat(host, printer)
    host.close()
    printer.order("unplug 1.5")
    wait_until(lambda: printer.state()["in_use"] and cold(printer), "cooling")
