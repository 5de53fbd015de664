"""Ctrl-C and SIGTERM: nobody leaves a hot printer."""

from __future__ import annotations

import os
import signal

import pytest
from simulated import SimulatedPrinter, commands_of, wait_until


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


def test_waiting_for_heat_is_cancelled_at_once(desk, gcode):
    with SimulatedPrinter(speed=1) as printer:
        command = desk.start_print(gcode(), printer.link)
        command.until_said("waiting for the hotend")
        command.signal(signal.SIGINT)
        assert command.wait() == 130, command.err
        assert targets(printer) == [0, 0]
        assert command.out.splitlines()[-1] == "cancelled at line 2; heaters are off"


def test_once_more_is_an_emergency_stop(desk):
    file = desk.folder / "dwell.gcode"
    file.write_text("M104 S210\nG4 S100\nG1 X5\n")
    with SimulatedPrinter(speed=1) as printer:
        command = desk.start_print(file, printer.link)
        wait_until(lambda: (printer.state()["running"] or "").startswith("G4"))
        command.signal(signal.SIGINT)
        command.until_said("press Ctrl-C again for an emergency stop")

        def has_stopped():
            command.signal(signal.SIGINT)
            return printer.state()["killed"]

        wait_until(has_stopped)
        assert command.wait() == 130, command.err
        assert command.out.splitlines()[-1] == "stopped at line 1; the firmware is off until it is reset"


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


def test_the_port_process_dies_while_cancelling(desk):
    file = desk.folder / "dwell.gcode"
    file.write_text("M104 S210\nG4 S4\nG1 X5\n")
    with SimulatedPrinter(speed=1) as printer:
        command = desk.start_print(file, printer.link)
        wait_until(lambda: (printer.state()["running"] or "").startswith("G4"))
        command.signal(signal.SIGINT)
        command.until_said("cancelling, ")
        [pids] = desk.port_processes()
        for pid in reversed(pids):
            os.kill(pid, signal.SIGKILL)
        assert command.wait() == 130, command.err
        assert targets(printer) == [0, 0]
        assert "G1 X5" not in printer.streamed()
        assert command.out.splitlines()[-1].endswith("; heaters are off")
