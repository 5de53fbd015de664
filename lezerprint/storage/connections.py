"""How a connection to either database is made, so that nothing on it waits for ever."""

from __future__ import annotations

import select
import sqlite3
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

import psycopg2
import psycopg2.extensions
from peewee import PostgresqlDatabase, SqliteDatabase

from lezerprint.errors import StorageError
from lezerprint.storage.fields import UTC_TYPE

if TYPE_CHECKING:
    import peewee

    from lezerprint.storage.location import Location

_GRACE_SECONDS: Final = 0.5
"""How much longer than the server the client waits, so that the server's own words are heard."""

_IDLE_LIMITS: Final = 12
"""So many time limits may a transaction be idle before the server ends it and its locks."""

_CACHE_KIB: Final = 512
"""Of each connection, and so of each thread; what it does not hold is in the system's cache."""

_TYPES: Final = {UTC_TYPE: "TEXT"}
_RETRY_SECONDS: Final = 0.02


def database_for(location: Location, timeout_seconds: float) -> peewee.Database:
    """A database of peewee's that is not open yet, and opens a connection only when it is told to.

    Raises:
        StorageError: The location has an option that PostgreSQL does not know.
    """
    if location.kind == "sqlite":
        return _Sqlite(
            str(location.path),
            timeout=timeout_seconds,
            field_types=_TYPES,
            lock_type="IMMEDIATE",
            autoconnect=False,
            check_same_thread=False,  # `close` closes the connections of all threads
        )
    try:
        psycopg2.extensions.make_dsn(**location.parameters)
    except psycopg2.Error as error:
        said = location.without_secrets(" ".join(str(error).split()))
        raise StorageError(f"the database's URL cannot be used: {said}") from None
    return _Postgresql(location.parameters, timeout_seconds)


def is_stale(connection: Any) -> bool:
    """Whether a connection is of no more use; costs no question to the server.

    What an idle server has to say is that it goes, so there must be nothing to read.
    """
    if isinstance(connection, sqlite3.Connection):
        return connection.in_transaction  # which could be neither committed nor rolled back
    return bool(connection.closed) or _ready(connection, select.POLLIN, 0)


class _Sqlite(SqliteDatabase):
    """SQLite; a transaction takes the write lock at its beginning.

    One that reads first and asks for the lock later is refused at once when another wrote in between.
    `synchronous` is FULL: what a user was told is saved must be there after a loss of power, and the many
    small rows come in batches.
    """

    def __init__(self, database: str, **settings: Any) -> None:
        super().__init__(database, **settings)
        self._lock = nullcontext()  # see _Postgresql

    def _add_conn_hooks(self, conn: sqlite3.Connection) -> None:
        super()._add_conn_hooks(conn)  # type: ignore[misc]  # the stubs leave it out
        _begin_write_ahead(conn, self.timeout)
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")


def _begin_write_ahead(connection: sqlite3.Connection, timeout_seconds: float) -> None:
    """Set the journal's mode; two who do so to a new file at once are refused without a wait."""
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


class _Postgresql(PostgresqlDatabase):
    """PostgreSQL; server and client watch the time, for a server that hangs cannot watch its own."""

    def __init__(self, parameters: dict[str, Any], timeout_seconds: float) -> None:
        milliseconds = int(timeout_seconds * 1000)
        seconds = max(2, round(timeout_seconds))

        class Connection(_PatientConnection):
            limit_seconds = timeout_seconds + _GRACE_SECONDS

        limits = f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c timezone=UTC"
        idle = f"-c idle_in_transaction_session_timeout={_IDLE_LIMITS * milliseconds}"
        given = {
            "application_name": "lezerprint",
            "connect_timeout": seconds,
            "tcp_user_timeout": milliseconds,
            "keepalives_idle": seconds,
            "keepalives_interval": 1,
            "keepalives_count": 3,
            **parameters,
            "options": " ".join(filter(None, (limits, idle, parameters.get("options")))),
        }
        name = given.pop("dbname")
        super().__init__(name, autoconnect=False, connection_factory=Connection, **given)
        # peewee's own would make each thread wait for the one that connects to a server that is away; the
        # state is each thread's own.
        self._lock = nullcontext()


class _PatientConnection(psycopg2.extensions.connection):  # it has no stubs
    """A connection that waits for an answer no longer than its limit."""

    limit_seconds: float = 0.0


def _wait(connection: Any) -> None:
    """Wait for PostgreSQL; called by psycopg2 in place of its own waiting, which has no limit.

    Raises:
        psycopg2.OperationalError: No answer in time; psycopg2 then gives the connection up.
    """
    limit = getattr(connection, "limit_seconds", None)
    deadline = None if limit is None else time.monotonic() + limit
    while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise psycopg2.OperationalError("timed out")
        _ready(connection, select.POLLIN if state == psycopg2.extensions.POLL_READ else select.POLLOUT, left)


def _ready(connection: Any, event: int, seconds: float | None) -> bool:
    """Whether the socket can be read, or written; not by `select`, which knows no descriptor beyond 1023."""
    waiting = select.poll()
    waiting.register(connection.fileno(), event)
    return bool(waiting.poll(None if seconds is None else seconds * 1000))


psycopg2.extensions.set_wait_callback(_wait)
