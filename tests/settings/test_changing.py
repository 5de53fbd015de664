"""Settings are changed while the server runs: checked, stored, and in force from the next start on."""

from __future__ import annotations

import os
import stat

import pytest
from accounts_world import at_once

from lezerprint.effective_settings import effective
from lezerprint.settings import load_settings, stored_changes
from lezerprint.settings.changing import InvalidSettingError, SettingFixedError, change, next_settings, stored

WORD = "hush"


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "lezerprint.toml"
    path.write_text('currency = "CHF"\ntrash_hours = 12\n', "utf-8")
    return path


@pytest.fixture
def settings(tmp_path, config, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    return load_settings(config, {"data_dir": tmp_path / "data", "port": 4000})


def again(settings):
    return load_settings(settings.origin.config, settings.origin.flags)


def put(settings, **values):
    return change(settings, lambda before: before | values)


def shown(settings):
    return {one.key: one for one in effective(settings)}


def test_a_change_counts_more_than_the_file_and_is_in_force_at_the_next_start(settings):
    assert (settings.currency, settings.trash_hours) == ("CHF", 12)
    put(settings, currency="eur", trash_hours=48)
    assert settings.trash_hours == 12
    assert next_settings(settings).trash_hours == 48
    found = again(settings)
    assert (found.currency, found.trash_hours, found.port) == ("EUR", 48, 4000)
    change(settings, lambda before: {name: one for name, one in before.items() if name != "currency"})
    assert again(settings).currency == "CHF"


def test_what_is_stronger_refuses(settings, monkeypatch):
    with pytest.raises(SettingFixedError, match="flag"):
        put(settings, port=4001)
    monkeypatch.setenv("LEZERPRINT_TRASH_HOURS", "1")
    with pytest.raises(SettingFixedError, match="LEZERPRINT_TRASH_HOURS"):
        put(settings, trash_hours=2)


@pytest.mark.parametrize(
    ("name", "value"),
    [("slicer_path", "/bin/sh"), ("database_url", "sqlite:////x"), ("jwt_secret", "x" * 32)],
)
def test_what_is_the_computers_own_is_not_changed(settings, name, value):
    with pytest.raises(SettingFixedError):
        put(settings, **{name: value})
    assert stored(settings) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trash_hours", -1),
        ("currency", "euros"),
        ("nothing", 1),
        ("printers", []),
        ("printers", [{"name": "a"}, {"name": "a"}]),
        ("printers", [{"camera": "none"}]),
        ("smtp_port", "x"),
    ],
)
def test_what_is_wrong_is_refused_and_named(settings, name, value):
    put(settings, trash_hours=5)
    with pytest.raises(InvalidSettingError) as raised:
        put(settings, **{name: value})
    assert raised.value.field == name
    assert stored(settings) == {"trash_hours": 5}


def test_what_can_be_is_in_force_at_once(settings):
    assert settings.public_access
    put(settings, public_access=False)
    assert not settings.public_access
    assert not shown(settings)["public_access"].needs_restart


def test_of_several_at_once_none_is_lost(settings):
    names = ("trash_hours", "backup_keep", "task_workers", "notification_keep_days")
    at_once(*[lambda name=name: put(settings, **{name: 3}) for name in names])
    assert stored(settings) == dict.fromkeys(names, 3)


def test_only_this_user_reads_it(settings):
    put(settings, smtp_pass=WORD)
    path = stored_changes.path_in(settings.data_dir)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert again(settings).smtp_pass.get_secret_value() == WORD
    assert WORD not in str(list(effective(settings)))


def test_a_disk_that_refuses_changes_nothing(settings, monkeypatch):
    put(settings, trash_hours=5)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        put(settings, trash_hours=6)
    monkeypatch.undo()
    assert stored(settings) == {"trash_hours": 5}


def test_a_page_can_draw_each_field(settings):
    put(settings, trash_hours=48)
    found = shown(settings)
    trash = found["trash_hours"]
    assert (trash.value, trash.next_value, trash.default, trash.unit) == (12, 48, 24, "hours")
    assert (trash.value_schema["type"], trash.value_schema["minimum"]) == ("number", 0)
    assert (trash.is_stored, trash.needs_restart, trash.changeable) == (True, True, True)
    assert found["port"].fixed_by == "a flag of the command line sets it"
    assert found["env"].value_schema["enum"] == ["development", "production"]
    assert "PrinterSettings" in found["printers"].value_schema["$defs"]


@pytest.mark.parametrize("text", ["{", "[]", ""])
def test_a_damaged_file_is_named_at_the_start(settings, text):
    put(settings, trash_hours=5)
    path = stored_changes.path_in(settings.data_dir)
    path.write_text(text, "utf-8")
    with pytest.raises(Exception, match=str(path)):
        again(settings)


def test_what_another_version_knows_is_left_out(settings):
    stored_changes.write(settings.data_dir, {"of_another_version": 1, "trash_hours": 5})
    assert again(settings).trash_hours == 5
