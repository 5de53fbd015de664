"""What a film is made of, and that it can be played."""

from __future__ import annotations

import io
import os
import signal
import threading
from pathlib import Path

import pytest
from PIL import Image
from simulated import wait_until
from videos import probed

from lezerprint.base.enums import FrameMark
from lezerprint.timelapse import film as film_module
from lezerprint.timelapse.errors import FilmError
from lezerprint.timelapse.film import FilmMaker, Plan, plan_of

GOOD, DARK, BROKEN, FROZEN, MISSING = (
    FrameMark[name] for name in ("GOOD", "DARK", "BROKEN", "FROZEN", "MISSING")
)


def marked(*marks):
    return list(enumerate(marks, start=1))


def picture(number, size=(160, 120)):
    file = io.BytesIO()
    Image.new("RGB", size, (number * 7 % 256, 200, 90)).save(file, "JPEG")
    return file.getvalue()


def frames_in(folder, count, size=(160, 120)):
    for number in range(1, count + 1):
        (folder / f"{number:06}.jpg").write_bytes(picture(number, size))


@pytest.mark.parametrize(
    ("marks", "chosen"),
    [
        ([GOOD, GOOD, GOOD], (1, 2, 3)),
        ([GOOD, DARK, GOOD, GOOD, MISSING], (1, 3, 4)),
        ([GOOD, DARK, FROZEN, GOOD], (1, 2, 3, 4)),  # more than a third are marked
        ([GOOD, DARK, GOOD], (1, 3)),  # just a third
        ([GOOD, BROKEN, DARK, GOOD], (1, 3, 4)),
    ],
)
def test_which_frames(marks, chosen):
    assert plan_of(marked(*marks), 20.0).numbers == chosen


@pytest.mark.parametrize("marks", [[], [GOOD], [GOOD, BROKEN], [MISSING, MISSING]])
def test_too_few(marks):
    with pytest.raises(FilmError, match="needs 2 pictures"):
        plan_of(marked(*marks), 20.0)


@pytest.mark.parametrize(
    ("count", "fps", "shown"), [(2, 10, 2), (100, 10, 100), (400, 20, 400), (600, 30, 600), (1000, 25, 500)]
)
def test_how_fast(count, fps, shown):
    plan = plan_of(marked(*[GOOD] * count), 20.0)
    assert (plan.fps, len(plan.numbers), plan.numbers[-1]) == (fps, shown, count)


def test_it_can_be_played(tmp_path):
    frames_in(tmp_path, 40, (161, 121))
    told = []
    maker = FilmMaker(tmp_path, Plan(tuple(range(1, 41)), 10), None, told.append)
    maker.make(tmp_path / "film")
    video = probed(tmp_path / "film")
    assert (video.codec, video.pixel_format, video.size) == ("h264", "yuv420p", (160, 120))
    assert video.starts_fast
    assert video.errors == ""
    assert video.frames == 40 + 19
    assert video.seconds == pytest.approx(4.0 - 0.1 + 2.0, abs=0.15)
    assert told == sorted(told)
    assert told[-1] == 40
    maker.clear()
    assert not list(tmp_path.glob("parts-*"))


def test_sizes_that_change(tmp_path):
    frames_in(tmp_path, 6, (320, 240))
    frames_in(tmp_path, 3, (160, 120))
    FilmMaker(tmp_path, Plan((1, 2, 3, 4, 5, 6), 10), None, lambda _: None).make(tmp_path / "film")
    video = probed(tmp_path / "film")
    assert (video.size, video.frames, video.errors) == ((320, 240), 6 + 19, "")


def test_what_is_encoded_is_not_encoded_again(tmp_path, monkeypatch):
    monkeypatch.setattr(film_module, "_PART_FRAMES", 5)
    frames_in(tmp_path, 12)
    plan = Plan(tuple(range(1, 13)), 10)

    def until_the_seventh(count):
        if count == 7:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        FilmMaker(tmp_path, plan, None, until_the_seventh).make(tmp_path / "film")
    (tmp_path / "000001.jpg").unlink()  # is in a part that is whole
    told = []
    FilmMaker(tmp_path, plan, None, told.append).make(tmp_path / "film")
    assert told[0] == 5
    video = probed(tmp_path / "film")
    assert (video.frames, video.errors) == (12 + 19, "")
    assert video.seconds == pytest.approx(3.1, abs=0.15)


def test_a_frame_that_is_gone(tmp_path):
    frames_in(tmp_path, 3)
    (tmp_path / "000002.jpg").unlink()
    with pytest.raises(FilmError, match="frame 2 is gone"):
        FilmMaker(tmp_path, Plan((1, 2, 3), 10), None, lambda _: None).make(tmp_path / "film")


def test_ffmpeg_is_killed(tmp_path):
    frames_in(tmp_path, 60, (640, 480))
    errors, proceed = [], threading.Event()

    def at_the_thirtieth(count):
        if count == 30:
            proceed.wait(30)

    def make():
        try:
            FilmMaker(tmp_path, Plan(tuple(range(1, 61)), 10), None, at_the_thirtieth).make(tmp_path / "film")
        except FilmError as error:
            errors.append(str(error))

    thread = threading.Thread(target=make)
    thread.start()
    try:
        os.kill(wait_until(lambda: _ffmpeg_in(tmp_path), "ffmpeg"), signal.SIGKILL)
    finally:
        proceed.set()
        thread.join(30)
    assert errors == ["ffmpeg could not make the film: it was killed"]


def _ffmpeg_in(folder):
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"libx264" in words and str(folder).encode() in words[-2]:
            return int(entry.parent.name)
    return None
