"""Where settings come from, and which of them counts."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from platformdirs import user_config_path

from lezerprint.errors import SettingsError
from lezerprint.settings import PrinterSettings, Settings, load_settings

SAMPLE = Path(__file__).parents[1] / "config" / "lezerprint.toml"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("LEZERPRINT_") or name in {
            "PORT",
            "LOG_LEVEL",
            "PRINTER_PORT",
            "PRINTER_BAUDRATE",
        }:
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def toml(tmp_path):
    def write(text):
        file = tmp_path / "given.toml"
        file.write_text(text)
        return file

    return write


@pytest.fixture
def own_file():
    """The user's own file, where the system keeps it."""
    folder = user_config_path("lezerprint")
    folder.mkdir(parents=True)

    def write(text):
        (folder / "lezerprint.toml").write_text(text)

    return write


def test_nothing_is_said():
    settings = load_settings(None, {})
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 3001, "info")
    assert settings.printers == (PrinterSettings(),)
    assert settings.printer == PrinterSettings(
        name="default",
        device="auto",
        baudrate=None,
        orphan_timeout_seconds=300,
        residency_seconds=3,
        virtual_speed=1,
    )
    assert settings.data_dir.name == "lezerprint"


def test_the_sample_has_the_defaults():
    assert tomllib.loads(SAMPLE.read_text("utf-8"))["printers"]
    assert load_settings(SAMPLE, {}) == load_settings(None, {})


def test_what_counts_more(toml, own_file, monkeypatch):
    own_file("port = 1\nhost = 'own'\nlog_level = 'error'\n")
    assert load_settings(None, {}).port == 1
    given = toml("port = 2\nhost = 'given'\n")
    assert load_settings(given, {}).port == 2
    monkeypatch.setenv("PORT", "3")
    assert load_settings(given, {}).port == 3
    settings = load_settings(given, {"port": 4, "host": None})
    assert (settings.port, settings.host, settings.log_level) == (4, "given", "error")


def test_the_environments_names(monkeypatch, tmp_path):
    monkeypatch.setenv("LEZERPRINT_HOST", "0.0.0.0")  # noqa: S104 - a value, nothing listens
    monkeypatch.setenv("LEZERPRINT_DATA_DIR", "~/prints")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("HOST", "is not ours")
    settings = load_settings(None, {})
    assert settings.host == "0.0.0.0"  # noqa: S104 - as above
    assert settings.data_dir == tmp_path / "prints"
    assert settings.log_level == "warning"
    assert settings.port == 3001


def test_the_default_printers_environment(toml, monkeypatch):
    monkeypatch.setenv("PRINTER_PORT", "virtual")
    monkeypatch.setenv("PRINTER_BAUDRATE", "250000")
    assert load_settings(None, {}).printer == PrinterSettings(device="virtual", baudrate=250000)
    two = toml(
        "[[printers]]\nname = 'other'\ndevice = '/dev/a'\n"
        "[[printers]]\nname = 'default'\ndevice = '/dev/b'\nresidency_seconds = 1\n"
    )
    other, default = load_settings(two, {"printer": {"baudrate": 9600, "device": None}}).printers
    assert (other.device, other.baudrate) == ("/dev/a", None)
    assert (default.device, default.baudrate, default.residency_seconds) == ("virtual", 9600, 1)


def test_the_first_printer_is_the_default_where_none_has_that_name(toml):
    one = toml("[[printers]]\nname = 'a'\n[[printers]]\nname = 'b'\n")
    first, second = load_settings(one, {"printer": {"device": "/dev/x"}}).printers
    assert (first.device, second.device) == ("/dev/x", "auto")


def test_settings_stay_as_they_are():
    with pytest.raises(ValueError, match="frozen"):
        load_settings(None, {}).port = 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("port = 70000", "'port' should be less than or equal to 65535 (it is 70000)"),
        ("port = 'abc'", "'port' should be a valid integer (it is 'abc')"),
        ("colour = 1", "there is no setting 'colour'"),
        ("log_level = 'loud'", "'log_level' should be 'debug'"),
        ("data_dir = '~nobody-of-that-name/x'", "'data_dir' is in a home that is not there"),
        ("printers = []", "'printers'"),
        ("[[printers]]\nbaudrate = 0", "'printers.0.baudrate' should be greater than 0"),
        ("[[printers]]\nspeed = 0", "there is no setting 'printers.0.speed'"),
        ("[[printers]]\nvirtual_speed = inf", "'printers.0.virtual_speed'"),
        ("[[printers]]\nname='a'\n[[printers]]\nname='a'", "has two printers of the same name"),
        ("port = = 5", "given.toml are no TOML"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(toml, text, words):
    with pytest.raises(SettingsError) as raised:
        load_settings(toml(text), {})
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_wrong_environment_is_named(monkeypatch):
    monkeypatch.setenv("LEZERPRINT_PRINTERS", "{")
    with pytest.raises(SettingsError, match="printers"):
        load_settings(None, {})


def test_a_file_that_was_named_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match="there is no settings file"):
        load_settings(tmp_path / "nothing.toml", {})


def test_it_is_a_plain_settings_object():
    assert type(load_settings(None, {})) is Settings
