"""What is killed, and the print that goes on at exactly the next line."""

from __future__ import annotations

import os
import signal

import pytest
from simulated import SimulatedPrinter, wait_until

DEATHS = [
    "before-journal:1",
    "mid-write:1,mid-write:2",
    "after-journal:2,after-journal:2",
    "after-journal:5,before-journal:4,mid-write:3",
    "mid-write:20,mid-write:5,mid-write:2",
    "after-journal:30,after-journal:1,after-journal:1",
    "before-journal:30,mid-write:1,after-journal:15",
]


@pytest.mark.parametrize("deaths", DEATHS)
def test_killed_at_a_given_place(deaths, make_host, slow_printer, make_job, monkeypatch):
    monkeypatch.setenv("LEZERPRINT_CHAOS", "1")
    monkeypatch.setenv("LEZERPRINT_CHAOS_KILL", deaths)
    job = make_job(400)
    host = make_host(slow_printer.link)
    assert host.finish(job).state == "completed"
    assert slow_printer.streamed() == job.bodies
    assert slow_printer.accepted().count("M400 S0") == 1
    assert host.paths.log.read_text().count("ended with -9") == len(deaths.split(","))


def test_killed_under_noise(make_host, make_job, monkeypatch):
    monkeypatch.setenv("LEZERPRINT_CHAOS", "1")
    monkeypatch.setenv(
        "LEZERPRINT_CHAOS_KILL", "mid-write:30,after-journal:40,before-journal:40,mid-write:20"
    )
    job = make_job(300)
    with SimulatedPrinter("--latency-ms", "1", "--noise", "500", "--drop-ok", "5000") as printer:
        host = make_host(printer.link)
        assert host.finish(job).state == "completed"
        assert printer.streamed() == job.bodies


def test_without_chaos_nothing_is_killed(make_host, printer, make_job, monkeypatch):
    monkeypatch.delenv("LEZERPRINT_CHAOS", raising=False)
    monkeypatch.setenv("LEZERPRINT_CHAOS_KILL", "before-journal:1,mid-write:1")
    job = make_job(50)
    host = make_host(printer.link)
    assert host.finish(job).state == "completed"
    assert len(set(host.pids)) == 1


def test_killed_while_a_server_listens(make_host, slow_printer, make_job):
    job = make_job(1000)
    host = make_host(slow_printer.link).open().start(job)
    for count in (100, 400, 700):
        host.wait_acknowledged(count)
        host.kill_port()
        host.close()
        host.open()
        assert host.snapshot.job.job == job.name
    assert len(set(host.pids)) == 4
    assert host.epochs == sorted(set(host.epochs))
    assert host.finish(job).state == "completed"
    assert slow_printer.streamed() == job.bodies


def test_killed_without_any_server(make_host, slow_printer, make_job):
    job = make_job(800)
    host = make_host(slow_printer.link).open().start(job)
    host.wait_acknowledged(100)
    host.close()
    host.kill_port()
    wait_until(lambda: slow_printer.streamed() == job.bodies, "the whole print")
    host.open()
    assert host.wait_job("completed").job.executed == len(job.bodies)


def test_killed_while_the_host_waits_for_heat(make_host, make_job):
    job = make_job(["M109 S200", *[f"G1 X{index}" for index in range(100)], "M104 S0"])
    with SimulatedPrinter(speed=15.0) as printer:
        host = make_host(printer.link).open().start(job)
        for _ in range(2):
            host.wait(lambda snapshot: snapshot.job.waiting_for, "the wait for heat")
            assert printer.streamed() == ["M104 S200"]
            host.kill_port()
            host.close()
            host.open()
        assert host.finish(job).state == "completed"
        assert printer.streamed() == job.bodies


