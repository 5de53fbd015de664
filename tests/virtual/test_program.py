"""The printer as a program, on a real pseudo-terminal."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lezerprint.virtual.orders import OrderError, order
from lezerprint.virtual.program import main

HELLO = b"N0 M110 N0*125\n"


def test_a_session_its_log_and_its_end(running, line, eventually):
    printer = running("--speed", "0")
    assert stat.S_IMODE(printer.control.stat().st_mode) == 0o600
    printer.open()
    printer.write(HELLO)
    printer.read_until(b"ok\n")
    for number in range(1, 301):
        printer.write(line(number, f"G1 X{number % 200}"))
        assert printer.read_until(b"ok\n") == b"ok\n"
    printer.write(line(301, "M105"))
    assert b"ok T:22.00" in printer.read_until(b"C@:0\n")
    assert printer.log.read_text().splitlines() == [f"G1 X{number % 200}" for number in range(1, 301)]
    assert printer.ask("state")["last_line_number"] == 301
    assert printer.ask("quit") == {"ok": True}
    assert printer.process.wait(20) == 0
    assert not printer.link.is_symlink()
    assert not printer.control.exists()


def test_the_board_lives_on_while_nobody_has_the_device_open(running, line, eventually):
    printer = running("--speed", "0")
    printer.open()
    printer.write(line(1, "M104 S200"))
    printer.read_until(b"ok\n")
    printer.write("M155 S1")
    printer.read_until(b"ok\n")
    printer.close()
    eventually(lambda: printer.ask("state")["heaters"]["hotend"]["celsius"] > 190)
    printer.open()
    printer.write(line(2, "M105"))
    assert b"/200.00" in printer.read_until(b"C@:0\n")
    assert printer.ask("state")["last_line_number"] == 2


def test_the_next_user_does_not_read_what_was_meant_for_the_one_before(running, eventually):
    printer = running("--speed", "0")
    printer.open()
    printer.write("M118 first")
    eventually(lambda: printer.ask("state")["counts"]["executed"] == 1)
    printer.close()
    eventually(lambda: not printer.ask("state")["in_use"])
    printer.ask("say while nobody listens")
    printer.open()
    printer.write("M118 second")
    assert printer.read_until(b"ok\n") == b"second\nok\n"


def test_unplugged_and_plugged_in_again_the_board_keeps_its_state(running, line, eventually):
    printer = running("--speed", "0")
    printer.open()
    printer.write(line(1, "G1 X12"))
    printer.read_until(b"ok\n")
    assert printer.ask("unplug") == {"ok": True}
    printer.read_to_the_end()
    assert not printer.link.is_symlink()
    printer.close()
    assert printer.ask("replug") == {"ok": True}
    printer.open()
    printer.write("M114")
    assert b"X:12.00" in printer.read_until(b"ok\n")
    printer.ask("reset-on-replug on")
    printer.ask("unplug 0.05")
    printer.read_to_the_end()
    printer.close()
    eventually(printer.link.is_symlink)
    assert printer.ask("state")["last_line_number"] == 0


def test_opening_resets_some_boards(running, line, eventually):
    printer = running("--reset-on-open", "--speed", "0")
    printer.open()
    assert printer.read_until(b"Marlin 2.1.2").startswith(b"start\n")
    printer.write(line(1, "M400"))
    printer.read_until(b"\nok\n")
    printer.close()
    assert printer.ask("state")["last_line_number"] == 1
    eventually(lambda: not printer.ask("state")["in_use"])
    printer.open()
    printer.read_until(b"start\n")
    assert printer.ask("state")["counts"]["resets"] == 2


def test_an_emergency_stop_is_answered_within_milliseconds(running, line):
    printer = running("--speed", "1")
    printer.open()
    printer.write(b"G4 S100\n" * 5)
    sent = time.monotonic()
    printer.write("M112")
    assert printer.read_until(b"//action:poweroff\n").startswith(b"echo:M112 Shutdown\n")
    assert time.monotonic() - sent < 1.0
    printer.ask("reset")
    assert printer.read_until(b"start\n") == b"start\n"


def test_it_sleeps_when_there_is_nothing_to_do(running):
    printer = running("--speed", "1")
    printer.open()
    printer.write("M400")
    printer.read_until(b"ok\n")

    def processor_ticks():
        fields = Path(f"/proc/{printer.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    for use in ("open", "closed"):
        if use == "closed":
            printer.close()
        before = processor_ticks()
        time.sleep(0.5)
        assert processor_ticks() - before <= 10, use


def test_it_exits_by_itself_when_nobody_uses_it(running):
    printer = running("--exit-when-unused", "0.2")
    assert printer.process.wait(20) == 0
    assert not printer.link.is_symlink()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(running, number):
    printer = running()
    printer.process.send_signal(number)
    assert printer.process.wait(20) == 0
    assert not printer.link.is_symlink()
    assert not printer.control.exists()


def test_a_killed_one_leaves_nothing_in_the_way_of_the_next(running, folder):
    first = running()
    first.process.kill()
    first.process.wait()
    second = running()
    assert second.ask("state")["ok"]


def test_orders_by_command_line(running, capsys):
    printer = running()
    assert main(["--order", "noise 1000", "--control", str(printer.control)]) == 0
    assert main(["--order", "nonsense", "--control", str(printer.control)]) == 1
    assert main(["--order", "state", "--control", str(printer.folder / "nobody")]) == 1
    assert "no answer from the printer" in capsys.readouterr().err


def test_nobody_answers_an_order(folder):
    with pytest.raises(OrderError):
        order(folder / "nobody", "state")


def test_what_is_in_the_way_is_left_alone(running, folder, capsys):
    file = folder / "file"
    file.write_text("mine")
    assert main(["--link", str(file)]) == 1
    assert main(["--link", str(folder / "link"), "--control", str(file)]) == 1
    printer = running()
    assert main(["--link", str(folder / "link"), "--control", str(printer.control)]) == 1
    assert file.read_text() == "mine"
    assert not (folder / "link").is_symlink()
    assert capsys.readouterr().err.count("lezerprint virtual-printer: ") == 3


@pytest.mark.parametrize(
    "arguments",
    [[], ["--link", "x", "--speed", "-1"], ["--link", "x", "--noise", "2000000"], ["--order", "state"]],
)
def test_a_wrong_command_line_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_it_needs_neither_actors_nor_web_nor_numbers():
    code = (
        "import sys, lezerprint.virtual.program, lezerprint.virtual.sample\n"
        "print(sorted({'pykka', 'starlette', 'numpy', 'serial', 'asyncio'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
