"""Viewers' offers over HTTP, to the server that a camera names."""

import pytest
from api import Api
from mjpeg_server import IpCamera
from simulated import SimulatedPrinter
from whep_server import ANSWER, PASSWORD, USER, whep_server

CAMERA = "/api/cameras/default"
OFFER = {"type": "offer", "sdp": "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\n"}


@pytest.fixture(scope="module")
def media():
    with whep_server() as server:
        yield server


@pytest.fixture(scope="module")
def api(media):
    base = f"127.0.0.1:{media.server_port}"
    with SimulatedPrinter() as printer, IpCamera() as source:
        cameras = [
            {"name": "whep", "url": source.url(), "webrtc_url": f"http://{USER}:{PASSWORD}@{base}/password"},
            {"name": "absent", "url": source.url(), "webrtc_url": f"http://{base}/absent"},
        ]
        with Api(printer.link, camera_url=source.url(), cameras=cameras) as api:
            yield api


def offer(api, name, body=None):
    headers = {"X-Api-Key": api.key("VIEWER")}
    return api.client.post(f"/api/cameras/{name}/webrtc", json=OFFER | (body or {}), headers=headers)


def error_of(answer):
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["message"]


def test_an_offer_is_answered(api):
    shown = api.admin.get("/api/cameras/whep").json()["data"]
    assert shown["webrtcUrl"] == "/api/cameras/whep/webrtc"
    assert offer(api, "whep").json()["data"] == {"type": "answer", "sdp": ANSWER}


def test_a_server_that_does_not_is_told(api):
    status, code, message = error_of(offer(api, "absent"))
    assert (status, code) == (503, "CAMERA_UNAVAILABLE")
    assert "HTTP status 404: check the camera's webrtc_url" in message


def test_a_camera_without_one(api):
    assert api.admin.get(CAMERA).json()["data"]["webrtcUrl"] is None
    status, code, message = error_of(offer(api, "default"))
    assert (status, code) == (404, "NOT_FOUND")
    assert "webrtc_url" in message


@pytest.mark.parametrize("sdp", ["", "hello", "v=0" + "x" * 70_000])
def test_what_is_no_offer_is_refused(api, media, sdp):
    before = len(media.asked)
    assert error_of(offer(api, "whep", {"sdp": sdp}))[:2] == (400, "VALIDATION_ERROR")
    assert error_of(offer(api, "whep", {"type": "answer"}))[:2] == (400, "VALIDATION_ERROR")
    assert len(media.asked) == before


def test_administrators_set_it(api, media):
    where = f"{CAMERA}/settings"
    changes = {
        "webrtc": f"http://me:hunter2@127.0.0.1:{media.server_port}/streamer",
        "webrtcKind": "camera-streamer",
    }
    viewer = {"X-Api-Key": api.key("OPERATOR")}
    assert api.client.post(where, json=changes, headers=viewer).status_code == 403
    answer = api.admin.post(where, json=changes)
    assert answer.status_code == 200, answer.text
    shown = answer.json()["data"]
    assert shown["webrtc"] == f"http://***@127.0.0.1:{media.server_port}/streamer"
    assert offer(api, "default").json()["data"]["sdp"] == ANSWER
    for path in (where, "/api/settings", "/api/admin/audit"):
        assert "hunter2" not in api.admin.get(path).text
    # As it was shown, it is what it was.
    assert api.admin.post(where, json={"webrtc": shown["webrtc"]}).status_code == 200
    assert offer(api, "default").status_code == 200
    assert api.admin.post(where, json={"webrtc": None, "webrtcKind": "whep"}).json()["data"]["webrtc"] is None
    assert offer(api, "default").status_code == 404


@pytest.mark.parametrize("url", ["rtsp://127.0.0.1/x", "virtual", "http://169.254.169.254/whep", "http://"])
def test_addresses_are_checked(api, url):
    answer = api.admin.post(f"{CAMERA}/settings", json={"webrtc": url})
    assert error_of(answer)[:2] == (400, "VALIDATION_ERROR")
