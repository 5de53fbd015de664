"""Rows behind everybody's back: each once, in order, whatever happens to the database meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from databases import database, postgres_url
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proxy import Proxy
from rows import a_file, a_job, a_temperature, a_user
from services import require

from lezerprint.base.enums import EventType, JobState, Severity
from lezerprint.errors import StorageError
from lezerprint.storage.backlog import BATCH_ROWS, Backlog
from lezerprint.storage.database import Storage
from lezerprint.storage.models import PrintEvent, PrintJob, SystemEvent, TemperatureLog


@pytest.fixture
def backlog(tmp_path):
    return Backlog(tmp_path / "backlog")


@pytest.fixture
def job(storage):
    def make():
        user = a_user()
        return a_job(user, a_file(user))

    return storage.run(make)


def put_events(backlog, numbers):
    for number in numbers:
        backlog.put((SystemEvent, {"event_type": "e", "description": str(number), "metadata": {"n": number}}))


def written(storage):
    """The numbers of the rows, in the order of their times."""
    with storage.session():
        return [row.metadata["n"] for row in SystemEvent.select().order_by(SystemEvent.timestamp)]


def stored(url):
    with closing(Storage(url)) as storage:
        return written(storage)


def drain(backlog, storage):
    while backlog.drain(storage):
        pass


def drain_when_back(backlog, storage):
    """On a busy machine the limits of these tests may be too short for a first answer."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return drain(backlog, storage)
        except StorageError:
            assert time.monotonic() < deadline


def test_rows_are_written_in_order(storage, backlog):
    put_events(backlog, range(BATCH_ROWS + 7))
    assert backlog.drain(storage) == 7
    assert backlog.drain(storage) == 0
    assert written(storage) == list(range(BATCH_ROWS + 7))
    assert not backlog.spilled


def test_what_is_changed_after_it_was_put_does_not_count(storage, backlog, job):
    row = a_temperature(job, 1.0)
    backlog.put(row)
    row.hotend_temp = 2.0
    drain(backlog, storage)
    assert storage.run(TemperatureLog.get).hotend_temp == 1.0


def test_a_row_of_a_field_that_is_not_there_is_refused_at_once(backlog, job):
    for wrong in ({"colour": 1}, {"job": job.id, "temperature": 1}):
        with pytest.raises(AttributeError, match="TemperatureLog has no"):
            backlog.put((TemperatureLog, wrong))
    with pytest.raises(AttributeError, match="PrintJob has no"):
        backlog.put_change(PrintJob, job.id, {"colour": 1})


def test_changes_keep_their_place_among_the_rows(storage, backlog, job):
    backlog.put_change(PrintJob, job.id, {"progress": 10.0, "status": JobState.PAUSED})
    backlog.put(a_temperature(job))
    backlog.put_change(PrintJob, job.id, {"progress": 20.0})
    drain(backlog, storage)
    again = storage.run(PrintJob.get_by_id, job.id)
    assert (again.progress, again.status) == (20.0, JobState.PAUSED)
    assert storage.run(TemperatureLog.select().count) == 1


def test_every_kind_of_value_survives_the_disk(storage, backlog, tmp_path, job):
    rows = [
        a_temperature(job),
        PrintEvent(
            job=job.id,
            event_type=EventType.CUSTOM,
            message="ä\n\x00\u2028",
            severity=Severity.INFO,
            metadata={"a": [None]},
        ),
        SystemEvent(event_type="e", description="d", user_id=job.user_id),
    ]
    for row in rows:
        backlog.put(row)
    backlog.put_change(
        PrintJob, job.id, {"cost": "1.25", "started_at": rows[0].timestamp, "sliced_file": None}
    )
    backlog.spill()
    assert backlog.waiting == 0
    drain(Backlog(tmp_path / "backlog"), storage)
    with storage.session():
        assert TemperatureLog.get().__data__ == rows[0].__data__ | {"chamber_temp": None}
        assert PrintEvent.get().message == "ä\n\ufffd\u2028"
        assert PrintEvent.get().metadata == {"a": [None]}
        assert SystemEvent.get().user_id == job.user_id
        again = PrintJob.get()
        assert (str(again.cost), again.started_at) == ("1.25", rows[0].timestamp)
    assert not backlog.spilled


