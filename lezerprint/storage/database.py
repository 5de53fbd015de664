"""The one database of this program: a connection for each thread, kept open, replaced when it broke."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import peewee

from lezerprint.errors import StorageUnavailableError
from lezerprint.storage.connections import database_for, is_stale
from lezerprint.storage.failures import translated
from lezerprint.storage.location import Location
from lezerprint.storage.models.base import DATABASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Result = TypeVar("Result")

DEFAULT_TIMEOUT_SECONDS: Final = 5.0
_MOST_CONNECTIONS: Final = 32


class Storage:
    """Binds the models and runs work on them.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host:port/name`.
        timeout_seconds: How long anything may wait: for a connection, a lock, an answer.

    Attributes:
        is_migrated: Whether `migrate` has seen to the schema; whoever serves others waits for that.

    Raises:
        StorageError: The URL is none of these. Nothing is opened yet.
    """

    def __init__(self, url: str, *, timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS) -> None:
        self.location = Location.parse(url)
        self.timeout_seconds = timeout_seconds
        self.database: Any = database_for(self.location, timeout_seconds)
        self._connections: dict[threading.Thread, Any] = {}
        self._guard = threading.Lock()
        self._closed = False
        self._file: tuple[int, int] | None = None
        self.is_migrated = False
        DATABASE.initialize(self.database)

    @property
    def kind(self) -> Literal["sqlite", "postgresql"]:
        """Which database this is."""
        return self.location.kind

    @contextmanager
    def session(self) -> Iterator[None]:
        """A connection for this thread; each statement inside stands for itself.

        Raises:
            StorageUnavailableError: The database is away, locked for too long, or too slow.
            StorageFullError: Its disk is full.
            peewee.IntegrityError: What was asked breaks a rule of the schema; any other error of peewee's
                that is no trouble of the database passes too.
        """
        outermost = self.database.transaction_depth() == 0
        with self._translating():
            if outermost:
                self._open()
            try:
                yield
            except BaseException:
                if outermost:
                    self._discard_broken()
                raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A session in which all is done or nothing; inside another, a part of that which can fail alone."""
        with self.session(), self.database.atomic():
            yield

    def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """The function's result, in this thread, in a transaction."""
        with self.transaction():
            return function(*arguments)

    def read(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """The function's result, in a transaction that must not write, and so waits for no writer."""
        begin = ("DEFERRED",) if self.kind == "sqlite" else ()
        with self.session(), self.database.atomic(*begin):
            return function(*arguments)

    def data_version(self) -> int | None:
        """Another number once any other connection has written; None: this database does not tell.

        Raises:
            StorageUnavailableError: The database is away.
        """
        if self.kind != "sqlite":
            return None
        with self.session():
            version: int = self.database.execute_sql("PRAGMA data_version").fetchone()[0]
        return version

    def close(self) -> None:
        """Close the connections of all threads; no more are opened."""
        with self._guard:
            self._closed = True
            connections, self._connections = list(self._connections.values()), {}
        for connection in connections:
            _close(connection)
        self.database.dispose()
        if DATABASE.obj is self.database:
            DATABASE.initialize(None)

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except peewee.PeeweeException as error:
            told = translated(error, self.location)
            if told is None:
                raise
            raise told from error

    def _open(self) -> None:
        """Make sure that this thread has a live connection, as far as can be told without a query."""
        if self._closed:
            raise StorageUnavailableError("the database is closed, as the program is shutting down")
        if self._file not in {None, self.location.file_identity()}:
            # What is written to a file that nobody finds any more is lost.
            self._discard()
            raise StorageUnavailableError(
                f"{self.location.name} was removed or replaced while the program ran: restart it"
            )
        if not self.database.is_closed():
            if not is_stale(self.database.connection()):
                return
            self._discard()
        self._make_room()
        self.location.prepare()
        self.database.connect()
        self._file = self.location.file_identity()
        with self._guard:
            self._connections[threading.current_thread()] = self.database.connection()

    def _make_room(self) -> None:
        with self._guard:
            for thread in [one for one in self._connections if not one.is_alive()]:
                _close(self._connections.pop(thread))
            if len(self._connections) >= _MOST_CONNECTIONS:
                raise StorageUnavailableError(
                    f"all {_MOST_CONNECTIONS} connections to the database are in use"
                )

    def _discard_broken(self) -> None:
        if not self.database.is_closed() and is_stale(self.database.connection()):
            self._discard()

    def _discard(self) -> None:
        with self._guard:
            self._connections.pop(threading.current_thread(), None)
        with suppress(peewee.PeeweeException):
            self.database.close()


def _close(connection: Any) -> None:
    with suppress(Exception):  # it is given up, whatever it says to that
        connection.close()
