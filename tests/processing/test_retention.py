"""Recordings, films and pictures stay as long as the settings say."""

from __future__ import annotations

import os
import time
from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import pytest
from databases import database
from rows import a_file, a_job, a_user

from lezerprint.base.enums import FrameMark, TimelapseMode
from lezerprint.camera.recordings import Quality, Recordings
from lezerprint.processing.retention import remove_old
from lezerprint.settings import Settings
from lezerprint.storage.database import Storage
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Timelapse, TimelapseFrame
from lezerprint.timelapse.session import FrameRecord, Policy, Session
from lezerprint.timelapse.store import TimelapseStore

DAY_SECONDS = 86_400


@pytest.fixture
def storage(tmp_path):
    with database("sqlite", tmp_path) as url, closing(Storage(url)) as storage:
        yield storage


def removed(storage, tmp_path, **settings):
    return remove_old(Settings.model_validate({"data_dir": tmp_path, **settings}), storage)


def a_film(storage, tmp_path, days_old):
    """A job with a frame and a film."""

    def rows():
        user = a_user()
        job = a_job(user, a_file(user))
        at = utc_now() - timedelta(days=days_old)
        Timelapse.create(job=job, video_path="f", frame_count=1, duration=1, file_size=1, created_at=at)
        TimelapseFrame.create(job=job, number=1, mark=FrameMark.GOOD)
        return job.id

    job_id, store = storage.run(rows), TimelapseStore(tmp_path / "timelapses")
    store.save(Session(job_id, "p", "c", Policy(TimelapseMode.LAYER), ended=True))
    store.add(job_id, FrameRecord(1, 1, FrameMark.GOOD, 1.0, 3, is_last=True), b"jpg")
    store.film_path(job_id).write_bytes(b"film")
    _age(store.folder_of(job_id), days_old)
    return job_id, store


def _age(folder, days):
    at = time.time() - days * DAY_SECONDS
    for path in (*folder.iterdir(), folder):
        os.utime(path, (at, at))


def counts(storage):
    return storage.read(lambda: (Timelapse.select().count(), TimelapseFrame.select().count()))


def test_films_stay_for_ever_and_their_pictures_for_a_month(storage, tmp_path):
    job_id, store = a_film(storage, tmp_path, 31)
    assert removed(storage, tmp_path)["frames"] == 1
    assert (store.frame_count(job_id), store.film_path(job_id).exists()) == (0, True)
    assert counts(storage) == (1, 0)
    assert removed(storage, tmp_path)["frames"] == 0


def test_pictures_that_are_younger_stay(storage, tmp_path):
    job_id, store = a_film(storage, tmp_path, 29)
    assert set(removed(storage, tmp_path).values()) == {0}
    assert store.frame_count(job_id) == 1


def test_films_go_when_their_time_is_over(storage, tmp_path):
    job_id, store = a_film(storage, tmp_path, 8)
    assert removed(storage, tmp_path, timelapse_keep_days=9)["timelapses"] == 0
    assert removed(storage, tmp_path, timelapse_keep_days=7)["timelapses"] == 1
    assert not store.folder_of(job_id).exists()
    assert counts(storage) == (0, 0)


def test_what_is_left_of_a_job_that_is_gone(storage, tmp_path):
    store, job_id, young = TimelapseStore(tmp_path / "timelapses"), uuid4(), uuid4()
    for one in (job_id, young):
        store.save(Session(one, "p", "c", Policy(TimelapseMode.LAYER)))
    _age(store.folder_of(job_id), 2)
    assert removed(storage, tmp_path)["timelapses"] == 1
    assert store.job_ids() == [young]


def test_recordings(storage, tmp_path, monkeypatch):
    recordings = Recordings(tmp_path / "recordings")
    monkeypatch.setattr("lezerprint.camera.recordings.LEAST_FREE_BYTES", 0)
    kept = recordings.begin("c", Quality.LOW, uuid4())
    recordings.end(kept, "it was stopped")
    assert removed(storage, tmp_path, recording_keep_days=1)["recordings"] == 0
    later = time.time() + 2 * DAY_SECONDS
    monkeypatch.setattr(time, "time", lambda: later)
    assert removed(storage, tmp_path)["recordings"] == 0
    assert removed(storage, tmp_path, recording_keep_days=1)["recordings"] == 1
    assert recordings.all() == []
