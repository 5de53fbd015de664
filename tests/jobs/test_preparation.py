"""Why a job cannot be prepared is told in words that its user knows."""

from __future__ import annotations

import threading
import time

import pytest
from disks import small_disk

from lezerprint.errors import GcodeFileError, SpoolError
from lezerprint.jobs.job import new_job
from lezerprint.jobs.preparation import Preparation
from lezerprint.jobs.store import JobStore


def prepare(folder, source, content):
    source.write_bytes(content)
    job = new_job("default", "bracket.gcode", str(source), time.time())
    return Preparation(JobStore(folder)).prepare(job, threading.Event())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"G28\n;" + b"x" * 70_000 + b"\nG1 X1\n", "bracket.gcode: line 2 is longer than 64 KiB"),
        (b"; nothing\n", "bracket.gcode: there is no G-code command"),
        (b"", "bracket.gcode is empty"),
        (b"GCDE and more", "bracket.gcode is binary G-code (.bgcode): export it as plain text"),
    ],
)
def test_a_file_has_the_name_that_its_user_gave_it(tmp_path, content, why):
    with pytest.raises(GcodeFileError) as raised:
        prepare(tmp_path / "jobs", tmp_path / "6f0c.gcode", content)
    assert str(raised.value) == why


def test_a_full_disk_is_told_without_a_path(tmp_path):
    with small_disk(1) as disk:
        with pytest.raises(SpoolError) as raised:
            prepare(disk, tmp_path / "6f0c.gcode", b"G1 X1 Y1 E1\n" * 200_000)
        assert str(raised.value) == "cannot write the spool: No space left on device"
