"""Secrets that are generated once, and who may read them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from plain_environment import without_settings

from lezerprint.errors import SettingsError
from lezerprint.secret_files import load_secrets
from lezerprint.settings import load_settings

ONE_SECRET = "a" * 32
OTHER_SECRET = "b" * 32


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch, tmp_path):
    without_settings(monkeypatch, tmp_path)


@pytest.fixture
def settings(tmp_path):
    return load_settings(None, {"data_dir": tmp_path / "kept"})


@pytest.fixture
def file(settings):
    return settings.data_dir / "secrets.json"


def test_they_are_generated_once_for_the_owner_alone(settings, file):
    first = load_secrets(settings)
    assert load_secrets(settings) == first
    assert len({first.access, first.refresh, first.signing}) == 3
    assert min(map(len, (first.access, first.refresh, first.signing))) >= 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secrets.json"]
    assert first.access.decode() not in repr(first)


def test_two_data_directories_have_different_ones(settings, tmp_path):
    other = load_settings(None, {"data_dir": tmp_path / "other"})
    assert load_secrets(settings).access != load_secrets(other).access


def test_those_that_are_set_count_and_make_no_file(settings, file, tmp_path, monkeypatch):
    monkeypatch.setenv("JWT_SECRET", ONE_SECRET)
    half = load_secrets(load_settings(None, {"data_dir": tmp_path / "kept"}))
    assert half.access == ONE_SECRET.encode()
    assert file.exists()
    monkeypatch.setenv("JWT_REFRESH_SECRET", OTHER_SECRET)
    both = load_secrets(load_settings(None, {"data_dir": tmp_path / "unneeded"}))
    assert (both.access, both.refresh) == (ONE_SECRET.encode(), OTHER_SECRET.encode())
    assert both.signing == half.signing  # servers that share the secret share addresses
    assert not (tmp_path / "unneeded").exists()


def test_programs_that_begin_at_once_have_the_same(settings, file):
    file.parent.mkdir()
    script = (
        "import sys; from pathlib import Path\n"
        "from lezerprint.secret_files import _kept\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(_kept(Path(sys.argv[1])))\n"
    )
    for _ in range(3):
        file.unlink(missing_ok=True)
        programs = [
            subprocess.Popen(
                [sys.executable, "-c", script, file],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(4)
        ]
        for program in programs:
            program.stdout.readline()
        for program in programs:
            program.stdin.write("\n")
            program.stdin.flush()
        assert len({program.communicate()[0] for program in programs}) == 1
    assert [path.name for path in file.parent.iterdir()] == ["secrets.json"]


def test_a_file_that_others_can_read_is_closed_to_them(settings, file, caplog):
    before = load_secrets(settings)
    file.chmod(0o644)
    assert load_secrets(settings) == before
    assert file.stat().st_mode & 0o777 == 0o600
    assert "others could read" in caplog.text


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "{}", '{"access": 1, "refresh": 2}', "[" * 60_000, "\x00"),
        '{"access": "short", "refresh": "other"}',
        f'{{"access": "{ONE_SECRET}", "refresh": "{ONE_SECRET}"}}',
    ],
)
def test_a_damaged_file_is_refused_by_name_and_left_alone(settings, file, content):
    file.parent.mkdir()
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(SettingsError, match=r"secrets\.json is damaged; set JWT_SECRET"):
        load_secrets(settings)
    assert file.read_text() == content


def test_neither_a_link_nor_a_pipe_is_read(settings, file, tmp_path):
    load_secrets(settings)
    elsewhere = file.rename(tmp_path / "elsewhere.json")
    file.symlink_to(elsewhere)
    with pytest.raises(SettingsError, match="cannot be kept"):
        load_secrets(settings)
    file.unlink()
    os.mkfifo(file, 0o600)
    with pytest.raises(SettingsError, match="no plain file"):
        load_secrets(settings)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(SettingsError, match=r"taken/secrets\.json cannot be kept"):
        load_secrets(load_settings(None, {"data_dir": tmp_path / "taken"}))
