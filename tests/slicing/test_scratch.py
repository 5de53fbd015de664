"""Folders for unfinished work: nothing in use is removed, nothing abandoned stays."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from lezerprint.slicing.scratch import remove_abandoned, scratch_folder

HOLDER = """
import sys, time
from pathlib import Path
from lezerprint.slicing.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


def test_a_folder_is_gone_afterwards_whatever_happened(tmp_path):
    def fail():
        with scratch_folder(tmp_path / "new") as folder:
            (folder / "file").touch()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_in_use_stays(tmp_path):
    with scratch_folder(tmp_path) as folder:
        assert remove_abandoned(tmp_path) == 0
        assert folder.is_dir()


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path):
    (tmp_path / "result.gcode").touch()
    with subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"ready\n"
        assert remove_abandoned(tmp_path) == 0
        holder.kill()
    assert remove_abandoned(tmp_path) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["result.gcode"]


def test_one_that_is_just_being_made_stays_and_a_very_old_one_goes(tmp_path):
    (tmp_path / ".slicing-young").mkdir()
    (tmp_path / ".slicing-old").mkdir()
    os.utime(tmp_path / ".slicing-old", (1, 1))
    assert remove_abandoned(tmp_path) == 1
    assert [one.name for one in tmp_path.iterdir()] == [".slicing-young"]


def test_many_at_once_do_not_take_each_others(tmp_path):
    def use(number):
        remove_abandoned(tmp_path)
        with scratch_folder(tmp_path) as folder:
            (folder / "mine").write_text(str(number))
            remove_abandoned(tmp_path)
            return (folder / "mine").read_text()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(use, range(200))) == [str(number) for number in range(200)]
    assert list(tmp_path.iterdir()) == []
