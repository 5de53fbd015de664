"""The thread that takes the pictures of one printer's time-lapses; it outlives the actor that orders them.

Whatever goes wrong here is a frame less, never a fault of the print: a camera that gives no picture, a disk
that is full or stalls. What was taken is kept in the folder of the job and put into the backlog as rows.
"""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid5

from lezerprint.base.enums import FrameMark, TimelapseMode
from lezerprint.camera.errors import CameraUnavailableError
from lezerprint.camera.orientation import has_orientation, oriented
from lezerprint.errors import StorageFullError
from lezerprint.storage.models import TimelapseFrame
from lezerprint.timelapse.judging import mark_of
from lezerprint.timelapse.session import FrameRecord, Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from lezerprint.camera.camera import Camera
    from lezerprint.camera.feed import Frame
    from lezerprint.events import EventHub
    from lezerprint.storage.backlog import Backlog
    from lezerprint.timelapse.session import Policy
    from lezerprint.timelapse.store import TimelapseStore

_logger = logging.getLogger(__name__)

STARTED: Final = "timelapse:started"
FRAME: Final = "timelapse:frame"
ENDED: Final = "timelapse:ended"

PARKED_SECONDS: Final = 1.8
"""The port process waits for 2 seconds, and the way there and back takes a little."""

_FREE_SECONDS: Final = 5.0
_LAST_SECONDS: Final = 8.0
_LOOK_SECONDS: Final = 0.5
_MOST_MISSING: Final = 10_000


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture that is wanted.

    Attributes:
        job_id: Of which job.
        layer: How many layers are printed; None: that is not known.
        requested: When it was asked for, by the monotonic clock in seconds: none that is older counts.
        confirm: Called once the picture is there, or will not come; whether the head has stood still until
            then. None: it need not.
        is_last: Whether the job has ended.
    """

    job_id: UUID
    layer: int | None
    requested: float
    confirm: Callable[[], bool] | None = None
    is_last: bool = False

    @property
    def seconds(self) -> float:
        """How long it is waited for."""
        if self.confirm is not None:
            return PARKED_SECONDS
        return _LAST_SECONDS if self.is_last else _FREE_SECONDS


class Photographer:
    """Takes the pictures of one printer. Thread-safe; no method waits for a camera or a disk.

    Args:
        printer: Its name.
        camera: The camera that looks at it.
        store: Where frames are kept.
        backlog: Where their rows go.
        events: Who is told.
    """

    def __init__(
        self, printer: str, camera: Camera, store: TimelapseStore, backlog: Backlog, events: EventHub
    ) -> None:
        self.printer = printer
        self.camera = camera
        self._store = store
        self._backlog = backlog
        self._events = events
        self._orders: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._waiting = 0
        self._guard = threading.Lock()
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_closed = False
        # Of the thread alone:
        self._session: Session | None = None
        self._number = 0
        self._layer = 0
        self._last_jpeg: bytes | None = None

    # For anybody.

    @property
    def is_idle(self) -> bool:
        """Whether nothing that was ordered is still to be done."""
        return not self._waiting

    @property
    def is_live(self) -> bool:
        """Whether the camera has just given a picture."""
        return self.camera.feed.newest is not None

    def begin(self, job_id: UUID, policy: Policy, layer: int) -> None:
        """Take a time-lapse of this job, or go on with it; so many layers are printed."""
        self._order(partial(self._begin, job_id, policy, layer))

    def take(self, shot: Shot) -> None:
        """Take a picture."""
        self._order(partial(self._take, shot))

    def conclude(self, job_id: UUID, layer: int | None, *, is_recent: bool) -> None:
        """End the time-lapse of this job, which ended unseen, with a picture if that was just now."""
        self._order(partial(self._conclude, job_id, layer, is_recent))

    def finish_others(self, job_id: UUID | None) -> None:
        """End what is not the time-lapse of this job: its end was not seen."""
        self._order(partial(self._finish_others, job_id))

    def close(self) -> None:
        """End; a frame that is being written is written."""
        self._is_closed = True
        self._woken.set()
        self._orders.put(None)
        if self._thread is not None:
            self._thread.join(_LOOK_SECONDS * 4)

    def _order(self, order: Callable[[], None]) -> None:
        with self._guard:
            self._waiting += 1
            if self._thread is None:
                name = f"photographer {self.printer}"
                self._thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._thread.start()
        self._orders.put(order)

    def _work(self) -> None:
        while (order := self._orders.get()) is not None and not self._is_closed:
            try:
                order()
            except StorageFullError as error:
                _logger.warning("no picture for the time-lapse: %s", error)
            except OSError as error:
                _logger.warning("no picture for the time-lapse: %s", error.strerror or error)
            except Exception:
                _logger.exception("no picture for the time-lapse")
            with self._guard:
                self._waiting -= 1

    # In the thread.

    def _begin(self, job_id: UUID, policy: Policy, layer: int) -> None:
        if self._session is not None and self._session.job_id == job_id:
            return
        self._leave()
        kept = self._store.load(job_id)
        if kept is not None and kept.ended:
            return
        session = kept or Session(job_id, self.printer, self.camera.name, policy, layer)
        if kept is None:
            self._store.save(session)
            self._publish(STARTED, {"jobId": job_id, "mode": policy.mode.value, "camera": self.camera.name})
        self._enter(session)

    def _enter(self, session: Session) -> None:
        frames = self._store.frames(session.job_id)
        self._session = session
        self._number = frames[-1].number if frames else 0
        self._layer = max((one.layer or 0 for one in frames), default=0) or session.first_layer
        self._last_jpeg = None
        self._restate(session, frames)
        self.camera.feed.enter()

    def _leave(self) -> None:
        if self._session is not None:
            self._session = None
            self.camera.feed.leave()

    def _take(self, shot: Shot) -> None:
        session = self._session
        is_ours = session is not None and session.job_id == shot.job_id
        frame = self._caught(shot) if is_ours else None
        stood = shot.confirm() if shot.confirm is not None else True
        if session is None or not is_ours:
            return
        layer = shot.layer
        if session.policy.mode is not TimelapseMode.INTERVAL and layer is not None:
            if layer <= self._layer and not shot.is_last:
                return
            for missed in range(max(self._layer + 1, layer - _MOST_MISSING), layer):
                self._keep(session, missed, None)
        self._keep(session, layer, frame if stood else None, is_last=shot.is_last)
        if shot.is_last:
            self._end(session)

    def _caught(self, shot: Shot) -> Frame | None:
        """The first picture that arrives late enough; None: there is none in time."""
        feed, deadline = self.camera.feed, time.monotonic() + shot.seconds
        earliest = shot.requested + (self._session.policy.settle_seconds if self._session else 0.0)
        unsubscribe = feed.subscribe(self._woken.set)
        try:
            while not self._is_closed and earliest < math.inf:
                self._woken.clear()
                frame = feed.newest
                if frame is not None and frame.arrived >= earliest:
                    return frame
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._woken.wait(min(left, _LOOK_SECONDS))
        finally:
            unsubscribe()
        return None

    def _keep(
        self, session: Session, layer: int | None, frame: Frame | None, *, is_last: bool = False
    ) -> None:
        """Keep a frame, or that it is missing."""
        jpeg, mark = self._judged(frame)
        try:
            if jpeg is not None:
                self._store.check_space()
        except StorageFullError as error:
            _logger.warning("a picture of the time-lapse is left out: %s", error)
            jpeg, mark = None, FrameMark.MISSING
        taken_at = frame.timestamp if frame is not None else time.time()
        record = FrameRecord(self._number + 1, layer, mark, taken_at, len(jpeg or b""), is_last)
        self._store.add(session.job_id, record, jpeg)
        self._number += 1
        self._layer = max(self._layer, layer or 0)
        self._put(session, record)
        data = {"jobId": session.job_id, "number": record.number, "layer": layer, "mark": mark.value}
        self._publish(FRAME, data)

    def _judged(self, frame: Frame | None) -> tuple[bytes | None, FrameMark]:
        if frame is None:
            return None, FrameMark.MISSING
        jpeg, mark = frame.jpeg, mark_of(frame.jpeg, self._last_jpeg)
        self._last_jpeg = jpeg
        if mark is not FrameMark.BROKEN and has_orientation(self.camera.settings):
            try:
                jpeg = oriented(jpeg, self.camera.settings)
            except CameraUnavailableError:
                mark = FrameMark.BROKEN
        return jpeg, mark

    def _end(self, session: Session) -> None:
        self._store.save(replace(session, ended=True))
        self._leave()
        self._backlog.hurry()
        self._publish(ENDED, {"jobId": session.job_id, "frames": self._number})

    def _conclude(self, job_id: UUID, layer: int | None, is_recent: bool) -> None:  # noqa: FBT001 - for `partial`
        kept = self._store.load(job_id)
        if kept is None or kept.ended:
            return
        if self._session is None or self._session.job_id != job_id:
            self._leave()
            self._enter(kept)
        # What is too old is asked for in vain, and is missing.
        requested = time.monotonic() if is_recent else math.inf
        self._take(Shot(job_id, layer, requested, is_last=True))

    def _finish_others(self, job_id: UUID | None) -> None:
        if self._session is not None and self._session.job_id != job_id:
            self._keep(self._session, None, None, is_last=True)
            self._end(self._session)
        for session in self._store.sessions(self.printer):
            if session.job_id == job_id:
                continue
            if not session.ended:
                self._enter(session)
                self._keep(session, None, None, is_last=True)
                self._end(session)
            elif not self._store.film_path(session.job_id).exists():
                # Its rows may have been lost with the process that put them.
                self._restate(session, self._store.frames(session.job_id))

    def _restate(self, session: Session, frames: list[FrameRecord]) -> None:
        for record in frames:
            self._put(session, record)

    def _put(self, session: Session, record: FrameRecord) -> None:
        row = {
            "id": uuid5(session.job_id, f"frame {record.number}"),
            "job": session.job_id,
            "number": record.number,
            "layer": record.layer,
            "mark": record.mark,
            "is_last": record.is_last,
            "file_size": record.size_bytes,
            "taken_at": datetime.fromtimestamp(record.taken_at, UTC),
        }
        self._backlog.put((TimelapseFrame, row))

    def _publish(self, name: str, data: dict[str, Any]) -> None:
        self._events.publish(name, data, printer=self.printer)
