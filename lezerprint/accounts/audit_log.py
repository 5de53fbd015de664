"""Reading the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from lezerprint.storage.models import SystemEvent

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; None lets all pass.

    Attributes:
        event_type: In any case.
        after: This moment and later.
        before: Earlier than this moment.
    """

    event_type: str | None = None
    user_id: UUID | None = None
    after: datetime | None = None
    before: datetime | None = None


def page(which: AuditFilter, limit: int, offset: int) -> tuple[int, list[SystemEvent]]:
    """How many entries there are, and so many of them, the newest first."""
    query = SystemEvent.select()
    if which.event_type is not None:
        query = query.where(fn.LOWER(SystemEvent.event_type) == which.event_type.lower())
    if which.user_id is not None:
        query = query.where(SystemEvent.user_id == which.user_id)
    if which.after is not None:
        query = query.where(SystemEvent.timestamp >= which.after)
    if which.before is not None:
        query = query.where(SystemEvent.timestamp < which.before)
    newest = query.order_by(SystemEvent.timestamp.desc(), SystemEvent.id).limit(limit).offset(offset)
    return query.count(), list(newest)
