"""The program's frame: help, version, errors, what is imported when."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from serial.tools.list_ports_common import ListPortInfo
from simulated import wait_until

from lezerprint.cli import ports
from lezerprint.cli.interrupts import CancelledError, Interrupts
from lezerprint.cli.program import main

HEAVY = ("numpy", "pydantic", "rich", "serial", "uvicorn", "pykka", "starlette")


def ask(*words):
    return subprocess.run(
        [sys.executable, "-m", "lezerprint", *words], capture_output=True, text=True, check=False, timeout=60
    )


def test_help_names_the_commands_and_imports_nothing_heavy():
    script = (
        "import sys, lezerprint.cli.program as p\n"
        "try: p.main(['--help'])\n"
        f"finally: print('heavy:', [name for name in {HEAVY} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0
    assert all(name in done.stdout for name in ("print", "serve", "demo", "ports", "virtual-printer"))
    assert "heavy: []" in done.stdout


def test_version():
    assert ask("--version").stdout.startswith("lezerprint 0.")


@pytest.mark.parametrize("words", [[], ["sing"], ["print"], ["print", "x", "--virtual-speed", "-1"]])
def test_wrong_usage(words):
    done = ask(*words)
    assert done.returncode == 2
    assert "usage: lezerprint" in done.stderr


def test_the_virtual_printer_reads_its_own_arguments(tmp_path):
    assert "usage: lezerprint virtual-printer" in ask("virtual-printer", "--help").stdout
    link = tmp_path / "tty"
    process = subprocess.Popen([sys.executable, "-m", "lezerprint", "virtual-printer", "--link", str(link)])
    wait_until(link.is_symlink)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_an_error_is_one_line(capsys, tmp_path):
    assert main(["serve", "--config", str(tmp_path / "nothing")]) == 1
    assert capsys.readouterr().err == f"lezerprint: settings file not found: {tmp_path / 'nothing'}\n"


def test_ports_in_a_table():
    usb = ListPortInfo("/dev/ttyUSB0")
    usb.vid, usb.pid, usb.serial_number, usb.location = 0x1A86, 0x7523, "A1", "1-1.4"
    usb.description = "USB Serial"
    lines = ports.table([("device", "VID:PID", "serial", "location", "what"), ports.row(usb)])
    assert lines == [
        "device        VID:PID    serial  location  what",
        "/dev/ttyUSB0  1a86:7523  A1      1-1.4     USB Serial",
    ]
    assert ports.row(ListPortInfo("/dev/ttyS0"))[1:] == ("-", "-", "-", "-")


def test_ports_is_a_command():
    done = ask("ports")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(("device", "no serial port"))


def test_interrupts_are_counted_and_the_handlers_put_back():
    before = signal.getsignal(signal.SIGTERM)
    with Interrupts() as interrupts:
        interrupts.check()
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        assert interrupts.count == 1
        assert interrupts.exit_code == 143
        with pytest.raises(CancelledError):
            interrupts.check()
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_it_writes_is_for_its_user_alone(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    done = ask("migrate", "--data-dir", str(data))
    assert done.returncode == 0, done.stderr
    modes = {path: path.stat().st_mode & 0o077 for path in (data, *data.rglob("*"))}
    assert set(modes.values()) == {0}, modes
