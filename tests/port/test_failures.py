"""What ends a job, and what is said then."""

from __future__ import annotations

import re

import pytest
from simulated import INJECTED


def interval(event):
    return event.place.executed_line, event.place.sent_line


def streamed(bench):
    return [command for command in bench.files.executed if not command.startswith(INJECTED)]


def print_again(host, printer, make_job):
    """The printer can be used as if nothing had been."""
    before = len(printer.streamed())
    job = make_job(100, "again")
    host.start(job)
    assert host.wait_job("completed").job.job == "again"
    assert printer.streamed()[before:] == job.bodies


def test_the_board_is_reset_in_mid_print(make_host, slow_printer, make_job):
    job = make_job(["; the first line of the file", *[f"G1 X{index}" for index in range(1500)]])
    host = make_host(slow_printer.link).open().start(job)
    host.wait_acknowledged(200)
    slow_printer.order("reset")
    failed = host.wait_event("job_failed")
    executed, sent = interval(failed)
    truth = len(slow_printer.streamed()) + 1  # a comment stands before
    assert executed <= truth <= sent
    assert sent - executed < 400
    assert "the board was reset" in failed.reason
    told = host.wait_job("failed").job
    assert f"line {executed} of the file" in told.reason
    assert f"sent: {sent}" in told.reason
    assert host.wait_event("board_reset")
    print_again(host, slow_printer, make_job)
    assert told.sent + 1 == sent


def test_the_board_was_reset_while_the_port_process_was_dead(make_host, slow_printer, make_job):
    host = make_host(slow_printer.link).open().start(make_job(1000))
    host.wait_acknowledged(100)
    host.kill_both()
    slow_printer.order("reset")
    accepted = slow_printer.streamed()
    host.open(since=0)
    executed, sent = interval(host.wait_event("job_failed"))
    assert executed <= len(accepted) <= sent
    assert slow_printer.streamed() == accepted
    print_again(host, slow_printer, make_job)


def test_the_board_was_reset_while_it_was_unplugged(make_host, slow_printer, make_job):
    host = make_host(slow_printer.link).open().start(make_job(1000))
    host.wait_acknowledged(100)
    slow_printer.order("reset-on-replug on")
    slow_printer.order("unplug 0.2")
    executed, sent = interval(host.wait_event("job_failed"))
    assert executed <= len(slow_printer.streamed()) <= sent
    print_again(host, slow_printer, make_job)


@pytest.mark.parametrize("heater", ["hotend", "bed"])
def test_thermal_runaway_in_the_firmwares_words(heater, make_host, slow_printer, make_job):
    host = make_host(slow_printer.link).open().start(make_job(1500))
    host.wait_acknowledged(50)
    slow_printer.order(f"runaway {heater}")
    reason = host.wait_event("job_failed").reason
    assert re.search("thermal runaway", reason, re.IGNORECASE)
    host.wait_connection("halted")
    assert "hermal" in host.snapshot.connection.reason
    slow_printer.order("reset")
    print_again(host, slow_printer, make_job)


def test_a_line_that_is_refused_for_ever(make_host, slow_printer, make_job):
    job = make_job(1000)
    host = make_host(slow_printer.link).open().start(job)
    host.wait_acknowledged(50)
    slow_printer.order("resend 26")
    failed = host.wait_event("job_failed")
    assert failed.reason == "the printer refused the same line 25 times"
    accepted = slow_printer.streamed()
    assert accepted == job.bodies[: len(accepted)]
    print_again(host, slow_printer, make_job)


def test_a_printer_that_hangs(make_bench, make_job):
    bench = make_bench()
    job = make_job(50)
    bench.board.hung = True
    bench.controller.start("j", str(job.path), 0)
    bench.run(89.0, step=0.5)
    assert bench.controller.run.active
    bench.run(15.0, step=0.5)
    assert "has said nothing for" in bench.controller.run.reason
    assert bench.controller.run.state == "failed"
    assert bench.state in ("connecting", "silent")
    bench.board.hung = False
    bench.run(20.0)
    assert bench.state == "ready"
    streamed_before = len(streamed(bench))
    bench.controller.start("again", str(job.path), 0)
    bench.run(10.0)
    assert streamed(bench)[streamed_before:] == job.bodies


def test_an_idle_printer_that_hangs_is_not_ready(make_bench):
    bench = make_bench(hang_timeout_seconds=20.0)
    bench.board.hung = True
    bench.run(60.0, step=0.5)
    assert bench.state != "ready"


def test_a_long_command_is_no_hang(make_bench, make_job):
    board = {"keepalive": False, "autoreport": False, "speed": 1.0}
    bench = make_bench(hang_timeout_seconds=20.0, board=board)
    job = make_job(["G28", "G1 X1"])
    bench.controller.start("j", str(job.path), 0)
    bench.run(0.5)
    assert bench.board.running_command == "G28"
    bench.board.hung = True
    bench.run(300.0, step=1.0)
    assert bench.controller.run.active
    bench.board.hung = False
    bench.run(20.0)
    assert bench.controller.run.state == "completed"
    assert streamed(bench) == ["G28", "G1 X1"]


def test_reset_by_order(make_host, slow_printer, make_job):
    host = make_host(slow_printer.link).open().start(make_job(1000))
    host.ask("reset")
    assert host.wait_event("job_failed").reason == "the board was reset by order"
    print_again(host, slow_printer, make_job)


def test_a_spool_that_is_gone_when_a_successor_needs_it(make_host, slow_printer, make_job):
    job = make_job(1000)
    host = make_host(slow_printer.link).open().start(job)
    host.wait_acknowledged(50)
    host.kill_both()
    job.path.unlink()
    host.open(since=0)
    assert "No such file" in host.wait_event("job_failed").reason
    host.wait_connection("ready")
    assert host.snapshot.job is None
