"""The settings of alerts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from lezerprint.errors import SettingsError
from lezerprint.settings import load_settings
from lezerprint.settings.alerts import AlertSettings

SAMPLE = Path(__file__).parents[2] / "config" / "lezerprint.toml"
PRINTER = '[[printers]]\nname = "default"\n[printers.alerts]\n'


@pytest.fixture
def load(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))

    def loaded(text):
        file = tmp_path / "settings.toml"
        file.write_text(PRINTER + text)
        return load_settings(file, {}).printer.alerts

    return loaded


def test_of_one_printer(load):
    assert load("") == AlertSettings()
    assert load("drift_celsius = 4\nstall_seconds = 60") == AlertSettings(drift_celsius=4, stall_seconds=60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("drift_celsius = 0", "alerts.drift_celsius"),
        ("heating_seconds = 'long'", "alerts.heating_seconds"),
        ("resends_per_minute = 0", "alerts.resends_per_minute"),
        ("drift_seconds = -1", "alerts.drift_seconds"),
        ("drift = 1", "alerts.drift"),
    ],
)
def test_what_is_wrong_is_told(load, text, words):
    with pytest.raises(SettingsError, match=words):
        load(text)


def test_the_sample_has_all_of_them_with_their_defaults():
    _, _, after = SAMPLE.read_text("utf-8").partition("# [printers.alerts]\n")
    lines = [line.removeprefix("# ") for line in after.splitlines() if " = " in line]
    assert tomllib.loads("\n".join(lines)) == AlertSettings().model_dump()
