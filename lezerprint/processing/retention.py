"""Recordings, films and pictures of jobs that are older than the settings keep them; 0 days: for ever."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from lezerprint.base.stills import FOLDER
from lezerprint.camera.recordings import Recordings
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import PrintJob, Timelapse, TrashEntry
from lezerprint.timelapse import rows
from lezerprint.timelapse.store import TimelapseStore

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.settings import Settings
    from lezerprint.storage.database import Storage

_DAY_SECONDS: Final = 86_400.0


def remove_old(settings: Settings, storage: Storage) -> dict[str, int]:
    """Remove them; how many of each kind are gone."""
    store = TimelapseStore(settings.timelapse_dir)
    return {
        "recordings": _recordings(settings),
        "timelapses": _timelapses(settings, storage, store),
        "frames": _frames(settings, storage, store),
        "stills": _stills(settings),
    }


def _recordings(settings: Settings) -> int:
    if not settings.recording_keep_days:
        return 0
    recordings, before = (
        Recordings(settings.recording_dir),
        time.time() - _seconds(settings.recording_keep_days),
    )
    old = [one for one in recordings.all() if one.ended_at is not None and one.ended_at < before]
    for one in old:
        recordings.delete(one.id)
    return len(old)


def _timelapses(settings: Settings, storage: Storage, store: TimelapseStore) -> int:
    """Films whose time is over, with their pictures, and what is left of jobs that are gone."""
    old: list[UUID] = []
    if settings.timelapse_keep_days:
        old = storage.read(_films_before, utc_now() - timedelta(days=settings.timelapse_keep_days))
    for job_id in old:
        storage.run(lambda job_id=job_id: rows.delete(job_id, frames=True))
    gone = storage.read(
        _without_job, [one for one in store.job_ids() if _age_seconds(store, one) > _DAY_SECONDS]
    )
    for job_id in {*old, *gone}:
        store.delete(job_id)
    return len({*old, *gone})


def _frames(settings: Settings, storage: Storage, store: TimelapseStore) -> int:
    """The pictures of jobs whose last one is old; their films stay."""
    if not settings.frame_keep_days:
        return 0
    count = 0
    for job_id in store.job_ids():
        session = store.load(job_id)
        if session is None or not session.ended or not store.frame_count(job_id):
            continue
        if _age_seconds(store, job_id) > _seconds(settings.frame_keep_days):
            storage.run(lambda job_id=job_id: rows.delete_frames(job_id))
            store.delete_frames(job_id)
            count += 1
    return count


def _stills(settings: Settings) -> int:
    count, before = 0, time.time() - _seconds(settings.notification_keep_days)
    for path in list((settings.data_dir / FOLDER).glob("*")):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _films_before(before: datetime) -> list[UUID]:
    return [row.job_id for row in Timelapse.select(Timelapse.job).where(Timelapse.created_at < before)]


def _without_job(job_ids: list[UUID]) -> list[UUID]:
    """Those that are neither jobs nor in the trash."""
    known = {row.id for row in PrintJob.select(PrintJob.id).where(PrintJob.id.in_(job_ids))}
    kept = {row.id for row in TrashEntry.select(TrashEntry.id).where(TrashEntry.id.in_(job_ids))}
    return [one for one in job_ids if one not in known | kept]


def _age_seconds(store: TimelapseStore, job_id: UUID) -> float:
    """Since its last frame."""
    return time.time() - store.changed_at(job_id)


def _seconds(days: float) -> float:
    return days * _DAY_SECONDS
