"""Recordings of a real camera, probed afterwards, whatever was killed."""

import contextlib
import os
import shutil
import signal
import time
import uuid
from pathlib import Path

import pytest
from mjpeg_server import SMALL, IpCamera
from simulated import short_folder, wait_until
from videos import probed

from actors.camera import camera_path, camera_tree
from actors.errors import SupervisionError
from actors.messages.recorder import GetRecording, StartRecording, StopRecording
from actors.supervision import SupervisorSpec, System
from lezerprint.camera import recordings as recordings_module
from lezerprint.camera.camera import Camera
from lezerprint.camera.errors import RecordingError
from lezerprint.camera.recordings import Quality, Recordings
from lezerprint.errors import StorageFullError
from lezerprint.events import EventHub
from lezerprint.settings.camera import CameraSettings

USER = uuid.uuid4()
ASK_SECONDS = 40.0


class Recorded:
    """A camera with its recorder, in a tree of its own."""

    def __init__(self, url, folder, **settings):
        self.events = []
        hub = EventHub()
        hub.subscribe(lambda event: self.events.append((event.name, event.data)))
        self.camera = Camera(CameraSettings(url=url, **{"idle_seconds": 0, "fps": 60, **settings}), hub)
        self.recordings = Recordings(folder)
        tree = camera_tree(self.camera, self.recordings, hub)
        self.system = System(SupervisorSpec("root", children=(tree,)))
        self.recorder = self.system.address(camera_path("default", "recorder"))

    def __enter__(self):
        self.system.start()
        assert self.system.wait_until_up(30)
        return self

    def __exit__(self, *_):
        self.system.stop(30)

    def start(self, seconds=60.0, quality=Quality.MEDIUM):
        recording = self.recorder.ask(StartRecording(quality, seconds, USER), ASK_SECONDS)
        part = self.recordings.part_path(recording.id)
        wait_until(lambda: part.is_file() and part.stat().st_size > 4_000, "some of the video")
        return recording

    def stop(self):
        return self.recorder.ask(StopRecording(), ASK_SECONDS)

    def wait_ended(self, recording):
        wait_until(lambda: self.recordings.get(recording.id).ended_at is not None, "its end")
        return self.recordings.get(recording.id)


@pytest.fixture(scope="module")
def source():
    with IpCamera() as camera:
        yield camera


@pytest.fixture
def folder():
    folder = short_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def one(source, folder):
    with Recorded(source.url(), folder) as one:
        yield one


def check(video, size=SMALL):
    assert (video.codec, video.pixel_format, video.size) == ("h264", "yuv420p", size)
    assert video.starts_fast
    assert video.frames > 10
    assert video.errors == ""


def ffmpeg_of(one, recording):
    """The process number of who writes the video."""
    wanted = str(one.recordings.part_path(recording.id)).encode()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = entry.read_bytes().split(b"\0")
            if wanted in words and b"libx264" in words:
                return int(entry.parent.name)
    raise AssertionError("nobody writes it")


def test_from_start_to_stop(one):
    begun = time.monotonic()
    recording = one.start()
    assert one.recorder.ask(GetRecording(), ASK_SECONDS) == recording
    ended = one.stop()
    elapsed = time.monotonic() - begun
    assert ended.reason == "it was stopped"
    video = probed(one.recordings.path(ended.id))
    check(video)
    assert 0.2 < video.seconds <= elapsed + 0.5
    assert one.recordings.path(ended.id) == one.recordings.final_path(ended.id)
    assert [name for name, _ in one.events if name.startswith("recording")] == [
        "recording:started",
        "recording:ended",
    ]
    wait_until(lambda: one.camera.feed.viewers == 0, "that the camera is let go")


def test_its_time_is_over(one):
    recording = one.start(seconds=2.0)
    assert one.wait_ended(recording).reason == "its time is over"
    check(probed(one.recordings.path(recording.id)))
    one.start()
    one.stop()


def test_one_at_a_time(one):
    with pytest.raises(RecordingError, match="is not recording"):
        one.stop()
    one.start()
    with pytest.raises(RecordingError, match="recording already"):
        one.start()
    one.stop()


def test_turned_and_small(source, folder):
    with Recorded(source.url("switching"), folder, rotation=90) as one:
        one.start(quality=Quality.LOW)
        video = probed(one.recordings.path(one.stop().id))
        assert video.size == (SMALL[1], SMALL[0])
        assert video.starts_fast


def test_it_can_be_played_while_it_grows(one):
    recording = one.start()
    video = probed(one.recordings.path(recording.id))
    assert video.frames > 0
    one.stop()


def test_the_source_is_killed_and_comes_back(folder):
    with IpCamera() as source, Recorded(source.url(), folder) as one:
        recording = one.start()
        part = one.recordings.part_path(recording.id)
        source.kill()
        wait_until(lambda: one.camera.status.failures, "the failure")
        size = part.stat().st_size
        source.start()
        wait_until(lambda: part.stat().st_size > size + 4_000, "that it goes on")
        check(probed(one.recordings.path(one.stop().id)))


def test_ffmpeg_is_killed(one):
    recording = one.start()
    os.kill(ffmpeg_of(one, recording), signal.SIGKILL)
    assert one.wait_ended(recording).reason == "ffmpeg was killed"
    video = probed(one.recordings.path(recording.id))
    assert video.frames > 5
    assert video.starts_fast


def test_the_actor_crashes(one):
    recording = one.start()
    with contextlib.suppress(SupervisionError):
        one.system.crash(camera_path("default", "recorder"))
    one.wait_ended(recording)
    check(probed(one.recordings.path(recording.id)))
    assert (
        "recording:ended",
        {"id": recording.id, "camera": "default", "reason": "it was stopped"},
    ) in one.events


def test_what_a_kill_of_the_server_interrupted_is_ended_at_the_next_start(source, folder):
    with Recorded(source.url(), folder) as one:
        recording = one.start()
        part = folder / "kept"
        shutil.copy(one.recordings.part_path(recording.id), part)
        record = (folder / f"{recording.id}.json").read_text()
        one.stop()
        one.recordings.delete(recording.id)
    # As the kill leaves it: the record without an end, the video cut in the middle of a fragment.
    cut = part.read_bytes()
    one.recordings.part_path(recording.id).write_bytes(cut[: len(cut) - 700])
    (folder / f"{recording.id}.json").write_text(record)
    with Recorded(source.url(), folder) as two:
        ended = two.wait_ended(recording)
        assert ended.reason == "it was interrupted"
        video = probed(two.recordings.path(recording.id))
        assert video.frames > 5
        assert video.starts_fast
        assert two.recordings.path(recording.id) == two.recordings.final_path(recording.id)


def test_a_full_disk(one, monkeypatch):
    recording = one.start()
    monkeypatch.setattr(recordings_module, "LEAST_FREE_BYTES", 1 << 60)
    assert "MB are free" in one.wait_ended(recording).reason
    check(probed(one.recordings.path(recording.id)))
    with pytest.raises(StorageFullError, match="delete recordings"):
        one.start()
