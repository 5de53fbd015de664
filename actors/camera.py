"""CameraActor: one camera, on while somebody watches, and tried again when its source fails."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from actors.camera_listener import CameraListener
from actors.messages.camera import FrameCame, Look, SettingsChanged, SourceGone, Wanted
from actors.recorder import RecorderActor
from actors.supervision import (
    ChildSpec,
    Intensity,
    OnExhausted,
    State,
    SupervisedActor,
    SupervisorSpec,
)
from lezerprint.camera.states import CameraState, Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from actors.supervision import Context, StateChange
    from lezerprint.camera.camera import Camera
    from lezerprint.camera.recordings import Recordings
    from lezerprint.events import EventHub

_LOOK_SECONDS: Final = 0.25
_START_SECONDS: Final = 12.0
"""A source that has given no picture after so long gives none; its own time limits are shorter."""

_SILENT_SECONDS: Final = 6.0
_SILENT_PICTURES: Final = 3
"""A camera that is live is silent after so many seconds, or so many pictures' time if that is longer."""


def camera_path(name: str, actor: str = "camera") -> str:
    """Where this actor of this camera is."""
    return f"camera/{name}/{actor}"


def camera_tree(camera: Camera, recordings: Recordings, events: EventHub) -> SupervisorSpec:
    """One camera; it and its recordings outlive the actors."""
    recorder = partial(RecorderActor.start, camera=camera, recordings=recordings, events=events)
    return SupervisorSpec(
        f"camera/{camera.name}",
        intensity=Intensity(restarts=5, seconds=60.0),
        on_exhausted=OnExhausted.PARK,
        children=(
            ChildSpec("camera", partial(CameraActor.start, camera=camera)),
            ChildSpec("recorder", recorder),
        ),
    )


def of_cameras(cameras: Iterable[Camera]) -> Callable[[StateChange], None]:
    """For `System.subscribe`: a camera whose supervisor is parked cannot say so itself."""
    by_path = {f"camera/{camera.name}": camera for camera in cameras}

    def on_change(change: StateChange) -> None:
        camera = by_path.get(change.path)
        if camera is not None and change.new is State.PARKED:
            camera.apply(Cause.PARK, change.reason)

    return on_change


class CameraActor(SupervisedActor):
    """Has a reader started, ordered and ended as `lezerprint.camera.states` says.

    A source that fails is a state, not a fault: it costs no restart. What is wanted stands in the camera's
    feed, so that a new life goes on where the last one crashed.
    """

    def __init__(self, context: Context, camera: Camera) -> None:
        super().__init__(context)
        self._camera = camera
        self._listener: CameraListener | None = None
        self._listeners = 0
        self._looks = False

    def on_start(self) -> None:
        """Begin anew; go on at once where somebody watches."""
        address = self.address
        self._camera.on_wanted = lambda: address.tell(Wanted())
        self._camera.apply(Cause.BEGIN)
        if self._camera.feed.viewers:
            self._apply(Cause.WANTED)

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.camera`."""
        match message:
            case Wanted():
                self._apply(Cause.WANTED)
            case SettingsChanged():
                self._end_reader()
                self._camera.feed.video.forget()
                self._apply(Cause.CHANGED)
            case FrameCame(reader) if self._is_current(reader):
                self._apply(Cause.FRAME)
            case SourceGone(reader, reason, reader_ended) if self._is_current(reader):
                if reader_ended:
                    self._listener = None
                self._apply(Cause.BROKEN, reason)
            case FrameCame() | SourceGone():
                pass  # of a reader that was ended
            case Look():
                self._look()
            case _:
                return super().on_receive(message)
        return None

    def release(self) -> None:
        """End the reader."""
        self._end_reader()

    def _apply(self, cause: Cause, reason: str = "") -> None:
        if not self._camera.apply(cause, reason):
            return
        state = self._camera.status.state
        if state is CameraState.STARTING:
            self._open()
        elif state is CameraState.IDLE:
            self._end_reader()
        if state is not CameraState.IDLE and not self._looks:
            self._looks = True
            self.tell_later(_LOOK_SECONDS, Look())

    def _open(self) -> None:
        if self._listener is not None:
            self._listener.open()
            return
        self._listeners += 1
        self._listener = CameraListener(self._camera, self.address, self._listeners)
        self._listener.start()

    def _end_reader(self) -> None:
        """At once: what it has sent and nobody has taken yet is not of the camera as it is now."""
        if self._listener is not None:
            self._camera.feed.end()
            self._listener.stop()
            self._listener = None

    def _is_current(self, reader: int) -> bool:
        return self._listener is not None and self._listener.number == reader

    def _look(self) -> None:
        """See whether nobody watches any more, the source is silent, or is to be tried again."""
        camera, now = self._camera, time.monotonic()
        status = camera.status
        if status.state is CameraState.IDLE:
            self._looks = False
            return
        self.tell_later(_LOOK_SECONDS, Look())
        if not camera.feed.viewers and camera.feed.unwatched_seconds(now) >= camera.settings.idle_seconds:
            self._apply(Cause.UNWANTED)
        elif status.state is CameraState.FAILED and now - status.since >= status.retry_seconds:
            self._apply(Cause.RETRY)
        elif status.state in {CameraState.STARTING, CameraState.LIVE}:
            self._check_silence(now)

    def _check_silence(self, now: float) -> None:
        """A reader that says nothing hangs with its source, so it is ended too."""
        status, newest = self._camera.status, self._camera.feed.newest
        if status.state is CameraState.STARTING:
            limit, heard = _START_SECONDS, status.since
        else:
            limit = max(_SILENT_SECONDS, _SILENT_PICTURES / self._camera.settings.fps)
            heard = newest.arrived if newest is not None else status.since
        if now - heard >= limit:
            self._end_reader()
            self._apply(Cause.BROKEN, f"the camera has sent no picture for {limit:g} seconds")
