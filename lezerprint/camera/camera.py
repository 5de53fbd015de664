"""One camera as the server knows it; it outlives its actor."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.camera.feed import Feed
from lezerprint.camera.setup import ReaderSetup
from lezerprint.camera.states import CameraState, Cause, Status, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.events import EventHub
    from lezerprint.settings.camera import CameraSettings

_logger = logging.getLogger(__name__)

STATE_EVENT: Final = "camera:state"
ERROR_EVENT: Final = "camera:error"
_TROUBLE: Final = frozenset({CameraState.FAILED, CameraState.PARKED})


@dataclass(frozen=True, slots=True)
class Host:
    """What readers find on this host.

    Attributes:
        ffmpeg: Its path; None: that of imageio-ffmpeg.
        virtual_control: Where the simulated printer of this camera takes orders; None: there is none.
    """

    ffmpeg: str | None = None
    virtual_control: str | None = None


class Camera:
    """Settings, pictures and state of one camera.

    Attributes:
        settings: As they are in force; replaced as a whole.
        feed: Its pictures.
        status: How it is; changed by `apply` alone.
        on_wanted: Tells its actor that somebody has begun to watch; set by that.

    Args:
        settings: As they are at the start.
        events: Who is told of each change of its state.
        host: What readers find here; asked when one is started.
    """

    def __init__(self, settings: CameraSettings, events: EventHub, host: Callable[[], Host] = Host) -> None:
        self.settings = settings
        self.feed = Feed()
        self.status = Status(since=time.monotonic())
        self.on_wanted: Callable[[], object] | None = None
        self._events = events
        self._host = host

    @property
    def name(self) -> str:
        """What it is called in addresses."""
        return self.settings.name

    def want(self) -> None:
        """Somebody has begun to watch; an actor that is not there sees that when it begins."""
        if self.on_wanted is not None:
            self.on_wanted()

    def setup(self) -> ReaderSetup:
        """What a reader is told."""
        settings, host = self.settings, self._host()
        width, height = map(int, settings.resolution.split("x")) if settings.resolution else (None, None)
        return ReaderSetup(
            settings.url,
            width=width,
            height=height,
            fps=settings.fps,
            quality=settings.quality,
            h264=settings.h264,
            verify_tls=settings.verify_tls,
            ffmpeg=host.ffmpeg,
            virtual_control=host.virtual_control,
        )

    def apply(self, cause: Cause, reason: str = "") -> bool:
        """Let the state follow from what has happened, and tell it; whether it has changed."""
        status = step(self.status, cause, time.monotonic(), reason)
        if status is None:
            return False
        self.status = status
        if status.state is not CameraState.LIVE:
            self.feed.clear()
        self._events.publish(STATE_EVENT, self.state_data())
        if status.state in _TROUBLE:
            if status.failures <= 1:
                _logger.warning("the camera %s is %s: %s", self.name, status.state, reason)
            self._events.publish(ERROR_EVENT, {"camera": self.name, "message": reason})
            self.feed.wake()
        return True

    def state_data(self) -> dict[str, Any]:
        """How it is, for JSON."""
        failed = self.status.state is CameraState.FAILED
        return {
            "camera": self.name,
            "state": self.status.state.value,
            "reason": self.status.reason or None,
            "retrySeconds": self.status.retry_seconds if failed else None,
        }
