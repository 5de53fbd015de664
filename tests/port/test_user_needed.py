"""Prompts, runout and filament change reach the user once, and can be answered."""

from __future__ import annotations

import time

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.errors import PortError
from lezerprint.port.contract.snapshot import Prompt

MOVES = [f"G1 X{index % 200} F9000" for index in range(300)]


def press_button_until_completed(printer, host):
    """Again and again, as people do: a press before the firmware waits, though its prompt is out, is lost."""

    def completed():
        host.listen()
        printer.order("button")
        return host.snapshot.job.state == "completed"

    wait_until(completed, "the end of the job")


def told(host, kind):
    return [event for event in host.events if event.kind == kind]


def spent(host):
    return host.wait(lambda snapshot: snapshot.job, "the job").job.seconds


def wait_prompt(host):
    return host.wait(lambda snapshot: snapshot.prompt and snapshot.prompt.shown, "a prompt").prompt


@pytest.mark.parametrize("options", [(), ("--no-emergency-parser",)])
def test_a_filament_change_in_the_file(options, make_host, make_job):
    job = make_job(["G28", *MOVES, "M600", *MOVES])
    with SimulatedPrinter(*options) as printer:
        host = make_host(printer.link).open()
        host.wait(lambda snapshot: snapshot.capabilities, "the firmware's report")
        host.start(job)
        assert wait_prompt(host) == Prompt("Nozzle Parked", ("Continue",), shown=True)
        host.wait_event("waiting_for_user")
        with pytest.raises(PortError, match="waits for its user"):
            host.ask("inject", command="M105")
        printed = spent(host).printing
        host.listen(2.5)  # the firmware says again that it waits
        host.wait(lambda snapshot: snapshot.job.seconds.paused > 2, "the time of the wait")
        assert spent(host).printing - printed < 1
        with pytest.raises(PortError, match="choices 0 to 0, and no 1"):
            host.ask("answer", choice=1)
        with pytest.raises(PortError, match="not paused; the printer asks: Nozzle Parked"):
            host.ask("resume")
        assert host.snapshot.job.waits == "user"
        assert host.snapshot.job.waiting_for == "an answer to the printer: Nozzle Parked"
        host.ask("answer", choice=0)
        wait_text(host, "Paused")
        if options:
            with pytest.raises(PortError, match="choose at the printer"):
                host.ask("answer", choice=1)
            press_button_until_completed(printer, host)
        else:
            host.ask("answer", choice=1)
        host.wait_job("completed")
        assert host.wait(lambda snapshot: snapshot.prompt is None, "the prompt's end")
        assert host.wait_event("prompt_answered").button == "Continue"
        assert len(told(host, "filament_change")) == len(told(host, "waiting_for_user")) == 1
        assert not told(host, "filament_runout")
        assert [
            line for line in printer.streamed() if line not in ("M108", "M876 S0", "M876 S1")
        ] == job.bodies
        with pytest.raises(PortError, match="is not asking anything"):
            host.ask("answer", choice=0)


def wait_text(host, text):
    host.wait(lambda snapshot: snapshot.prompt is not None and snapshot.prompt.text == text, text)
    wait_prompt(host)


def change_filament(host):
    wait_text(host, "Nozzle Parked")
    host.ask("answer", choice=0)
    wait_text(host, "Paused")
    host.ask("answer", choice=1)


def test_each_change_is_told(host, make_job):
    host.start(make_job(["M600", "M600"]))
    for count in (1, 2):
        wait_until(lambda count=count: host.listen() or len(told(host, "filament_change")) == count)
        change_filament(host)
        wait_until(lambda count=count: host.listen() or len(told(host, "prompt_answered")) == 2 * count)
    host.wait_job("completed")


def test_a_runout_that_the_firmware_handles(host, printer, make_job):
    host.start(make_job(["G28", *MOVES * 20]))
    host.wait_acknowledged(10)
    printer.order("runout")
    wait_prompt(host)
    host.wait_event("filament_runout")
    host.wait_event("filament_change")
    change_filament(host)
    host.wait_job("completed")
    assert len(told(host, "filament_runout")) == len(told(host, "filament_change")) == 1


