"""Pictures of a camera's feed: newer than the request, each once, whatever fails."""

from __future__ import annotations

import io
import time
from uuid import uuid4

import pytest
from PIL import Image
from simulated import wait_until

from lezerprint.base.enums import FrameMark, TimelapseMode
from lezerprint.camera.camera import Camera
from lezerprint.events import EventHub
from lezerprint.settings.camera import CameraSettings
from lezerprint.storage.backlog import Backlog
from lezerprint.timelapse import photographer as photographer_module
from lezerprint.timelapse import store as store_module
from lezerprint.timelapse.photographer import Photographer, Shot
from lezerprint.timelapse.session import Policy
from lezerprint.timelapse.store import TimelapseStore

POLICY = Policy(TimelapseMode.LAYER, settle_seconds=0.05)


def picture(level, size=(64, 48)):
    file = io.BytesIO()
    Image.new("RGB", size, (level, level, level)).save(file, "JPEG")
    return file.getvalue()


class Studio:
    def __init__(self, folder, **settings):
        self.events = []
        hub = EventHub()
        hub.subscribe(lambda event: self.events.append((event.name, event.data)))
        self.camera = Camera(CameraSettings(url="virtual", **settings), hub)
        self.put = self.camera.feed.begin()
        self.store = TimelapseStore(folder / "timelapses")
        self.backlog = Backlog(folder / "backlog")
        self.job = uuid4()
        self.hub = hub
        self.photographer = self.another()

    def another(self):
        """As a server that is started anew has one."""
        return Photographer("one", self.camera, self.store, self.backlog, self.hub)

    def settle(self):
        wait_until(lambda: self.photographer.is_idle, "the picture")

    def shoot(self, layer, jpeg, **more):
        """Ask for a picture, and let the camera send one."""
        self.photographer.take(Shot(self.job, layer, time.monotonic(), **more))
        while not self.photographer.is_idle:
            self.put(jpeg, time.monotonic())
            time.sleep(0.01)

    @property
    def frames(self):
        return [(one.layer, one.mark) for one in self.store.frames(self.job)]


@pytest.fixture
def studio(tmp_path):
    studio = Studio(tmp_path)
    studio.photographer.begin(studio.job, POLICY, 0)
    studio.settle()
    yield studio
    studio.photographer.close()


def test_a_picture_is_newer_than_its_request(studio):
    studio.put(picture(50), time.monotonic())
    asked = time.monotonic()
    studio.shoot(1, picture(100))
    (frame,) = studio.store.frames(studio.job)
    assert studio.store.frame_path(studio.job, 1).read_bytes() == picture(100)
    assert frame.taken_at >= time.time() - (time.monotonic() - asked) + POLICY.settle_seconds - 0.01


def test_marks(studio):
    studio.shoot(1, picture(100))
    studio.shoot(2, picture(100))
    studio.shoot(3, picture(3))
    studio.shoot(4, picture(100)[:-200])
    assert [mark for _, mark in studio.frames] == [
        FrameMark.GOOD, FrameMark.FROZEN, FrameMark.DARK, FrameMark.BROKEN,
    ]  # fmt: skip


def test_a_layer_is_taken_once_and_what_was_left_out_is_missing(studio):
    studio.shoot(1, picture(100))
    studio.shoot(1, picture(101))
    studio.shoot(4, picture(102))
    studio.shoot(6, picture(103), is_last=True)
    assert studio.frames == [
        (1, FrameMark.GOOD), (2, FrameMark.MISSING), (3, FrameMark.MISSING), (4, FrameMark.GOOD),
        (5, FrameMark.MISSING), (6, FrameMark.GOOD),
    ]  # fmt: skip
    assert studio.store.load(studio.job).ended
    assert studio.camera.feed.viewers == 0
    assert [name for name, _ in studio.events if name != "timelapse:frame"] == [
        "timelapse:started",
        "timelapse:ended",
    ]


def test_the_next_server_goes_on_with_the_next_frame(studio):
    studio.shoot(1, picture(100))
    studio.shoot(2, picture(101))
    studio.store.frame_path(studio.job, 3).write_bytes(b"written, and killed before its line")
    studio.photographer = studio.another()
    studio.photographer.begin(studio.job, POLICY, 7)
    studio.shoot(2, picture(102))
    studio.shoot(3, picture(103))
    assert studio.frames == [(layer, FrameMark.GOOD) for layer in (1, 2, 3)]
    assert studio.store.frame_path(studio.job, 3).read_bytes() == picture(103)
    rows = {entry.values["id"] for entry in studio.backlog._batch()}
    assert len(rows) == 3


def test_of_another_job_there_is_no_picture(studio):
    studio.shoot(1, picture(100))
    other, studio.job = studio.job, uuid4()
    studio.shoot(2, picture(101))
    assert studio.frames == []
    studio.job = other
    assert studio.frames == [(1, FrameMark.GOOD)]


def test_the_end_that_was_not_seen(studio):
    studio.shoot(1, picture(100))
    studio.photographer = studio.another()
    studio.photographer.conclude(studio.job, 3, is_recent=True)
    while not studio.photographer.is_idle:
        studio.put(picture(101), time.monotonic())
        time.sleep(0.01)
    assert studio.frames == [(1, FrameMark.GOOD), (2, FrameMark.MISSING), (3, FrameMark.GOOD)]
    studio.photographer.conclude(studio.job, 3, is_recent=True)
    studio.settle()
    assert len(studio.frames) == 3


def test_the_end_was_long_ago(studio):
    studio.shoot(1, picture(100))
    studio.photographer = studio.another()
    studio.photographer.conclude(studio.job, 2, is_recent=False)
    studio.settle()
    assert studio.frames == [(1, FrameMark.GOOD), (2, FrameMark.MISSING)]


def test_what_nobody_has_ended_is_ended(studio):
    studio.shoot(1, picture(100))
    studio.photographer = studio.another()
    studio.photographer.finish_others(uuid4())
    studio.settle()
    assert studio.frames == [(1, FrameMark.GOOD), (None, FrameMark.MISSING)]
    assert studio.store.frames(studio.job)[-1].is_last


def test_a_camera_that_gives_nothing(studio, monkeypatch):
    monkeypatch.setattr(photographer_module, "_FREE_SECONDS", 0.1)
    studio.photographer.take(Shot(studio.job, 1, time.monotonic()))
    studio.settle()
    assert studio.frames == [(1, FrameMark.MISSING)]


def test_a_parked_head_that_went_on(studio):
    studio.shoot(1, picture(100), confirm=lambda: False)
    studio.shoot(2, picture(101), confirm=lambda: True)
    assert studio.frames == [(1, FrameMark.MISSING), (2, FrameMark.GOOD)]


def test_a_full_disk(studio, monkeypatch):
    monkeypatch.setattr(store_module, "LEAST_FREE_BYTES", 1 << 60)
    studio.shoot(1, picture(100))
    assert studio.frames == [(1, FrameMark.MISSING)]


def test_turned(tmp_path):
    studio = Studio(tmp_path, rotation=90)
    studio.photographer.begin(studio.job, POLICY, 0)
    studio.shoot(1, picture(100, (64, 48)))
    with Image.open(studio.store.frame_path(studio.job, 1)) as turned:
        assert turned.size == (48, 64)
    studio.photographer.close()
