"""Files that are replaced whole."""

import errno
import os
from pathlib import Path

import pytest

from lezerprint.base import durable


@pytest.fixture
def calls(monkeypatch):
    """What is synced and renamed, in this order, by name."""
    seen = []

    def noted(call, name):
        def and_note(*arguments, **more):
            path = Path(f"/proc/self/fd/{arguments[0]}").readlink() if name == "sync" else Path(arguments[1])
            seen.append((name, path.name))
            return call(*arguments, **more)

        return and_note

    monkeypatch.setattr(os, "fsync", noted(os.fsync, "sync"))
    monkeypatch.setattr(os, "rename", noted(os.rename, "rename"))
    return seen


def test_a_file_gets_its_name_after_its_content_and_then_the_folder_is_synced(tmp_path, calls):
    path = tmp_path / "record.json"
    path.write_bytes(b"old")
    durable.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["record.json"]
    assert calls == [("sync", "record.json.new"), ("rename", "record.json"), ("sync", tmp_path.name)]


def test_folders_that_are_made_are_synced_in_those_above_them(tmp_path, calls):
    durable.write(tmp_path / "a" / "b" / "record.json", b"new")
    assert calls[:2] == [("sync", tmp_path.name), ("sync", "a")]
    assert calls[-1] == ("sync", "b")


@pytest.mark.parametrize("fails", ["fsync", "rename"])
def test_a_file_is_as_before_when_the_disk_refuses(tmp_path, monkeypatch, fails):
    def refuse(*_):
        raise OSError(errno.EIO, "I/O error")

    path = tmp_path / "record.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, fails, refuse)
    with pytest.raises(OSError, match="I/O error"):
        durable.write(path, b"new")
    assert path.read_bytes() == b"old"
