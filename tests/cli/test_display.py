"""What is seen: plain lines, and the two lines on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest
from rich.console import Console
from rich.text import Text

from lezerprint.cli.display import PlainDisplay
from lezerprint.cli.terminal import drawing
from lezerprint.cli.wording import PrintView


def test_plain_lines_are_few(capsys):
    display = PlainDisplay()
    for text in ("connecting", "connecting", "connecting at 9600 baud"):
        display.status(text)
    display.show(PrintView(0.0, "waiting for the bed", ("bed 20/60 °C",), ""))
    for percent in range(101):
        display.show(PrintView(percent / 100, "printing", ("layer 1/2",), "1 min left"))
    display.close()
    display.say("done")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["connecting", "connecting at 9600 baud", "  0 %  waiting for the bed, bed 20/60 °C"]
    assert [line[:5] for line in lines[3:-1]] == [f"{percent:3d} %" for percent in range(0, 101, 10)]
    assert lines[-2] == "100 %  printing, layer 1/2, 1 min left"
    assert lines[-1] == "done"


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_a_drawing_has_two_lines(columns):
    console = Console(width=columns, record=True, file=open(os.devnull, "w"))  # noqa: PTH123, SIM115 - nowhere
    view = PrintView(0.345, "printing", ("layer 3/30", "hotend 210/210 °C", "bed 60/60 °C"), "38 min left")
    console.print(drawing(Text("part.gcode"), view))
    console.file.close()
    lines = console.export_text().splitlines()
    assert len(lines) == 2
    assert all(len(line) <= columns for line in lines)
    assert lines[1].startswith("printing  ·  layer 3/30")
    if columns >= 80:
        assert lines[0].startswith("part.gcode  ━")
        assert " 34 %  38 min left" in lines[0]


def test_a_closed_pipe_does_not_matter():
    script = (
        "from lezerprint.cli.display import PlainDisplay as D\nd = D()\nfor i in range(9): d.say('x' * 99)\n"
    )
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=write, stderr=subprocess.PIPE, check=False, timeout=60
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_print_on_a_terminal(desk, gcode):
    command = [sys.executable, "-m", "lezerprint", "print", str(gcode()), "--device", "virtual"]
    command += ["--virtual-speed", "0", "--config", str(desk.config)]
    master, slave = pty.openpty()
    environment = desk.environment | {"TERM": "xterm", "COLUMNS": "100", "LINES": "24"}
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    seen = b""
    try:
        while data := os.read(master, 4096):
            seen += data
    except OSError:
        pass  # the terminal's other end is closed: the program has ended
    os.close(master)
    assert process.wait(60) == 0
    text = seen.decode()
    assert "━" in text
    assert "100 %" in text
    assert text.rindex("part.gcode printed in") > text.rindex("━")
