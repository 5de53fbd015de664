"""H.264 from a real RTSP server to real clients of the WebSocket."""

import contextlib
import json
import os
import signal
import socket
import struct
import time
from pathlib import Path

import pytest
from api import Api
from event_schemas import check_event
from live import Socket
from mjpeg_server import IpCamera
from rtsp_source import rtsp_server
from serving import is_running, parent_of
from simulated import DEADLINE_SECONDS, SimulatedPrinter, wait_until
from videos import decoded_frames, fragment_seconds

CAMERA = "/api/cameras/default"


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, IpCamera() as pictures, rtsp_server() as url:
        cameras = [
            {"name": "pictures", "url": pictures.url()},
            {"name": "coded", "url": f"{url}/mjpeg"},
            {"name": "brief", "url": f"{url}/h264", "idle_seconds": 0},
        ]
        with Api(printer.link, camera_url=f"{url}/h264", cameras=cameras) as api:
            yield api


@pytest.fixture
def user(api):
    with Socket(api.url, api.key("VIEWER")) as user:
        user.ask("subscribe:camera", {"video": True})
        yield user


def received(user):
    """The head and the data of the next segment."""
    while not isinstance(message := user.raw.recv(timeout=DEADLINE_SECONDS), bytes):
        pass
    (length,) = struct.unpack_from("!H", message)
    return json.loads(message[2 : 2 + length]), message[2 + length :]


def watched(user, keys=2):
    """The heads and the data of all segments until so many key segments have come."""
    heads, parts = [], []
    while sum(head["kind"] == "key" for head in heads) <= keys:
        head, data = received(user)
        heads.append(head)
        parts.append(data)
    return heads[:-1], parts[:-1]


def ffmpegs():
    """The processes that read a camera for this test's server, by way of its readers."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = entry.read_bytes()
            pid = int(entry.parent.name)
            if b"delay_moov" in words and is_running(pid) and parent_of(parent_of(pid)) == os.getpid():
                found.add(pid)
    return found


def test_an_init_segment_then_fragments_that_decode(api, user):
    heads, parts = watched(user)
    assert [head["kind"] for head in heads[:2]] == ["init", "key"]
    assert {(head["event"], head["camera"]) for head in heads} == {("camera:video", "default")}
    for head in heads[:2]:
        check_event({"event": head.pop("event"), "data": head})
    assert heads[0]["codec"].startswith("avc1.42")
    assert abs(heads[-1]["timestamp"] / 1000 - time.time()) < 10
    assert decoded_frames(b"".join(parts)) >= 25
    assert max(fragment_seconds(parts[0], parts[1:])) <= 0.250
    shown = api.admin.get(CAMERA).json()["data"]
    assert shown["video"] == {"offered": True, "codec": heads[0]["codec"]}


def test_who_comes_later_begins_at_a_key_too_and_one_ffmpeg_serves_all(api, user):
    watched(user)
    with Socket(api.url, api.key("VIEWER")) as other:
        other.ask("subscribe:camera", {"video": True})
        heads, parts = watched(other)
        assert [head["kind"] for head in heads[:2]] == ["init", "key"]
        assert decoded_frames(b"".join(parts)) >= 15
        assert api.admin.get(f"{CAMERA}/snapshot").content.startswith(b"\xff\xd8")
        assert len(ffmpegs()) == 1


def test_the_same_connection_takes_pictures_again(user):
    watched(user, keys=1)
    user.ask("subscribe:camera", {"fps": 5})
    assert user.next("camera:frame")["data"]["camera"] == "default"


def test_a_killed_ffmpeg_is_replaced_and_the_video_goes_on(user):
    watched(user, keys=1)
    (pid,) = ffmpegs()
    os.kill(pid, signal.SIGKILL)
    begun = time.monotonic()
    while received(user)[0]["kind"] != "init":
        pass
    assert time.monotonic() - begun < 10
    heads, parts = watched(user, keys=1)
    assert heads[0]["kind"] == "key"
    assert ffmpegs() != {pid}
    assert parts


def test_it_ends_with_its_last_viewer(api):
    before = ffmpegs()
    with Socket(api.url, api.key("VIEWER")) as user:
        user.ask("subscribe:camera", {"camera": "brief", "video": True})
        watched(user, keys=1)
        (pid,) = ffmpegs() - before
    wait_until(lambda: not is_running(pid), "its end")


@pytest.mark.parametrize("name", ["pictures", "coded"])
def test_a_source_without_h264_says_so(api, name):
    with Socket(api.url, api.key("VIEWER")) as user:
        user.ask("subscribe:camera", {"camera": name, "video": True})
        assert "gives no H.264" in user.next("camera:error")["data"]["message"]
        shown = api.admin.get(f"/api/cameras/{name}").json()["data"]
        assert shown["video"] == {"offered": False, "codec": None}


def test_who_takes_nothing_costs_no_memory_and_goes_on_at_a_key(api):
    small = {"sock": _with_small_buffer(api.url)}
    with (
        Socket(api.url, api.key("VIEWER"), max_queue=1, **small) as slow,
        Socket(api.url, api.key("VIEWER")) as quick,
    ):
        slow.ask("subscribe:camera", {"video": True})
        quick.ask("subscribe:camera", {"video": True})
        watched(quick, keys=8)
        clients = [client for room in api.services.live.hub._rooms.values() for client in room]
        assert max(client.connection.transport.get_write_buffer_size() for client in clients) < 100_000
        assert max(len(client._send_queue) for client in clients) < 20
        before = after = received(slow)[0]
        while after["timestamp"] - before["timestamp"] < 1000:
            before, after = after, received(slow)[0]
        assert after["kind"] == "key"


def _with_small_buffer(url):
    host, port = url.removeprefix("http://").split(":")
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.connect((host, int(port)))
    return link
