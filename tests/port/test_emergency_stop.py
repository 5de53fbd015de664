"""M112 on the wire, past everything, and first of all."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.marlin.window import FULL_WINDOW_BYTES
from lezerprint.port.channel import Channel, emergency_stop
from lezerprint.port.contract.orders import EmergencyStop

STOP = b"\nM112\n"


def killed(printer):
    return printer.state()["killed"]


def stop_over_a_connection_of_its_own(host):
    with contextlib.closing(Channel(host.paths.socket)) as other:
        return other.ask(EmergencyStop())


def test_it_reaches_a_printing_printer(host, printer, make_job):
    host.start(make_job(20_000))
    host.wait_acknowledged(10)
    assert stop_over_a_connection_of_its_own(host).written is True
    wait_until(lambda: killed(printer))
    failed = host.wait_job("failed").job
    assert failed.reason.startswith("emergency stop (known to be executed: line ")
    host.wait_connection("halted")
    assert not host.paths.stop_order.exists()
    assert host.wait_event("halted")


@pytest.mark.parametrize(
    ("situation", "options"),
    [
        ("heating", ()),
        ("paused", ()),
        ("moving", ()),
        ("firmware waits", ()),
        ("firmware waits", ("--no-emergency-parser",)),
        ("moving", ("--no-emergency-parser",)),
    ],
)
def test_it_waits_for_nothing(situation, options, make_host, make_job):
    job = make_job(
        ["M109 S200", "G1 X1"] if situation == "heating" else ["G28", *["G1 X200 F600", "G1 X0"] * 100]
    )
    with SimulatedPrinter(*options, speed=1.0) as printer:
        host = make_host(printer.link).open()
        if situation == "firmware waits":
            host.wait_connection("ready")
            host.ask("inject", command="M109 S200", wait=False)
            wait_until(lambda: printer.state()["running"] == "M109 S200")
        else:
            host.start(job)
            wait_until(printer.streamed)
        if situation == "paused":
            host.ask("pause")
        began = time.monotonic()
        assert stop_over_a_connection_of_its_own(host).written is True
        wait_until(lambda: killed(printer))
        assert time.monotonic() - began < 2.0
        assert printer.target_celsius() == 0.0


def test_typed_by_somebody_it_is_one(host, printer):
    host.wait_connection("ready")
    assert host.ask("inject", command="m112").written is True
    wait_until(lambda: killed(printer))


def test_ordered_twice_it_does_not_wake_the_printer_up_again(make_bench):
    """A firmware that is known to be dead answers nothing, and is not reset for that."""
    bench = make_bench()
    assert bench.controller.emergency_stop(bench.now)
    bench.run(1.0)
    assert bench.board.killed
    heard = bench.written.count(STOP)
    assert bench.controller.emergency_stop(bench.now)
    bench.run(20.0)
    assert bench.written.count(STOP) == heard + 1
    assert bench.state == "halted"


def test_a_firmware_that_never_answers_is_reset(make_bench):
    bench = make_bench()
    bench.board.hung = True
    bench.controller.emergency_stop(bench.now)
    bench.run(4.5)
    assert 15 <= bench.written.count(STOP) <= 25
    assert bench.state == "halted"
    bench.run(1.0)
    assert bench.state == "connecting"


def test_after_the_stop_the_printer_can_be_used_again(host, printer, make_job):
    host.start(make_job(1000, "a"))
    stop_over_a_connection_of_its_own(host)
    host.wait_event("halted")
    printer.order("reset")
    host.wait_connection("ready")
    job = make_job(100, "b")
    before = len(printer.streamed())
    host.start(job).wait_job("completed")
    assert printer.streamed()[before:] == job.bodies


def test_a_printer_that_does_not_listen_is_told_again(make_host, bare):
    host = make_host(bare.link).open()
    bare.hear(b"M110")
    stop_over_a_connection_of_its_own(host)
    bare.hear(STOP * 5)
    bare.say("Error:Printer halted. kill() called!")
    host.wait_event("halted")


def test_the_successor_writes_it_before_anything_else(make_host, bare):
    host = make_host(bare.link).open()
    bare.hear(b"M110")
    host.kill_both()
    bare.heard = b""
    while select.select([bare.master], [], [], 0.05)[0]:
        os.read(bare.master, 4096)
    emergency_stop(host.options)
    assert bare.hear(STOP).startswith(STOP)
    assert not host.paths.stop_order.exists()


def test_the_successor_stops_a_running_print(make_host, make_job):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open().start(make_job(2000))
        host.wait_acknowledged(20)
        host.kill_both()
        accepted = printer.streamed()
        emergency_stop(host.options)
        wait_until(lambda: killed(printer))
        on_its_way = printer.streamed()[len(accepted) :]
        assert sum(map(len, on_its_way)) < FULL_WINDOW_BYTES
        assert host.open().wait_job("failed").job.reason.startswith("emergency stop")


def test_ordered_while_the_device_is_away(host, printer, make_job):
    host.start(make_job(50_000))
    host.wait_acknowledged(10)
    printer.order("unplug")
    host.wait_connection("absent")
    assert stop_over_a_connection_of_its_own(host).written is False
    assert host.wait_job("failed")
    accepted = printer.streamed()
    printer.order("replug")
    wait_until(lambda: killed(printer))
    assert printer.streamed() == accepted


def test_a_port_process_that_hangs_does_not_keep_it_from_being_sent(host, printer, make_job):
    host.start(make_job(20_000))
    host.wait_acknowledged(10)
    os.kill(host.channel.greeting.pid, signal.SIGSTOP)
    emergency_stop(host.options)
    wait_until(lambda: killed(printer))


def test_an_order_left_as_a_file_is_seen(host, printer):
    """Whoever left it may have been killed before it could say so."""
    host.wait_connection("ready")
    host.paths.stop_order.touch()
    wait_until(lambda: killed(printer))
    wait_until(lambda: not host.paths.stop_order.exists())
