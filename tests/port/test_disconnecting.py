"""Letting go of a printer and taking hold of it again, by order."""

from __future__ import annotations

import pytest
from simulated import SimulatedPrinter, wait_until
from snapshots import target_of

from lezerprint.errors import PortError


@pytest.fixture
def other_printer():
    with SimulatedPrinter() as simulated:
        yield simulated


def test_let_go_of_and_taken_again(host, printer):
    host.wait_connection("ready")
    host.ask("disconnect")
    connection = host.look().connection
    assert (connection.state, connection.reason) == ("disconnected", "disconnected by order")
    wait_until(lambda: not printer.state()["in_use"])
    with pytest.raises(PortError, match="the printer is disconnected: disconnected by order"):
        host.ask("inject", command="M105")
    host.ask("disconnect")
    host.listen(1.0)
    assert host.look().connection.state == "disconnected"
    host.ask("connect")
    host.wait_connection("ready")
    host.ask("connect")
    assert host.ask("inject", command="M105").error is None


def test_somebody_else_can_have_the_printer_meanwhile(host, printer):
    host.wait_connection("ready")
    host.ask("disconnect")
    other = type(host)(host.options.folder / "other", printer.link)
    try:
        other.open().wait_connection("ready")
        host.ask("connect")
        host.wait_connection("busy")
    finally:
        other.end()
    host.wait_connection("ready")


def test_a_job_is_let_go_of_by_force_alone(make_host, make_job):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open().start(make_job(3000))
        host.wait_acknowledged(20)
        with pytest.raises(PortError, match=r"the printer is busy with job.gcode \(printing\)"):
            host.ask("disconnect")
        assert host.look().connection.state == "ready"
        host.ask("disconnect", force=True)
        job = host.wait_job("failed").job
        assert job.failure == "OTHER"
        assert job.reason.startswith("the printer was disconnected by order")
        host.wait_connection("disconnected")


def test_hot_heaters_are_switched_off_first(host, printer):
    host.wait_connection("ready")
    host.ask("inject", command="M140 S60")
    host.ask("inject", command="M104 S200")
    host.wait(lambda snapshot: target_of(snapshot, "bed") == 60.0)
    host.ask("disconnect")
    assert printer.target_celsius("hotend") == printer.target_celsius("bed") == 0.0
    assert host.wait_event("heaters_off").reason == "the printer is disconnected"
    assert host.look().connection.state == "disconnected"


def hot_and_hung(make_bench):
    bench = make_bench()
    bench.controller.inject(b"M104 S200", None)
    bench.run(3.0)
    assert bench.controller.heaters.on
    bench.board.hung = True
    return bench


@pytest.mark.parametrize(("force", "state"), [(False, "ready"), (True, "disconnected")])
def test_heaters_that_are_not_known_to_be_off(force, state, make_bench):
    bench = hot_and_hung(make_bench)
    answers = []
    bench.controller.disconnect(bench.now, force=force, then=answers.append)
    bench.run(4.0)
    assert answers == []
    with pytest.raises(PortError, match="being disconnected already"):
        bench.controller.disconnect(bench.now, force=True, then=answers.append)
    bench.run(2.0)
    assert bench.state == state
    assert [answer.error is not None for answer in answers] == [not force]


def test_it_stays_away_after_a_restart_of_the_port_process(host, printer):
    host.wait_connection("ready")
    host.ask("disconnect")
    host.kill_both()
    assert host.open().look().connection.state == "disconnected"
    pid = host.pid
    host.ask("quit")
    wait_until(lambda: not host.is_running(pid))
    assert host.open().look().connection.state == "disconnected"
    assert not printer.state()["in_use"]
    host.ask("connect")
    host.wait_connection("ready")


def test_an_emergency_stop_takes_hold_of_it(host, printer):
    host.wait_connection("ready")
    host.ask("inject", command="M104 S200")
    host.wait(lambda snapshot: target_of(snapshot, "tool0") == 200.0)
    host.ask("disconnect")
    host.ask("emergency_stop")
    wait_until(lambda: printer.state()["killed"])
    host.wait_connection("halted")
    with pytest.raises(PortError, match="reset the printer"):
        host.ask("connect")
    printer.order("reset")
    host.wait_connection("ready")


def test_another_device(make_host, printer, other_printer):
    host = make_host(printer.link).open()
    host.wait_connection("ready")
    device = str(other_printer.link)
    with pytest.raises(PortError, match="the printer is ready: disconnect it first"):
        host.ask("connect", device=device)
    host.ask("disconnect")
    host.ask("connect", device=device, baudrate=250000)
    host.look()
    connection = host.wait_connection("ready").connection
    assert (connection.device, connection.baudrate) == (device, 250000)
    wait_until(lambda: other_printer.state()["in_use"])
    host.kill_port()
    host.close()
    assert host.open().wait_connection("ready").connection.device == device
    pid = host.pid
    host.ask("quit")
    wait_until(lambda: not host.is_running(pid))
    assert host.open().wait_connection("ready").connection.device == str(printer.link)


def test_a_device_for_one_that_is_absent(make_host, folder, printer):
    host = make_host(folder / "none").open()
    host.wait_connection("absent")
    host.ask("connect", device=str(printer.link))
    host.wait_connection("ready")


def test_no_other_device_while_a_job_waits_for_its_own(make_host, make_job, other_printer):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open().start(make_job(3000))
        host.wait_acknowledged(20)
        printer.order("unplug")
        host.wait_connection("absent")
        with pytest.raises(PortError, match="the printer is busy with"):
            host.ask("connect", device=str(other_printer.link))
        with pytest.raises(PortError, match="the printer is busy with"):
            host.ask("disconnect")


def test_a_target_that_is_not_reported_yet_is_switched_off_too(host, printer):
    host.wait_connection("ready")
    host.ask("inject", command="M104 S200")
    host.ask("disconnect")
    assert printer.target_celsius() == 0
