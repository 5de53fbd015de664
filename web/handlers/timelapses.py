"""Time-lapses: their films listed, made, played and deleted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lezerprint.audit import EventKind
from lezerprint.errors import JobError
from lezerprint.jobs import print_jobs
from lezerprint.jobs.states import ENDED
from lezerprint.tasks.active import active_task
from lezerprint.timelapse import rows
from lezerprint.timelapse.errors import NoTimelapseError
from lezerprint.timelapse.store import TimelapseStore
from web.downloads import download
from web.job_answers import film_url
from web.models.common import Done, paging
from web.models.tasks import Task
from web.models.timelapses import FilmAnswer, Timelapse, TimelapseAnswer, TimelapsePage

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from starlette.responses import Response

    from lezerprint.storage.models import Task as TaskRow
    from lezerprint.storage.models import Timelapse as Row
    from web.call import Call


async def timelapses(call: Call) -> TimelapsePage:
    """A page of films, the newest first."""
    query = call.query
    total, found = await call.read(rows.page, query.limit, query.offset, query.printer)
    return TimelapsePage(timelapses=[_shown(row) for row in found], **paging(query, total))


async def timelapse(call: Call) -> TimelapseAnswer:
    """The film of a job."""
    shown = _shown(await call.read(_film, call.path["id"]))
    return TimelapseAnswer(video_url=shown.video_url, timelapse=shown)


async def make(call: Call) -> FilmAnswer:
    """Have a film made of the pictures of a job that has ended; an older one is replaced."""
    job = await call.read(print_jobs.get, call.path["id"])
    if job.status not in ENDED:
        raise JobError(f"the job is {job.status.value}: a film is made once it has ended")
    await asyncio.to_thread(_store(call).check_space)
    arguments = {} if call.body.film_seconds is None else {"filmSeconds": call.body.film_seconds}
    task: TaskRow = await call.write(lambda: rows.order_film(job.id, call.principal.user_id, **arguments))
    call.services.tasks.wake()
    call.audit(EventKind.RECORDED, f"A film of {job.name} is to be made", job=str(job.id), task=task.id)
    return FilmAnswer(task=Task.model_validate(task))


async def video(call: Call) -> Response:
    """The film, or a range of it."""
    row = await call.read(_film, call.path["id"])
    return await _download(call, _store(call).film_path(row.job_id), "video/mp4", "timelapse.mp4")


async def poster(call: Call) -> Response:
    """The picture that stands for the film."""
    row = await call.read(_film, call.path["id"])
    return await _download(call, _store(call).poster_path(row.job_id), "image/jpeg", "timelapse.jpg")


async def delete(call: Call) -> Done:
    """Delete the film of a job, and its pictures."""
    job = await call.read(print_jobs.get, call.path["id"])
    call.must_own(job.user_id)
    if job.status not in ENDED:
        raise JobError(f"the job is {job.status.value}: delete its time-lapse once it has ended")
    await call.write(_delete, call, job.id)
    await asyncio.to_thread(_remove, _store(call), job.id, frames=call.query.frames)
    call.audit(EventKind.RECORDED, f"The time-lapse of {job.name} was deleted", job=str(job.id))
    call.services.events.publish("timelapse:deleted", {"jobId": job.id})
    return Done()


def _delete(call: Call, job_id: UUID) -> None:
    if (task := active_task(rows.OPERATION, "jobId", job_id)) is not None:
        call.services.tasks.cancel(task.id)
    rows.delete(job_id, frames=call.query.frames)


def _remove(store: TimelapseStore, job_id: UUID, *, frames: bool) -> None:
    if frames:
        store.delete(job_id)
    else:
        store.delete_film(job_id)


def _film(job_id: UUID) -> Row:
    print_jobs.get(job_id)
    return rows.get(job_id)


def _store(call: Call) -> TimelapseStore:
    return TimelapseStore(call.services.settings.timelapse_dir)


def _shown(row: Row) -> Timelapse:
    names = ("id", "job_id", "frame_count", "duration", "file_size", "created_at")
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    url = film_url(row.job_id)
    poster_url = f"{url.removesuffix('video')}poster"
    return Timelapse(**told, job_name=row.job.name, video_url=url, poster_url=poster_url)


async def _download(call: Call, path: Path, media_type: str, name: str) -> Response:
    try:
        status = await asyncio.to_thread(path.stat)
    except FileNotFoundError:
        raise NoTimelapseError("the film is gone: POST to the job's time-lapse to have it made") from None
    return download(
        call.request,
        path,
        status,
        etag=f"{status.st_mtime_ns:x}-{status.st_size:x}",
        media_type=media_type,
        disposition=f'inline; filename="{name}"',
    )
