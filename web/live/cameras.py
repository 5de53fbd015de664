"""Pictures over the WebSocket: each client gets the newest one, at its own rate, as JSON or as binary frames.

A binary frame is two bytes with the length of a head (big-endian), the head, which is JSON with `event`,
`camera` and `timestamp`, and the JPEG. Clients that ask for video get that instead: `web.live.camera_video`.
"""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Final

import orjson

from lezerprint.accounts.errors import ForbiddenError, UnauthorizedError
from lezerprint.camera.errors import CameraUnavailableError, NoVideoError
from web.errors import NotFoundError
from web.live.camera_video import show_video
from web.live.connection import binary_frame_with_head, frame_of
from web.live.messages import Message
from web.live.requests import CameraData
from web.live.rooms import NOBODY, Topic
from web.validation import validated

if TYPE_CHECKING:
    from lezerprint.camera.feed import Frame
    from web.live.requests import Request
    from web.live.session import Session
    from web.live_camera import LiveCamera

FRAME_EVENT: Final = "camera:frame"
ERROR_EVENT: Final = "camera:error"
_MILLISECONDS: Final = 1000


class FrameMessage(Message):
    """A picture on its way; made into a frame once for all who are sent it."""

    __slots__ = ("_camera", "_is_binary", "_picture")

    def __init__(self, camera: str, picture: Frame, *, is_binary: bool) -> None:
        super().__init__({}, (FRAME_EVENT, camera))
        self._camera = camera
        self._picture = picture
        self._is_binary = is_binary

    @property
    def frame(self) -> bytes:
        """As it goes out."""
        if self._frame is None:
            timestamp = round(self._picture.timestamp * _MILLISECONDS)
            if self._is_binary:
                head = {"event": FRAME_EVENT, "camera": self._camera, "timestamp": timestamp}
                self._frame = binary_frame_with_head(head, self._picture.jpeg)
            else:
                encoded = base64.b64encode(self._picture.jpeg).decode()
                data = {"camera": self._camera, "timestamp": timestamp, "frame": encoded}
                self._frame = frame_of(orjson.dumps({"event": FRAME_EVENT, "data": data}))
        return self._frame


class FrameMessages:
    """The messages of the newest picture of each camera, so that each is made once."""

    def __init__(self) -> None:
        self._newest: dict[tuple[str, bool], tuple[int, FrameMessage]] = {}

    def of(self, camera: str, picture: Frame, *, is_binary: bool) -> FrameMessage:
        """The message of this picture."""
        kept = self._newest.get((camera, is_binary))
        if kept is not None and kept[0] == picture.number:
            return kept[1]
        message = FrameMessage(camera, picture, is_binary=is_binary)
        self._newest[camera, is_binary] = picture.number, message
        return message


def subscribe(session: Session, request: Request) -> None:
    """Show a camera to the client from now on, as it asks for it; asking again changes that."""
    given = validated(request.data or {}, CameraData, "data")
    _check(session)
    live = _camera(session, given)
    unwatch(session, live.name)
    session.subscriptions.add((Topic.CAMERA, live.name))
    session.look()
    for message in session.live.hub.known(session.client.view, Topic.CAMERA, live.name):
        session.client.put(message)
    showing = _show(session, live, given)
    session.watches[live.name] = asyncio.create_task(showing, name=f"camera {live.name}")


def unsubscribe(session: Session, request: Request) -> None:
    """Show it no longer."""
    given = validated(request.data or {}, CameraData, "data")
    if session.client.view == NOBODY:
        raise UnauthorizedError
    live = _camera(session, given)
    unwatch(session, live.name)
    session.subscriptions.discard((Topic.CAMERA, live.name))
    session.look()


def unwatch(session: Session, name: str) -> None:
    """End the task that shows a camera, if there is one."""
    if (task := session.watches.pop(name, None)) is not None:
        task.cancel()


async def _show(session: Session, live: LiveCamera, given: CameraData) -> None:
    try:
        if given.video:
            await show_video(session, live)
        else:
            await _show_pictures(session, live, 1 / given.fps, is_binary=given.binary)
    except (CameraUnavailableError, NoVideoError) as error:
        _tell_error(session, live.name, error)


async def _show_pictures(
    session: Session, live: LiveCamera, period_seconds: float, *, is_binary: bool
) -> None:
    loop, client = asyncio.get_running_loop(), session.client
    number, due = 0, loop.time()
    with live.watching():
        while True:
            frame = await live.after(number)
            if (wait_seconds := due - loop.time()) > 0:
                await asyncio.sleep(wait_seconds)
                frame = live.camera.feed.newest or frame
            number = frame.number
            due = max(due, loop.time() - period_seconds) + period_seconds
            if client.view.sees_camera_named(live.name):
                client.put(session.live.pictures.of(live.name, frame, is_binary=is_binary))


def _check(session: Session) -> None:
    if session.client.view == NOBODY:
        raise UnauthorizedError
    if not session.client.view.may_subscribe(Topic.CAMERA):
        raise ForbiddenError("visitors may not see this")


def _camera(session: Session, given: CameraData) -> LiveCamera:
    """The camera of this name, that of a printer, or the default one; an event tells too if there is none."""
    services = session.services
    name = given.camera
    if name is None and given.printer is not None:
        name = services.printers.get(given.printer).settings.camera
    try:
        return services.cameras.get(name)
    except NotFoundError as error:
        _tell_error(session, name, error)
        raise


def _tell_error(session: Session, camera: str | None, error: Exception) -> None:
    session.client.put(Message({"event": ERROR_EVENT, "data": {"camera": camera, "message": str(error)}}))
