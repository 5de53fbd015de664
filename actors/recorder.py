"""RecorderActor: the recordings of one camera."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from actors.messages.camera import Wanted
from actors.messages.recorder import GetRecording, RecordingEnded, StartRecording, StopRecording
from actors.supervision import SupervisedActor
from lezerprint.camera.encoder import Recorder, end_interrupted
from lezerprint.camera.errors import RecordingError
from lezerprint.errors import StorageFullError

if TYPE_CHECKING:
    from actors.supervision import Context, Reply
    from lezerprint.camera.camera import Camera
    from lezerprint.camera.recordings import Recording, Recordings
    from lezerprint.events import EventHub

STARTED: Final = "recording:started"
ENDED: Final = "recording:ended"


class RecorderActor(SupervisedActor):
    """Starts and stops recordings; a thread writes each, and ends it in order when this actor crashes.

    What a kill of the server has interrupted is rewritten when a life begins.
    """

    def __init__(self, context: Context, camera: Camera, recordings: Recordings, events: EventHub) -> None:
        super().__init__(context)
        self._camera = camera
        self._recordings = recordings
        self._events = events
        self._recorder: Recorder | None = None
        self._stopping: list[Reply] = []

    def on_start(self) -> None:
        """End what was interrupted, in a thread of its own."""
        name = f"{self.address.path} interrupted"
        threading.Thread(target=self._end_interrupted, name=name, daemon=True).start()

    def on_receive(self, message: Any) -> Any:
        """Handle what stands in `actors.messages.recorder`."""
        match message:
            case StartRecording():
                return self._start(message)
            case StopRecording():
                if self._recorder is None:
                    return RecordingError(f"the camera {self._camera.name} is not recording")
                self._stopping.append(reply := self.reply_later())
                self._recorder.stop()
                return reply
            case GetRecording():
                return None if self._recorder is None else self._recorder.recording
            case RecordingEnded(recording):
                self._ended(recording)
            case _:
                return super().on_receive(message)
        return None

    def release(self) -> None:
        """Let the recording come to an end."""
        if self._recorder is not None:
            self._recorder.stop()

    def _start(self, order: StartRecording) -> Recording | Exception:
        if self._recorder is not None:
            return RecordingError(f"the camera {self._camera.name} is recording already: stop that first")
        try:
            recording = self._recordings.begin(self._camera.name, order.quality, order.user_id)
        except StorageFullError as error:
            return error
        except OSError as error:
            return RecordingError(f"nothing can be recorded: {error.strerror}")
        address = self.address
        self._recorder = Recorder(
            self._camera,
            self._recordings,
            recording,
            order.seconds,
            lambda ended: _tell(address.tell(RecordingEnded(ended)), self._events, ended),
        )
        self._recorder.start()
        self.sibling("camera").tell(Wanted())
        self._events.publish(STARTED, data_of(recording))
        return recording

    def _ended(self, recording: Recording) -> None:
        if self._recorder is not None and self._recorder.recording.id == recording.id:
            self._recorder = None
            waiting, self._stopping = self._stopping, []
            for reply in waiting:
                reply.set(recording)
        self._events.publish(ENDED, data_of(recording))

    def _end_interrupted(self) -> None:
        with suppress(OSError):
            for recording in self._recordings.take_interrupted(self._camera.name):
                ended = end_interrupted(self._camera, self._recordings, recording)
                self._events.publish(ENDED, data_of(ended))


def _tell(is_told: object, events: EventHub, recording: Recording) -> None:
    """Where the actor of this recording is no more, clients are told all the same."""
    if not is_told:
        events.publish(ENDED, data_of(recording))


def data_of(recording: Recording) -> dict[str, Any]:
    """A recording as clients are told of it."""
    return {"id": recording.id, "camera": recording.camera, "reason": recording.reason}
