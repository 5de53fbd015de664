"""What a server can order of a printer, and what it is told."""

from __future__ import annotations

import contextlib
import time

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.errors import PortError
from lezerprint.port.channel import Channel, PortGoneError
from lezerprint.port.contract.messages import Answer, Replaced, Report
from lezerprint.port.contract.orders import Cool, Inject, Quit, Reset, Start
from lezerprint.port.contract.snapshot import Prompt

SLOW_MOVES = ["G28", "G1 X10 F9000", "G1 X100", *[f"G1 X{100 - index}" for index in range(40)]]


@pytest.fixture
def moving():
    """A printer in which motion takes its time, fifty times faster than life."""
    with SimulatedPrinter(speed=4.0) as simulated:
        yield simulated


def hot(commands):
    return ["M140 S60", "M109 S200", *commands]


# Pause, resume, cancel.


def test_paused_means_executed(make_host, moving, make_job):
    job = make_job(SLOW_MOVES)
    host = make_host(moving.link).open().start(job)
    host.wait_acknowledged(10)
    host.ask("pause", script=["G1 X5 F9000"])
    paused = host.wait_job("paused").job
    state = moving.state()
    assert state["motors"]["x"] == state["machine"]["x"] == 5.0
    assert paused.executed == paused.sent == paused.acknowledged < len(job.bodies)
    host.listen(0.3)
    assert host.look().job.sent == paused.sent
    host.ask("resume", script=["G1 X6"])
    host.wait_job("completed")
    accepted = moving.streamed()
    place = accepted.index("G1 X5 F9000")
    assert accepted[place : place + 2] == ["G1 X5 F9000", "G1 X6"]
    restored = list(host.snapshot.job.restored)
    assert accepted[place + 2 : place + 2 + len(restored)] == restored
    assert accepted[:place] + accepted[place + 2 + len(restored) :] == job.bodies


def test_resumed_before_it_is_paused(make_host, moving, make_job):
    job = make_job(SLOW_MOVES)
    host = make_host(moving.link).open().start(job)
    host.wait_acknowledged(10)
    host.ask("pause")
    host.ask("resume")
    host.wait_job("completed")
    assert moving.streamed() == job.bodies


def test_cancelling_switches_the_heaters_off(host, printer, make_job):
    job = make_job(hot([f"G1 X{index % 200}.{index}" for index in range(2000)]))
    host.start(job)
    host.wait_acknowledged(10)
    host.ask("cancel", script=["G1 Z50"])
    assert host.wait_job("cancelled").job.sent < len(job.bodies)
    assert printer.target_celsius("hotend") == printer.target_celsius("bed") == 0.0
    assert printer.streamed()[-4:] == ["G1 Z50", "M104 S0", "M140 S0", "M141 S0"]
    with pytest.raises(PortError, match="nothing is being printed"):
        host.ask("cancel")


def test_cancelling_while_heating_is_immediate(make_host, make_job):
    job = make_job(hot(["G1 X1"]))
    with SimulatedPrinter(speed=1.0) as printer:
        host = make_host(printer.link).open().start(job)
        host.wait(lambda snapshot: snapshot.job.waiting_for, "the wait for heat")
        wait_until(lambda: printer.target_celsius("hotend") == 200.0)
        host.ask("cancel")
        host.wait_job("cancelled")
        assert printer.target_celsius("hotend") == printer.target_celsius("bed") == 0.0
        assert "G1 X1" not in printer.streamed()


def test_cancelling_while_the_firmware_itself_waits(make_host, make_job):
    """An injected M109 blocks the firmware; M108 ends that."""
    with SimulatedPrinter(speed=1.0) as printer:
        host = make_host(printer.link).open()
        host.wait(lambda snapshot: snapshot.capabilities, "the firmware's report")
        host.ask("inject", command="M109 S200", wait=False)
        host.start(make_job(["G28", "G1 X1"]))
        wait_until(lambda: printer.state()["running"] == "M109 S200")
        busy = time.monotonic() + 2.5  # the firmware says so every two seconds
        while time.monotonic() < busy:
            host.listen()
        host.ask("cancel")
        host.wait_job("cancelled")
        assert printer.target_celsius() == 0.0
        assert "G28" not in printer.streamed()


def test_the_printers_own_pause_resume_and_cancel(make_host, moving, make_job):
    job = make_job(["G28", *[f"G1 X{index % 2 * 10} Y{index} F9000" for index in range(400)]])
    host = make_host(moving.link).open().start(job)
    host.wait_acknowledged(3)
    moving.order("say //action:pause")
    host.wait_job("paused")
    moving.order("say //action:pause")
    host.wait_event("action_refused")
    moving.order("say //action:resume")
    host.wait_job("printing")
    moving.order("say //action:cancel")
    host.wait_job("cancelled")


# Injecting.


def test_an_answer_has_what_the_firmware_said(host):
    host.wait_connection("ready")
    answer = host.ask("inject", command="M503")
    assert answer.error is None
    assert any("M92" in line for line in answer.lines)
    assert host.ask("inject", command="M118 hello there").lines == ("hello there",)
    assert any("X:" in line for line in host.ask("inject", command="M114").lines)
    assert host.ask("inject", command="M105", wait=False) == Answer(answer.id + 3)


def test_commands_injected_into_a_print_come_once_and_in_order(make_host, make_job):
    job = make_job(400)
    with SimulatedPrinter("--latency-ms", "1", "--noise", "500") as printer:
        host = make_host(printer.link).open().start(job)
        for index in range(20):
            host.ask("inject", command=f"M117 message {index}", wait=index % 2 == 0)
        host.wait_job("completed")
        accepted = printer.streamed()
        assert [line for line in accepted if line.startswith("M117")] == [
            f"M117 message {i}" for i in range(20)
        ]
        assert [line for line in accepted if not line.startswith("M117")] == job.bodies


