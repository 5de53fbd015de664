"""A camera's H.264 over the WebSocket: an init segment, then fragments from a key one on, as they come.

Each is sent once the client has taken what was sent before, so that nothing waits for it here. Who falls
behind goes on at the newest key fragment. What the head of a binary frame has is in
`web.live.event_models.VideoHead`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from web.live.connection import binary_frame_with_head
from web.live.messages import Message

if TYPE_CHECKING:
    from lezerprint.camera.video import VideoSegment
    from web.live.session import Session
    from web.live_camera import LiveCamera

VIDEO_EVENT: Final = "camera:video"
_MILLISECONDS: Final = 1000


class SegmentMessage(Message):
    """A segment on its way."""

    __slots__ = ()

    def __init__(self, camera: str, segment: VideoSegment) -> None:
        super().__init__({})
        head = {
            "event": VIDEO_EVENT,
            "camera": camera,
            "timestamp": round(segment.timestamp * _MILLISECONDS),
            "kind": segment.kind.value,
            "codec": segment.codec,
        }
        self._frame = binary_frame_with_head(head, segment.data)


class SegmentMessages:
    """The messages of the segments that cameras keep, so that each is made once."""

    def __init__(self) -> None:
        self._made: WeakKeyDictionary[VideoSegment, SegmentMessage] = WeakKeyDictionary()

    def of(self, camera: str, segment: VideoSegment) -> SegmentMessage:
        """The message of this segment."""
        message = self._made.get(segment)
        if message is None:
            message = self._made[segment] = SegmentMessage(camera, segment)
        return message


async def show_video(session: Session, live: LiveCamera) -> None:
    """Send the client the video of a camera until it goes.

    Raises:
        CameraUnavailableError: The camera has too many viewers.
        NoVideoError: It has no H.264.
    """
    client, number = session.client, 0
    with live.watching():
        while True:
            await live.segment_after(number)
            await client.until_free()
            segment = await live.segment_after(number)  # which may be a newer one by now
            if not client.is_free:
                continue
            number = segment.number
            if client.view.sees_camera_named(live.name):
                client.put(session.live.segments.of(live.name, segment))
