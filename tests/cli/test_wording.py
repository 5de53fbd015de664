"""A print in words."""

from __future__ import annotations

import pytest

from lezerprint.cli import wording
from lezerprint.cli.printing import introduction
from lezerprint.gcode.spooling import SpoolSummary


def snapshot(*, state="printing", connection="ready", reason="", prompt=None, temperatures=None, **job):
    return {
        "connection": {"state": connection, "reason": reason, "device": "/dev/x", "baudrate": 115200},
        "temperatures": temperatures or {},
        "prompt": prompt,
        "job": {
            "state": state,
            "waiting_for": None,
            "acknowledged": 50,
            "lines": 200,
            "layer": None,
            "layers": 0,
        }
        | job,
    }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "printing"),
        ({"waiting_for": "the bed to reach 60 °C"}, "waiting for the bed to reach 60 °C"),
        ({"state": "paused", "waiting_for": "the bed"}, "paused"),
        ({"connection": "absent"}, "link lost, waiting for the device"),
        ({"connection": "connecting"}, "link back, asking the printer where it is"),
        ({"connection": "busy", "reason": "in use by X"}, "link lost: in use by X"),
        ({"connection": "halted", "state": "failed"}, "failed"),
        ({"prompt": {"text": "Change filament", "shown": True}}, "the printer asks: Change filament"),
        ({"prompt": {"text": "Change filament", "shown": False}}, "printing"),
    ],
)
def test_what_is_being_done(given, words):
    assert wording.status(snapshot(**given)) == words


def test_temperatures():
    known = {
        "tool0": {"actual": 201.4, "target": 210.0},
        "bed": {"actual": 22.0, "target": 0.0},
        "chamber": {"actual": 30.0, "target": None},
    }
    assert wording.temperatures(snapshot(temperatures=known)) == ["hotend 201/210 °C", "bed 22 °C"]
    known |= {"tool1": {"actual": None, "target": 0.0}, "chamber": {"actual": 30.0, "target": 40.0}}
    assert wording.temperatures(snapshot(temperatures=known)) == [
        "hotend 0 201/210 °C",
        "bed 22 °C",
        "chamber 30/40 °C",
        "hotend 1 ? °C",
    ]
    assert wording.hot_heaters(snapshot(temperatures=known)) == ["hotend 0", "chamber"]


def test_a_view():
    view = wording.view(snapshot(layer=2, layers=30), 75.0)
    assert view == wording.View(0.25, "printing", ("layer 3/30",), "1 min left")
    assert wording.view(snapshot(), None) == wording.View(0.25, "printing", (), "")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min"), (3599, "59 min"), (3900, "1 h 5 min"), (273600, "3 d 4 h")],
)
def test_durations(seconds, words):
    assert wording.duration(seconds) == words


def test_notices():
    wrong = {"event": "position_error", "axes": ["x"], "found": {"x": 12.5, "y": 1.0}, "expected": {}}
    assert wording.notice(wrong) == "the printer is not where the file says: X 12.5"
    assert (
        wording.notice({"event": "firmware_warning", "text": "bed {cold}"}) == "the printer says: bed {cold}"
    )
    left_out = {"event": "text_left_out", "text": "the printer refuses this text", "command": "M117 odd"}
    assert wording.notice(left_out) == "the printer refuses this text"
    assert wording.notice({"event": "job", "state": "printing"}) == ""


def test_what_a_file_is():
    plain = SpoolSummary(1, 0, 0, 10, "", 0, 0, 0, None)
    assert introduction("a.gcode", plain) == "a.gcode: 1 command"
    rich = SpoolSummary(43210, 0, 0, 10, "", 1, 2, 240, 4320.0)
    assert introduction("a.gcode", rich) == (
        "a.gcode: 43210 commands, 240 layers, about 1 h 12 min, 1 line skipped that cannot be sent"
    )


def test_what_cannot_be_promised():
    klipper = {"firmware": {"FIRMWARE_NAME": "Klipper"}, "capabilities": {}}
    assert wording.limits(klipper).startswith("Klipper does not check line numbers")
    assert wording.limits({"firmware": {}, "capabilities": {}}) == ""
