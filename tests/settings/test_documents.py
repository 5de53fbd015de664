"""Samples, reference page and README say what the fields' descriptions say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from lezerprint.settings import PrinterSettings, Settings, read_settings
from lezerprint.settings.alerts import AlertSettings
from lezerprint.settings.control import ControlSettings
from lezerprint.settings.documents import SECTIONS, documents
from lezerprint.settings.printing import PrintingSettings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "model", [Settings, PrinterSettings, ControlSettings, PrintingSettings, AlertSettings]
)
def test_every_setting_has_a_description_of_its_own(model):
    descriptions = [field.description for field in model.model_fields.values()]
    assert all(one and one[0].isupper() and one.endswith(".") for one in descriptions)
    assert len(set(descriptions)) == len(descriptions)


def test_every_setting_is_in_one_section():
    names = [name for section in SECTIONS.values() for name in section]
    assert sorted(names) == sorted(Settings.model_fields.keys() - {"printers", "cameras"})


@pytest.mark.parametrize("name", documents(README))
def test_the_files_are_those_made_from_the_fields(name):
    assert (ROOT / name).read_text("utf-8") == documents(README)[name], "run `make settings`"


def test_what_the_sample_shows_can_be_set(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    shown = re.sub(
        r"^# (?=\w+ = |\[)", "", (ROOT / "config" / "lezerprint.toml").read_text("utf-8"), flags=re.MULTILINE
    )
    said = tomllib.loads(shown)
    assert set(said) == set(Settings.model_fields)
    (printer,) = said["printers"]
    assert set(printer) == set(PrinterSettings.model_fields)
    assert set(printer["printing"]) == set(PrintingSettings.model_fields)
    file = tmp_path / "sample.toml"
    file.write_text(re.sub(r"^jwt_\w+ = .*$", "", shown, flags=re.MULTILINE))
    _, problems = read_settings(file, {})
    assert problems == []
