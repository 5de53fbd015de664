"""What visitors may see besides the printer's status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.jobs import gallery
from web.models.common import paging
from web.models.system import GalleryEntry, GalleryPage

if TYPE_CHECKING:
    from web.call import Call


async def public_jobs(call: Call) -> GalleryPage:
    """The finished jobs that their owners have made public, the newest first."""
    query = call.query
    total, rows = await call.read(gallery.public_jobs, query.limit, query.offset)
    return GalleryPage(jobs=[GalleryEntry.model_validate(row) for row in rows], **paging(query, total))
