"""Pictures over the WebSocket."""

import base64
import json
import struct

import pytest
from api import Api
from live import ReplyError, Socket
from mjpeg_server import IpCamera, frames
from simulated import DEADLINE_SECONDS, SimulatedPrinter, wait_until


@pytest.fixture(scope="module")
def api():
    with IpCamera() as source, SimulatedPrinter() as printer:
        cameras = [{"name": "gone", "url": "http://127.0.0.1:9/x", "idle_seconds": 0}]
        with Api(printer.link, camera_url=source.url(), cameras=cameras, public_camera=True) as api:
            yield api


@pytest.fixture
def user(api):
    with Socket(api.url, api.key("VIEWER")) as socket:
        yield socket


def binary(socket):
    """The head and the picture of the next binary frame."""
    while not isinstance(message := socket.raw.recv(timeout=DEADLINE_SECONDS), bytes):
        pass
    (length,) = struct.unpack_from("!H", message)
    return json.loads(message[2 : 2 + length]), message[2 + length :]


def viewers(api, name="default"):
    return api.services.cameras.get(name).camera.feed.viewers


def test_pictures_come_as_json(user):
    assert {"topic": "camera", "camera": "default"} in user.ask("subscribe:camera")["subscriptions"]
    seen = [user.next("camera:frame")["data"] for _ in range(3)]
    assert all(base64.b64decode(one["frame"]) in frames() for one in seen)
    assert {one["camera"] for one in seen} == {"default"}
    times = [one["timestamp"] for one in seen]
    assert times == sorted(times)
    assert user.next("camera:state")["data"]["camera"] == "default"


def test_pictures_come_as_binary_frames_for_clients_that_ask(user):
    user.ask("subscribe:camera", {"camera": "default", "binary": True})
    head, jpeg = binary(user)
    assert head["event"] == "camera:frame"
    assert head["camera"] == "default"
    assert jpeg in frames()


def test_the_client_chooses_the_rate(user):
    user.ask("subscribe:camera", {"fps": 2})
    times = [user.next("camera:frame")["data"]["timestamp"] for _ in range(4)]
    assert times[-1] - times[1] >= 800


def test_until_it_wants_no_more_or_goes(api):
    before = viewers(api)
    with Socket(api.url, api.key("VIEWER")) as socket:
        socket.ask("subscribe:camera", {"printer": "default"})
        socket.ask("subscribe:camera", {"fps": 1})
        wait_until(lambda: viewers(api) == before + 1, "one viewer")
        left = socket.ask("unsubscribe:camera")["subscriptions"]
        assert "camera" not in str(left)
        wait_until(lambda: viewers(api) == before, "none")
        socket.ask("subscribe:camera")
        wait_until(lambda: viewers(api) == before + 1, "one viewer again")
    wait_until(lambda: viewers(api) == before, "none any more")


def test_a_camera_that_is_not_there(user):
    with pytest.raises(ReplyError) as raised:
        user.ask("subscribe:camera", {"camera": "nothing"})
    assert raised.value.code == "NOT_FOUND"
    assert user.next("camera:error")["data"] == {
        "camera": "nothing",
        "message": "there is no camera 'nothing'",
    }


def test_a_camera_that_fails(user):
    user.ask("subscribe:camera", {"camera": "gone"})
    assert "cannot connect" in user.next("camera:error")["data"]["message"]
    state = user.next("camera:state", where=lambda data: data["state"] == "failed")["data"]
    assert "cannot connect" in state["reason"]
    assert state["retrySeconds"] > 0


def test_what_a_client_asks_for_is_checked(user):
    for data in ({"fps": 0}, {"fps": 1000}, {"binary": 1}, {"colour": True}):
        assert user.refused("subscribe:camera", data) == "VALIDATION_ERROR"


def test_visitors_where_the_settings_allow_it(api):
    with Socket(api.url, query="?demo=true") as visitor:
        visitor.ask("subscribe:camera")
        assert base64.b64decode(visitor.next("camera:frame")["data"]["frame"]) in frames()
        visitor.ask("subscribe:camera", {"camera": "gone"})
        assert visitor.next("camera:error")["data"]["message"] == "the camera gives no picture"