def test_a_poison_row_is_set_aside_and_holds_up_nobody(storage, backlog, tmp_path, job, caplog):
    put_events(backlog, [1])
    backlog.put(a_temperature(job))
    backlog.put((SystemEvent, {"event_type": "e", "description": "nan", "metadata": float("nan")}))
    put_events(backlog, [2])
    storage.run(job.delete_instance)
    drain(backlog, storage)
    assert written(storage) == [1, 2]
    assert backlog.refused == 2
    aside = [json.loads(line) for line in (tmp_path / "backlog" / "refused.jsonl").read_text().splitlines()]
    assert [one["row"]["model"] for one in aside] == ["TemperatureLog", "SystemEvent"]
    assert "IntegrityError" in aside[0]["reason"]
    assert "cannot be written and is set aside" in caplog.text


def test_a_poison_row_on_disk_is_no_other(storage, backlog, job):
    put_events(backlog, [1])
    backlog.put(a_temperature(job))
    put_events(backlog, [2])
    backlog.spill()
    storage.run(job.delete_instance)
    drain(backlog, storage)
    assert written(storage) == [1, 2]
    assert not backlog.spilled


def test_a_torn_or_unknown_line_on_disk_costs_itself_alone(storage, backlog, tmp_path):
    put_events(backlog, [1, 2, 3])
    backlog.spill()
    (segment,) = (tmp_path / "backlog").glob("*.jsonl")
    lines = segment.read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace("SystemEvent", "Unknown")
    segment.write_text("".join(lines)[:-9])
    backlog = Backlog(tmp_path / "backlog")
    put_events(backlog, [4])
    drain(backlog, storage)
    assert written(storage) == [1, 4]
    assert len((tmp_path / "backlog" / "refused.jsonl").read_text().splitlines()) == 2


def test_a_batch_that_was_written_before_is_not_written_again(storage, backlog, tmp_path, job):
    """As after an end between the commit and the removal of the file."""
    put_events(backlog, [1, 2])
    backlog.put_change(PrintJob, job.id, {"progress": 5.0})
    backlog.spill()
    (segment,) = (tmp_path / "backlog").glob("*.jsonl")
    kept = segment.read_bytes()
    drain(backlog, storage)
    segment.write_bytes(kept)
    again = Backlog(tmp_path / "backlog")
    drain(again, storage)
    assert written(storage) == [1, 2]
    assert again.refused == 0


def test_what_is_on_disk_comes_before_what_is_in_memory(storage, backlog):
    put_events(backlog, [1])
    backlog.spill()
    put_events(backlog, [2])
    backlog.drain(storage)
    assert written(storage) == [1]
    drain(backlog, storage)
    assert written(storage) == [1, 2]


def test_many_spills_of_one_row_share_files(backlog, tmp_path):
    for number in range(20):
        put_events(backlog, [number])
        backlog.spill()
    assert len(list((tmp_path / "backlog").iterdir())) == 1
    put_events(backlog, range(BATCH_ROWS))
    backlog.spill()
    assert len(list((tmp_path / "backlog").iterdir())) == 2


def test_memory_is_bounded_and_the_newest_are_kept(storage, tmp_path, caplog):
    backlog = Backlog(tmp_path / "backlog", most_rows=10)
    put_events(backlog, range(25))
    assert (backlog.waiting, backlog.dropped) == (10, 15)
    assert "are lost" in caplog.text
    drain(backlog, storage)
    assert written(storage) == list(range(15, 25))


def test_a_disk_that_takes_nothing_keeps_the_rows_in_memory(storage, tmp_path):
    (tmp_path / "file").touch()
    backlog = Backlog(tmp_path / "file" / "backlog")
    put_events(backlog, [1, 2])
    with pytest.raises(OSError, match="Not a directory"):
        backlog.spill()
    assert backlog.waiting == 2
    drain(backlog, storage)
    assert written(storage) == [1, 2]


def test_half_a_batch_is_never_left_on_a_full_disk(backlog, storage, tmp_path):
    import resource  # noqa: PLC0415 - only here

    put_events(backlog, [1])
    backlog.spill()
    (segment,) = (tmp_path / "backlog").glob("*.jsonl")
    before, limits = segment.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    put_events(backlog, range(2, 50))
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            backlog.spill()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, old)
    assert segment.read_bytes() == before
    drain(backlog, storage)
    assert written(storage) == list(range(1, 50))


