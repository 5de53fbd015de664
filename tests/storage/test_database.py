"""Connections, transactions, and what is said when the database cannot do what it is asked."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import peewee
import pytest
from databases import database, postgres_url
from proxy import Proxy
from rows import a_user
from services import require

from lezerprint.errors import StorageFullError, StorageUnavailableError
from lezerprint.storage.database import Storage
from lezerprint.storage.models import DATABASE, SystemEvent, User

# Take what SQLite locks while a connection is open (its "shared" bytes) for oneself alone, or exit with 75.
LOCK = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
    except BlockingIOError:
        sys.exit(75)
"""


def event(name="e"):
    return SystemEvent.create(event_type=name, description="d")


def count():
    return SystemEvent.select().count()


def event_and_error():
    event()
    raise LookupError


def test_a_transaction_is_all_or_nothing(storage):
    with pytest.raises(LookupError):
        storage.run(event_and_error)
    assert storage.run(count) == 0
    storage.run(event)
    assert storage.run(count) == 1


def test_a_transaction_inside_another_fails_alone(storage):
    with storage.transaction():
        event()
        with pytest.raises(LookupError):
            storage.run(event_and_error)
    assert storage.run(count) == 1


def test_what_breaks_a_rule_passes_and_the_connection_goes_on(storage):
    storage.run(a_user)
    with storage.session():
        connection = storage.database.connection()
    with pytest.raises(peewee.IntegrityError):
        storage.run(a_user)
    with pytest.raises(User.DoesNotExist):
        storage.run(User.get_by_id, "0" * 32)
    with storage.session():
        assert storage.database.connection() is connection


def test_a_database_without_the_schema_says_what_to_do(empty_database):
    with (
        closing(Storage(empty_database)) as storage,
        pytest.raises(StorageUnavailableError, match="lezerprint migrate"),
    ):
        storage.run(count)


def test_connections_are_each_threads_own_and_end_with_it(storage):
    with ThreadPoolExecutor(4) as pool:
        assert [future.result() for future in [pool.submit(storage.run, count) for _ in range(20)]] == [
            0
        ] * 20
        assert 1 <= len(storage._connections) <= 4
    threads = [threading.Thread(target=storage.run, args=(event,)) for _ in range(100)]
    for thread in threads:
        thread.start()
        thread.join()
    assert len(storage._connections) <= 32
    assert storage.run(count) == 100


def test_more_threads_than_connections_is_a_refusal_in_words(storage):
    done = threading.Event()
    holding = threading.Semaphore(0)

    def hold():
        with storage.session():
            holding.release()
            done.wait(20)

    threads = [threading.Thread(target=hold) for _ in range(32)]
    try:
        for thread in threads:
            thread.start()
        for _ in threads:
            assert holding.acquire(timeout=20)
        with pytest.raises(StorageUnavailableError, match="all 32 connections"):
            storage.run(count)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert storage.run(count) == 0


def test_a_closed_storage_opens_nothing(storage):
    storage.run(count)
    storage.close()
    with pytest.raises(StorageUnavailableError, match="closed"), storage.session():
        pass
    assert DATABASE.obj is None


def test_writers_wait_for_each_other_and_none_is_refused(storage):
    """Each reads before it writes: with a lock taken late, SQLite would refuse all but one."""
    user = storage.run(a_user)
    start = threading.Barrier(6)

    def add():
        query = User.select().where(User.id == user.id)
        one = (query.for_update() if storage.kind == "postgresql" else query).get()
        one.preferences = {"n": one.preferences.get("n", 0) + 1}
        one.save()

    def work():
        start.wait()
        for _ in range(15):
            storage.run(add)

    with ThreadPoolExecutor(6) as pool:
        for future in [pool.submit(work) for _ in range(6)]:
            future.result()
    assert storage.run(User.get_by_id, user.id).preferences == {"n": 90}


def test_a_lock_is_waited_for_no_longer_than_the_limit(database_url):
    with closing(Storage(database_url, timeout_seconds=0.3)) as storage, ThreadPoolExecutor(1) as pool:
        user = storage.run(a_user)
        locked, done = threading.Event(), threading.Event()

        def hold():
            User.update(is_active=False).execute()
            locked.set()
            done.wait(20)

        holder = pool.submit(storage.run, hold)
        assert locked.wait(10)
        begun = time.monotonic()
        with pytest.raises(StorageUnavailableError):
            storage.run(user.delete_instance)
        assert time.monotonic() - begun < 3
        done.set()
        holder.result()
        storage.run(user.delete_instance)


def test_who_only_reads_waits_for_no_writer(database_url):
    with closing(Storage(database_url, timeout_seconds=0.3)) as storage, ThreadPoolExecutor(1) as pool:
        with storage.transaction():
            event()
            assert pool.submit(storage.read, count).result() == 0
        assert storage.read(count) == 1


def test_more_connections_take_no_locks_from_the_first(tmp_path):
    """POSIX drops a process's locks on a file as soon as the process closes any descriptor of it."""
    with database("sqlite", tmp_path) as url, closing(Storage(url)) as storage:
        storage.run(event)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(storage.run, event).result()
        words = [sys.executable, "-c", LOCK, storage.location.path]
        assert subprocess.run(words, check=False, stderr=subprocess.DEVNULL).returncode == 75
        storage.close()
        assert subprocess.run(words, check=False).returncode == 0


