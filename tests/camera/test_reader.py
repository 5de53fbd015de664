"""The reader as a process, seen from the server's end."""

import os
import signal
import time
from contextlib import contextmanager
from itertools import islice

from mjpeg_server import frames
from serving import is_running
from simulated import wait_until

from lezerprint.camera.process import ReaderProcess
from lezerprint.camera.setup import ReaderSetup
from lezerprint.camera.wire import FrameRead, SourceFailed, VideoOffer


@contextmanager
def reading(url, **settings):
    reader = ReaderProcess(ReaderSetup(url, **settings))
    try:
        reader.open()
        yield reader
    finally:
        reader.close()


def told(reader):
    """What it says, without what it says of video."""
    return (one for one in reader.messages() if not isinstance(one, VideoOffer))


def test_frames_come_with_their_time(ip_camera):
    with reading(ip_camera.url(), fps=60) as reader:
        seen = list(islice(told(reader), 3))
        now = time.monotonic()
    assert all(isinstance(one, FrameRead) and one.jpeg in frames() for one in seen)
    times = [one.arrived for one in seen]
    assert times == sorted(times)
    assert now - 5 < times[0] <= now


def test_it_is_niced(ip_camera):
    with reading(ip_camera.url()) as reader:
        next(told(reader))
        assert os.getpriority(os.PRIO_PROCESS, reader.pid) >= 10


def test_no_more_frames_than_asked_for(ip_camera):
    with reading(ip_camera.url(), fps=5) as reader:
        times = [one.arrived for one in islice(told(reader), 4)]
    assert times[-1] - times[0] >= 0.4


def test_a_failed_source_is_opened_again_when_ordered(ip_camera):
    with reading(ip_camera.url("page")) as reader:
        messages = told(reader)
        assert isinstance(next(messages), SourceFailed)
        reader.open()
        assert "text/html" in next(messages).reason


def test_only_the_newest_waits_for_a_server_that_is_slow(ip_camera):
    with reading(ip_camera.url("huge"), fps=60) as reader:
        messages = told(reader)
        first = next(messages)
        wait_until(lambda: time.monotonic() > first.arrived + 2, "two seconds in which nothing is taken")
        second, third = islice(messages, 2)
    # The second was on its way, the third is the newest then.
    assert second.arrived < third.arrived
    assert third.arrived > first.arrived + 1


def test_it_ends_with_its_server(ip_camera):
    reader = ReaderProcess(ReaderSetup(ip_camera.url()))
    reader.open()
    next(told(reader))
    reader._link.close()  # as the end of the server does
    assert reader._process.wait(10) == 0


def test_kill_ends_what_it_says(ip_camera):
    with reading(ip_camera.url()) as reader:
        messages = told(reader)
        next(messages)
        os.kill(reader.pid, signal.SIGKILL)
        assert len(list(messages)) < 1000
        wait_until(lambda: not is_running(reader.pid), "its end")
