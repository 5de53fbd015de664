"""Ctrl-C and SIGTERM: nobody leaves a hot printer."""

from __future__ import annotations

import os
import signal

import pytest

from simulated import commands_of, wait_until


def targets(printer):
    heaters = printer.state()["heaters"]
    return [heaters[name]["target_celsius"] for name in ("hotend", "bed")]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_heaters_are_off_before_it_leaves(desk, slow_printer, gcode, number, code):
    file = gcode(3000)
    command = desk.start_print(file, slow_printer.link)
    command.until_percent(10)
    assert targets(slow_printer) == [210, 60]
    command.signal(number)
    assert command.wait() == code, command.err
    assert targets(slow_printer) == [0, 0]
    last = command.out.splitlines()[-1]
    assert last.startswith("cancelled at line ")
    assert last.endswith("; heaters are off")
    printed = slow_printer.streamed()
    job = [line for line in printed if line not in ("M104 S0", "M140 S0", "M141 S0")]
    assert job == commands_of(file)[: len(job)]
    assert desk.port_processes() == []
    assert desk.spools() == []


def test_the_same_signal_twice_at_once_is_meant_once(desk, slow_printer, gcode):
    command = desk.start_print(gcode(3000), slow_printer.link)
    command.until_percent(10)
    command.signal(signal.SIGINT)
    command.signal(signal.SIGINT)
    assert command.wait() == 130, command.err
    assert not slow_printer.state()["killed"]
    assert "heaters are off" in command.out


def test_waiting_for_heat_is_cancelled_at_once(desk, slow_printer, gcode):
    slow_printer.order("heater-fault bed on")
    command = desk.start_print(gcode(), slow_printer.link)
    command.until_said("waiting for the bed")
    command.signal(signal.SIGINT)
    assert command.wait() == 130, command.err
    assert targets(slow_printer) == [0, 0]


def test_once_more_is_an_emergency_stop(desk, slow_printer, gcode):
    file = gcode(3000)
    file.write_text(file.read_text().replace("G28", "G28\nG4 S100"))
    command = desk.start_print(file, slow_printer.link)
    wait_until(lambda: slow_printer.state()["running"].startswith("G4"))
    command.signal(signal.SIGINT)
    command.until_said("once more is an emergency stop")
    wait_until(lambda: ", cancelling" in command.out or "%  cancelling" in command.out)
    command.signal(signal.SIGINT)
    assert command.wait() == 130, command.err
    assert slow_printer.state()["killed"]
    assert "the firmware is off until it is reset" in command.out.splitlines()[-1]


def test_before_the_print_there_is_nothing_to_cancel(desk, gcode):
    master, slave = os.openpty()
    try:
        command = desk.start_print(gcode(), os.ttyname(slave))
        command.until_said("connecting to ")
        command.signal(signal.SIGINT)
        assert command.wait() == 130, command.err
        assert command.out.splitlines()[-1] == "cancelled before the print began"
        assert desk.port_processes() == []
        assert desk.spools() == []
    finally:
        os.close(master)
        os.close(slave)
