"""The rows of the trash. All here runs in a session or transaction of the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from lezerprint.base.enums import TrashKind
from lezerprint.errors import LezerPrintError
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import TrashEntry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta
    from uuid import UUID

    from peewee import ModelSelect

    from lezerprint.storage.row_copies import RowCopies


class NoSuchEntryError(LezerPrintError):
    """It does not lie in the trash, or no longer."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """Something that is being deleted.

    Attributes:
        size_bytes: What it has on the disk.
        rows: A copy of its rows.
        keep: For how long it can be restored.
    """

    id: UUID
    kind: TrashKind
    name: str
    user_id: UUID
    size_bytes: int
    rows: RowCopies
    keep: timedelta


@dataclass(frozen=True, slots=True)
class TrashFilter:
    """Which entries; None lets all pass."""

    user_id: UUID | None = None
    kinds: tuple[TrashKind, ...] = ()


def put(deleted: Deleted) -> TrashEntry:
    """Keep a copy of what the caller deletes in the same transaction."""
    now = utc_now()
    return TrashEntry.create(
        id=deleted.id,
        kind=deleted.kind,
        name=deleted.name,
        user=deleted.user_id,
        size_bytes=deleted.size_bytes,
        deleted_at=now,
        expires_at=now + deleted.keep,
        rows=deleted.rows,
    )


def page(which: TrashFilter, limit: int, offset: int) -> tuple[int, int, list[TrashEntry]]:
    """How many entries there are, how many bytes they have on the disk, and some, the newest first."""
    query = _without_rows(which)
    count, size_bytes = (
        query.clone().select(fn.COUNT(TrashEntry.id), fn.SUM(TrashEntry.size_bytes)).tuples()[0]
    )
    newest = query.order_by(TrashEntry.deleted_at.desc(), TrashEntry.id).limit(limit).offset(offset)
    return count, int(size_bytes or 0), list(newest)


def get(entry_id: UUID) -> TrashEntry:
    """One of them, without its rows.

    Raises:
        NoSuchEntryError: There is none.
    """
    found: TrashEntry | None = _without_rows(TrashFilter()).where(TrashEntry.id == entry_id).first()
    if found is None:
        raise NoSuchEntryError("this is not in the trash, or no longer")
    return found


def take(entry_id: UUID) -> TrashEntry:
    """Remove one; as it was. Of several who do so at once, one gets it.

    Raises:
        NoSuchEntryError: There is none.
    """
    found: TrashEntry | None = TrashEntry.get_or_none(TrashEntry.id == entry_id)
    if found is None or not TrashEntry.delete().where(TrashEntry.id == entry_id).execute():
        raise NoSuchEntryError("this is not in the trash, or no longer")
    return found


def expired(now: datetime) -> list[TrashEntry]:
    """Those whose time is over, without their rows."""
    return list(_without_rows(TrashFilter()).where(TrashEntry.expires_at <= now))


def files_of(ids: Iterable[UUID]) -> set[UUID]:
    """Those of these files that lie in the trash."""
    query = TrashEntry.select(TrashEntry.id)
    return {one.id for one in query.where(TrashEntry.kind == TrashKind.FILE, TrashEntry.id.in_(list(ids)))}


def _without_rows(which: TrashFilter) -> ModelSelect[TrashEntry]:
    columns = [field for field in TrashEntry._meta.sorted_fields if field.name != "rows"]  # noqa: SLF001 - peewee's own name for it
    query = TrashEntry.select(*columns)
    if which.user_id is not None:
        query = query.where(TrashEntry.user == which.user_id)
    if which.kinds:
        query = query.where(TrashEntry.kind.in_(which.kinds))
    return query