def test_killed_at_the_barrier_at_the_end(make_host, make_job):
    job = make_job(["G28", "G1 X10 F6000", "G1 X180 F3000"])
    with SimulatedPrinter(speed=4.0) as printer:
        host = make_host(printer.link).open().start(job)
        host.wait_job("finishing")
        host.kill_port()
        host.close()
        assert host.open().snapshot.job.state == "finishing"
        assert host.finish(job).state == "completed"
        assert printer.streamed() == job.bodies
        assert printer.accepted().count("M400 S0") == 1


def test_the_launcher_is_killed_and_the_print_goes_on(make_host, slow_printer, make_job):
    job = make_job(500)
    host = make_host(slow_printer.link).open().start(job)
    os.kill(host.launcher(), signal.SIGKILL)
    assert host.finish(job).state == "completed"
    assert len(set(host.pids)) == 1
    assert slow_printer.streamed() == job.bodies


def test_both_are_killed_and_the_next_server_starts_a_successor(make_host, slow_printer, make_job):
    job = make_job(800)
    host = make_host(slow_printer.link).open().start(job)
    for count in (100, 400):
        host.wait_acknowledged(count)
        host.kill_both()
        accepted = slow_printer.streamed()
        assert job.bodies[: len(accepted)] == accepted
        host.open()
        assert host.snapshot.job.state == "printing"
    assert host.finish(job).state == "completed"
    assert slow_printer.streamed() == job.bodies


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_other_signals_do_a_print_no_harm(signal_number, make_host, slow_printer, make_job):
    job = make_job(500)
    host = make_host(slow_printer.link).open().start(job)
    os.kill(host.launcher(), signal_number)
    os.kill(host.pid, signal_number)
    assert host.finish(job).state == "completed"
    assert len(set(host.pids)) == 1
    assert slow_printer.streamed() == job.bodies


def test_unplugged_after_a_signal_to_end(make_host, slow_printer, make_job):
    """It may end only after the job, for which it must open the device again."""
    job = make_job(800)
    host = make_host(slow_printer.link).open().start(job)
    os.kill(host.pid, signal.SIGTERM)
    host.wait_acknowledged(50)
    slow_printer.order("unplug 0.3")
    host.wait_connection("absent")
    wait_until(lambda: slow_printer.streamed() == job.bodies, "the whole print")


def test_the_port_process_is_a_session_of_its_own(host):
    assert os.getsid(host.pid) != os.getsid(0)
    assert os.getsid(host.pid) == os.getsid(host.launcher())


def finish_what_was_ordered(order, host):
    """Wait for what `order` leads to, and see the job to its end."""
    if order == "pause":
        host.wait_job("paused")
        host.ask("resume")
    host.wait_job("cancelled" if order == "cancel" else "completed")


@pytest.mark.parametrize("order", ["pause", "resume", "cancel"])
def test_killed_before_a_script_is_sent(order, make_host, make_job):
    """The commands of a pause, of a resumption and of an end are done once, whoever dies in between."""
    job = make_job(["G28", "G1 X10 F9000", "G1 X100", *[f"G1 X{100 - index}" for index in range(40)]])
    script = ["G91", "G1 Z0.1", "G90", "M118 script"]
    with SimulatedPrinter(speed=5.0) as printer:
        host = make_host(printer.link).open().start(job)
        host.wait_acknowledged(1)
        if order == "resume":
            host.ask("pause")
            host.wait_job("paused")
        printer.order("cut 0.5")
        host.ask(order, script=script)
        host.kill_port()
        host.close()
        finish_what_was_ordered(order, host.open())
        accepted = [command for command in printer.streamed() if command != "M108"]
        off = ["M104 S0", "M140 S0", "M141 S0"]
        ours = [*script, *(off if order == "cancel" else host.look().job.restored)]
        assert [command for command in accepted if command in ours] == ours
        streamed = [command for command in accepted if command not in ours]
        assert streamed == job.bodies[: len(streamed) if order == "cancel" else None]
        place = accepted.index(script[0])
        assert accepted[place : place + len(ours)] == ours
