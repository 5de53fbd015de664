"""No wait of a job lets the firmware switch its motors off; outside of jobs it may."""

from __future__ import annotations

from simulated import SimulatedPrinter, wait_until

KEEP, LET_GO = "M84 S0", "M84 S120"
LONG = ["G28", "M190 S110", "G1 X10 F6000", "G1 X20"]


def told(bench):
    return [command for command in bench.files.executed if command.startswith("M84")]


def test_neither_heat_nor_a_pause_costs_the_position(make_bench, make_job):
    bench = make_bench(board={"speed": 1.0}, orphan_timeout_seconds=1e6)
    bench.controller.start("j", str(make_job(LONG).path), 0)
    bench.run(60.0)
    assert bench.controller.run.wait
    bench.controller.active_run().pause()
    bench.run(300.0)
    assert bench.controller.run.state == "paused"
    assert bench.board.machine.motors_on
    assert told(bench) == [KEEP]
    bench.controller.active_run().resume()
    bench.run(300.0)
    assert bench.controller.run.state == "completed"
    assert told(bench) == [KEEP, LET_GO]
    bench.run(130.0)
    assert not bench.board.machine.motors_on


def test_a_job_that_is_given_up_gives_the_motors_back(make_bench, make_job):
    bench = make_bench(board={"speed": 1.0}, motor_timeout_seconds=60)
    bench.controller.start("j", str(make_job(LONG).path), 0)
    bench.run(10.0)
    bench.controller.cancel(None, bench.now)
    bench.run(10.0)
    assert told(bench) == [KEEP, "M84 S60"]


def test_another_firmware_is_told_nothing(make_bench, make_job, monkeypatch):
    monkeypatch.setattr("lezerprint.virtual.reports.FIRMWARE", "Other 1.0")
    bench = make_bench()
    bench.controller.start("j", str(make_job(["G28", "G1 X10"]).path), 0)
    bench.run(10.0)
    assert bench.controller.run.state == "completed"
    assert told(bench) == []


def test_a_successor_sees_to_it_too(make_host, make_job):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open().start(make_job(2000))
        host.wait_acknowledged(100)
        host.kill_both()
        host.open().wait_job("completed")
        wait_until(lambda: printer.accepted()[-1:] == [LET_GO], "the motors' release")
        assert printer.accepted().count(LET_GO) == 1
        assert 1 <= printer.accepted().count(KEEP) <= 2