def test_waiting_commands_are_answered_when_the_job_is_cancelled(make_host, moving, make_job):
    host = make_host(moving.link).open().start(make_job(["G28", "G4 S8", *SLOW_MOVES]))
    host.wait_acknowledged(1)
    numbers = [host.channel.send(Inject(f"M117 {index}")) for index in range(20)]
    host.ask("cancel")
    answers = {}
    while len(answers) < len(numbers):
        messages = host.channel.messages(20.0)
        assert messages, "some were never answered"
        answers |= {
            message.id: message
            for message in messages
            if isinstance(message, Answer) and message.id in numbers
        }
    assert {answer.error.message for answer in answers.values()} == {
        "the job was cancelled before the answer came"
    }


def test_what_the_firmware_says_of_itself(host):
    # The event may have come before somebody listened.
    snapshot = host.wait(lambda snapshot: snapshot.capabilities and snapshot, "the firmware's report")
    assert snapshot.firmware["FIRMWARE_NAME"].startswith("Marlin 2.1.2")
    assert snapshot.capabilities["AUTOREPORT_TEMP"] is True
    host.wait(lambda snapshot: snapshot.position, "a position")
    host.kill_port()
    host.close()
    host.open()
    host.wait(lambda snapshot: snapshot.capabilities, "the report to its successor")


def test_a_prompt_of_the_printers(host, printer):
    host.wait_connection("ready")
    for line in ("prompt_begin Out of filament", "prompt_button Load", "prompt_button Cancel", "prompt_show"):
        printer.order(f"say //action:{line}")
    prompt = host.wait(lambda snapshot: snapshot.prompt and snapshot.prompt.shown).prompt
    assert prompt == Prompt("Out of filament", ("Load", "Cancel"), shown=True)
    printer.order("say //action:prompt_end")
    host.wait(lambda snapshot: snapshot.prompt is None)


# Refusals.


def test_wrong_orders_change_nothing(host, printer, make_job, folder):
    job = make_job(50)
    damaged = folder / "damaged.spool"
    damaged.write_bytes(job.path.read_bytes()[:-40] + b"x" * 40)
    host.wait_connection("ready")
    for arguments, message in (
        ({"spool": str(folder / "none")}, "No such file"),
        ({"spool": str(folder)}, "Is a directory"),
        ({"spool": str(damaged)}, "damaged"),
        ({"spool": "job.spool"}, "must be absolute"),
        ({"spool": str(job.path), "first_line": 50}, "no command 50"),
        ({"spool": str(job.path), "first_line": -1}, "no command -1"),
    ):
        with pytest.raises(PortError, match=message):
            host.ask("start", job="j", **arguments)
    with pytest.raises(PortError, match="control characters"):
        host.ask("inject", command="M117 \x07")
    assert host.look().job is None
    assert printer.streamed() == []
    assert host.finish(job).state == "completed"


def test_a_second_job_is_refused_while_one_runs(make_host, moving, make_job):
    job = make_job(SLOW_MOVES)
    host = make_host(moving.link).open().start(job)
    with pytest.raises(PortError, match=r"the printer is busy with job.gcode \(printing\)"):
        host.ask("start", job="other", spool=str(make_job(5, "other").path))
    with pytest.raises(PortError, match="a job is being printed"):
        host.ask("quit")
    assert host.finish(job).state == "completed"
    assert moving.streamed() == job.bodies


# Attaching.


def test_the_server_dies_and_the_print_goes_on(make_host, make_job):
    job = make_job(600)
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open().start(job)
        host.wait_acknowledged(50)
        sequence, pid = host.look().sequence, host.pid
        host.close()
        wait_until(lambda: printer.streamed() == job.bodies, "the whole print")
        host.open(since=sequence)
        assert host.pid == pid
        assert host.wait_job("completed").job.job == job.name
        host.wait_event("job")
        assert [event.run.state for event in host.events if event.kind == "job"] == [
            "finishing",
            "completed",
        ]
        assert min(event.sequence for event in host.events) > sequence


def test_events_of_a_successor_are_told_to_who_knew_its_predecessor(host):
    host.wait_connection("ready")
    sequence = host.look().sequence
    host.kill_port()
    host.close()
    host.open(since=sequence)
    host.wait_event("connection")
    assert min(event.sequence for event in host.events) > sequence


def test_who_is_replaced_is_told_so(make_host, printer):
    first, second = make_host(printer.link).open(), make_host(printer.link)
    second.open()
    assert second.epochs[-1] > first.epochs[-1]
    messages = []
    with contextlib.suppress(PortGoneError):
        while heard := first.channel.messages(5.0):
            messages += heard
    assert messages[-1] == Replaced()
    with pytest.raises(PortGoneError):
        first.ask("inject", command="M105")


def test_without_a_lease_only_looking_and_stopping(host):
    host.wait_connection("ready")
    with contextlib.closing(Channel(host.paths.socket)) as other:
        assert other.snapshot().connection.state == "ready"
        for order in (Inject("M105"), Start("j", "/s"), Cool(), Reset(), Quit()):
            with pytest.raises(PortError, match="not attached"):
                other.ask(order)


def test_reports_come_ten_times_a_second_at_most(make_host, make_job):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open().start(make_job(1500))
        times = []
        while host.snapshot.job.state == "printing" and len(times) < 12:
            for message in host.channel.messages(1.0):
                if isinstance(message, Report):
                    times.append(message.report.job.acknowledged)
                    host.snapshot = message.report
        assert len(times) > 3
        assert times == sorted(times)
