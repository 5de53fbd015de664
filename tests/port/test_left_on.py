"""At the end of a job nothing stays on, whether a server is there or not."""

from __future__ import annotations

from simulated import wait_until


def test_what_a_file_leaves_on_is_switched_off_and_told(host, printer, make_job):
    job = make_job(["M140 S60", "M104 S200", "G1 X1 F6000"])
    assert host.finish(job).state == "completed"
    wait_until(lambda: {"M104 S0", "M140 S0"} <= set(printer.accepted()))
    assert "has ended and left them on" in host.wait_event("heaters_off").reason


def test_a_file_that_switches_off_itself_is_left_alone(host, printer, make_job):
    job = make_job(["M140 S60", "M104 S200", "G1 X1 F6000", "M104 S0", "M140 S0"])
    assert host.finish(job).state == "completed"
    host.ask("inject", command="M117 after")
    assert printer.accepted().count("M104 S0") == 1
    assert not [event for event in host.events if event.kind == "heaters_off"]
