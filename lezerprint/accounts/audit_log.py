"""Reading the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lezerprint.storage.models import SystemEvent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; None lets all pass.

    Attributes:
        event_types: One of these; empty: any.
        after: This moment and later.
        before: Earlier than this moment.
    """

    event_types: Sequence[str] = ()
    user_id: UUID | None = None
    after: datetime | None = None
    before: datetime | None = None


def page(which: AuditFilter, limit: int, offset: int) -> tuple[int, list[SystemEvent]]:
    """How many entries there are, and so many of them, the newest first."""
    query = SystemEvent.select()
    if which.event_types:
        query = query.where(SystemEvent.event_type.in_(which.event_types))
    if which.user_id is not None:
        query = query.where(SystemEvent.user_id == which.user_id)
    if which.after is not None:
        query = query.where(SystemEvent.timestamp >= which.after)
    if which.before is not None:
        query = query.where(SystemEvent.timestamp < which.before)
    newest = query.order_by(SystemEvent.timestamp.desc(), SystemEvent.id).limit(limit).offset(offset)
    return query.count(), list(newest)
