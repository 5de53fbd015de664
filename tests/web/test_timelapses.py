"""A print with a camera, from its layers to a film that a browser plays and seeks in."""

from __future__ import annotations

import itertools
import random

import pytest
from api import Api
from event_schemas import check_event
from live import Socket
from mjpeg_server import IpCamera
from simulated import SimulatedPrinter, wait_until
from uploading import file_part, form, post
from videos import probed

from lezerprint.base.enums import FrameMark
from lezerprint.storage.models import TimelapseFrame

_numbers = itertools.count()
LAYERS = 6


def layered(layers=LAYERS, seconds=0.3):
    """Slow enough for a picture of each layer."""
    chance = random.Random(7)
    commands = ["G28", "G90", "M83"]
    for layer in range(layers):
        commands += [f";LAYER:{layer}", f"G1 Z{0.2 * (layer + 1):.2f} F600"]
        commands += [
            f"G1 X{chance.uniform(20, 180):.2f} Y{chance.uniform(20, 180):.2f} E0.1" for _ in range(5)
        ]
        commands += [f"G4 P{int(seconds * 1000)}", "M400"]
    return commands


@pytest.fixture(scope="module")
def api():
    with (
        IpCamera() as source,
        SimulatedPrinter(speed=20.0) as printer,
        Api(printer.link, camera_url=source.url(), works=True) as api,
    ):
        api.printer = printer
        yield api


