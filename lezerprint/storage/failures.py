"""From what a database's driver says to an error that a person can act on."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Final

import peewee

from lezerprint.errors import StorageError, StorageFullError, StorageUnavailableError

if TYPE_CHECKING:
    from lezerprint.storage.location import Location

_LOW_BYTE: Final = 0xFF
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: "has been locked by another program for too long",
    sqlite3.SQLITE_LOCKED: "has been locked for too long",
    sqlite3.SQLITE_INTERRUPT: "was interrupted",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_NOTADB: "is a file of another kind, not a database",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a backup",
    sqlite3.SQLITE_READONLY: "cannot be written",
    sqlite3.SQLITE_PERM: "cannot be opened",
    sqlite3.SQLITE_IOERR: "cannot be read or written by its disk",
    sqlite3.SQLITE_PROTOCOL: "has been locked for too long",
    sqlite3.SQLITE_NOMEM: "is out of memory",
}
_NO_SCHEMA_SQLITE: Final = ("no such table", "no such column", "has no column named")
# Codes of PostgreSQL: classes of two characters, and codes of five.
_NO_SCHEMA_POSTGRESQL: Final = ("42P01", "42703")
_FULL: Final = ("53100",)
_AWAY: Final = ("08", "25006", "28", "3D", "40", "53", "55P03", "57", "58", "XX")


def translated(error: peewee.PeeweeException, location: Location) -> StorageError | None:
    """The error in the words of the domain; None for one that is not the database's trouble."""
    told = _told(error, location)
    before: BaseException | None = error
    # SQLite rolls back by itself, as when the disk is full; our own rollback then fails, and hides why.
    while told is None and isinstance(error, peewee.OperationalError) and before is not None:
        before = before.__context__
        if isinstance(before, peewee.PeeweeException):
            told = _told(before, location)
    return told


def _told(error: peewee.PeeweeException, location: Location) -> StorageError | None:
    original: Any = getattr(error, "orig", None)
    code: int | None = getattr(original, "sqlite_errorcode", None)
    if location.kind == "sqlite":
        return _sqlite(code, str(error), location)
    return _postgresql(original, error, location)


def _sqlite(code: int | None, said: str, location: Location) -> StorageError | None:
    if code is None:
        return None
    primary = code & _LOW_BYTE
    if primary == sqlite3.SQLITE_FULL:
        return StorageFullError(f"the disk of {location.name} is full")
    if (words := _SQLITE.get(primary)) is not None:
        return StorageUnavailableError(f"{location.name} {words}")
    if primary == sqlite3.SQLITE_ERROR and any(words in said for words in _NO_SCHEMA_SQLITE):
        return _no_schema(location)
    return None


def _postgresql(original: Any, error: peewee.PeeweeException, location: Location) -> StorageError | None:
    if original is None:
        return None
    code: str | None = getattr(original, "pgcode", None)
    said = location.without_secrets(" ".join(str(original).split()))
    if code is None:
        # A lost or refused connection has no code; neither has a value that the driver cannot pass on.
        lost = type(error).__name__ in {"OperationalError", "InterfaceError", "DatabaseError"}
        return StorageUnavailableError(f"{location.name} does not answer: {said}") if lost else None
    if code in _FULL:
        return StorageFullError(f"the disk of {location.name} is full")
    if code in _NO_SCHEMA_POSTGRESQL:
        return _no_schema(location)
    if code.startswith(_AWAY):
        return StorageUnavailableError(f"{location.name} cannot do this at the moment: {said}")
    return None


def _no_schema(location: Location) -> StorageError:
    return StorageUnavailableError(f"{location.name} lacks tables of this version: run `lezerprint migrate`")
