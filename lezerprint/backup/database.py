"""A copy of the database in one file, taken while others go on writing; and back from it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psycopg2
from psycopg2 import sql

from lezerprint.backup.errors import BackupError

if TYPE_CHECKING:
    from typing import Any

    from lezerprint.storage.location import Location

_TIMEOUT_SECONDS: Final = 3 * 3600
_CONNECT_SECONDS: Final = 10
_BUSY_SECONDS: Final = 5.0
_DUMPING: Final = ("--format=custom", "--compress=0", "--no-owner", "--schema=public")
_ASIDE: Final = "before_restore"
_ENVIRONMENT: Final = {
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
}


def dump(location: Location, target: Path) -> None:
    """Write a consistent copy of the database to a new file.

    Raises:
        BackupError: It cannot be read, or pg_dump is absent or too old.
        OSError: The copy cannot be written.
    """
    if location.kind == "sqlite":
        _copy_sqlite(location.path, target)
    else:
        program = _program("pg_dump", location)
        _run([program, *_DUMPING, f"--file={target}"], location)


def check(kind: str, dumped: Path) -> None:
    """See whether a copy is whole.

    Raises:
        BackupError: It is not.
    """
    if kind == "sqlite":
        try:
            with closing(sqlite3.connect(f"file:{_quoted(dumped)}?mode=ro", uri=True)) as connection:
                (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            answer = str(error)
        if answer != "ok":
            raise BackupError(f"the database in the archive is damaged: {answer}")


def load_postgresql(location: Location, dumped: Path) -> None:
    """Put the copy in the place of the tables that are there, which are kept aside.

    Afterwards comes `commit_postgresql`, or `roll_back_postgresql`.

    Raises:
        BackupError: It cannot be; the tables are as they were.
    """
    program = _program("pg_restore", location)
    with closing(_connect(location)) as connection:
        _see_that_nobody_is_there(connection)
        _execute(
            connection,
            f"DROP SCHEMA IF EXISTS {_ASIDE} CASCADE",  # of one that was committed, and no more
            f"ALTER SCHEMA public RENAME TO {_ASIDE}",
            "CREATE SCHEMA public",
        )
        try:
            words = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
            name = location.parameters["dbname"]
            _run([program, *words, "--schema=public", f"--dbname={name}", str(dumped)], location)
        except BaseException:
            roll_back_postgresql(location)
            raise


def commit_postgresql(location: Location) -> None:
    """Remove the tables that were kept aside.

    Raises:
        BackupError: The database does not answer.
    """
    with closing(_connect(location)) as connection:
        _execute(connection, f"DROP SCHEMA IF EXISTS {_ASIDE} CASCADE")


def roll_back_postgresql(location: Location) -> None:
    """Undo a restore that was broken off, if there was one.

    Raises:
        BackupError: The database does not answer.
    """
    with closing(_connect(location)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (_ASIDE,))
        if cursor.fetchone():
            _execute(
                connection,
                "DROP SCHEMA IF EXISTS public CASCADE",
                f"ALTER SCHEMA {_ASIDE} RENAME TO public",
            )


def _copy_sqlite(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(source, timeout=_BUSY_SECONDS)) as connection,
            closing(sqlite3.connect(target)) as copy,
        ):
            connection.backup(copy)  # in one step, which others may write beside
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"the database cannot be copied: {error}") from error


def _quoted(path: Path) -> str:
    return path.as_uri().removeprefix("file://")


def _connect(location: Location) -> Any:
    try:
        connection = psycopg2.connect(**location.parameters, connect_timeout=_CONNECT_SECONDS)
    except psycopg2.Error as error:
        said = location.without_secrets(" ".join(str(error).split()))
        raise BackupError(f"{location.name} does not answer: {said}") from None
    connection.autocommit = True
    return connection


def _execute(connection: Any, *statements: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("; ").join(map(sql.SQL, statements)))
    except psycopg2.Error as error:
        raise BackupError(f"the tables cannot be put aside: {' '.join(str(error).split())}") from error


def _see_that_nobody_is_there(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'lezerprint'"
        )
        (count,) = cursor.fetchone()
    if count:
        raise BackupError("a server or worker uses the database: try again when it has ended")


def _program(name: str, location: Location) -> str:
    """The newest of the machine's programs of this name, if the server's version lets it be used."""
    folders = map(Path, ("/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"))
    found = [shutil.which(name)] if shutil.which(name) else []
    found += [
        candidate
        for folder in folders
        if folder.is_dir()
        for version in folder.iterdir()
        if (candidate := shutil.which(name, path=version / "bin"))
    ]
    with closing(_connect(location)) as connection:
        wanted = connection.server_version // 10_000
    versions = {_version(program): program for program in reversed(found) if program is not None}
    enough = sorted(version for version in versions if version >= wanted)
    if not enough:
        raise BackupError(
            f"{location.name} needs {name} of PostgreSQL {wanted} or newer:"
            f" install postgresql-client-{wanted}"
        )
    return versions[enough[0]]


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30)
    number = re.search(r"(\d+)", said.stdout)
    return int(number[1]) if number else 0


def _run(words: list[str], location: Location) -> None:
    given = location.parameters
    environment = {name: str(given[key]) for key, name in _ENVIRONMENT.items() if key in given}
    environment["PGDATABASE"] = str(given["dbname"])
    try:
        done = subprocess.run(
            words,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise BackupError(f"{words[0]} takes too long") from None
    if done.returncode:
        said = location.without_secrets(" ".join(done.stderr.split()))
        raise BackupError(f"{words[0]} failed: {said}")
