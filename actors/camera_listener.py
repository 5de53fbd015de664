"""The thread that waits for a reader, so that CameraActor never has to."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from actors.messages.camera import FrameCame, SourceGone
from lezerprint.camera.process import ReaderProcess
from lezerprint.camera.wire import FrameRead, SegmentRead, SourceFailed, VideoOffer

if TYPE_CHECKING:
    from actors.supervision import Address
    from lezerprint.camera.camera import Camera


class CameraListener:
    """Starts a reader and takes what it reads to the camera's feed; tells `owner` of what else happens.

    The reader dies with this thread, and so with whatever ends the server.

    Args:
        camera: Whose source is read.
        owner: Who is told.
        number: Tells this listener from others of the same camera.
    """

    def __init__(self, camera: Camera, owner: Address, number: int) -> None:
        self.number = number
        self._camera = camera
        self._owner = owner
        self._reader: ReaderProcess | None = None
        self._is_stopped = False
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._listen, name=f"{owner.path} listener", daemon=True)

    def start(self) -> None:
        """Start the reader, and have it open the source."""
        self._thread.start()

    def open(self) -> None:
        """Have it open the source again, after that gave up."""
        with self._guard:
            if self._reader is not None:
                self._reader.open()

    def stop(self) -> None:
        """Kill the reader; does not wait."""
        with self._guard:
            self._is_stopped = True
            if self._reader is not None:
                self._reader.kill()

    def _listen(self) -> None:
        feed = self._camera.feed
        put, put_segment = feed.begin(), feed.video.begin()
        try:
            reader = ReaderProcess(self._camera.setup())
        except OSError as error:
            self._tell(f"the reader cannot be started: {error.strerror}", reader_ended=True)
            return
        with self._guard:
            self._reader = reader
            if not self._is_stopped:
                reader.open()
        is_live = False
        try:
            for message in reader.messages() if not self._is_stopped else ():
                match message:
                    case SourceFailed(reason):
                        is_live = False
                        self._tell(reason, reader_ended=False)
                    case SegmentRead(segment, arrived):
                        put_segment(segment, arrived)
                    case VideoOffer(is_offered):
                        feed.video.offer(is_offered=is_offered)
                    case FrameRead(jpeg, arrived):
                        if not put(jpeg, arrived):
                            return  # another reads for the camera now
                        if not is_live:
                            is_live = True
                            self._owner.tell(FrameCame(self.number))
        finally:
            with self._guard:
                self._reader = None
            code = reader.close()
            self._tell(f"the reader has ended with code {code}", reader_ended=True)

    def _tell(self, reason: str, *, reader_ended: bool) -> None:
        self._owner.tell(SourceGone(self.number, reason, reader_ended))
