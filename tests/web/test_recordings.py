"""Recordings over HTTP."""

import pytest
from api import Api
from live import Socket
from mjpeg_server import IpCamera
from simulated import SimulatedPrinter, wait_until
from videos import probed

START, STOP = "/api/camera/record/start", "/api/camera/record/stop"


@pytest.fixture(scope="module")
def api():
    with IpCamera() as source, SimulatedPrinter() as printer:
        cameras = [{"name": "gone", "url": "http://127.0.0.1:9/x", "idle_seconds": 0}]
        with Api(printer.link, camera_url=source.url(), cameras=cameras) as api:
            yield api


def data_of(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json()["data"]


def record(api, headers=None, **body):
    """From start to stop; what the server says of it."""
    operator = {"X-Api-Key": api.key("OPERATOR")}
    begun = data_of(api.admin.post(START, json=body, headers=headers or operator), 201)
    url = begun["videoUrl"]
    wait_until(lambda: size_of(api, begun) > 4_000, "some of the video")
    for _ in range(20):  # of a video that grows meanwhile
        assert api.admin.get(url).content[4:8] == b"ftyp"
    return data_of(api.admin.post(STOP, headers=operator))


def size_of(api, answer):
    return data_of(api.admin.get(f"/api/recordings/{answer['recording']['id']}"))["recording"]["sizeBytes"]


def test_record_play_and_delete(api, tmp_path):
    with Socket(api.url, api.key("VIEWER")) as user:
        done = record(api, quality="high", maxDuration=60)
        recording_id = done["recording"]["id"]
        assert user.next("recording:started")["data"]["id"] == recording_id
        assert user.next("recording:ended")["data"]["reason"] == "it was stopped"
    assert done["recording"]["endedAt"] > done["recording"]["startedAt"]
    video = api.admin.get(done["videoUrl"])
    path = tmp_path / "video.mp4"
    path.write_bytes(video.content)
    assert probed(path).starts_fast
    assert len(video.content) == done["recording"]["sizeBytes"]
    part = api.admin.get(done["videoUrl"], headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    signed = data_of(api.admin.post("/api/media/sign", json={"path": done["videoUrl"]}))["url"]
    assert api.client.get(signed).content == video.content
    listed = data_of(api.admin.get("/api/recordings?camera=default"))
    assert recording_id in [one["id"] for one in listed["recordings"]]
    assert data_of(api.admin.get("/api/recordings?camera=gone"))["total"] == 0
    data_of(api.admin.delete(f"/api/recordings/{recording_id}"))
    assert api.admin.get(done["videoUrl"]).status_code == 404


def test_what_goes_on_is_not_deleted_and_nothing_begins_twice(api):
    begun = data_of(api.admin.post(START, json={}), 201)
    try:
        assert api.admin.delete(f"/api/recordings/{begun['recording']['id']}").status_code == 409
        assert api.admin.post(START, json={}).status_code == 409
    finally:
        data_of(api.admin.post(STOP))
    assert api.admin.post(STOP).status_code == 409


def test_an_operator_deletes_only_their_own(api):
    done = record(api, headers={"X-Api-Key": api.key("ADMIN")})
    path = f"/api/recordings/{done['recording']['id']}"
    assert api.client.delete(path, headers={"X-Api-Key": api.key("OPERATOR")}).status_code == 403
    data_of(api.admin.delete(path))


def test_a_camera_that_gives_nothing_is_not_recorded(api):
    answer = api.admin.post("/api/cameras/gone/record/start", json={"quality": "low"})
    assert answer.json()["error"]["code"] == "CAMERA_UNAVAILABLE"
    assert api.admin.post(START, json={"quality": "best"}).status_code == 400
