"""A picture beside whoever tells of something: newer than the wish, small, or known not to come."""

from __future__ import annotations

import io
import threading
import time

import pytest
from PIL import Image
from simulated import wait_until

from lezerprint.base.stills import still_of
from lezerprint.camera import stills as stills_module
from lezerprint.camera.camera import Camera
from lezerprint.camera.stills import Stills
from lezerprint.events import EventHub
from lezerprint.settings.camera import CameraSettings


def picture(level, size=(2000, 1000)):
    file = io.BytesIO()
    Image.new("RGB", size, (level, level, level)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def camera():
    return Camera(CameraSettings(url="virtual", rotation=90), EventHub())


@pytest.fixture
def stills(camera, tmp_path):
    return Stills(tmp_path / "stills", {"one": camera})


def test_a_picture_that_comes_after_the_wish(camera, stills, tmp_path):
    wanted = threading.Event()
    camera.on_wanted = wanted.set
    put = camera.feed.begin()
    put(picture(10), time.monotonic())
    key = stills.take("one")
    assert wanted.wait(10)
    assert camera.feed.viewers == 1
    put(picture(200), time.monotonic())
    jpeg = still_of(tmp_path / "stills", {"picture": key}, 10.0)
    with Image.open(io.BytesIO(jpeg)) as found:
        assert (found.size, found.getpixel((5, 5))[0]) == ((640, 1280), pytest.approx(200, abs=4))
    wait_until(lambda: camera.feed.viewers == 0, "that the camera is let go")


def test_a_camera_that_gives_none_holds_nobody_up(stills, tmp_path, monkeypatch):
    monkeypatch.setattr(stills_module, "_SECONDS", 0.1)
    key = stills.take("one")
    begun = time.monotonic()
    assert still_of(tmp_path / "stills", {"picture": key}, 20.0) is None
    assert time.monotonic() - begun < 10.0


def test_nobody_looks_at_that_printer(stills):
    assert stills.take("two") is None


def test_not_too_many_at_once(stills):
    taken = [stills.take("one") for _ in range(10)]
    assert None in taken


@pytest.mark.parametrize("metadata", [None, {}, {"picture": 3}, {"picture": "../../etc/passwd"}, []])
def test_what_names_no_picture(tmp_path, metadata):
    assert still_of(tmp_path, metadata, 10.0) is None
