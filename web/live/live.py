"""All that the connections of one server share."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from web.live.connection_limits import ConnectionLimits
from web.live.control import Control
from web.live.hub import LiveHub
from web.live.identity import IdentityWatch
from web.live.uploads import Announcements

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from lezerprint.events import EventHub
    from lezerprint.settings import Settings
    from web.endpoint import Endpoint
    from web.live.camera_video import SegmentMessages
    from web.live.cameras import FrameMessages
    from web.services import Services


class Live:
    """What the server keeps for whoever is connected.

    Attributes:
        hub: Hands on events.
        identities: Looks after credentials.
        connection_limits: How many are connected.
        announcements: The uploads that clients announced.
        control: The endpoints that clients may call here.
    """

    def __init__(self, events: EventHub, settings: Settings, endpoints: Iterable[Endpoint]) -> None:
        self.hub = LiveHub(events)
        self.identities = IdentityWatch()
        self.connection_limits = ConnectionLimits(settings)
        self.announcements = Announcements()
        self.control = Control(endpoints)
        self._at_work: set[asyncio.Task[Any]] = set()

    @cached_property
    def pictures(self) -> FrameMessages:
        """The newest pictures, as they are sent."""
        from web.live.cameras import FrameMessages  # noqa: PLC0415 - when somebody looks at a camera

        return FrameMessages()

    @cached_property
    def segments(self) -> SegmentMessages:
        """The newest parts of videos, as they are sent."""
        from web.live.camera_video import SegmentMessages  # noqa: PLC0415 - as above

        return SegmentMessages()

    def keep(self, task: asyncio.Task[Any]) -> None:
        """Let it come to its end, whoever goes meanwhile: what was ordered is done."""
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    @asynccontextmanager
    async def running(self, services: Services) -> AsyncIterator[None]:
        """Serve clients from `async with` on until its end."""
        tasks = [
            asyncio.create_task(self.hub.run(), name="live-hub"),
            asyncio.create_task(self.identities.run(services), name="live-identities"),
        ]
        await asyncio.sleep(0)  # both have begun
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task
