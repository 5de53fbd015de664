"""In a job the firmware's job timer runs as after M109 and M190, and with it its runout sensor."""

from __future__ import annotations

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.port.run_report import report_of

AUTOSTART = pytest.mark.parametrize("autostart", [True, False], ids=["autostart", "none"])
PRINT = ["G28", "M190 S60", "M109 S210", *(f"G1 X{place % 100} F6000" for place in range(200))]
END = ["M104 S0", "M140 S0"]
OURS = ("M75", "M76", "M77", "M412")


def told(bench):
    return [command for command in bench.files.executed if command.startswith(OURS)]


def make(make_bench, **board):
    return make_bench(board={"speed": 10.0, **board}, orphan_timeout_seconds=1e6)


def start(bench, make_job, commands):
    bench.controller.start("j", str(make_job(commands).path), 0)


def run_until(bench, condition, seconds=600.0):
    until = bench.now + seconds
    while not condition():
        assert bench.now < until, report_of(bench.controller.run)
        bench.run(0.1)


def finish(bench):
    run_until(bench, lambda: bench.controller.run.state == "completed")
    bench.run(1.0)


@AUTOSTART
def test_it_is_started_with_the_first_wait_and_stopped_once_at_the_end(make_bench, make_job, autostart):
    bench = make(make_bench, job_timer_autostart=autostart)
    start(bench, make_job, [*PRINT, *END])
    run_until(bench, lambda: bench.controller.run.wait is not None)
    bench.run(1.0)
    assert bench.board.job_timer.running
    finish(bench)
    assert told(bench) == ["M75", "M77"]
    assert not bench.board.job_timer.running
    assert bench.board.job_timer.prints == 1


def test_a_process_that_is_to_end_stops_it_before(make_bench, make_job):
    """Also on a noisy line, where the motors' time-out goes out alone, and M77 after its answer."""
    bench = make(make_bench, job_timer_autostart=False)
    start(bench, make_job, [*PRINT, *END])
    run_until(bench, lambda: bench.controller.run.acknowledged > 50)
    bench.controller.protocol.window.disturbed(bench.now)
    bench.controller.exit_policy.order(cool=False)
    until = bench.now + 600.0
    while not bench.controller.exit_policy.due:
        assert bench.now < until
        bench.run(0.05)
    assert bench.controller.run.state == "completed"
    assert told(bench) == ["M75", "M77"]


@AUTOSTART
def test_the_runout_sensor_watches_the_print(make_bench, make_job, autostart):
    bench = make(make_bench, job_timer_autostart=autostart)
    start(bench, make_job, [*PRINT, *END])
    run_until(bench, lambda: bench.controller.run.acknowledged > 50)
    bench.board.filament_present = False
    run_until(bench, lambda: bench.board.runout.ran_out)
    run_until(bench, lambda: bench.controller.interpreter.user.prompt is not None)


@AUTOSTART
@pytest.mark.parametrize("paused", [True, False])
def test_heaters_that_were_off_for_a_while_stop_it_for_that_while(make_bench, make_job, autostart, paused):
    bench = make(make_bench, job_timer_autostart=autostart)
    start(bench, make_job, ["G28", "M109 S210", *PRINT[3:] * 30])
    run_until(bench, lambda: bench.controller.run.acknowledged > 50)
    if paused:
        bench.controller.active_run().pause([])
        run_until(bench, lambda: bench.controller.run.state == "paused")
    for command in (b"M104 S0", b"M104 S210"):
        bench.controller.ties.noticed(command)
        bench.controller.inject(command, None)
    if paused:
        bench.run(5.0)
        bench.controller.active_run().resume([])
    run_until(bench, lambda: bench.controller.run.acknowledged > 200)
    assert bench.board.job_timer.running


def test_heaters_that_the_pause_switched_off_are_a_new_start(make_bench, make_job):
    bench = make(make_bench)
    start(bench, make_job, ["G28", "M109 S210", *PRINT[3:] * 30])
    run_until(bench, lambda: bench.controller.run.acknowledged > 50)
    bench.controller.active_run().pause(["M104 S0"])
    run_until(bench, lambda: bench.controller.run.state == "paused")
    bench.run(60.0)
    assert not bench.board.job_timer.running
    bench.controller.active_run().resume([])
    run_until(bench, lambda: bench.controller.run.acknowledged > 200)
    assert bench.board.job_timer.running


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (["M75"], ["M75"]),
        (["M76"], ["M76"]),
        (["M77"], ["M75", "M77", "M77"]),
    ],
)
def test_a_file_that_handles_it_is_left_alone(make_bench, make_job, own, expected):
    bench = make(make_bench)
    start(bench, make_job, [*PRINT[:3], *own, *PRINT[3:], *END])
    finish(bench)
    assert told(bench) == expected