def data_of(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json()["data"]


def uploaded(api, commands):
    content = ("\n".join(commands) + f"\n; {next(_numbers)}\n").encode()
    return data_of(post(api, form(file_part(content, "part.gcode")), "OPERATOR"), 201)["file"]["id"]


def start(api, commands, mode):
    settings = {} if mode is None else {"timelapse": mode}
    answer = api.admin.post("/api/jobs/start", json={"fileId": uploaded(api, commands), "settings": settings})
    return data_of(answer)["job"]["id"]


def job_of(api, job_id):
    return data_of(api.admin.get(f"/api/jobs/{job_id}"))["job"]


def wait_ended(api, job_id):
    ended = {"COMPLETED", "FAILED", "CANCELLED"}
    return wait_until(lambda: (job := job_of(api, job_id))["status"] in ended and job, "the end of the job")


def wait_film(api, job_id):
    def there():
        answer = api.admin.get(f"/api/jobs/{job_id}/timelapse")
        return answer.json()["data"] if answer.status_code == 200 else None

    return wait_until(there, "the film")


def frames_of(api, job_id):
    query = TimelapseFrame.select().where(TimelapseFrame.job == job_id).order_by(TimelapseFrame.number)
    return api.storage.read(lambda: list(query))


def event(user, name):
    message = user.next(name)
    check_event(message)
    return message["data"]


def wait_last(api, job_id):
    def there():
        found = frames_of(api, job_id)
        return found if found and found[-1].is_last else None

    return wait_until(there, "the last frame")


def test_a_picture_after_each_layer_and_a_film(api, tmp_path):
    with Socket(api.url, api.key("VIEWER")) as user:
        job_id = start(api, layered(seconds=14), "layer")
        assert event(user, "timelapse:started")["jobId"] == job_id
        assert event(user, "timelapse:frame")["layer"] == 1
        assert wait_ended(api, job_id)["status"] == "COMPLETED"
        assert event(user, "timelapse:ended")["frames"] == LAYERS
        film = wait_film(api, job_id)
        ready = event(user, "timelapse:ready")
    frames = wait_last(api, job_id)
    assert [one.layer for one in frames] == [*range(1, LAYERS), LAYERS]
    assert ready["frameCount"] == film["timelapse"]["frameCount"]
    assert job_of(api, job_id)["timelapseUrl"] == film["videoUrl"]
    path = tmp_path / "film.mp4"
    path.write_bytes(api.admin.get(film["videoUrl"]).content)
    video = probed(path)
    assert (video.codec, video.pixel_format, video.starts_fast, video.errors) == ("h264", "yuv420p", True, "")
    assert video.frames == film["timelapse"]["frameCount"] + 19
    assert path.stat().st_size == film["timelapse"]["fileSize"]
    part = api.admin.get(film["videoUrl"], headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    signed = data_of(api.admin.post("/api/media/sign", json={"path": film["videoUrl"]}))["url"]
    assert api.client.get(signed).content == path.read_bytes()
    poster = api.admin.get(film["timelapse"]["posterUrl"])
    assert poster.content[:2] == b"\xff\xd8"
    listed = data_of(api.admin.get("/api/timelapses?limit=1&printer=default"))
    assert (listed["timelapses"][0]["jobId"], listed["timelapses"][0]["jobName"]) == (job_id, "part.gcode")
    data_of(api.admin.delete(f"/api/jobs/{job_id}/timelapse?frames=false"))
    answer = api.admin.get(f"/api/jobs/{job_id}/timelapse")
    assert answer.status_code == 404
    assert "POST to this address" in answer.json()["error"]["message"]
    assert job_of(api, job_id)["timelapseUrl"] is None
    data_of(api.admin.post(f"/api/jobs/{job_id}/timelapse", json={"filmSeconds": 1}), 202)
    assert wait_film(api, job_id)["timelapse"]["duration"] in (2, 3)
    with Socket(api.url, api.key("VIEWER")) as user:
        data_of(api.admin.delete(f"/api/jobs/{job_id}/timelapse"))
        event(user, "timelapse:deleted")
    assert frames_of(api, job_id) == []
    assert not (api.settings.timelapse_dir / job_id.replace("-", "")).exists()
    assert api.admin.post(f"/api/jobs/{job_id}/timelapse", json={}).status_code == 409


def test_a_cancelled_print_keeps_its_frames_and_can_be_made_into_a_film(api):
    job_id = start(api, layered(60, seconds=8), "layer")
    wait_until(lambda: len(frames_of(api, job_id)) >= 3, "some frames")
    answer = api.admin.post(f"/api/jobs/{job_id}/timelapse", json={})
    assert answer.status_code == 409
    assert "once it has ended" in answer.json()["error"]["message"]
    api.admin.post(f"/api/jobs/{job_id}/cancel")
    wait_ended(api, job_id)
    wait_last(api, job_id)
    assert api.admin.get(f"/api/jobs/{job_id}/timelapse").status_code == 404
    data_of(api.admin.post(f"/api/jobs/{job_id}/timelapse", json={}), 202)
    assert wait_film(api, job_id)["timelapse"]["frameCount"] >= 2
    data_of(api.admin.delete(f"/api/jobs/{job_id}"))
    data_of(api.admin.post(f"/api/trash/{job_id}/restore"))
    assert job_of(api, job_id)["timelapseUrl"] is not None
    data_of(api.admin.delete(f"/api/jobs/{job_id}"))
    data_of(api.admin.delete(f"/api/trash/{job_id}"))
    assert not (api.settings.timelapse_dir / job_id.replace("-", "")).exists()


def test_pictures_at_an_interval(api):
    job_id = start(api, layered(4, seconds=20), "interval")
    wait_ended(api, job_id)
    frames = wait_last(api, job_id)
    times = [one.taken_at.timestamp() for one in frames[:-1]]
    assert len(times) >= 2
    assert all(later - earlier >= 0.5 for earlier, later in itertools.pairwise(times))


def test_the_head_is_parked_for_each_picture(api):
    job_id = start(api, layered(5, seconds=6), "layer_parked")
    assert wait_ended(api, job_id)["status"] == "COMPLETED"
    frames = wait_last(api, job_id)
    assert [one.layer for one in frames] == [1, 2, 3, 4, 5]
    assert sum(one.mark is not FrameMark.MISSING for one in frames) >= 3
    parked = [line for line in api.printer.accepted() if line == "G1 X0 Y0 F6000"]
    assert len(parked) >= 3
    assert wait_film(api, job_id)["timelapse"]["frameCount"] >= 3


def test_a_file_without_layers_has_pictures_at_an_interval(api):
    job_id = start(api, ["G28", *["G4 P20000"] * 4], "layer_parked")
    wait_ended(api, job_id)
    assert len(wait_last(api, job_id)) >= 2


def test_a_job_without_a_time_lapse(api):
    job_id = start(api, layered(3, seconds=0), None)
    wait_ended(api, job_id)
    answer = api.admin.get(f"/api/jobs/{job_id}/timelapse")
    assert answer.status_code == 404
    assert "choose when pictures are taken" in answer.json()["error"]["message"]
    assert frames_of(api, job_id) == []


def test_a_picture_with_each_notification_of_a_print(api):
    job_id = start(api, layered(2, seconds=0), "off")
    wait_ended(api, job_id)

    def told():
        found = data_of(api.admin.get("/api/notifications?limit=100"))["notifications"]
        return next((one for one in found if (one["metadata"] or {}).get("jobId") == job_id), None)

    notification = wait_until(told, "the notification")
    url = f"/api/notifications/{notification['id']}/picture"
    answer = wait_until(lambda: (got := api.admin.get(url)).status_code == 200 and got, "the picture")
    assert answer.content[:2] == b"\xff\xd8"
    assert api.client.get(url, headers={"X-Api-Key": api.key("VIEWER")}).status_code == 404
    signed = data_of(api.admin.post("/api/media/sign", json={"path": url}))["url"]
    assert api.client.get(signed).content == answer.content
