"""What is saved is on disk in the end, whole; and a disk that takes nothing holds up nobody."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from uuid import NAMESPACE_OID, uuid4, uuid5

import pytest
from simulated import wait_until
from snapshots import checkpoint

from lezerprint.base.enums import EventType, JobState, Severity
from lezerprint.jobs.job import Job, JobIncident, Overrides, Owner, Recovery
from lezerprint.jobs.store import JobStore
from lezerprint.port.failure import FailureReason

FLUSH_SECONDS = 20.0


def key(name):
    """The id of the job that a test calls so."""
    return uuid5(NAMESPACE_OID, name)


def job(name, created_at, state=JobState.PRINTING, printer="p"):
    return Job(key(name), printer, f"{name}.gcode", f"/files/{name}.gcode", state, created_at)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "jobs"


@pytest.fixture
def store(folder):
    opened = JobStore(folder)
    yield opened
    opened.close()


def reopened_latest(folder, printer="p"):
    other = JobStore(folder)
    try:
        return other.latest(printer)
    finally:
        other.close()


def test_what_is_saved_is_found_by_the_next_store(store, folder):
    saved = replace(job("a", 1.0), started_at=2.0, ended_at=3.0, state=JobState.FAILED, reason="why: ü")
    store.save(saved)
    assert store.flush(FLUSH_SECONDS)
    assert reopened_latest(folder) == saved


def test_everything_of_a_job_is_kept(store, folder):
    incident = JobIncident("a 1", EventType.CUSTOM, Severity.WARNING, "ü", 4.0, {"heater": "bed"})
    saved = replace(
        job("a", 1.0, JobState.FAILED),
        owner=Owner(uuid4(), uuid4(), uuid4(), None),
        overrides=Overrides(hotend_celsius=215.0),
        recovery=Recovery(uuid4(), {"begin": "layer"}),
        failure=FailureReason.POWER_LOSS,
        place={"executed": 1},
        incidents=(incident,),
    )
    store.save(saved)
    assert store.flush(FLUSH_SECONDS)
    assert reopened_latest(folder) == saved


def test_the_newest_of_each_printer(store, folder):
    for name, created_at, printer in (("a", 1.0, "p"), ("b", 3.0, "p"), ("c", 2.0, "p"), ("d", 9.0, "q")):
        store.save(job(name, created_at, printer=printer))
    assert store.flush(FLUSH_SECONDS)
    assert (store.latest("p").id, store.latest("q").id, store.latest("r")) == (key("b"), key("d"), None)
    assert (reopened_latest(folder).id, reopened_latest(folder, "q").id) == (key("b"), key("d"))


def test_many_changes_in_a_row_end_with_the_newest(store, folder):
    for number in range(300):
        store.save(replace(job("a", 1.0), reason=str(number)))
        store.save_checkpoint(key("a"), checkpoint(acknowledged=number))
    assert store.flush(FLUSH_SECONDS)
    assert reopened_latest(folder).reason == "299"
    assert store.checkpoint(key("a")) == checkpoint(acknowledged=299)


def test_what_is_not_on_disk_yet_can_be_read(store, folder):
    store.save(job("a", 1.0))
    assert store.flush(FLUSH_SECONDS)
    folder.rename(folder.with_name("old"))
    folder.write_text("in the way")
    failed = job("a", 1.0, JobState.FAILED)
    store.save(failed)
    store.save_checkpoint(failed.id, checkpoint(acknowledged=3))
    store.save(job("b", 2.0))
    assert (store.get(failed.id), store.checkpoint(failed.id)) == (failed, checkpoint(acknowledged=3))
    assert store.get(key("c")) is None
    folder.unlink()


def test_closing_writes_what_is_left(folder):
    store = JobStore(folder)
    store.save(job("a", 1.0))
    store.close()
    assert reopened_latest(folder) == job("a", 1.0)


def test_leftovers_of_a_killed_writer_and_foreign_files_do_not_matter(store, folder):
    store.save(job("a", 1.0))
    assert store.flush(FLUSH_SECONDS)
    (folder / key("a").hex / "job.json.new").write_text('{"id": "a", "sta')
    for name, text in (("b", "{"), ("c", "[]"), ("d", '{"id": "d", "created_at": 9}'), ("e", "")):
        (folder / name).mkdir()
        (folder / name / "job.json").write_text(text)
    (folder / "stray").write_text("")
    (folder / "f" / "job.json").mkdir(parents=True)
    assert reopened_latest(folder) == job("a", 1.0)
    store.save(job("a", 1.0, JobState.COMPLETED))
    assert store.flush(FLUSH_SECONDS)
    assert reopened_latest(folder).state is JobState.COMPLETED


def test_killed_while_it_writes_a_record_is_whole(folder):
    program = f"""
from lezerprint.jobs.job import Job
from lezerprint.jobs.states import JobState
from lezerprint.jobs.store import JobStore
from pathlib import Path
from uuid import UUID
store = JobStore(Path({str(folder)!r}))
number = 0
while True:
    number += 1
    store.save(Job(UUID({key("a").hex!r}), "p", "n" * 5000, "s", JobState.PRINTING, 1.0, reason=str(number)))
    store.flush(10)
"""
    process = subprocess.Popen([sys.executable, "-c", program])
    try:
        record = folder / key("a").hex / "job.json"
        wait_until(record.exists, "the first record")
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            assert len(json.loads(record.read_text())["name"]) == 5000
    finally:
        process.kill()
        process.wait()
    assert reopened_latest(folder).state is JobState.PRINTING


def test_a_disk_that_takes_nothing_is_waited_for(folder, caplog):
    """A file in the folder's place refuses every write, even to root."""
    folder.write_text("in the way")
    store = JobStore(folder)
    try:
        store.save(job("a", 1.0))
        store.save_checkpoint(key("a"), checkpoint(acknowledged=7))
        assert not store.flush(1.5)
        assert store.latest("p") == job("a", 1.0)
        folder.unlink()
        assert store.flush(FLUSH_SECONDS)
        assert reopened_latest(folder) == job("a", 1.0)
        assert store.checkpoint(key("a")) == checkpoint(acknowledged=7)
        assert caplog.text.count("wait until they can be written") == 1
    finally:
        store.close()


def test_one_file_that_cannot_be_written_does_not_hold_up_the_others(store, folder):
    (folder / key("bad").hex).mkdir(parents=True)
    (folder / key("bad").hex / "job.json").mkdir()
    (folder / key("bad").hex / "job.json" / "full").write_text("")
    store.save(job("bad", 1.0))
    store.save(job("good", 2.0))
    wait_until((folder / key("good").hex / "job.json").exists, "the other record")


def test_closing_does_not_wait_for_a_disk_that_takes_nothing(folder):
    folder.write_text("in the way")
    store = JobStore(folder)
    store.save(job("a", 1.0))
    before = time.monotonic()
    store.close(timeout_seconds=0.2)
    assert time.monotonic() - before < 5.0


def test_a_spool_is_removed(store, folder):
    spool = store.spool_path(key("a"))
    spool.parent.mkdir(parents=True)
    spool.write_bytes(b"commands")
    store.remove_spool(key("a"))
    store.remove_spool(key("unknown"))
    assert store.flush(FLUSH_SECONDS)
    assert not spool.exists()


def test_paths_are_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = JobStore(type(tmp_path)("data"))
    try:
        assert store.spool_path(key("a")) == tmp_path / "data" / key("a").hex / "commands.spool"
    finally:
        store.close()
