"""What cannot be printed: one clear line, exit code 1, and nothing has changed."""

from __future__ import annotations

import os
import re

import pytest
from simulated import commands_of, wait_until

from lezerprint.port.lock import DeviceLock, lock_key


def complaint(command):
    """The one line that a failed command says on stderr."""
    assert command.wait() == 1
    [line] = command.err.splitlines()
    return line.removeprefix("lezerprint: ")


def is_untouched(desk):
    return not desk.port_processes() and not desk.spools()


def test_a_reset_board_ends_the_print_and_it_is_said_where(desk, slow_printer, gcode):
    command = desk.start_print(gcode(3000), slow_printer.link)
    command.until_percent(10)
    slow_printer.order("reset")
    line = complaint(command)
    assert line.startswith("part.gcode failed: the board was reset in mid-print (")
    executed, acknowledged, sent = map(int, re.findall(r"\d+", line))
    assert 100 < executed < acknowledged <= sent < 3000
    assert is_untouched(desk)


def test_a_thermal_runaway_is_told_in_the_firmwares_words(desk, slow_printer, gcode):
    command = desk.start_print(gcode(3000), slow_printer.link)
    command.until_percent(10)
    slow_printer.order("runaway hotend")
    assert re.search("thermal runaway", complaint(command), re.IGNORECASE)
    assert is_untouched(desk)


def test_a_print_cancelled_at_the_printer_has_failed(desk, slow_printer, gcode):
    command = desk.start_print(gcode(3000), slow_printer.link)
    command.until_percent(10)
    slow_printer.order("say //action:cancel")
    assert re.match(r"part.gcode was cancelled at the printer, at line \d+$", complaint(command))
    assert slow_printer.target_celsius() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"", "is empty"),
        (bytes(range(256)) * 40, "is a binary file"),
        (b"; only words\n", "it contains no G-code commands"),
    ],
)
def test_a_file_that_cannot_be_printed(desk, printer, content, words):
    file = desk.folder / "bad.gcode"
    if content is not None:
        file.write_bytes(content)
    line = complaint(desk.start_print(file, printer.link))
    assert str(file) in line
    assert words in line
    assert printer.accepted() == []
    assert is_untouched(desk)


def test_a_directory_is_no_file(desk, printer):
    assert "is a directory" in complaint(desk.start_print(desk.folder, printer.link))
    assert is_untouched(desk)


def test_a_device_that_is_not_there(desk, gcode):
    device = desk.folder / "nothing"
    assert complaint(desk.start_print(gcode(), device)) == f"the device {device} does not exist"
    assert is_untouched(desk)


def test_a_device_that_is_none(desk, gcode):
    file = gcode()
    assert complaint(desk.start_print(file, file)) == f"{file} is not a serial device"


def test_a_bridge_that_does_not_answer(desk, gcode):
    line = complaint(desk.start_print(gcode(), "socket://127.0.0.1:1"))
    assert "cannot open socket://127.0.0.1:1" in line
    assert is_untouched(desk)


def test_a_device_without_marlin(desk, gcode):
    master, slave = os.openpty()
    try:
        device = os.ttyname(slave)
        line = complaint(desk.start_print(gcode(), device, "--baudrate", "115200"))
        assert line.startswith(f"no Marlin firmware answers on {device}")
        assert is_untouched(desk)
    finally:
        os.close(master)
        os.close(slave)


def test_a_second_print_on_a_busy_device(desk, slow_printer, gcode):
    file = gcode(1500)
    first = desk.start_print(file, slow_printer.link)
    first.until_said("  0 %")
    slow_printer.order("hang")
    line = complaint(desk.start_print(gcode(name="other.gcode"), slow_printer.link))
    assert line.startswith(
        f"the device is in use by lezerprint print part.gcode (process {first.process.pid}, "
    )
    slow_printer.order("unhang")
    assert first.wait() == 0, first.err
    assert slow_printer.streamed() == commands_of(file)


def test_a_device_that_another_program_has(desk, printer, gcode):
    lock = DeviceLock(lock_key(str(printer.link)), {"program": "somebody", "pid": 1, "printer": "theirs"})
    try:
        line = complaint(desk.start_print(gcode(), printer.link))
        assert line == "the device is in use by somebody (process 1, printer theirs)"
        assert printer.accepted() == []
    finally:
        lock.release()
    wait_until(lambda: is_untouched(desk))


def test_wrong_settings(desk, gcode):
    assert "settings file not found:" in complaint(desk.start("print", gcode(), "--config", "nowhere.toml"))
    desk.environment["PRINTER_BAUDRATE"] = "quick"
    assert "'baudrate'" in complaint(desk.start_print(gcode(), "virtual"))
