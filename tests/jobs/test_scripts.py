"""What is printed besides a file: the scripts in the settings, with what is known in their places."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from lezerprint.base.enums import JobState, TimelapseMode
from lezerprint.errors import SettingsError
from lezerprint.jobs.forecast import Forecast
from lezerprint.jobs.job import Job, Overrides
from lezerprint.jobs.scripts import spool_options
from lezerprint.port.template import check, render
from lezerprint.settings import PrinterSettings
from lezerprint.settings.loading import load_settings
from lezerprint.settings.printing import PrintingSettings

JOB = Job(uuid4(), "p", "part.gcode", "/part.gcode", JobState.QUEUED, 1.0, sha256="00")
FORECAST = Forecast(600.0, hotend_celsius=205.0, bed_celsius=60.0, layers=120)


def options(job=JOB, **printing):
    printer = PrinterSettings(volume=(200, 210, 180), printing=PrintingSettings(**printing))
    return spool_options(job, FORECAST, printer)


def test_before_and_after_the_file():
    found = options(
        start_script=["M104 S{hotend}", "M117 {layers} layers", "G1 X{volume_x}", "M141 S{chamber}"],
        end_script=["M84", "G1 Y{volume_y}"],
    )
    assert found.prelude == ["M104 S205", "M117 120 layers", "G1 X200"]
    assert found.epilogue == ["M84", "G1 Y210"]
    assert found.expected_sha256 == "00"


def test_what_is_overridden_counts():
    job = Job(**{name: getattr(JOB, name) for name in JOB.__slots__} | {"overrides": Overrides(215.0, 0.0)})
    found = options(job, start_script=["M104 S{hotend}", "M140 S{bed}"])
    assert found.prelude == ["M104 S215", "M140 S0"]
    assert (found.targets.hotend_celsius, found.targets.bed_celsius) == (215.0, 0.0)


def test_scripts_of_the_port_process_fit_it():
    found = options(paused_hotend_celsius=150)
    assert found.scripts["pause"][-1] == "M104 S150"
    for script in found.scripts.values():
        check(script)
    known = {"x": 1.0, "y": 2.0, "z": 3.0, "park_z": 8.0, **found.values}
    assert render(found.scripts["pause"], known)[-2:] == [b"G1 X0 Y0 F6000", b"M104 S150"]
    assert found.values["max_z"] == 180


def test_nobody_parks_who_shall_stay():
    found = options(park=())
    assert "park_x" not in found.values
    assert not any(
        b"X" in command for command in render(found.scripts["pause"], {"park_z": 8.0, **found.values})
    )


def test_only_a_parked_time_lapse_stops_for_pictures():
    modes = {mode: replace(JOB, timelapse=mode) for mode in TimelapseMode}
    stops = {mode for mode, job in modes.items() if options(job).photos}
    assert stops == {TimelapseMode.LAYER_PARKED}
    assert not options().photos
    found = options(modes[TimelapseMode.LAYER_PARKED], park=(5, 6))
    known = {"x": 1.0, "y": 2.0, "z": 3.0, "photo_z": 4.0, **found.values}
    assert render(found.scripts["photo_park"], known)[-2:] == [b"G1 Z4 F600", b"G1 X5 Y6 F6000"]
    assert b"G1 X1 Y2 F6000" in render(found.scripts["photo_return"], known)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('start_script = ["G1 X{x}"]', "printers.0.printing.start_script"),
        ('pause_script = ["G1 X{volume_x}"]', "printers.0.printing.pause_script"),
        ('end_script = ["hello"]', "printers.0.printing.end_script"),
        ('cancel_script = ["G1 X{"]', "printers.0.printing.cancel_script"),
        ('resume_script = ["M117 a\\nM112"]', "printers.0.printing.resume_script"),
        ("retract = -1", "printers.0.printing.retract"),
        ("park = [1]", "printers.0.printing.park"),
        ("lifts = 3", "printers.0.printing.lifts"),
    ],
)
def test_what_cannot_be_set(tmp_path, text, named):
    file = tmp_path / "lezerprint.toml"
    file.write_text(f'[[printers]]\nname = "p"\n[printers.printing]\n{text}\n')
    with pytest.raises(SettingsError, match=named):
        load_settings(file, {})
