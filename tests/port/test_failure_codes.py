"""Why a job failed in one word, and the exact place of it."""

from __future__ import annotations

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.port.contract.run_report import Place
from lezerprint.port.failure import FailureReason, failure_of_halt


@pytest.fixture
def printing(make_host, slow_printer, make_job):
    """A host in mid-print."""
    host = make_host(slow_printer.link).open().start(make_job(2000))
    host.wait_acknowledged(200)
    return host


def failed(host, failure):
    """Wait until the job has failed for this reason; the job."""
    return host.wait(
        lambda snapshot: snapshot.job.state == "failed" and snapshot.job.failure == failure,
        f"failure {failure}",
    ).job


def test_a_job_that_goes_well_has_a_place_and_no_failure(host, make_job):
    job = make_job(["; a comment", "G28", "G1 X1"])
    done = host.start(job).finish(job)
    assert done.failure is None
    assert done.place == Place(2, 2, 2, executed_line=3, acknowledged_line=3, sent_line=3)


def test_an_emergency_stop(printing):
    printing.ask("emergency_stop")
    failed(printing, "EMERGENCY_STOP")
    assert printing.wait_event("job_failed").failure == "EMERGENCY_STOP"


def test_the_reset_button(printing, slow_printer):
    slow_printer.order("reset")
    job = failed(printing, "PRINTER_RESET")
    cause = printing.wait_event("reset_cause")
    assert (cause.cause, cause.failure, cause.job) == ("external", "PRINTER_RESET", "job")
    assert job.failure == "PRINTER_RESET"


def test_a_reset_by_order(printing):
    printing.ask("reset")
    failed(printing, "PRINTER_RESET")


def test_a_loss_of_power_and_the_exact_place(printing, slow_printer, make_job):
    slow_printer.order("power-loss")
    job = failed(printing, "POWER_LOSS")
    truth = len(slow_printer.streamed())
    place = job.place
    assert place.executed <= truth <= place.sent
    assert place.executed <= place.acknowledged <= truth
    assert place.sent_line == place.sent, "this file has a command on every line"
    assert job.reason.endswith("; the board says: PowerUp")
    assert printing.wait_event("reset_cause").cause == "power_up"
    again = make_job(50, "again")
    assert printing.start(again).finish(again).failure is None


def test_failure_and_place_outlive_the_port_process(printing, slow_printer):
    slow_printer.order("power-loss")
    before = failed(printing, "POWER_LOSS")
    printing.kill_both()
    after = printing.open().snapshot.job
    assert (after.failure, after.place, after.reason) == (before.failure, before.place, before.reason)


def test_a_device_that_was_gone_and_whose_board_was_reset(printing, slow_printer):
    slow_printer.order("reset-on-replug on")
    slow_printer.order("unplug 0.2")
    failed(printing, "POWER_LOSS")


def test_a_device_that_was_gone_and_whose_board_was_reset_by_opening_it(make_host, make_job):
    """The board's own word counts for more."""
    with SimulatedPrinter("--latency-ms", "1", "--reset-on-open") as printer:
        host = make_host(printer.link).open().start(make_job(2000))
        host.wait_acknowledged(200)
        printer.order("unplug 0.2")
        failed(host, "PRINTER_RESET")


def test_a_runaway(printing, slow_printer):
    slow_printer.order("runaway hotend")
    failed(printing, "THERMAL_RUNAWAY")


def test_another_halt(printing, slow_printer):
    slow_printer.order("say Error:Printer stopped due to errors. Fix the error and use M999 to restart.")
    failed(printing, "FIRMWARE_ERROR")


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("Thermal Runaway, system stopped! Heater_ID: bed", FailureReason.THERMAL_RUNAWAY),
        ("Heating failed, system stopped! Heater_ID: 0", FailureReason.THERMAL_RUNAWAY),
        ("MAXTEMP triggered, system stopped! Heater_ID: 0", FailureReason.THERMAL_RUNAWAY),
        ("0: Heaters switched off. MINTEMP triggered!", FailureReason.THERMAL_RUNAWAY),
        ("HOTEND THERMAL RUNAWAY", FailureReason.THERMAL_RUNAWAY),
        ("Heater/sensor error - Printer stopped and heaters disabled", FailureReason.THERMAL_RUNAWAY),
        ("Printer halted. kill() called!", FailureReason.FIRMWARE_ERROR),
        ("STOP called because of BLTouch error - restart with M999", FailureReason.FIRMWARE_ERROR),
    ],
)
def test_last_words(text, failure):
    assert failure_of_halt(text) is failure


def test_a_line_that_is_refused_for_ever(printing, slow_printer):
    slow_printer.order("resend 26")
    failed(printing, "PRINTER_LOST")


def test_silence(make_bench, make_job):
    bench = make_bench(hang_timeout_seconds=20.0)
    bench.controller.start("j", str(make_job(50).path), 0)
    bench.board.hung = True
    bench.run(60.0, step=0.5)
    assert bench.controller.run.failure is FailureReason.PRINTER_LOST


def test_a_spool_that_is_gone(printing, folder):
    printing.kill_both()
    (folder / "job.spool").unlink()
    printing.open(since=0)
    assert printing.wait_event("job_failed").failure == "FILE_ERROR"


def test_what_a_board_says_at_its_first_start_is_about_no_job(make_bench, make_job):
    bench = make_bench()
    bench.controller.start("j", str(make_job(50).path), 0)
    bench.controller.run.fail("something else")
    bench.simulator.lose_power(bench.now)
    bench.run(5.0)
    assert bench.state == "ready"
    assert bench.controller.run.failure is FailureReason.OTHER


def test_the_same_job_ordered_twice_is_printed_once(make_host, slow_printer, make_job):
    job = make_job(400)
    host = make_host(slow_printer.link).open().start(job)
    host.wait_acknowledged(20)
    assert host.ask("start", job=job.name, spool=str(job.path)).error is None
    assert host.finish(job).state == "completed"
    assert slow_printer.streamed() == job.bodies


def test_a_chamber_is_waited_for_by_the_host(make_host, make_job):
    with SimulatedPrinter(speed=0.0) as printer:
        job = make_job(["M191 S30", "G1 X1"])
        host = make_host(printer.link).open().start(job)
        assert host.wait(lambda snapshot: snapshot.job.waiting_for, "the wait for heat")
        assert host.snapshot.job.waiting_for == "the chamber to reach 30 °C"
        assert host.finish(job).state == "completed"
        assert printer.state()["heaters"]["chamber"]["celsius"] == pytest.approx(30.0, abs=2.0)
        assert printer.streamed()[:2] == ["M141 S30", "G1 X1"]
        wait_until(
            lambda: "M141 S0" in printer.streamed(), "heaters off at the end of a file that leaves them on"
        )
