"""Pauses that a file asks for, and commands of it that the firmware does not take."""

from __future__ import annotations

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.port.run_report import report_of
from lezerprint.virtual.commands import HANDLERS

MOVES = [f"G1 X{place % 100} F6000" for place in range(300)]
BEFORE, AFTER = 20, 200


def around(command):
    return ["G28", *MOVES[:BEFORE], command, *MOVES[BEFORE:AFTER]]


def start(bench, make_job, commands):
    bench.controller.start("j", str(make_job(commands).path), 0)
    return bench.controller.run


def run_until(bench, condition, seconds=120.0):
    until = bench.now + seconds
    while not condition():
        assert bench.now < until, report_of(bench.controller.run)
        bench.run(0.1)


def told(bench, kind):
    return [event for event in bench.controller.event_log.since(0) if event.kind == kind]


def moves_done(bench):
    return sum(command.startswith("G1 X") for command in bench.files.executed)


@pytest.fixture
def forgets(monkeypatch):
    """Makes the simulated firmware forget commands."""

    def forget(*codes):
        for code in codes:
            monkeypatch.delitem(HANDLERS, code)

    return forget


@pytest.mark.parametrize(
    "command", ["M25", "M226", "M601", "M601 X50 Y190", "@pause", "@pause tool change", "m25", "M025"]
)
def test_a_pausing_code_is_a_pause_at_its_line(make_bench, make_job, command):
    bench = make_bench(orphan_timeout_seconds=1e6)
    run = start(bench, make_job, around(command))
    run_until(bench, lambda: run.state == "paused")
    bench.run(10.0)
    assert moves_done(bench) == BEFORE
    assert run.sent == run.executed == BEFORE + 2
    assert run.reason == f"the file asks for a pause: {command} at line {BEFORE + 2}"
    run.resume()
    assert run.reason == ""
    run_until(bench, lambda: run.state == "completed")
    assert moves_done(bench) == AFTER
    assert command not in bench.files.executed


@pytest.mark.parametrize("command", ["M226 P12 S1", "M25 S1", "M601 S1", "M118 @pause", "M117 hello"])
def test_what_means_something_else_is_sent(make_bench, make_job, command):
    bench = make_bench()
    run = start(bench, make_job, around(command))
    run_until(bench, lambda: run.state in ("completed", "paused"))
    assert command in bench.files.executed
    asks_host = command.startswith(("M226", "M25"))  # by `//action:pause`, or as a command it does not know
    assert run.state == ("paused" if asks_host else "completed")


@pytest.mark.parametrize(
    ("command", "wish"),
    [
        ("M600", "a filament change"),
        ("M0 Insert the nut", "a pause"),
        ("M1", "a pause"),
        ("M125", "a pause"),
    ],
)
def test_a_firmware_that_knows_no_pause_leaves_it_to_the_host(make_bench, make_job, forgets, command, wish):
    forgets("M600", "M0", "M1")
    bench = make_bench(orphan_timeout_seconds=1e6)
    run = start(bench, make_job, around(command))
    run_until(bench, lambda: run.state == "paused")
    bench.run(10.0)
    assert moves_done(bench) == BEFORE
    assert run.reason == (
        f"the file asks for {wish}: {command} at line {BEFORE + 2}, which this firmware does not know"
    )
    (refused,) = told(bench, "command_refused")
    assert refused.line == BEFORE + 2
    run.resume()
    run_until(bench, lambda: run.state == "completed")
    assert moves_done(bench) == AFTER


def test_two_pauses_in_a_row_are_two_pauses(make_bench, make_job):
    bench = make_bench(orphan_timeout_seconds=1e6)
    run = start(bench, make_job, ["G28", "M601", "M601", "G1 X1"])
    for line in (2, 3):
        run_until(bench, lambda line=line: run.state == "paused" and f"line {line}" in run.reason)
        run.resume()
    run_until(bench, lambda: run.state == "completed")


def test_a_refusal_is_told_once_for_each_code(make_bench, make_job):
    bench = make_bench()
    strange = ["M900 K0.05", "M9123 A1", "M900 K0.1", "M9123 A2"]
    run = start(bench, make_job, ["G28", *MOVES[:5], *strange, *MOVES[5:10], *strange])
    run_until(bench, lambda: run.state == "completed")
    (refused,) = told(bench, "command_refused")
    assert (refused.code, refused.line, refused.command) == ("M9123", 8, "M9123 A1")
    assert refused.meaning == "what it does or sets is left out"


def test_other_errors_at_the_same_code_are_told_too(make_bench, make_job):
    bench = make_bench(dialect="klipper")
    far = ["G1 X9000 F6000", "G1 X9001 F6000"]
    run = start(bench, make_job, ["M83", "G28", *MOVES[:5], *far, "G1 X5 E1", *far, *MOVES[5:10]])
    run_until(bench, lambda: run.state == "completed")
    answers = [refused.answer for refused in told(bench, "command_refused")]
    assert len(answers) == 2
    assert "Move out of range" in answers[0]
    assert "Extrude below minimum temp" in answers[1]


@pytest.mark.parametrize("stage", ["pausing", "paused", "resumed"])
def test_a_successor_goes_on_in_the_same_state(make_host, make_job, stage):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open().start(make_job(around("M601")))
        host.wait_job("paused")
        if stage == "resumed":
            host.ask("resume", script=[])
        host.kill_both()
        host.open()
        if stage != "resumed":
            reason = host.wait_job("paused").job.reason
            assert reason == f"the file asks for a pause: M601 at line {BEFORE + 2}"
            host.ask("resume", script=[])
        host.wait_job("completed")
        wait_until(lambda: len([c for c in printer.accepted() if c.startswith("G1 X")]) >= AFTER)
