"""The trash: what was deleted, until it is gone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lezerprint.audit import EventKind
from lezerprint.base.enums import TrashKind, UserRole
from lezerprint.storage.trash import TrashFilter
from web.models.common import Done, paging
from web.models.trash import Deleted, Purged, Restored, TrashEntry, TrashPage

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.storage.models import TrashEntry as Row
    from web.call import Call


async def entries(call: Call) -> TrashPage:
    """A page of one's own, or of all for an administrator."""
    query = call.query
    which = TrashFilter(_own(call), query.kind)
    total, size_bytes, rows = await call.run(call.services.trash.page, which, query.limit, query.offset)
    listed = [TrashEntry.model_validate(row) for row in rows]
    return TrashPage(entries=listed, total_bytes=size_bytes, **paging(query, total))


async def restore(call: Call) -> Restored:
    """Bring it back."""
    entry = await _entry(call)
    uploads = call.services.uploads
    await uploads.run(call.services.trash.restore, entry)
    if entry.kind is TrashKind.JOB:
        call.services.analytics.cache.invalidate()
    call.audit(EventKind.RESTORED, f"{entry.name} was restored", of=entry.id, what=entry.kind.value)
    return Restored(kind=entry.kind, id=entry.id)


async def purge(call: Call) -> Done:
    """Delete it for good."""
    entry = await _entry(call)
    await call.services.uploads.run(call.services.trash.purge, entry)
    call.audit(EventKind.PURGED, f"{entry.name} was deleted for good", of=entry.id, what=entry.kind.value)
    return Done()


async def empty(call: Call) -> Purged:
    """Delete all of it for good: one's own, or everything for an administrator."""
    count = await call.services.uploads.run(call.services.trash.empty, TrashFilter(_own(call)))
    call.audit(EventKind.PURGED, f"The trash was emptied of {count} entries")
    return Purged(purged=count)


def deleted(call: Call) -> Deleted:
    """The answer to a deletion that was just made."""
    keep = call.services.trash.keep
    return Deleted(restorable_until=None if keep is None else datetime.now(UTC) + keep)


def _own(call: Call) -> UUID | None:
    return None if call.principal.role is UserRole.ADMIN else call.principal.user_id


async def _entry(call: Call) -> Row:
    entry: Row = await call.run(call.services.trash.get, call.path["id"])
    call.must_own(entry.user_id)
    return entry
