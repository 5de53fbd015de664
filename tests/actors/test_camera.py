"""One camera's actor over a real reader and a real IP camera."""

import contextlib
import os
import shutil
import signal
import time
from pathlib import Path

import pytest
from mjpeg_server import IpCamera, all_frames, frames
from serving import is_running
from simulated import short_folder, wait_until

from actors.camera import camera_path, camera_tree, of_cameras
from actors.errors import SupervisionError
from actors.messages.camera import SettingsChanged, Wanted
from actors.supervision import State, SupervisorSpec, System
from lezerprint.camera.camera import Camera
from lezerprint.camera.recordings import Recordings
from lezerprint.camera.states import CameraState
from lezerprint.events import EventHub
from lezerprint.settings.camera import CameraSettings

RECOVERY_SECONDS = 10.0


class Watched:
    """A camera in a tree of its own; every frame that is delivered is checked and counted."""

    def __init__(self, url, **settings):
        self.events = []
        hub = EventHub()
        hub.subscribe(lambda event: self.events.append((event.name, event.data)))
        self.camera = Camera(CameraSettings(url=url, **{"idle_seconds": 0.5, "fps": 60, **settings}), hub)
        self.folder = short_folder()
        self.recordings = Recordings(self.folder)
        tree = camera_tree(self.camera, self.recordings, hub)
        self.system = System(SupervisorSpec("root", children=(tree,)))
        self.system.subscribe(of_cameras([self.camera]))
        self.address = self.system.address(camera_path("default"))
        self.count, self.foreign = 0, 0
        self.camera.feed.subscribe(self._look)

    def __enter__(self):
        self.system.start()
        assert self.system.wait_until_up(30)
        return self

    def __exit__(self, *_):
        self.system.stop(30)
        shutil.rmtree(self.folder)

    def _look(self):
        newest = self.camera.feed.newest
        if newest is not None:
            self.count += 1
            self.foreign += newest.jpeg not in all_frames()

    def look(self):
        self.camera.feed.enter()
        self.address.tell(Wanted())

    def leave(self):
        self.camera.feed.leave()

    @property
    def state(self):
        return self.camera.status.state

    def wait(self, state):
        wait_until(lambda: self.state is state, f"the state {state}, after {self.camera.status.reason}")

    def wait_live(self):
        """Until a frame has come that was not there before."""
        before = self.count
        wait_until(lambda: self.state is CameraState.LIVE and self.count > before, "a frame")

    def states(self):
        return [data["state"] for name, data in self.events if name == "camera:state"]

    @property
    def reader(self):
        """The process number of the reader; None: there is none."""
        ours = f"\0{os.getpid()}\0".encode()
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = entry.read_bytes()
                if (
                    b"lezerprint.camera.reader" in words
                    and words.endswith(ours)
                    and is_running(entry.parent.name)
                ):
                    return int(entry.parent.name)
        return None


@pytest.fixture
def source():
    with IpCamera() as camera:
        yield camera


def test_on_while_somebody_looks(source):
    with Watched(source.url()) as one:
        assert one.reader is None
        one.look()
        one.wait_live()
        assert one.camera.feed.newest.jpeg in frames()
        one.leave()
        one.wait(CameraState.IDLE)
        wait_until(lambda: one.reader is None, "the end of the reader")
        assert one.states() == ["starting", "live", "idle"]
        assert one.camera.feed.newest is None


def test_who_comes_back_soon_finds_it_on(source):
    with Watched(source.url(), idle_seconds=30) as one:
        one.look()
        one.wait_live()
        one.leave()
        one.look()
        one.wait_live()
        assert one.states() == ["starting", "live"]


class TestTheSource:
    """Whatever becomes of it, frames come again within ten seconds of its recovery, and all are its own."""

    @pytest.fixture
    def one(self, source):
        with Watched(source.url()) as one:
            one.look()
            one.wait_live()
            yield one
            assert one.foreign == 0

    def recovered(self, one, since):
        one.wait_live()
        assert time.monotonic() - since < RECOVERY_SECONDS

    def test_killed_and_started_again(self, source, one):
        source.kill()
        wait_until(lambda: one.camera.status.failures >= 3, "three failures")
        assert "cannot connect" in one.camera.status.reason
        assert ("camera:error", {"camera": "default", "message": one.camera.status.reason}) in one.events
        since = time.monotonic()
        source.start()
        self.recovered(one, since)

    def test_hung_and_going_on(self, source, one):
        source.hang()
        wait_until(lambda: one.state is CameraState.FAILED, "a failure")
        assert "has sent nothing" in one.camera.status.reason
        since = time.monotonic()
        source.go_on()
        self.recovered(one, since)

    @pytest.mark.parametrize("kind", ["cut", "garbage", "huge", "switching"])
    def test_faults_of_another_kind(self, source, one, kind):
        one.camera.settings = one.camera.settings.model_copy(update={"url": source.url(kind)})
        one.address.tell(SettingsChanged())
        seen = one.count
        wait_until(lambda: one.count > seen + 5, "frames in spite of it")

    def test_one_that_is_too_slow_for_a_picture(self, source):
        with Watched(source.url("slow")) as one:
            one.look()
            one.wait_live()
            wait_until(lambda: one.state is CameraState.FAILED, "a failure")
            assert "no picture for 6 seconds" in one.camera.status.reason

    def test_another_source(self, source, one):
        one.camera.settings = one.camera.settings.model_copy(update={"url": source.url("page")})
        one.address.tell(SettingsChanged())
        wait_until(lambda: "text/html" in one.camera.status.reason, "the new source's failure")


class TestCrashes:
    @pytest.fixture
    def one(self, source):
        with Watched(source.url()) as one:
            one.look()
            one.wait_live()
            yield one

    def test_the_reader_is_killed(self, one):
        os.kill(one.reader, signal.SIGKILL)
        wait_until(lambda: "code -9" in str(one.events), "its end")
        one.wait_live()
        assert one.system.inspect(camera_path("default")).restarts == 0

    def test_the_reader_is_stopped(self, one):
        """A reader that says nothing is ended, and another begins."""
        before = one.reader
        os.kill(before, signal.SIGSTOP)
        wait_until(lambda: one.camera.status.failures, "the failure")
        one.wait_live()
        wait_until(lambda: not is_running(before), "its end")

    def test_the_actor_crashes(self, one):
        before = one.reader
        with contextlib.suppress(SupervisionError):
            one.system.crash(camera_path("default"))
        wait_until(lambda: one.reader not in {before, None}, "the next reader")
        one.wait_live()
        wait_until(lambda: not is_running(before), "the end of the former")

    def test_after_too_many_crashes_it_is_parked_and_can_be_restarted(self, one):
        def crash():
            with contextlib.suppress(SupervisionError):
                one.system.crash(camera_path("default"))
            return one.state is CameraState.PARKED

        wait_until(crash, "that it is parked")
        assert one.events[-1][0] == "camera:error"
        assert one.states()[-1] == "parked"
        assert one.system.inspect("camera/default").state is State.PARKED
        one.system.restart("camera/default")
        one.wait_live()
