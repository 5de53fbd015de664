"""The trash."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from lezerprint.base.enums import TrashKind
from web.models.common import ApiModel, Bytes, Done, Id, Paged, Paging, UserId, several

_MOMENT = "2026-03-30T14:05:00Z"


class Deleted(Done):
    """It is deleted."""

    restorable_until: datetime | None = Field(
        description="Time until which `POST /api/trash/{id}/restore` brings it back under the same id, "
        "ISO 8601, UTC; null: it is gone.",
        examples=[_MOMENT],
    )


class TrashEntry(ApiModel):
    """Something that was deleted and can be restored."""

    id: Id = Field(description="Id that it had, and has again when it is restored (UUID).")
    kind: TrashKind = Field(description="What it is.", examples=[TrashKind.FILE])
    name: str = Field(description="Name, for people.", examples=["gear.gcode"])
    user_id: UserId
    size_bytes: Bytes
    deleted_at: datetime = Field(
        description="Time of the deletion, ISO 8601, UTC.", examples=["2026-03-29T14:05:00Z"]
    )
    expires_at: datetime = Field(
        description="Time at which it is deleted for good, ISO 8601, UTC.", examples=[_MOMENT]
    )


class TrashFilterQuery(Paging):
    """Filters for the trash."""

    kind: Annotated[tuple[TrashKind, ...], BeforeValidator(several)] = Field(
        default=(), description="Kinds to include, separated by commas. Default: all.", examples=[["FILE"]]
    )


class TrashPage(Paged):
    """A page of the trash."""

    entries: list[TrashEntry] = Field(description="Entries on this page, the last deleted first.")
    total_bytes: Bytes = Field(description="Size of all entries on the disk, in bytes.")


class Restored(ApiModel):
    """What was restored."""

    kind: TrashKind = Field(description="What it is.", examples=[TrashKind.FILE])
    id: Id


class Purged(ApiModel):
    """What was deleted for good."""

    purged: int = Field(ge=0, description="Number of entries that were deleted for good.", examples=[3])
