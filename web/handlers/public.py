"""What visitors may see besides the printer's status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.files.store import PREVIEW_NAME
from lezerprint.jobs import gallery
from web.handlers.files import derived
from web.models.common import paging
from web.models.system import GalleryEntry, GalleryPage

if TYPE_CHECKING:
    from starlette.responses import Response

    from lezerprint.storage.models import PrintJob
    from web.call import Call


async def public_jobs(call: Call) -> GalleryPage:
    """The finished jobs that their owners have made public, the newest first."""
    query = call.query
    total, rows = await call.read(gallery.public_jobs, query.limit, query.offset)
    return GalleryPage(jobs=[_entry(row) for row in rows], **paging(query, total))


async def preview(call: Call) -> Response:
    """The picture of one of them."""
    file_id = await call.read(gallery.file_of, call.path["id"])
    return await derived(call, file_id, PREVIEW_NAME, "image/png")


def _entry(row: PrintJob) -> GalleryEntry:
    return GalleryEntry(
        id=row.id,
        name=row.name,
        completed_at=row.completed_at,
        actual_time=row.actual_time,
        filament_used=row.filament_used,
        preview_url=f"/api/public/gallery/{row.id}/preview" if row.file.thumbnail_url else None,
    )
