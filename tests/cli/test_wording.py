"""A print in words."""

from __future__ import annotations

import pytest
from snapshots import run_report, snapshot

from lezerprint.cli import wording
from lezerprint.cli.printing import introduction
from lezerprint.gcode.spooling import SpoolSummary
from lezerprint.port.contract import events
from lezerprint.port.contract.heaters import HeaterReading
from lezerprint.port.contract.snapshot import Prompt


def standing(*, connection="ready", reason="", prompt=None, temperatures=None, **job):
    """A printer and its job."""
    run = run_report(**{"acknowledged": 50, "lines": 200, **job})
    return snapshot(connection, reason, prompt=prompt, temperatures=temperatures or {}, job=run)


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
        ({"prompt": Prompt("Change filament", shown=True)}, "the printer asks: Change filament"),
        ({"prompt": Prompt("Change filament")}, "printing"),
    ],
)
def test_what_is_being_done(given, words):
    known = standing(**given)
    assert wording.status(known, known.job) == words


def test_temperatures():
    known = {
        "tool0": HeaterReading(201.4, 210.0),
        "bed": HeaterReading(22.0, 0.0),
        "chamber": HeaterReading(30.0, None),
    }
    assert wording.temperatures(standing(temperatures=known)) == ["hotend 201/210 °C", "bed 22 °C"]
    known |= {"tool1": HeaterReading(None, 0.0), "chamber": HeaterReading(30.0, 40.0)}
    assert wording.temperatures(standing(temperatures=known)) == [
        "hotend 0 201/210 °C",
        "bed 22 °C",
        "chamber 30/40 °C",
        "hotend 1 ? °C",
    ]
    assert wording.hot_heaters(standing(temperatures=known)) == ["hotend 0", "chamber"]


def test_a_view():
    known = standing(layer=3, layers=30)
    view = wording.view(known, known.job, 75.0)
    assert view == wording.PrintView(0.25, "printing", ("layer 3/30",), "1 min left")
    known = standing()
    assert wording.view(known, known.job, None) == wording.PrintView(0.25, "printing", (), "")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min"), (3599, "59 min"), (3900, "1 h 5 min"), (273600, "3 d 4 h")],
)
def test_durations(seconds, words):
    assert wording.duration(seconds) == words


def test_notices():
    wrong = events.PositionError(axes=("x",), found={"x": 12.5, "y": 1.0}, expected={})
    assert wording.notice(wrong) == "the printer is not where the file says: X 12.5"
    warning = events.FirmwareWarning(text="bed {cold}")
    assert wording.notice(warning) == "the printer says: bed {cold}"
    left_out = events.TextLeftOut(text="the printer refuses this text", command="M117 odd")
    assert wording.notice(left_out) == "the printer refuses this text"
    assert wording.notice(events.JobChanged(run=run_report())) == ""


def test_what_a_file_is():
    plain = SpoolSummary(1, 0, 0, 10, "", 0, 0, 0, None)
    assert introduction("a.gcode", plain) == "a.gcode: 1 command"
    rich = SpoolSummary(43210, 0, 0, 10, "", 1, 2, 240, 4320.0)
    assert introduction("a.gcode", rich) == (
        "a.gcode: 43210 commands, 240 layers, about 1 h 12 min, 1 invalid line skipped"
    )


def test_what_cannot_be_promised():
    klipper = snapshot(firmware={"FIRMWARE_NAME": "Klipper"})
    assert wording.limits(klipper).startswith("Klipper does not check line numbers")
    assert wording.limits(snapshot()) == ""
