"""A database for each test, on SQLite and on PostgreSQL.

A conftest that wants them imports the fixtures:

    from databases import database_kind, database_url, empty_database, storage  # noqa: F401

`storage` is open and has the whole schema; `database_url` is for a program that opens it itself;
`empty_database` has no schema. Each runs its test twice.
"""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import shutil
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from services import require

from lezerprint.storage.database import Storage
from lezerprint.storage.migrating import migrate

KINDS = ("sqlite", "postgresql")

_numbers = itertools.count()


@pytest.fixture(params=KINDS)
def database_kind(request):
    return request.param


@pytest.fixture
def database_url(database_kind, tmp_path):
    with database(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
def empty_database(database_kind, tmp_path):
    with database(database_kind, tmp_path, migrated=False) as url:
        yield url


@pytest.fixture
def storage(database_url):
    with closing(Storage(database_url)) as opened:
        yield opened


@contextmanager
def database(kind, folder, *, migrated=True):
    """The URL of a database that is gone afterwards."""
    if kind == "sqlite":
        path = Path(folder) / f"database-{next(_numbers)}.sqlite"
        if migrated:
            shutil.copy(_sqlite_template(), path)
        yield f"sqlite:///{path}"
        return
    name = _new_name()
    _order(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{_postgres_template()}"' if migrated else ""))
    try:
        yield postgres_url(name)
    finally:
        _order(f'DROP DATABASE "{name}" WITH (FORCE)')


def postgres_url(name, port=None):
    """The server's URL for one of its databases, or for the same behind another port."""
    parts = urlsplit(require("postgres"))
    if port is not None:
        user = f"{parts.username}:{parts.password}" if parts.password else parts.username
        parts = parts._replace(netloc=f"{user}@127.0.0.1:{port}")
    return urlunsplit(parts._replace(path=f"/{name}"))


def _new_name():
    return f"lezerprint_test_{os.getpid()}_{next(_numbers)}"


def _order(statement):
    with closing(psycopg2.connect(require("postgres"))) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


def _migrated(url):
    with closing(Storage(url)) as storage:
        migrate(storage)


@functools.cache
def _sqlite_template():
    folder = tempfile.mkdtemp(prefix="lezerprint-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "template.sqlite"
    _migrated(f"sqlite:///{path}")
    return path


@functools.cache
def _postgres_template():
    name = _new_name()
    _order(f'CREATE DATABASE "{name}"')
    atexit.register(_order, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _migrated(postgres_url(name))
    return name
