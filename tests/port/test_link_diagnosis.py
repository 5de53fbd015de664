"""The verdict on links whose trouble is known: printers with faults, and a host that is held up."""

from __future__ import annotations

import os
import signal
import time

import pytest
from simulated import SimulatedPrinter

from lezerprint.diagnosis import Cause, diagnose


def short_moves(count, feed_rate_mm_min):
    """All in one direction, a fifth of a millimetre each."""
    return [f"G1 X{index / 5} F{feed_rate_mm_min}" for index in range(1, count)]


def diagnosis(host):
    return diagnose(host.ask("diagnosis").history)


def printed(make_host, make_job, commands, *options, speed=0.0):
    """The diagnosis after a print on such a printer."""
    with SimulatedPrinter("--advanced-ok", *options, speed=speed) as printer:
        job = make_job(commands)
        host = make_host(printer.link).open().start(job)
        assert host.finish(job).state == "completed"
        return diagnosis(host)


def test_noise(make_host, make_job):
    found = printed(make_host, make_job, 400, "--noise", "1000", "--latency-ms", "1")
    assert found.verdict is Cause.CABLE
    assert found.findings[0].figures["resends"] >= 3


def test_lost_oks(make_host, make_job):
    """Without numbers in them: where an `ok` has one, the next makes up for it in silence."""
    with SimulatedPrinter("--drop-ok", "20000") as printer:
        job = make_job(400)
        host = make_host(printer.link).open().start(job)
        assert host.finish(job).state == "completed"
        found = diagnosis(host)
    assert found.verdict is Cause.CABLE
    assert found.findings[0].figures["oks_lost"] >= 3


def test_a_firmware_that_takes_its_time(make_host, make_job):
    found = printed(make_host, make_job, short_moves(100, 6000), "--command-ms", "40", speed=1.0)
    firmware = next(finding for finding in found.findings if finding.cause is Cause.FIRMWARE)
    assert firmware.figures["planner_dry_fed"] > 10


def test_a_link_that_is_too_slow(make_host, make_job):
    found = printed(make_host, make_job, short_moves(100, 6000), "--baudrate", "4800", speed=1.0)
    causes = {finding.cause for finding in found.findings}
    assert causes in ({Cause.SPEED}, {Cause.HOST}), "a busy machine may well hold the host up"


def test_a_host_that_is_held_up(make_host, make_job):
    with SimulatedPrinter("--advanced-ok", speed=1.0) as printer:
        host = make_host(printer.link).open().start(make_job(short_moves(1000, 1200)))
        host.wait_acknowledged(50)
        for _ in range(8):
            os.kill(host.pid, signal.SIGSTOP)
            time.sleep(0.3)
            os.kill(host.pid, signal.SIGCONT)
            host.listen(0.2)
        found = diagnosis(host)
    host_finding = next(finding for finding in found.findings if finding.cause is Cause.HOST)
    assert host_finding.figures["longest_stall_ms"] >= 200.0
    assert host_finding.figures["planner_dry"] >= 1


def test_a_cable_that_comes_off(make_host, make_job):
    with SimulatedPrinter("--latency-ms", "1") as printer:
        job = make_job(2000)
        host = make_host(printer.link).open().start(job)
        host.wait_acknowledged(100)
        printer.order("unplug 0.1")
        assert host.finish(job).state == "completed"
        found = diagnosis(host)
    assert found.verdict is Cause.CABLE
    assert found.findings[0].figures["reconnects"] == 1


@pytest.mark.parametrize("options", [(), ("--advanced-ok",)])
def test_all_is_well(options, make_host, make_job):
    with SimulatedPrinter(*options, speed=1.0) as printer:
        job = make_job(short_moves(600, 6000))
        host = make_host(printer.link).open().start(job)
        assert host.finish(job).state == "completed"
        found = diagnosis(host)
    assert {finding.cause for finding in found.findings} <= {Cause.HOST}, "as above"
