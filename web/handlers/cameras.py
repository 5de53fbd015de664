"""Cameras: their pictures, their state, their settings."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from starlette.responses import Response

from lezerprint.accounts.principal import Standing
from lezerprint.audit import EventKind
from lezerprint.camera.errors import CameraUnavailableError, InvalidCameraSettingsError
from lezerprint.logs.redaction import redacted_address
from web.errors import NotFoundError
from web.models.cameras import Camera, CameraList, CameraSettings, CameraVideo, WebrtcAnswer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from lezerprint.settings.camera import CameraSettings as Settings
    from web.call import Call
    from web.live_camera import LiveCamera

_OF_READERS: Final = ("url", "resolution", "fps", "quality", "h264")
"""What its reader is told: with others the source is opened anew, and tried."""


async def cameras(call: Call) -> CameraList:
    """All of them."""
    return CameraList(cameras=[_entry(call, one) for one in call.services.cameras])


async def camera(call: Call) -> Camera:
    """One, and how it is."""
    return _entry(call, call.camera)


async def stream(call: Call) -> Response:
    """Its pictures, one after another; begins once the first is there."""
    from web.camera_stream import MEDIA_TYPE, CameraStream  # noqa: PLC0415 - where there is a camera

    live = call.camera
    if call.request.method == "HEAD":
        return Response(media_type=MEDIA_TYPE)
    with live.watching():
        await live.fresh()
    return CameraStream(live, _still_may(call))


async def snapshot(call: Call) -> Response:
    """A picture that arrives after the request, flipped and rotated as set."""
    from lezerprint.camera.orientation import has_orientation, oriented  # noqa: PLC0415 - where there is a camera

    live = call.camera
    with live.watching():
        frame = await live.fresh()
    settings, jpeg = live.camera.settings, frame.jpeg
    if has_orientation(settings):
        jpeg = await asyncio.to_thread(oriented, jpeg, settings)
    headers = {
        "Cache-Control": "no-store",
        "X-Timestamp": f"{frame.timestamp:.3f}",
        "X-Frame-Age": f"{time.monotonic() - frame.arrived:.3f}",
    }
    return Response(jpeg, headers=headers, media_type="image/jpeg")


async def webcam(call: Call) -> Response:
    """Stream or snapshot, at the address that other software expects."""
    return await (snapshot(call) if call.query.action == "snapshot" else stream(call))


async def public_stream(call: Call) -> Response:
    """The stream for visitors."""
    _check_public(call)
    return await stream(call)


async def public_snapshot(call: Call) -> Response:
    """The snapshot for visitors."""
    _check_public(call)
    return await snapshot(call)


async def webrtc(call: Call) -> WebrtcAnswer:
    """The answer of the server that the camera names."""
    from lezerprint.camera.errors import SourceError  # noqa: PLC0415 - where there is a camera
    from lezerprint.camera.webrtc import MediaServer, answer_of  # noqa: PLC0415 - the same

    live = call.camera
    given = live.camera.settings
    if given.webrtc_url is None:
        raise NotFoundError(f"the camera {live.name} has no WebRTC server: set its webrtc_url")
    server = MediaServer(given.webrtc_url, given.webrtc_kind, given.verify_tls)
    with live.negotiating():
        try:
            answer = await asyncio.to_thread(answer_of, server, call.body.sdp)
        except SourceError as error:
            reason = f"the WebRTC server of the camera {live.name} does not answer the offer: {error}"
            raise CameraUnavailableError(reason) from error
    return WebrtcAnswer(sdp=answer)


async def settings(call: Call) -> CameraSettings:
    """What is set."""
    return _settings(call.camera.camera.settings)


async def change_settings(call: Call) -> CameraSettings:
    """Set some; where the source gives no picture with them, the old ones stay."""
    from lezerprint.camera.stored import changed, save  # noqa: PLC0415 - where there is a camera

    live = call.camera
    async with live.changing:
        before = live.camera.settings
        changes = _changes(call, before)
        after = changed(before, changes)
        try:
            await _try(live, before, after, force=call.body.force)
            await call.write(save, live.name, changes)
        except BaseException:
            live.change_back(before)
            raise
    told = {name: value for name, value in changes.items() if name not in {"url", "webrtc_url"}}
    call.audit(
        EventKind.SETTING_CHANGED,
        f"Camera {live.name} changed",
        camera=live.name,
        changes={
            **told,
            **({"source": _settings(after).source} if "url" in changes else {}),
            **({"webrtc": _settings(after).webrtc} if "webrtc_url" in changes else {}),
        },
    )
    return _settings(after)


async def _try(live: LiveCamera, before: Settings, after: Settings, *, force: bool) -> None:
    from web.live_camera import TRIAL_SECONDS  # noqa: PLC0415 - where there is a camera

    if all(getattr(before, name) == getattr(after, name) for name in _OF_READERS):
        live.camera.settings = after
        return
    await live.change(after)
    if force:
        return
    with live.watching():
        try:
            await live.fresh(TRIAL_SECONDS)
        except CameraUnavailableError as error:
            raise InvalidCameraSettingsError(f"{error}; the settings are as before") from error


def _changes(call: Call, before: Settings) -> dict[str, Any]:
    """The changes by the names of the settings."""
    body = call.body
    given: dict[str, Any] = body.model_dump(
        exclude={"force", "source", "webrtc"}, exclude_unset=True, by_alias=False
    )
    changes = {
        name: value for name, value in given.items() if value is not None or name in {"title", "resolution"}
    }
    if body.source is not None and body.source != _settings(before).source:  # as it was shown: nothing new
        if body.source.startswith("file:"):
            raise InvalidCameraSettingsError("source must not be a file: only the settings file may name one")
        changes["url"] = body.source
    if "webrtc" in body.model_fields_set and body.webrtc != _settings(before).webrtc:
        changes["webrtc_url"] = body.webrtc
    return changes


def _settings(settings: Settings) -> CameraSettings:
    return CameraSettings(
        title=settings.title,
        source=redacted_address(settings.url),
        resolution=settings.resolution,
        fps=settings.fps,
        quality=settings.quality,
        h264=settings.h264,
        webrtc=settings.webrtc_url and redacted_address(settings.webrtc_url),
        webrtc_kind=settings.webrtc_kind,
        rotation=settings.rotation,
        flip_horizontal=settings.flip_horizontal,
        flip_vertical=settings.flip_vertical,
    )


def _entry(call: Call, live: LiveCamera) -> Camera:
    given, status = live.camera.settings, live.camera.status
    is_default = live is call.services.cameras.get(None)
    base = f"/api/cameras/{quote(live.name)}"
    return Camera(
        name=live.name,
        title=given.title or live.name,
        is_default=is_default,
        printers=[
            one.name
            for one in call.services.printers
            if one.settings.camera == live.name or (one.settings.camera is None and is_default)
        ],
        state=status.state.value,
        reason=status.reason or None,
        viewers=live.camera.feed.viewers,
        rotation=given.rotation,
        flip_horizontal=given.flip_horizontal,
        flip_vertical=given.flip_vertical,
        stream_url=f"{base}/stream",
        snapshot_url=f"{base}/snapshot",
        video=CameraVideo(offered=live.camera.feed.video.is_offered, codec=live.camera.feed.video.codec),
        webrtc_url=f"{base}/webrtc" if given.webrtc_url else None,
    )


def _check_public(call: Call) -> None:
    if not call.services.settings.public_camera:
        raise NotFoundError("not found")


def _still_may(call: Call) -> Callable[[], Awaitable[object]] | None:
    """Asks whether the viewer's session or key still stands; None: nobody had to say who calls."""
    who = call.caller
    if who is None:
        return None
    return partial(call.run, call.services.authenticator.check, Standing.of(who))
