"""One camera for the event loop: who watches it, and the frames that they wait for.

A frame wakes everybody who waits, and each takes the newest when it can take one. So nobody is slowed by
another, and nothing is queued.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from actors.errors import SupervisionError
from actors.messages.camera import SettingsChanged, Wanted
from lezerprint.camera.errors import CameraUnavailableError, NoVideoError
from lezerprint.camera.states import CameraState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from actors.supervision import Address
    from lezerprint.camera.camera import Camera
    from lezerprint.camera.feed import Frame
    from lezerprint.camera.video import VideoSegment
    from lezerprint.settings.camera import CameraSettings

MOST_VIEWERS: Final = 100
MOST_OFFERS: Final = 4
SNAPSHOT_SECONDS: Final = 5.0
TRIAL_SECONDS: Final = 15.0
_ASK_SECONDS: Final = 5.0


class LiveCamera:
    """A camera and its viewers. For the event loop alone.

    Attributes:
        camera: What outlives its actor.
        recorder: Who records it.
        changing: Held while its settings are changed and tried.
    """

    def __init__(self, camera: Camera, address: Address, recorder: Address) -> None:
        self.camera = camera
        self.recorder = recorder
        self.changing = asyncio.Lock()
        self._address = address
        self._viewers = 0
        self._offers = 0
        self._waiting: set[asyncio.Future[None]] = set()
        self._is_woken = False
        self._subscriptions: list[Callable[[], None]] = []

    @property
    def name(self) -> str:
        """What it is called in addresses."""
        return self.camera.name

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Have the camera on.

        Raises:
            CameraUnavailableError: Too many watch already.
        """
        if self._viewers >= MOST_VIEWERS:
            raise CameraUnavailableError(
                f"the camera {self.name} has {MOST_VIEWERS} viewers, and takes no more"
            )
        self._viewers += 1
        if not self._subscriptions:
            feed, loop = self.camera.feed, asyncio.get_running_loop()
            self._subscriptions = [one.subscribe(lambda: self._arrived(loop)) for one in (feed, feed.video)]
        self.camera.feed.enter()
        self._address.tell(Wanted())  # where nobody is there, its next life sees that somebody watches
        try:
            yield
        finally:
            self.camera.feed.leave()
            self._viewers -= 1
            if not self._viewers:
                for unsubscribe in self._subscriptions:
                    unsubscribe()
                self._subscriptions = []

    @contextmanager
    def negotiating(self) -> Iterator[None]:
        """Have an offer answered; each takes a thread meanwhile.

        Raises:
            CameraUnavailableError: Too many are being answered.
        """
        if self._offers >= MOST_OFFERS:
            raise CameraUnavailableError(f"the camera {self.name} is answering other offers: try again")
        self._offers += 1
        try:
            yield
        finally:
            self._offers -= 1

    async def after(self, number: int) -> Frame:
        """The newest frame, once it is newer than the one of this number; waits for it."""
        while (frame := self.camera.feed.newest) is None or frame.number <= number:
            await self._woken()
        return frame

    async def segment_after(self, number: int) -> VideoSegment:
        """The next segment of the video for who was sent the one of this number, 0 at first; waits for it.

        Raises:
            NoVideoError: The source has no H.264.
        """
        camera = self.camera
        while (segment := camera.feed.video.after(number, time.monotonic())) is None:
            if camera.status.state is CameraState.LIVE and camera.feed.video.is_offered is False:
                raise NoVideoError(
                    f"the camera {self.name} gives no H.264: subscribe without video to have pictures"
                )
            await self._woken()
        return segment

    async def fresh(self, seconds: float = SNAPSHOT_SECONDS) -> Frame:
        """The first frame that arrives from now on.

        Raises:
            CameraUnavailableError: None arrives within so many seconds, or the source fails.
        """
        asked = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                while (frame := self.camera.feed.newest) is None or frame.arrived < asked:
                    self._check(asked)
                    await self._woken()
        except TimeoutError:
            reason = self.camera.status.reason or f"no picture has come within {seconds:g} seconds"
            raise CameraUnavailableError(f"the camera {self.name} gives no picture: {reason}") from None
        return frame

    async def change(self, settings: CameraSettings) -> None:
        """Have other settings; no frame comes any more of the source as it was before."""
        self.camera.settings = settings
        with suppress(SupervisionError):  # its next life begins with them
            await self._address.ask_async(SettingsChanged(), _ASK_SECONDS)

    def change_back(self, settings: CameraSettings) -> None:
        """Have the former settings again; waits for nothing."""
        self.camera.settings = settings
        self._address.tell(SettingsChanged())

    def _check(self, asked: float) -> None:
        """Give up where it has failed since then; what failed before is being tried again."""
        status = self.camera.status
        failed = status.state is CameraState.FAILED and status.since >= asked
        if failed or status.state is CameraState.PARKED:
            raise CameraUnavailableError(f"the camera {self.name} gives no picture: {status.reason}")

    async def _woken(self) -> None:
        woken = asyncio.get_running_loop().create_future()
        self._waiting.add(woken)
        try:
            await woken
        finally:
            self._waiting.discard(woken)

    def _arrived(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the reader's thread, or the actor's."""
        if not self._is_woken:
            self._is_woken = True
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._is_woken = False
        for woken in self._waiting:
            if not woken.done():
                woken.set_result(None)
