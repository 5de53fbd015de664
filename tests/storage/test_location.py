"""Where a database is, from its URL, and that its password stays there."""

from __future__ import annotations

import os
import stat
import traceback
from contextlib import closing

import pytest

from lezerprint.errors import StorageError, StorageUnavailableError
from lezerprint.storage.database import Storage
from lezerprint.storage.location import Location

SECRET = "s3cr3t"  # noqa: S105 - it opens nothing


def test_sqlite():
    assert Location.parse("sqlite:////data/a b%20.db").path.as_posix() == "/data/a b%20.db"
    assert Location.parse("sqlite:///data.db").path.is_absolute()


def test_postgresql():
    location = Location.parse("postgresql://ann:p%40ss@db.example:5433/print%20s?sslmode=require")
    assert location.parameters == {
        "user": "ann",
        "password": "p@ss",
        "host": "db.example",
        "port": 5433,
        "dbname": "print s",
        "sslmode": "require",
    }
    assert Location.parse("postgres:///prints?host=/run/postgresql").parameters == {
        "dbname": "prints",
        "host": "/run/postgresql",
    }


@pytest.mark.parametrize(
    "url",
    [
        "",
        "prints.db",
        "mysql://u:s3cr3t@host/x",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///a\x00b",
        "postgresql://u:s3cr3t@host",
        "postgresql://u:s3cr3t@host/",
        "postgresql://u:12/s3cr3t@host:5432/x",
        "postgresql://u@host:s3cr3t/x",
        "postgresql://u:s3cr3t@[host/x",
    ],
)
def test_what_is_no_database_is_refused_without_repeating_it(url):
    with pytest.raises(StorageError) as refused:
        Storage(url)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    "url", ["postgresql://u:s3cr3t@127.0.0.1:1/x", "postgresql://u@127.0.0.1:1/x?password=s3cr3t"]
)
def test_a_password_is_in_no_message(url):
    with closing(Storage(url)) as storage:
        with (
            pytest.raises(StorageUnavailableError, match=r"the database x at 127\.0\.0\.1:1") as refused,
            storage.session(),
        ):
            pass
        assert SECRET not in "".join(traceback.format_exception(refused.value))
        assert SECRET not in repr(storage.location)


def test_an_option_that_postgresql_does_not_know_is_refused():
    url = f"postgresql://u:{SECRET}@127.0.0.1:1/x?colour={SECRET}"
    with pytest.raises(StorageError, match="colour") as refused:
        Storage(url)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_a_new_file_and_its_folder_are_for_their_owner_alone(tmp_path):
    before = os.umask(0)
    try:
        path = tmp_path / "new" / "folder" / "prints.db"
        with closing(Storage(f"sqlite:///{path}")) as storage, storage.transaction():
            storage.database.execute_sql("CREATE TABLE t (x)")
            assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_a_path_that_can_be_no_database_is_said_in_words(tmp_path):
    (tmp_path / "file").write_text("x" * 5000)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "broken").write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    for name in ("file", "folder", "file/inside", "pipe", "broken"):
        with (
            closing(Storage(f"sqlite:///{tmp_path / name}")) as storage,
            pytest.raises(StorageUnavailableError, match=f"the database .*/{name} "),
            storage.session(),
        ):
            storage.database.execute_sql("SELECT 1 FROM sqlite_master")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    path = tmp_path / "prints.db"
    path.touch(mode=0)
    with (
        closing(Storage(f"sqlite:///{path}")) as storage,
        pytest.raises(StorageUnavailableError, match="may not be read"),
        storage.session(),
    ):
        pass


def test_what_the_url_says_counts_more_than_our_limits():
    with closing(Storage("postgresql://u@127.0.0.1/x?connect_timeout=77")) as storage:
        assert storage.database.connect_params["connect_timeout"] == "77"
