"""What the user sets for control by hand."""

from __future__ import annotations

import pytest
from plain_environment import without_settings

from lezerprint.errors import SettingsError
from lezerprint.settings import load_settings
from lezerprint.settings.control import ControlSettings


@pytest.fixture
def load(monkeypatch, tmp_path):
    without_settings(monkeypatch, tmp_path)

    def load(text):
        file = tmp_path / "given.toml"
        file.write_text(f"[[printers]]\n[printers.control]\n{text}\n")
        return load_settings(file, {}).printer.control

    return load


def test_what_is_not_said_has_its_default(load):
    assert load("") == ControlSettings()
    assert load("max_lift_speed = 600").max_lift_speed == 600


def test_macros(load):
    text = '[printers.control.macros]\npreheat = ["M104 S200", "M140 S60 ; the bed"]'
    assert load(text).macros["preheat"].commands == ("M104 S200", "M140 S60 ; the bed")


def test_a_macro_with_parameters(load):
    text = """
        [printers.control.macros.purge]
        commands = ["G1 E{length} F150", "M117 {note}"]
        favourite = true
        [printers.control.macros.purge.parameters.length]
        min = 1
        max = 50
        [printers.control.macros.purge.parameters.note]
        type = "text"
        default = "purged"
    """
    macro = load(text).macros["purge"]
    assert macro.favourite
    assert macro.filled({"length": 20}) == ("G1 E20 F150", "M117 purged")


def test_presets(load):
    assert load("").presets["PLA"].bed == 60
    assert set(load("presets = { Wax = { hotend = 90 } }").presets) == {"Wax"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("max_lift_speed = 0", "printers.0.control.max_lift_speed"),
        ("speed = 1", "printers.0.control.speed"),
        ("macros = { a = [] }", "printers.0.control.macros.a"),
        ('macros = { "a/b" = ["G28"] }', "printers.0.control.macros"),
        ('macros = { a = ["G28", "home it"] }', "'home it' is not a G-code command"),
        ('macros = { a = ["G28\\nG1"] }', "one command at a time"),
        ('macros = { a = { commands = ["G1 X{x}"] } }', "no parameter x"),
        ('macros = { a = { commands = ["M{x}"], parameters = { x = {} } } }', "place of the command"),
        (
            'macros = { a = { commands = ["G1 X{x}"], parameters = { x = { type = "text" } } } }',
            "M117 and M118 only",
        ),
        (
            'macros = { a = { commands = ["G28"], parameters = { x = { type = "choice" } } } }',
            "needs choices",
        ),
        ('macros = { a = { commands = ["G28"], parameters = { x = { min = 2, max = 1 } } } }', "above max"),
        ('macros = { a = { commands = ["G28"], parameters = { x = { max = 1, default = 2 } } } }', "to 1"),
        ("filament_load_length = 9000", "printers.0.control.filament_load_length"),
    ],
)
def test_what_is_wrong_is_named(load, text, words):
    with pytest.raises(SettingsError, match=words):
        load(text)