@pytest.mark.parametrize(
    ("firmware", "expected"),
    [
        ("Marlin 2.1.2", ["M75", "M77"]),
        ("Marlin 1.1.9", ["M75", "M77"]),
        ("Prusa-Firmware 3.14.0 based on Marlin", ["M75", "M77"]),
        ("Klipper", []),
        ("Repetier_1.0.4", []),
        ("Smoothieware", []),
        ("RepRapFirmware for Duet 3", []),
        ("Other 1.0", []),
    ],
)
def test_who_has_such_a_timer(make_bench, make_job, monkeypatch, firmware, expected):
    monkeypatch.setattr("lezerprint.virtual.reports.FIRMWARE", firmware)
    bench = make(make_bench)
    start(bench, make_job, [*PRINT[:10], *END])
    finish(bench)
    assert told(bench) == expected


def test_a_print_without_a_wait_starts_nothing(make_bench, make_job):
    bench = make(make_bench)
    start(bench, make_job, ["G28", *PRINT[3:]])
    finish(bench)
    assert told(bench) == []


# The sensor in a pause.


def pause_and_resume(bench):
    bench.controller.active_run().pause([])
    run_until(bench, lambda: bench.controller.run.state == "paused")
    bench.run(5.0)


def test_filament_may_be_changed_while_a_job_is_paused(make_bench, make_job):
    bench = make(make_bench)
    start(bench, make_job, ["G28", "M109 S210", *PRINT[3:] * 30])
    run_until(bench, lambda: bench.controller.run.acknowledged > 50)
    pause_and_resume(bench)
    bench.board.filament_present = False
    bench.run(10.0)
    assert not bench.board.runout.ran_out
    bench.board.filament_present = True
    bench.controller.active_run().resume([])
    run_until(bench, lambda: bench.controller.run.acknowledged > 200)
    assert told(bench) == ["M75", "M412", "M412 S0", "M412 S1"]
    bench.board.filament_present = False
    run_until(bench, lambda: bench.board.runout.ran_out)


def test_a_sensor_that_was_off_stays_off(make_bench, make_job):
    bench = make(make_bench)
    bench.board.settings.set("M412", {"S": 0.0})
    start(bench, make_job, ["G28", *PRINT[3:] * 30])
    run_until(bench, lambda: bench.controller.run.acknowledged > 50)
    pause_and_resume(bench)
    bench.controller.active_run().resume([])
    run_until(bench, lambda: bench.controller.run.acknowledged > 200)
    assert told(bench) == ["M412"]


def test_a_job_that_is_cancelled_in_its_pause_gives_the_sensor_back(make_bench, make_job):
    bench = make(make_bench)
    start(bench, make_job, ["G28", "M109 S210", *PRINT[3:] * 30])
    run_until(bench, lambda: bench.controller.run.acknowledged > 50)
    pause_and_resume(bench)
    bench.controller.cancel(None, bench.now)
    run_until(bench, lambda: bench.controller.run.state == "cancelled")
    bench.run(1.0)
    assert sorted(told(bench)[-2:]) == ["M412 S1", "M77"]


def test_a_firmware_without_sensor_is_asked_nothing(make_bench, make_job):
    bench = make(make_bench, runout_sensor=False)
    start(bench, make_job, ["G28", *PRINT[3:] * 30])
    run_until(bench, lambda: bench.controller.run.acknowledged > 50)
    pause_and_resume(bench)
    assert told(bench) == []


def test_a_successor_gives_the_sensor_back_and_stops_the_timer(make_host, make_job):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open()
        host.start(make_job(["M190 S60", *(f"G1 X{place % 100} F6000" for place in range(3000))]))
        host.wait_acknowledged(100)
        host.ask("pause", script=[])
        host.wait_job("paused")
        wait_until(lambda: not printer.state()["runout_sensor"]["enabled"], "the sensor's rest")
        host.kill_both()
        host.open().wait_job("paused")
        assert not printer.state()["runout_sensor"]["enabled"]
        host.ask("resume", script=[])
        wait_until(lambda: printer.state()["runout_sensor"]["enabled"], "the sensor's return")
        host.wait_job("completed")
        # The bed that the file left on stops the timer too when it is switched off, before this command.
        wait_until(lambda: "M77" in printer.accepted(), "the timer's end")
        assert not printer.state()["job_timer"]["running"]
        assert printer.accepted().count("M75") == printer.accepted().count("M77") == 1


def test_it_is_not_started_again_where_no_report_was_seen_yet(make_bench, make_job):
    """As by a successor: Marlin would forget which objects were cancelled."""
    bench = make(make_bench)
    start(bench, make_job, [*PRINT, *END])
    run_until(bench, lambda: bench.controller.run.acknowledged > 50)
    for _ in range(5):
        bench.controller.heaters.lose_sight()
        bench.run(0.1)
    finish(bench)
    assert told(bench) == ["M75", "M77"]


def test_what_went_out_in_a_numbering_that_is_over_is_not_kept(make_bench, make_job):
    """A successor would send it again, and it would grow with every job."""
    bench = make(make_bench)
    start(bench, make_job, [*PRINT[:3], *END])
    finish(bench)
    assert bench.controller.ties.kept()["script"]["commands"]
    bench.controller.protocol.ledger.restart(1)
    bench.run(0.1)
    assert not bench.controller.ties.kept()["script"]["commands"]