def test_many_put_while_it_drains(storage, backlog):
    def put(first):
        put_events(backlog, range(first, first + 300))

    threads = [threading.Thread(target=put, args=(first,)) for first in (0, 1000, 2000)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        backlog.drain(storage)
    drain(backlog, storage)
    numbers = written(storage)
    assert len(numbers) == 900
    for first in (0, 1000, 2000):
        assert [n for n in numbers if first <= n < first + 300] == list(range(first, first + 300))


KILLED = """
import sys
from pathlib import Path
from lezerprint.storage.backlog import Backlog
from lezerprint.storage.models import SystemEvent
backlog, number = Backlog(Path(sys.argv[1])), 0
while True:
    backlog.put((SystemEvent, {"event_type": "e", "description": "d", "metadata": {"n": number}}))
    number += 1
    if number % 10 == 0:
        backlog.spill()
        print(number, flush=True)
"""


def test_a_kill_loses_nothing_that_was_spilled(storage, tmp_path):
    folder = tmp_path / "backlog"
    words = [sys.executable, "-c", KILLED, str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        told = [int(process.stdout.readline()) for _ in range(30)][-1]
        os.kill(process.pid, signal.SIGKILL)
        told = max([told, *map(int, process.stdout.read().split())])
    drain(Backlog(folder), storage)
    numbers = written(storage)
    assert numbers == list(range(len(numbers)))
    assert len(numbers) >= told


def test_an_outage_of_any_length_costs_no_row(tmp_path):
    parts = urlsplit(require("postgres"))
    backlog = Backlog(tmp_path / "backlog")
    with (
        database("postgresql", tmp_path) as url,
        Proxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy,
        closing(Storage(postgres_url(urlsplit(url).path[1:], proxy.port), timeout_seconds=0.3)) as storage,
    ):
        put_events(backlog, [0])
        drain_when_back(backlog, storage)
        for number, trouble in enumerate((proxy.cut, proxy.stall, proxy.cut), start=1):
            trouble()
            for step in range(3):
                put_events(backlog, [number * 10 + step])
                with pytest.raises(StorageError):
                    backlog.drain(storage)
                backlog.spill()
            proxy.mend()
            put_events(backlog, [number * 10 + 9])
            drain_when_back(backlog, storage)
        storage.close()
        assert stored(url) == [0, *(n * 10 + step for n in (1, 2, 3) for step in (0, 1, 2, 9))]


def test_a_connection_that_is_cut_at_any_moment_writes_each_row_once(tmp_path):
    """It may be cut after the commit and before its answer; nobody can tell then whether it was done."""
    parts = urlsplit(require("postgres"))
    backlog = Backlog(tmp_path / "backlog")
    with (
        database("postgresql", tmp_path) as url,
        Proxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy,
        closing(Storage(postgres_url(urlsplit(url).path[1:], proxy.port), timeout_seconds=2)) as storage,
    ):
        done = threading.Event()

        def cut():
            while not done.wait(0.013):
                proxy.cut()
                proxy.mend()

        thread = threading.Thread(target=cut)
        thread.start()
        try:
            deadline = time.monotonic() + 2
            number = 0
            while time.monotonic() < deadline:
                put_events(backlog, [number])
                number += 1
                try:
                    backlog.drain(storage)
                except StorageError:
                    if number % 3 == 0:
                        backlog.spill()
        finally:
            done.set()
            thread.join()
        drain_when_back(backlog, storage)
        storage.close()
        assert stored(url) == list(range(number))
        assert backlog.refused == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["put", "put", "spill", "drain", "restart"]), max_size=30))
def test_whatever_the_order_of_events_rows_are_written_once_and_in_order(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("backlog")
    with database("sqlite", folder) as url, closing(Storage(url)) as storage:
        backlog, number = Backlog(folder / "b"), 0
        for step in steps:
            if step == "put":
                put_events(backlog, [number])
                number += 1
            elif step == "spill":
                backlog.spill()
            elif step == "drain":
                backlog.drain(storage)
            else:
                backlog.spill()
                backlog = Backlog(folder / "b")
        drain(backlog, storage)
        assert written(storage) == list(range(number))
