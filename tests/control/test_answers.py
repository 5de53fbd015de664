"""What the firmware said."""

from __future__ import annotations

from lezerprint.control.answers import answer_lines, mesh_of, position_of, settings_of

AUTOREPORT = " T:20.00 /0.00 B:20.00 /0.00 @:0 B@:0"
POSITION = "X:1.00 Y:2.00 Z:3.00 E:4.00 Count X:80 Y:160 Z:1200"


def test_what_comes_by_itself_is_left_out():
    said = [AUTOREPORT, "echo:busy: processing", POSITION, "echo:Unknown command", "FR:100%"]
    assert answer_lines(b"M220", said) == ["echo:Unknown command", "FR:100%"]
    assert answer_lines(b"M114", said) == [POSITION, "echo:Unknown command", "FR:100%"]


def test_the_answer_to_m105_is_in_its_ok():
    answer = "ok T:20.00 /0.00 B:20.00 /0.00 @:0 B@:0"
    assert answer_lines(b"M105", [AUTOREPORT, answer]) == [answer]


def test_a_position():
    assert position_of(["echo:x", POSITION]).z == 3
    assert position_of([]) is None


def test_a_mesh():
    lines = ["Bilinear Leveling Grid:", "      0      1", " 0 +0.100 -0.200", " 1 +0.000 =======", "echo:ON"]
    assert mesh_of(lines) == [[0.1, -0.2], [0.0, None]]
    assert mesh_of(["echo:Bed Leveling OFF"]) == []


def test_settings():
    lines = [
        "echo:; Linear Units:",
        "echo:  G21 ; (mm)",
        "echo:; Steps per unit:",
        "echo:  M92 X80.00 Y80.00 Z400.00 E93.00",
        "echo:  M92 T1 E95.00",
        "echo:Something else",
    ]
    units, steps, more = settings_of(lines)
    assert (units.title, units.command, units.values) == ("Linear Units", "G21", {})
    assert steps.values == {"X": 80, "Y": 80, "Z": 400, "E": 93}
    assert (more.title, more.values) == ("Steps per unit", {"T": 1, "E": 95})
