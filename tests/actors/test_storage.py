"""StorageActor: an outage is no fault, a restart loses nothing, and the end writes what is left."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from databases import database, database_kind, database_url, postgres_url, storage
from proxy import Proxy
from services import require
from simulated import wait_until

from actors.errors import SupervisionError
from actors.supervision import State, SupervisorSpec, System
from actors.tree import storage_spec
from lezerprint.storage.backlog import Backlog
from lezerprint.storage.database import Storage
from lezerprint.storage.models import SystemEvent

__all__ = ["database_kind", "database_url", "storage"]


@contextmanager
def running(backlog, storage):
    with System(SupervisorSpec("root", children=(storage_spec(backlog, storage),))) as system:
        assert system.wait_until_up(10)
        yield system


def put(backlog, *numbers):
    for number in numbers:
        backlog.put((SystemEvent, {"event_type": "e", "description": str(number)}))


def written(storage):
    with storage.session():
        return [int(row.description) for row in SystemEvent.select().order_by(SystemEvent.timestamp)]


@pytest.fixture
def backlog(tmp_path):
    return Backlog(tmp_path / "backlog")


def test_what_waits_is_written_soon(storage, backlog):
    put(backlog, 1, 2)
    with running(backlog, storage):
        wait_until(lambda: written(storage) == [1, 2], "the rows")
        put(backlog, 3)
        wait_until(lambda: written(storage) == [1, 2, 3], "the third row")


def test_what_is_left_at_the_end_is_written(storage, backlog):
    with running(backlog, storage) as system:
        put(backlog, *range(1200))
        assert system.stop(10)
    assert written(storage) == list(range(1200))


def test_a_restart_loses_nothing(storage, backlog):
    with running(backlog, storage) as system:
        for number in range(3):
            put(backlog, number)
            with suppress(SupervisionError):
                system.crash("storage")
            wait_until(lambda: system.inspect("storage").state is State.UP, "the next life")
        wait_until(lambda: written(storage) == [0, 1, 2], "the rows")


def test_an_outage_costs_no_restart_and_no_row(tmp_path, backlog):
    parts = urlsplit(require("postgres"))
    with (
        database("postgresql", tmp_path) as url,
        Proxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy,
        closing(Storage(postgres_url(urlsplit(url).path[1:], proxy.port), timeout_seconds=3)) as storage,
        running(backlog, storage) as system,
    ):
        put(backlog, 1)
        wait_until(lambda: written(storage) == [1], "the first row")
        proxy.cut()
        put(backlog, 2)
        wait_until(lambda: backlog.spilled and not backlog.waiting, "the row on the disk alone")
        put(backlog, 3)
        proxy.mend()
        wait_until(lambda: written(storage) == [1, 2, 3] and not backlog.spilled, "all rows")
        assert system.inspect("storage").restarts == 0
        assert system.failure is None


def test_the_end_during_an_outage_leaves_the_rows_on_disk(tmp_path, backlog):
    with closing(Storage("postgresql://nobody@127.0.0.1:1/x", timeout_seconds=0.3)) as away:
        with running(backlog, away) as system:
            put(backlog, 1, 2)
            begun = time.monotonic()
            assert system.stop(10)
        assert time.monotonic() - begun < 5
    assert backlog.waiting == 0
    with database("sqlite", tmp_path) as url, closing(Storage(url)) as storage:
        again = Backlog(tmp_path / "backlog")
        while again.drain(storage):
            pass
        assert written(storage) == [1, 2]