def test_a_full_disk_is_said_and_passes(storage):
    if storage.kind == "postgresql":
        with pytest.raises(StorageFullError, match="disk"):
            storage.run(storage.database.execute_sql, "DO $$ BEGIN RAISE disk_full; END $$")
        return

    def fill():
        for _ in range(200):
            event("x" * 4000)

    with storage.session():
        pages = storage.database.pragma("page_count")
        storage.database.pragma("max_page_count", pages)
        with pytest.raises(StorageFullError, match="disk"):
            storage.run(fill)
        storage.database.pragma("max_page_count", pages * 100)
        event()
        assert count() == 1


def test_sqlite_is_set_up_as_it_should_be(tmp_path):
    with database("sqlite", tmp_path) as url, closing(Storage(url)) as storage, storage.session():
        read = storage.database.pragma
        assert [read(name) for name in ("journal_mode", "foreign_keys", "synchronous")] == ["wal", 1, 2]
        assert read("busy_timeout") == 5000


def test_nothing_is_written_to_a_file_that_was_removed_or_replaced(tmp_path):
    file, away = tmp_path / "a.db", tmp_path / "away.db"
    with closing(Storage(f"sqlite:///{file}")) as storage:
        with storage.transaction():
            storage.database.execute_sql("CREATE TABLE t (a)")
        file.rename(away)
        for _ in range(2):
            with pytest.raises(StorageUnavailableError, match="removed or replaced"), storage.session():
                pass
            file.touch()
        away.replace(file)
        with storage.session():
            assert storage.database.execute_sql("SELECT * FROM t").fetchall() == []


def test_two_may_make_the_same_file(tmp_path):
    """Each its own program: the journal's mode is set by both at once."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    start = threading.Barrier(4)

    def make():
        with closing(Storage(url)) as storage:
            start.wait()
            storage.run(storage.database.execute_sql, "CREATE TABLE IF NOT EXISTS t (x)")

    for _ in range(5):
        with ThreadPoolExecutor(4) as pool:
            for future in [pool.submit(make) for _ in range(4)]:
                future.result()
        for path in tmp_path.glob("new.db*"):
            path.unlink()


def test_damage_is_said(tmp_path):
    with database("sqlite", tmp_path) as url:
        path = Storage(url).location.path
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        data = bytearray(path.read_bytes())
        data[100:] = b"\xff" * (len(data) - 100)
        path.write_bytes(data)
        with closing(Storage(url)) as storage, pytest.raises(StorageUnavailableError, match="damaged"):
            storage.run(count)


# PostgreSQL that goes away.


@contextmanager
def behind_a_proxy(tmp_path, timeout_seconds=1.0):
    parts = urlsplit(require("postgres"))
    with (
        database("postgresql", tmp_path) as url,
        Proxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy,
        closing(
            Storage(postgres_url(urlsplit(url).path[1:], proxy.port), timeout_seconds=timeout_seconds)
        ) as storage,
    ):
        yield proxy, storage


def test_a_server_that_was_restarted_between_two_requests_costs_none(tmp_path):
    with behind_a_proxy(tmp_path) as (proxy, storage):
        storage.run(event)
        proxy.cut()
        proxy.mend()
        assert storage.run(count) == 1


def test_a_server_that_is_away_is_said_at_once_and_comes_back(tmp_path):
    with behind_a_proxy(tmp_path) as (proxy, storage):
        storage.run(event)
        proxy.cut()
        for _ in range(3):
            begun = time.monotonic()
            with pytest.raises(StorageUnavailableError):
                storage.run(count)
            assert time.monotonic() - begun < 1
        proxy.mend()
        assert storage.run(count) == 1


def test_a_server_that_goes_in_the_middle_leaves_nothing_and_comes_back(tmp_path):
    with behind_a_proxy(tmp_path) as (proxy, storage):

        def cut_between():
            event()
            proxy.cut()
            event()

        for _ in range(2):
            with pytest.raises(StorageUnavailableError):
                storage.run(cut_between)
            proxy.mend()
            assert storage.run(count) == 0


@pytest.mark.parametrize("opened", [True, False])
def test_a_server_that_hangs_holds_up_nobody_for_longer_than_the_limit(tmp_path, opened):
    """Many threads at once: their waiting must not add up."""
    with behind_a_proxy(tmp_path) as (proxy, storage), ThreadPoolExecutor(6) as pool:
        if opened:
            [future.result() for future in [pool.submit(storage.run, count) for _ in range(6)]]
        proxy.stall()
        begun = time.monotonic()
        futures = [pool.submit(storage.run, count) for _ in range(6)]
        for future in futures:
            with pytest.raises(StorageUnavailableError):
                future.result()
        assert time.monotonic() - begun < 5
        proxy.mend()
        futures = [pool.submit(storage.run, count) for _ in range(6)]
        assert [future.result() for future in futures] == [0] * 6


def test_a_statement_that_takes_too_long_is_ended_by_the_server(tmp_path):
    with behind_a_proxy(tmp_path) as (_, storage):
        with storage.session():
            connection = storage.database.connection()
            with pytest.raises(StorageUnavailableError):
                storage.run(storage.database.execute_sql, "SELECT pg_sleep(30)")
            assert storage.database.connection() is connection
        assert storage.run(count) == 0


def test_each_connection_keeps_a_small_part_of_the_file_in_memory(tmp_path):
    with closing(Storage(f"sqlite:///{tmp_path}/small.db")) as storage, storage.session():
        assert storage.database.execute_sql("PRAGMA cache_size").fetchone() == (-512,)
