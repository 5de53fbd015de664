"""What visitors without an account see."""

from __future__ import annotations

from uuid import uuid4

import pytest
from answers import data_of, error_of
from api import Api
from rows import a_file, a_job, a_user
from simulated import SimulatedPrinter, wait_until
from uploading import file_part, form, post

from lezerprint.base.enums import JobState
from lezerprint.files.store import PREVIEW_NAME
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Timelapse
from lezerprint.timelapse.store import TimelapseStore


@pytest.fixture
def make_api():
    with SimulatedPrinter() as printer:
        yield lambda **settings: Api(printer.link, **settings)


def test_the_status_tells_no_names_and_no_positions(make_api):
    with make_api() as api:
        status = data_of(api.client.get("/api/public/status"))
    assert set(status) == {"state", "temperatures", "progress"}
    assert status["state"] == "idle"
    assert status["progress"] is None


def test_the_gallery_has_the_finished_jobs_that_were_made_public(make_api):
    def fill():
        user = a_user()
        file = a_file(user)
        for name, status, is_public in (
            ("shown", JobState.COMPLETED, True),
            ("private", JobState.COMPLETED, False),
            ("failed", JobState.FAILED, True),
        ):
            a_job(user, file, name=name, status=status, is_public=is_public, completed_at=utc_now())

    with make_api() as api:
        api.storage.run(fill)
        answer = api.client.get("/api/public/gallery", params={"limit": 5})
    assert [job["name"] for job in data_of(answer)["jobs"]] == ["shown"]
    assert data_of(answer)["jobs"][0].keys() == {
        *("id", "name", "completedAt", "actualTime", "filamentUsed", "previewUrl"),
        *("materials", "layers", "timelapseUrl"),
    }
    assert answer.json()["meta"] == {"page": 1, "limit": 5, "total": 1, "pages": 1}


def test_the_gallery_has_pictures_of_what_is_public_alone(make_api):
    def fill():
        file = a_file(a_user())
        file.thumbnail_url = "/api/files/…/preview"
        file.save()
        shown, hidden = (
            a_job(file.user, file, status=JobState.COMPLETED, is_public=is_public, completed_at=utc_now())
            for is_public in (True, False)
        )
        return file, shown, hidden

    with make_api() as api:
        file, shown, hidden = api.storage.run(fill)
        derived = api.services.uploads.files.store.derived(file.id)
        derived.mkdir(parents=True)
        (derived / PREVIEW_NAME).write_bytes(b"a picture")
        (entry,) = data_of(api.client.get("/api/public/gallery"))["jobs"]
        assert entry["previewUrl"] == f"/api/public/gallery/{shown.id}/preview"
        picture = api.client.get(entry["previewUrl"])
        assert (picture.content, picture.headers["content-type"]) == (b"a picture", "image/png")
        for job in (hidden.id, uuid4()):
            answer = api.client.get(f"/api/public/gallery/{job}/preview")
            assert error_of(answer) == (404, "NOT_FOUND")


@pytest.mark.parametrize("page", ["status", "gallery"])
def test_the_public_pages_can_be_closed(make_api, page):
    with make_api(public_access=False) as api:
        for headers in ({}, {"X-Api-Key": api.key("ADMIN")}):
            assert error_of(api.client.get(f"/api/public/{page}", headers=headers)) == (404, "NOT_FOUND")


def test_one_of_the_gallery_can_be_shared_with_its_film(make_api):
    def fill():
        file = a_file(a_user())
        file.metadata = {"filament": [{"type": "petg", "weightGrams": 3}]}
        file.save()
        shown, hidden = (
            a_job(file.user, file, status=JobState.COMPLETED, is_public=is_public, completed_at=utc_now())
            for is_public in (True, False)
        )
        for job in (shown, hidden):
            Timelapse.create(job=job, video_path="film.mp4", frame_count=2, duration=1, file_size=5)
        return shown.id, hidden.id

    with make_api() as api:
        shown, hidden = api.storage.run(fill)
        store = TimelapseStore(api.settings.timelapse_dir)
        for job_id in (shown, hidden):
            store.folder_of(job_id).mkdir(parents=True)
            store.film_path(job_id).write_bytes(b"video")
        entry = data_of(api.client.get(f"/api/public/gallery/{shown}"))["job"]
        assert entry["materials"] == ["PETG"]
        film = api.client.get(entry["timelapseUrl"], headers={"Range": "bytes=1-2"})
        assert (film.status_code, film.content) == (206, b"id")
        for path in (f"/api/public/gallery/{hidden}", f"/api/public/gallery/{hidden}/timelapse"):
            assert error_of(api.client.get(path)) == (404, "NOT_FOUND")


@pytest.mark.parametrize("details", [True, False])
def test_what_is_printed_is_told_as_far_as_the_settings_say(make_api, details):
    with make_api(public_details=details) as api:
        body = form(file_part(b"G28\n;LAYER_CHANGE\n" + b"G1 X1 F6000\nG1 X2\n" * 3000, "gear.gcode"))
        file = post(api, body, "OPERATOR").json()["data"]["file"]
        started = api.admin.post("/api/jobs/start", json={"fileId": file["id"]})
        assert started.status_code == 200, started.text

        def progress():
            return data_of(api.client.get("/api/public/status"))["progress"]

        wait_until(progress, "the print")
        assert progress()["name"] == ("gear.gcode" if details else None)
        if not details:
            assert (progress()["layer"], progress()["layersTotal"]) == (None, None)
        api.admin.post(f"/api/jobs/{started.json()['data']['job']['id']}/cancel")
