"""Whole prints over a real pseudo-terminal: all commands, each once, in order, whatever the link does."""

from __future__ import annotations

import time

import pytest
from simulated import SimulatedPrinter


def test_a_clean_print_is_exact(host, printer, make_job):
    job = make_job(1500)
    assert host.finish(job).state == "completed"
    assert printer.streamed() == job.bodies
    assert printer.accepted().count("M400 S0") == 1
    assert printer.state()["counts"]["overflow"] == 0
    assert host.snapshot.link.resends == 0
    assert host.snapshot.job.executed == len(job.bodies)


def test_one_print_after_another(host, printer, make_job):
    jobs = [make_job(200, "a"), make_job(300, "b")]
    for job in jobs:
        host.start(job).wait_job("completed")
    assert printer.streamed() == [body for job in jobs for body in job.bodies]


def test_from_a_line_in_the_middle(host, printer, make_job):
    job = make_job(300)
    host.start(job, first_line=120)
    host.wait_job("completed")
    assert printer.streamed() == job.bodies[120:]


@pytest.mark.parametrize(
    "options",
    [
        ("--noise", "1000"),
        ("--drop-ok", "10000"),
        ("--noise", "1000", "--resend-ok", "never"),
        ("--noise", "1000", "--resend-ok", "sometimes"),
        ("--noise", "1000", "--drop-ok", "10000", "--advanced-ok"),
        (
            "--noise",
            "500",
            "--drop-ok",
            "10000",
            "--advanced-ok",
            "--resend-ok",
            "never",
            "--latency-ms",
            "1",
        ),
        ("--no-autoreport", "--no-keepalive", "--no-emergency-parser", "--drop-ok", "5000"),
    ],
    ids=" ".join,
)
def test_with_faults_on_the_link_the_print_is_exact(options, make_host, make_job):
    job = make_job(500)
    with SimulatedPrinter(*options) as printer:
        host = make_host(printer.link).open()
        assert host.finish(job).state == "completed"
        assert printer.streamed() == job.bodies


def test_forced_resends(host, printer, make_job):
    job = make_job(600)
    host.start(job)
    for _ in range(3):
        printer.order("resend 2")
        time.sleep(0.02)
    assert host.finish(job).state == "completed"
    assert printer.streamed() == job.bodies


def test_one_lost_ok_costs_little(host, printer, make_job):
    """The bound holds on a busy machine, too; what it usually costs is a tenth of a second."""
    job = make_job(["G4 P1", *[f"G1 X{index}" for index in range(300)]])
    host.wait_connection("ready")
    printer.order("drop-ok-once 1")
    began = time.monotonic()
    host.start(job)
    host.wait_job("completed")
    assert time.monotonic() - began < 3.0
    assert printer.streamed() == job.bodies


@pytest.mark.parametrize("advanced", [False, True])
def test_the_link_is_cut_for_two_seconds(advanced, make_host, make_job):
    job = make_job(1200)
    with SimulatedPrinter("--latency-ms", "1", *(["--advanced-ok"] if advanced else [])) as printer:
        host = make_host(printer.link).open().start(job)
        host.wait_acknowledged(50)
        printer.order("cut 2")
        assert host.finish(job).state == "completed"
        assert printer.streamed() == job.bodies


def test_unplugged_and_plugged_in_again(make_host, make_job):
    job = make_job(1200)
    with SimulatedPrinter("--latency-ms", "1") as printer:
        host = make_host(printer.link).open().start(job)
        host.wait_acknowledged(50)
        printer.order("unplug 1")
        host.wait_connection("absent")
        assert host.snapshot.job.state == "printing"
        assert host.finish(job).state == "completed"
        assert printer.streamed() == job.bodies
        assert host.wait_event("connection").state == "ready"