def test_a_runout_that_is_left_to_the_host_pauses_the_job(host, printer, make_job):
    host.start(make_job(["G28", *MOVES * 20]))
    host.wait_acknowledged(10)
    printer.order("runout host")
    host.wait_job("paused")
    assert host.wait_event("filament_runout").text == "out_of_filament T0"
    host.ask("resume")
    host.wait_job("completed")


@pytest.mark.parametrize("command", ["M0 Insert the nut", "M1"])
def test_a_prompt_is_closed_when_the_command_is_done(command, host, printer, make_job):
    """Marlin says no `prompt_end` then; somebody may have pressed the printer's own button."""
    host.start(make_job([command, *MOVES]))
    wait_prompt(host)
    press_button_until_completed(printer, host)
    assert host.look().prompt is None
    assert not host.snapshot.waits_for_user


def test_statements_are_no_orders(host, printer, make_job):
    host.start(make_job(["G28", *MOVES * 20]))
    host.wait_acknowledged(10)
    for name in ("paused", "resumed", "paused"):
        printer.order(f"say //action:{name}")
    host.wait_job("completed")
    assert {event.run.state for event in told(host, "job")} == {"printing", "finishing", "completed"}


def test_an_answer_that_comes_before_the_firmware_waits_is_held_back(make_bench, make_job):
    bench = make_bench(board={"speed": 1.0})
    bench.controller.start("j", str(make_job(["M600", "G1 X1"]).path), 0)
    user = bench.controller.interpreter.user
    for text in ("Nozzle Parked", "Paused"):
        for _ in range(400):
            bench.run(0.01, step=0.01)
            if user.question == text:
                break
        assert user.question == text
        bench.controller.answer_prompt(len(user.prompt.buttons) - 1, bench.now)
    bench.run(3.0)
    assert bench.controller.run.state == "completed"


def test_the_simulated_firmware_loses_an_answer_that_comes_too_early(make_bench, make_job):
    bench = make_bench(board={"speed": 1.0})
    bench.controller.start("j", str(make_job(["M0 Look", "G1 X1"]).path), 0)
    for _ in range(400):
        bench.run(0.01, step=0.01)
        if bench.board.prompt is not None:
            break
    bench.board.answer_prompt(0)
    bench.run(5.0)
    assert bench.board.running_command == "M0 Look"


def test_a_prompt_outlives_the_port_process(host, make_job):
    host.start(make_job(["M600", *MOVES]))
    wait_text(host, "Nozzle Parked")
    host.ask("answer", choice=0)
    wait_text(host, "Paused")
    host.kill_port()
    host.open()
    wait_text(host, "Paused")
    host.wait_connection("ready")
    assert host.look().waits_for_user
    host.ask("answer", choice=1)
    host.wait_job("completed")
    assert host.look().prompt is None


def kill_until_it_is_not_answered(host):
    for _ in range(6):
        host.kill_port()
        host.open()
        wait_text(host, "Nozzle Parked")
        until = time.monotonic() + 3.0
        while host.look().connection.state != "ready":
            if time.monotonic() > until:
                return
            time.sleep(0.05)
        time.sleep(0.3)  # until its first line is in the queue
    raise AssertionError("the queue is not full")


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "cancelled"])
def test_a_prompt_can_be_answered_while_the_firmware_reads_no_more_lines(host, make_job, answered):
    """Each process leaves a line in its queue, behind M600: when that is full, no successor is answered."""
    host.start(make_job(["M600", *MOVES]))
    wait_text(host, "Nozzle Parked")
    kill_until_it_is_not_answered(host)
    if answered:
        host.ask("answer", choice=0)
        wait_text(host, "Paused")
        host.ask("answer", choice=1)
    else:
        host.ask("cancel")
    host.wait_job("completed" if answered else "cancelled")
    host.wait_connection("ready")
