"""Brings the schema to this version of the program, or back; all of it or nothing.

The steps are run by peewee's runner in one transaction, which begins with a lock: two programs that begin at
once do it one after the other, and one that is killed leaves the schema as it was. On SQLite the lock is the
write lock that the transaction takes at its beginning, on PostgreSQL an advisory lock.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import peewee
from playhouse.migrations import MigrationError, Runner

from lezerprint.errors import StorageError
from lezerprint.storage.connections import database_for
from lezerprint.storage.failures import translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lezerprint.storage.database import Storage

SCRIPTS: Final = Path(__file__).with_name("migrations")
TABLE: Final = "schema_migration"

_PATIENCE_SECONDS: Final = 600.0
"""A step may go through large tables, and another program's migration is waited for."""

_LOCK: Final = int.from_bytes(b"lezer")
"""Names the advisory lock; any number does that no other program uses on the same database."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the schema.

    Attributes:
        name: Number and name.
        applied_at: When it was applied, by the clock of the machine that did; None: not yet.
        known: Whether this version of the program has it.
    """

    name: str
    applied_at: datetime | None
    known: bool


def migrate(storage: Storage, target: str | None = None, *, scripts: Path = SCRIPTS) -> list[str]:
    """Apply what is not applied yet, up to the target; the names of the steps that were applied.

    Raises:
        StorageError: The database is of a newer version, a step failed, or there is no such target. Nothing
            is changed then.
    """
    with _locked(storage, scripts) as runner:
        _check_not_newer(storage, runner)
        applied: list[str] = runner.up(target)
    storage.is_migrated = target is None
    return applied


def migrate_down(storage: Storage, target: str | None = None, *, scripts: Path = SCRIPTS) -> list[str]:
    """Take back the newest step, or all down to the target and the target too; their names.

    Raises:
        StorageError: As `migrate`.
    """
    with _locked(storage, scripts) as runner:
        _check_not_newer(storage, runner)
        reverted: list[str] = runner.down(target)
        return reverted


def status(storage: Storage, *, scripts: Path = SCRIPTS) -> list[Step]:
    """All steps in their order.

    Raises:
        StorageError: The database cannot be asked.
    """
    with _runner(storage, scripts) as runner:
        return [Step(one.name, one.applied, one.path is not None) for one in runner.status()]


def _check_not_newer(storage: Storage, runner: Any) -> None:
    unknown = [one.name for one in runner.status() if one.path is None]
    if unknown:
        raise StorageError(
            f"{storage.location.name} was made by a newer version of LezerPrint (it has {unknown[-1]}): "
            "install that version"
        )


@contextmanager
def _locked(storage: Storage, scripts: Path) -> Iterator[Any]:
    with _runner(storage, scripts) as runner:
        database = runner.database
        if storage.kind == "sqlite":
            # Tables that are made anew would take their children with them; it counts outside only.
            database.execute_sql("PRAGMA foreign_keys = OFF")
        with database.atomic():
            if storage.kind == "postgresql":
                database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield runner
            if storage.kind == "sqlite" and database.execute_sql("PRAGMA foreign_key_check").fetchone():
                raise StorageError(f"{storage.location.name} has rows with missing references")


@contextmanager
def _runner(storage: Storage, scripts: Path) -> Iterator[Any]:
    """On a connection of its own, which has more patience than the program's."""
    with storage.session():
        pass  # a database that is away is told at once, not when that patience ends
    database: Any = database_for(storage.location, _PATIENCE_SECONDS)
    try:
        database.connect()
        yield Runner(database, str(scripts), TABLE)
    except MigrationError as error:
        raise StorageError(f"{storage.location.name} cannot be migrated: {error}") from error
    except peewee.PeeweeException as error:
        raise translated(error, storage.location) or StorageError(
            f"{storage.location.name} cannot be migrated, and is unchanged: {error}"
        ) from error
    finally:
        with suppress(peewee.PeeweeException):
            database.close()
