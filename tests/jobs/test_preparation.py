"""Why a job cannot be prepared is told in words that its user knows."""

from __future__ import annotations

import threading
import time
from uuid import uuid4

import pytest
from disks import small_disk

from lezerprint.errors import GcodeFileError, SpoolError
from lezerprint.jobs.errors import NotPrintableError
from lezerprint.jobs.job import Recovery, new_job
from lezerprint.jobs.preparation import Preparation
from lezerprint.jobs.store import JobStore
from lezerprint.settings import PrinterSettings


def prepare(folder, source, content):
    source.write_bytes(content)
    job = new_job("default", "bracket.gcode", str(source), time.time())
    return Preparation(JobStore(folder)).prepare(job, threading.Event())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"G28\n" + b"x" * 70_000 + b"\nG1 X1\n", "bracket.gcode: line 2 is longer than 64 KiB"),
        (b"; nothing\n", "bracket.gcode: it contains no G-code commands"),
        (b"", "bracket.gcode is empty"),
        (
            b"GCDE",
            "bracket.gcode: the binary G-code is cut short: it ends within its header",
        ),
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


@pytest.mark.parametrize(
    ("printers", "why"),
    [
        ({}, "its printer is no longer in the settings"),
        ({"default": PrinterSettings()}, "the rest of a job cannot be planned without its port process"),
    ],
)
def test_a_rest_that_cannot_be_planned_is_not_printed_as_a_whole_file(tmp_path, printers, why):
    source = tmp_path / "6f0c.gcode"
    source.write_bytes(b"G28\nG1 X1 Y1 E1\n")
    rest = new_job("default", "bracket.gcode", str(source), time.time(), recovery=Recovery(uuid4(), {}))
    store = JobStore(tmp_path / "jobs")
    with pytest.raises(NotPrintableError, match=why):
        Preparation(store, printers=printers).prepare(rest, threading.Event())
    assert not store.spool_path(rest.id).exists()
