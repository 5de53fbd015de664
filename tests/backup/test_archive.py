"""A backup is whole or absent, and old ones go."""

from __future__ import annotations

import pickle
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager

import pytest
from databases import database

from lezerprint.backup import database as database_module
from lezerprint.backup.archive import remove_old, write_backup
from lezerprint.backup.errors import BackupError
from lezerprint.backup.restoring import restore
from lezerprint.errors import LezerPrintError
from lezerprint.storage.database import Storage
from lezerprint.storage.models import SystemEvent


@contextmanager
def files_of_at_most(size_bytes):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_nothing(settings):
    settings.backup_dir.mkdir()
    for size in (50_000, 600_000):
        with files_of_at_most(size), pytest.raises(LezerPrintError):
            write_backup(settings)
        assert list(settings.backup_dir.iterdir()) == []


KILLED = """
import pickle, sys, time
from lezerprint.backup.archive import write_backup
def tell(_):
    print("x", flush=True)
    time.sleep(60)
write_backup(pickle.loads(bytes.fromhex(sys.argv[1])), progress=tell)
"""


def test_a_backup_that_is_killed_leaves_no_archive(settings):
    words = [sys.executable, "-c", KILLED, pickle.dumps(settings).hex()]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"x\n"
        process.kill()
    assert not list(settings.backup_dir.glob("lezerprint-*"))


def test_only_so_many_are_kept_and_nothing_else_goes(settings, tmp_path):
    few = settings.model_copy(update={"backup_keep": 2})
    names = [f"lezerprint-2026010{day}T000000Z-abcd.tar.gz" for day in range(1, 5)]
    settings.backup_dir.mkdir()
    for name in [*names, "holiday.tar.gz", "lezerprint-mine.tar.gz"]:
        (settings.backup_dir / name).touch()
    newest = write_backup(few, with_files=False)
    left = sorted(path.name for path in settings.backup_dir.iterdir())
    assert left == ["holiday.tar.gz", names[-1], newest.name, "lezerprint-mine.tar.gz"]
    assert remove_old(settings.backup_dir, 5) == []
    mine = write_backup(few, tmp_path / "mine.tar.gz", with_files=False)
    assert newest.exists()
    with pytest.raises(BackupError, match="already exists"):
        write_backup(few, mine)


def test_the_copy_is_of_one_moment_while_others_write(tmp_path, settings, database_kind):
    if database_kind != "sqlite":
        pytest.skip("pg_dump's own business")
    ended = threading.Event()

    def write():
        with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), timeout=5)) as other:
            number = 0
            while not ended.is_set():
                for _ in range(2):  # always an even number of rows
                    number += 1
                    other.execute(
                        "INSERT INTO system_events (id, event_type, description, timestamp)"
                        " VALUES (?, 'e', 'd', '2026-01-01')",
                        (f"{number:032x}",),
                    )
                other.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        archives = [write_backup(settings, tmp_path / f"{number}.tar.gz") for number in range(3)]
    finally:
        ended.set()
        writer.join()
    counts = []
    for archive in archives:
        restore(settings, archive)
        with closing(Storage(settings.database_url)) as storage:
            counts.append(storage.run(SystemEvent.select().count))
    assert counts == sorted(counts)
    assert all(count % 2 == 0 for count in counts)


def test_a_database_that_is_away_or_newer_than_pg_dump_is_told(
    settings, monkeypatch, database_kind, tmp_path
):
    if database_kind == "sqlite":
        return
    monkeypatch.setattr(database_module, "_version", lambda _: 9)
    with pytest.raises(BackupError, match="install postgresql-client-"):
        write_backup(settings)
    away = settings.model_copy(update={"database_url": "postgresql://ann:secret@127.0.0.1:1/x"})
    with pytest.raises(Exception, match="does not answer") as raised:
        write_backup(away)
    assert "secret" not in str(raised.value)
    with database("sqlite", tmp_path) as url:
        other = write_backup(settings.model_copy(update={"database_url": url}))
        with pytest.raises(BackupError, match="another kind of database"):
            restore(settings, other)
