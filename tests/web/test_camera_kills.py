"""kill -9 of a whole server that shows and records a camera, and of what it has started."""

import contextlib
import http.client
import os
import shutil
import signal
from pathlib import Path

import pytest
from mjpeg_server import IpCamera
from serving import Server, end_port, is_running, parent_of
from simulated import short_folder, wait_until
from videos import probed

from lezerprint.camera.jpeg import FrameParser

START, STOP = "/api/camera/record/start", "/api/camera/record/stop"


@pytest.fixture
def server():
    folder = short_folder()
    with IpCamera() as source:
        server = Server(folder, "virtual", CAMERA_URL=source.url())
        try:
            with server:
                yield server
        finally:
            end_port(server.paths)
            shutil.rmtree(folder, ignore_errors=True)


def processes(word):
    """The numbers of the processes that have this on their command line."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if word.encode() in entry.read_bytes() and is_running(entry.parent.name):
                found.add(int(entry.parent.name))
    return found


def reader_of(server):
    def found():
        readers = processes("lezerprint.camera.reader")
        return next((pid for pid in readers if parent_of(pid) == server.process.pid), None)

    return wait_until(found, "the reader")


def begin_recording(server):
    """Its id, and where its video grows."""
    status, answer = server.request("POST", START, {"quality": "low"})
    assert status == 201, answer
    recording_id = answer["data"]["recording"]["id"]
    part = server.folder / "data" / "recordings" / f"{recording_id}.part.mp4"
    wait_until(lambda: part.is_file() and part.stat().st_size > 4_000, "some of the video")
    return recording_id, part


def ended(server, recording_id):
    """What the server says of the recording once it has ended."""

    def there():
        status, answer = server.get(f"/api/recordings/{recording_id}")
        assert status == 200, answer
        return answer["data"]["recording"] if answer["data"]["recording"]["endedAt"] else None

    return wait_until(there, "its end")


def test_a_recording_survives_the_kill_of_the_server(server):
    recording_id, part = begin_recording(server)
    reader = reader_of(server)
    server.kill()
    wait_until(lambda: not is_running(reader), "the end of the reader")
    wait_until(lambda: not processes(str(part)), "the end of ffmpeg")
    assert probed(part).frames > 5
    server.launch()
    wait_until(server._answers, "the server's start")
    assert ended(server, recording_id)["reason"] == "it was interrupted"
    video = probed(part.with_name(f"{recording_id}.mp4"))
    assert (video.codec, video.pixel_format, video.starts_fast) == ("h264", "yuv420p", True)
    assert video.frames > 5


def test_a_server_that_is_told_to_end_leaves_a_video_too(server):
    recording_id, part = begin_recording(server)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) == 0
    wait_until(lambda: not processes(str(part)), "the end of ffmpeg")
    server.launch()
    wait_until(server._answers, "the server's start")
    ended(server, recording_id)
    video = probed(part.with_name(f"{recording_id}.mp4"))
    assert video.starts_fast
    assert video.frames > 5


def test_a_viewer_goes_on_when_the_reader_is_killed_and_the_server_ends_in_spite_of_it(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", "/api/camera/stream", headers=server.headers)
    answer, parser = connection.getresponse(), FrameParser()
    reader = reader_of(server)

    def one_more():
        while not parser.feed(answer.read1(65_536)):
            pass

    one_more()
    os.kill(reader, signal.SIGKILL)
    wait_until(lambda: not is_running(reader), "its end")
    for _ in range(5):
        one_more()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(4) == 0  # sooner than uvicorn gives up on open connections
    connection.close()


def test_changed_settings_outlive_the_server(server):
    status, answer = server.request(
        "POST", "/api/camera/settings", {"fps": 5, "rotation": 90, "title": "Bed"}
    )
    assert status == 200, answer
    server.kill()
    server.launch()
    wait_until(server._answers, "the server's start")
    wait_until(lambda: server.get("/api/camera/settings")[1]["data"]["fps"] == 5, "the stored settings")
    kept = server.get("/api/camera/settings")[1]["data"]
    assert (kept["rotation"], kept["title"], kept["quality"]) == (90, "Bed", 80)
