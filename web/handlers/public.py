"""What visitors may see besides the printer's status."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lezerprint.files.store import PREVIEW_NAME
from lezerprint.jobs import gallery
from lezerprint.timelapse.errors import NoTimelapseError
from lezerprint.timelapse.store import TimelapseStore
from web.downloads import download
from web.handlers.files import derived
from web.models.common import paging
from web.models.system import GalleryAnswer, GalleryEntry, GalleryPage

if TYPE_CHECKING:
    from starlette.responses import Response

    from lezerprint.jobs.gallery import PublicJob
    from web.call import Call

_GALLERY = "/api/public/gallery"


async def public_jobs(call: Call) -> GalleryPage:
    """The finished jobs that their owners have made public, the newest first."""
    query = call.query
    total, found = await call.read(gallery.public_jobs, query.limit, query.offset)
    return GalleryPage(jobs=[_entry(one) for one in found], **paging(query, total))


async def public_job(call: Call) -> GalleryAnswer:
    """One of them."""
    return GalleryAnswer(job=_entry(await call.read(gallery.get, call.path["id"])))


async def preview(call: Call) -> Response:
    """The picture of one of them."""
    file_id = await call.read(gallery.file_of, call.path["id"])
    return await derived(call, file_id, PREVIEW_NAME, "image/png")


async def timelapse(call: Call) -> Response:
    """The film of one of them, or a range of it."""
    found = await call.read(gallery.get, call.path["id"])
    path = TimelapseStore(call.services.settings.timelapse_dir).film_path(found.row.id)
    try:
        status = await asyncio.to_thread(path.stat)
    except OSError as error:
        raise NoTimelapseError("there is no time-lapse of this print") from error
    if not found.has_film:
        raise NoTimelapseError("there is no time-lapse of this print")
    return download(
        call.request,
        path,
        status,
        etag=f"{status.st_mtime_ns:x}-{status.st_size:x}",
        media_type="video/mp4",
        disposition="inline",
    )


def _entry(one: PublicJob) -> GalleryEntry:
    row = one.row
    return GalleryEntry(
        id=row.id,
        name=row.name,
        completed_at=row.completed_at,
        actual_time=row.actual_time,
        filament_used=row.filament_used,
        materials=list(one.materials),
        layers=row.layers_total,
        preview_url=f"{_GALLERY}/{row.id}/preview" if row.file.thumbnail_url else None,
        timelapse_url=f"{_GALLERY}/{row.id}/timelapse" if one.has_film else None,
    )
