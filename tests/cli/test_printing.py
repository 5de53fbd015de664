"""`lezerprint print` to a good end, whatever happens on the way."""

from __future__ import annotations

import os
import signal

from simulated import commands_of, wait_until

from lezerprint.port.channel import open_channel
from lezerprint.port.options import PortOptions


def kill(*pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def is_tidy(desk):
    """Whether neither a process nor a spool is left."""
    return not desk.port_processes() and not desk.spools()


def test_a_file_is_printed_whole(desk, printer, gcode):
    file = gcode(1000)
    command = desk.start_print(file, printer.link)
    assert command.wait() == 0, command.err
    assert printer.streamed() == commands_of(file)
    lines = command.out.splitlines()
    assert lines[1] == "part.gcode: 1006 commands, 10 layers"
    assert any(line.startswith("  0 %") for line in lines)
    assert any("layer 10/10" in line for line in lines)
    assert any(line.startswith("100 %") for line in lines)
    assert lines[-1].startswith("part.gcode printed in ")
    assert lines[-1].endswith(": 1006 commands, 0 resends")
    assert command.err == ""
    assert is_tidy(desk)


def test_a_virtual_printer_comes_and_goes_with_the_print(desk, gcode):
    command = desk.start_print(gcode(), "virtual", "--virtual-speed", "0")
    assert command.wait() == 0, command.err
    assert "part.gcode printed in " in command.out
    assert is_tidy(desk)
    assert list(desk.runtime.iterdir()) == []


def test_the_environment_can_name_the_device(desk, printer, gcode):
    desk.environment["PRINTER_PORT"] = str(printer.link)
    file = gcode()
    command = desk.start("print", file, "--config", desk.config)
    assert command.wait() == 0, command.err
    assert printer.streamed() == commands_of(file)


def test_lines_that_are_no_gcode_are_counted(desk, printer, gcode):
    file = gcode()
    file.write_text(file.read_text() + "what is this\nM110 N5\n")
    command = desk.start_print(file, printer.link)
    assert command.wait() == 0, command.err
    assert "2 invalid lines skipped" in command.out


def test_one_print_after_another(desk, printer, gcode):
    file = gcode()
    for _ in range(2):
        command = desk.start_print(file, printer.link)
        assert command.wait() == 0, command.err
    assert printer.streamed() == 2 * commands_of(file)


def test_resends_are_told(desk, printer, gcode):
    file = gcode(1500)
    printer.order("noise 300")
    command = desk.start_print(file, printer.link)
    assert command.wait() == 0, command.err
    assert printer.streamed() == commands_of(file)
    assert " 0 resends" not in command.out


def test_an_unplugged_printer_is_waited_for(desk, slow_printer, gcode):
    file = gcode(3000)
    command = desk.start_print(file, slow_printer.link)
    command.until_percent(20)
    slow_printer.order("unplug")
    command.until_said("link lost, waiting for the device")
    slow_printer.order("replug")
    assert command.wait() == 0, command.err
    assert slow_printer.streamed() == commands_of(file)


def test_the_death_of_port_processes_changes_nothing(desk, slow_printer, gcode):
    file = gcode(1500)
    command = desk.start_print(file, slow_printer.link)
    wait_until(lambda: slow_printer.state()["counts"]["executed"] > 200)
    [(process, launcher)] = desk.port_processes()
    kill(process)
    wait_until(lambda: slow_printer.state()["counts"]["executed"] > 600)
    [(process, same_launcher)] = desk.port_processes()
    assert same_launcher == launcher
    kill(launcher, process)
    assert command.wait() == 0, command.err
    assert slow_printer.streamed() == commands_of(file)
    assert is_tidy(desk)


def test_the_print_goes_on_without_the_command_line(desk, slow_printer, gcode):
    file = gcode(1500)
    command = desk.start_print(file, slow_printer.link)
    command.until_percent(10)
    slow_printer.order("hang")
    kill(command.process.pid)
    [spool] = desk.spools()
    other = desk.start_print(gcode(name="other.gcode"), slow_printer.link)
    assert other.wait() == 1
    assert other.err.startswith("lezerprint: the printer is busy with part.gcode (printing, ")
    assert other.err.count("\n") == 1
    assert desk.spools() == [spool]
    slow_printer.order("unhang")
    wait_until(lambda: "M84" in slow_printer.streamed())
    assert slow_printer.streamed() == commands_of(file)
    wait_until(lambda: slow_printer.target_celsius() == 0)


def test_what_a_killed_command_line_left_is_cleared_away(desk, slow_printer, gcode):
    file = gcode(400)
    command = desk.start_print(file, slow_printer.link)
    command.until_said("  0 %")
    kill(command.process.pid)
    wait_until(lambda: "M84" in slow_printer.streamed())

    def printed_again():
        again = desk.start_print(file, slow_printer.link)
        return again.wait() == 0

    wait_until(printed_again)
    assert slow_printer.streamed() == 2 * commands_of(file)
    assert is_tidy(desk)


def test_a_printer_that_the_file_leaves_hot_is_cooled(desk, printer):
    file = desk.folder / "hot.gcode"
    file.write_text("M109 S210\nG1 X5\n")
    command = desk.start_print(file, printer.link)
    assert command.wait() == 0, command.err
    assert command.out.splitlines()[-1] == "left on by the file: hotend; now off"
    assert printer.target_celsius() == 0
    assert is_tidy(desk)


def test_a_leftover_under_another_name_makes_room(desk, printer, gcode):
    left = PortOptions("print-of-before", str(printer.link), folder=desk.runtime)
    channel = open_channel(left)
    wait_until(lambda: channel.snapshot().connection.state == "ready")
    channel.close()
    command = desk.start_print(gcode(), printer.link)
    assert command.wait() == 0, command.err
    assert is_tidy(desk)
