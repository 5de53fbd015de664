"""A port process with other settings than the server's makes room, but never in mid-print."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from simulated import SimulatedPrinter, wait_until

from lezerprint.port.channel import PortGoneError


def attach_with(host, **settings):
    """As a server does whose settings are these; the snapshot."""
    wanted = replace(host.options, **settings).settings()
    return host.ask("attach", settings=wanted).snapshot


def test_the_same_settings_change_nothing(host):
    assert attach_with(host).connection.superseded is None
    host.listen(0.3)
    assert host.is_running(host.pid)


def test_an_idle_one_ends_with_its_heaters_off(host, printer):
    host.wait_connection("ready")
    host.ask("inject", command="M104 S200")
    wait_until(lambda: printer.target_celsius() == 200)
    host.wait(lambda snapshot: snapshot.temperatures["tool0"].target == 200, "the target")
    superseded = attach_with(host, device="/dev/other").connection.superseded
    assert superseded == f"device is '{printer.link}', the settings say '/dev/other'"
    wait_until(lambda: not host.is_running(host.pid), "the end of the port process")
    assert printer.target_celsius() == 0


def test_a_busy_one_says_so_and_ends_after_its_job(make_host, slow_printer, make_job):
    with SimulatedPrinter() as other:
        job = make_job(1500)
        host = make_host(slow_printer.link).open().start(job)
        snapshot = attach_with(host, device=str(other.link))
        assert str(other.link) in snapshot.connection.superseded
        assert snapshot.job.state == "printing"
        with contextlib.suppress(PortGoneError):
            host.wait(lambda _: False, "the end of the port process")
        assert slow_printer.streamed() == job.bodies
        old = host.pid
        host.options = replace(host.options, device=str(other.link))
        host.open().wait_connection("ready")
        assert host.pid != old
        assert host.snapshot.connection.device == str(other.link)


def test_settings_that_are_right_again_count(make_host, slow_printer, make_job):
    job = make_job(1500)
    host = make_host(slow_printer.link).open().start(job)
    attach_with(host, baudrate=9600)
    assert attach_with(host).connection.superseded is None
    host.wait_job("completed")
    host.listen(0.3)
    assert host.is_running(host.pid)


def test_one_that_is_started_again_with_the_same_settings_stays(host):
    """Its supervisor has other settings than the server: each start would reset the board."""
    host.wait_connection("ready")
    attach_with(host, motor_timeout_seconds=7)
    wait_until(lambda: not host.is_running(host.pid), "the end of the port process")
    host.open().wait_connection("ready")
    superseded = attach_with(host, motor_timeout_seconds=7).connection.superseded
    assert "motor_timeout_seconds is" in superseded
    host.listen(0.5)
    assert host.is_running(host.pid)
    attach_with(host, motor_timeout_seconds=8)
    wait_until(lambda: not host.is_running(host.pid), "room for still other settings")
