"""The operation `make-timelapse`: a film out of the frames of a job."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from lezerprint.base.enums import FrameMark
from lezerprint.tasks.errors import TryLaterError
from lezerprint.timelapse import rows
from lezerprint.timelapse.errors import FilmError
from lezerprint.timelapse.film import FilmMaker, plan_of
from lezerprint.timelapse.store import TimelapseStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.tasks.context import TaskContext

_ENCODED_PERCENT: Final = 97.0
_FILM_SECONDS: Final = 20.0


def make_film(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Make the film, its picture and its row; the result has the figures of the row.

    Args:
        context: Of the task.
        arguments: `jobId`; `filmSeconds`: how long it is to be, by default as when the frames were taken.
    """
    job_id = UUID(arguments["jobId"])
    settings = context.settings
    store = TimelapseStore(settings.timelapse_dir)
    store.check_space()
    session = store.load(job_id)
    default = session.policy.film_seconds if session is not None else _FILM_SECONDS
    marks = [(one.number, one.mark) for one in context.storage.read(rows.frames, job_id)]
    there = [(number, mark) for number, mark in marks if _is_there(store, job_id, number, mark)]
    plan = plan_of(there, float(arguments.get("filmSeconds") or default))
    total = len(plan.numbers)

    def done(count: int) -> None:
        context.progress(_ENCODED_PERCENT * count / total, f"{count} of {total} frames")

    ffmpeg = str(settings.ffmpeg_path) if settings.ffmpeg_path else None
    maker = FilmMaker(store.folder_of(job_id), plan, ffmpeg, done)
    film, poster = context.scratch / "film.mp4", context.scratch / "poster.jpg"
    try:
        maker.make(film)
    except FilmError as error:  # what was encoded so far is used by the next attempt
        raise TryLaterError(str(error)) from error
    shutil.copyfile(store.frame_path(job_id, plan.numbers[-1]), poster)
    figures = {"frame_count": total, "duration": round(plan.seconds), "file_size": film.stat().st_size}
    context.publish(film, store.film_path(job_id))
    context.publish(poster, store.poster_path(job_id))
    path = str(store.film_path(job_id).relative_to(settings.timelapse_dir))
    context.on_finish(lambda: rows.replace_film(job_id, video_path=path, **figures))
    maker.clear()
    return {
        "frameCount": total,
        "duration": figures["duration"],
        "fileSize": figures["file_size"],
        "fps": plan.fps,
    }


def _is_there(store: TimelapseStore, job_id: UUID, number: int, mark: FrameMark) -> bool:
    return mark is FrameMark.MISSING or store.frame_path(job_id, number).is_file()
