"""Pauses of the firmware's own, in which it goes on reading: nothing is printed cold, or twice."""

from __future__ import annotations

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.errors import PortError
from lezerprint.port.run_report import report_of

MOVES = [f"G1 X{place % 100} E{place}.5 F6000" for place in range(1, 400)]
PRINT = ["M82", "M109 S210", "G28", "G92 E0", *MOVES]


@pytest.fixture
def bench(make_bench):
    bench = make_bench(orphan_timeout_seconds=1e6, dialect="prusa")
    cold = bench.cold = []
    log = bench.files.log

    def logged(command):
        if command.startswith("G1 X") and bench.board.heaters.hotend.celsius < 205:
            cold.append(command)
        log(command)

    bench.files.log = logged
    return bench


def run_until(bench, condition, seconds=300.0):
    until = bench.now + seconds
    while not condition():
        assert bench.now < until, report_of(bench.controller.run)
        bench.run(0.1)


def start(bench, make_job, commands=PRINT):
    bench.controller.start("j", str(make_job(commands).path), 0)
    run = bench.controller.run
    run_until(bench, lambda: run.acknowledged > 30)
    return run


def pause(bench, run):
    bench.board.inject("M601")
    run_until(bench, lambda: run.state == "paused")


def moves_done(bench):
    return [command for command in bench.files.executed if command.startswith("G1 X")]


def test_the_stream_is_held_and_the_firmware_is_resumed_by_its_own_command(bench, make_job):
    run = start(bench, make_job)
    pause(bench, run)
    assert "by itself" in run.reason
    done = len(moves_done(bench))
    bench.run(60.0)
    assert len(moves_done(bench)) == done
    bench.cold.clear()  # what was on its way as it paused
    run.resume()
    run_until(bench, lambda: run.state == "completed")
    assert bench.cold == []
    assert moves_done(bench) == MOVES
    assert bench.files.executed.count("M602") == 1


def test_it_may_begin_while_the_host_pauses(bench, make_job):
    run = start(bench, make_job)
    run.pause(["G1 X0 Y0 F6000"])
    pause(bench, run)
    assert "by itself" in run.reason
    bench.run(60.0)
    bench.cold.clear()
    run.resume()
    run_until(bench, lambda: run.state == "completed")
    assert bench.cold == []
    assert moves_done(bench) == MOVES
    assert bench.files.executed.count("M602") == 1


def test_at_the_printers_own_button_it_goes_on_too(bench, make_job):
    run = start(bench, make_job)
    pause(bench, run)
    bench.run(60.0)
    bench.cold.clear()
    bench.board.inject("M602")
    run_until(bench, lambda: run.state == "completed")
    assert bench.cold == []
    assert moves_done(bench) == MOVES
    assert bench.files.executed.count("M602") == 0


def test_a_firmware_that_sets_its_target_and_does_not_wait_is_waited_for(bench, make_job):
    run = start(bench, make_job)
    pause(bench, run)
    bench.run(60.0)
    bench.cold.clear()
    bench.board.heaters.hotend.set_target(bench.board.paused_celsius)
    bench.board.paused_celsius = None
    bench.board.say("//action:resumed")
    run_until(bench, lambda: run.state == "completed")
    assert bench.cold == []


def test_what_would_lose_its_place_is_refused_in_it(bench, make_job):
    run = start(bench, make_job)
    pause(bench, run)
    pauses = bench.controller.interpreter.pauses
    for command in (b"G1 X5", b"G28", b"G92 E0", b"T1"):
        with pytest.raises(PortError, match="resume it first"):
            pauses.check(run, command)
    for command in (b"M104 S0", b"M105", b"M117 hello", b"M602"):
        pauses.check(run, command)


def test_it_may_be_cancelled(bench, make_job):
    run = start(bench, make_job)
    pause(bench, run)
    bench.controller.cancel(None, bench.now)
    run_until(bench, lambda: run.state == "cancelled")
    assert bench.board.heaters.hotend.target_celsius == 0


def test_lines_of_the_pause_are_not_done_again_when_it_counts_back(bench, make_job):
    """Prusa-Firmware asks for the lines whose moves it threw away, and all after them."""
    run = start(bench, make_job)
    bench.board.inject("M601")
    run_until(bench, lambda: run.state == "paused")
    bench.controller.inject(b"M104 S170", None)
    bench.controller.inject(b"M117 paused", None)
    bench.run(5.0)
    bench.board.receiver.last_line_number = run.paused_machine.firmware.after - 3
    bench.board.say(f"Resend: {bench.board.receiver.last_line_number + 1}")
    bench.board.say("ok")
    bench.board.inject("M602")
    run_until(bench, lambda: run.state == "completed")
    executed = bench.files.executed
    assert executed.count("M117 paused") == executed.count("M104 S170") == 1
    assert moves_done(bench)[-10:] == MOVES[-10:]


@pytest.mark.parametrize("word", ["RequestPause:Extruder Jam Detected!", "RequestPause:"])
def test_repetier_asks_its_host_to_pause(make_bench, make_job, word):
    bench = make_bench(orphan_timeout_seconds=1e6)
    run = start(bench, make_job, ["G28", *MOVES])
    bench.board.say(word)
    run_until(bench, lambda: run.state == "paused")
    told = word.partition(":")[2]
    assert run.reason == "the printer asks for a pause" + (f": {told}" if told else "")
    bench.board.say("RequestContinue:")
    run_until(bench, lambda: run.state == "completed")


def test_repetier_asks_its_host_to_stop(make_bench, make_job):
    bench = make_bench()
    run = start(bench, make_job, ["G28", *MOVES])
    bench.board.say("RequestStop:")
    run_until(bench, lambda: run.state == "cancelled")


@pytest.mark.parametrize("resumes", [False, True])
def test_a_successor_goes_on_in_it(make_host, make_job, resumes):
    with SimulatedPrinter("--dialect", "prusa", "--latency-ms", "1") as printer:
        host = make_host(printer.link).open()
        host.start(make_job(["M104 S210", "M82", "G28", *MOVES * 5]))
        host.wait_acknowledged(100)
        host.ask("inject", command="M601", wait=False)
        host.wait_job("paused")
        if resumes:
            host.ask("resume")
        host.kill_both()
        host.open()
        if not resumes:
            host.wait_job("paused")
            host.ask("resume")
        wait_until(lambda: printer.target_celsius() == 210, "the nozzle's target")
        host.wait_job("completed")
