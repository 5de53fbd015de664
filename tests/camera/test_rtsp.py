"""RTSP from a real server, by ffmpeg."""

import io
import os
import shlex
import signal
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image
from rtsp_source import rtsp_server
from serving import is_running
from simulated import wait_until

from lezerprint.camera.errors import SourceError
from lezerprint.camera.process import ReaderProcess
from lezerprint.camera.setup import ReaderSetup
from lezerprint.camera.sources import frames_of
from lezerprint.camera.wire import FrameRead, SegmentRead


@pytest.fixture(scope="module")
def url():
    with rtsp_server() as url:
        yield url


@pytest.mark.parametrize("kind", ["h264", "mjpeg"])
def test_pictures_come(url, kind):
    with closing(frames_of(ReaderSetup(f"{url}/{kind}"))) as source:
        for jpeg in islice(source, 5):
            with Image.open(io.BytesIO(jpeg)) as picture:
                picture.load()
                assert picture.size == (320, 240)


def test_what_it_has_not_is_told(url):
    with pytest.raises(SourceError, match="404 Not Found"):
        next(frames_of(ReaderSetup(f"{url}/nothing")))
    with pytest.raises(SourceError, match="has no 640x480: it gives 320x240, set that"):
        next(frames_of(ReaderSetup(f"{url}/h264", width=640, height=480)))


class Offers:
    """What is offered of video, and how many segments came."""

    def __init__(self):
        self.offers, self.segments = [], 0

    def offer(self, *, is_offered):
        self.offers.append(is_offered)

    def put(self, _):
        self.segments += 1


def test_where_ffmpeg_cannot_pass_it_through_there_are_pictures_all_the_same(url, tmp_path):
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text(
        f'#!/bin/sh\ncase "$*" in *movflags*) exit 1;; esac\nexec {shlex.quote(get_ffmpeg_exe())} "$@"\n'
    )
    ffmpeg.chmod(0o700)
    video = Offers()
    with closing(frames_of(ReaderSetup(f"{url}/h264", ffmpeg=str(ffmpeg)), video)) as source:
        assert next(source).startswith(b"\xff\xd8")
    assert (video.offers, video.segments) == ([True, False], 0)


def children(pid):
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(word) for one in lists for word in one.read_text().split()}


def test_no_ffmpeg_outlives_a_killed_reader(url):
    reader = ReaderProcess(ReaderSetup(f"{url}/h264"))
    reader.open()
    waited_for = {FrameRead, SegmentRead}
    for message in reader.messages():
        waited_for.discard(type(message))
        if not waited_for:
            break
    (ffmpeg,) = children(reader.pid)
    assert os.getpriority(os.PRIO_PROCESS, ffmpeg) >= 10
    os.kill(reader.pid, signal.SIGKILL)
    wait_until(lambda: not is_running(ffmpeg), "its end")
    reader.close()
