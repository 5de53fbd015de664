"""Recordings: begun, ended, listed, played, deleted."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from starlette.responses import StreamingResponse

from lezerprint.audit import EventKind
from web.downloads import download
from web.errors import ConflictError, NotFoundError
from web.handlers.trash import deleted
from web.models.common import paging
from web.models.recordings import Recording, RecordingAnswer, RecordingPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from starlette.responses import Response

    from lezerprint.camera.recordings import Recording as Kept
    from lezerprint.camera.recordings import Recordings
    from web.call import Call
    from web.models.trash import Deleted

_ASK_SECONDS: Final = 10.0
_PIECE_BYTES: Final = 65_536
_STOP_SECONDS: Final = 60.0
"""A long video takes a while to be rewritten; it goes on where the request ends."""


async def start(call: Call) -> RecordingAnswer:
    """Record a camera, once it gives a picture."""
    from actors.messages.recorder import StartRecording  # noqa: PLC0415 - where there is a camera
    from lezerprint.camera.recordings import Quality  # noqa: PLC0415 - the same

    live, body = call.camera, call.body
    order = StartRecording(Quality(body.quality), float(body.max_duration), call.principal.user_id)
    with live.watching():
        await live.fresh()
        recording = await live.recorder.ask_async(order, _ASK_SECONDS)
    call.audit(EventKind.RECORDED, f"Recording of {live.name} started", camera=live.name, id=recording.id)
    return await _answer(call, recording)


async def stop(call: Call) -> RecordingAnswer:
    """End the recording of a camera; the answer comes when its video is whole."""
    from actors.messages.recorder import StopRecording  # noqa: PLC0415 - where there is a camera

    live = call.camera
    recording = await live.recorder.ask_async(StopRecording(), _STOP_SECONDS)
    call.audit(EventKind.RECORDED, f"Recording of {live.name} stopped", camera=live.name, id=recording.id)
    return await _answer(call, recording)


async def recordings(call: Call) -> RecordingPage:
    """All of them, or those of one camera."""
    query, kept = call.query, call.services.recordings
    found = await asyncio.to_thread(kept.all) if kept is not None else []
    wanted = [one for one in found if query.camera in {None, one.camera}]
    shown = wanted[query.offset : query.offset + query.limit]
    return RecordingPage(recordings=[await _shown(call, one) for one in shown], **paging(query, len(wanted)))


async def recording(call: Call) -> RecordingAnswer:
    """One."""
    return await _answer(call, await _found(call))


async def video(call: Call) -> Response:
    """Its video, or a range of it; while it grows, as much as there is now."""
    found = await _found(call)
    path = await asyncio.to_thread(_all(call).path, found.id)
    status = await asyncio.to_thread(path.stat)
    if found.ended_at is None:
        headers = {"Content-Length": str(status.st_size), "Cache-Control": "no-store"}
        return StreamingResponse(_begin(path, status.st_size), headers=headers, media_type="video/mp4")
    name = f"{found.camera}-{datetime.fromtimestamp(found.started_at, UTC):%Y%m%d-%H%M%S}.mp4"
    return download(
        call.request,
        path,
        status,
        etag=f"{status.st_mtime_ns:x}-{status.st_size:x}",
        media_type="video/mp4",
        disposition=f'inline; filename="{name}"',
    )


async def delete(call: Call) -> Deleted:
    """Delete one that has ended."""
    found = await _found(call)
    call.must_own(found.user_id)
    if found.ended_at is None:
        raise ConflictError("the recording goes on: stop it first")
    await call.run(call.services.trash.delete_recording, found.id, found.user_id)
    call.audit(EventKind.RECORDED, f"Recording of {found.camera} deleted", camera=found.camera, id=found.id)
    return deleted(call)


def _begin(path: Path, size_bytes: int) -> Iterator[bytes]:
    """So many bytes of a file that may have more by then."""
    with path.open("rb") as file:
        while size_bytes > 0 and (piece := file.read(min(size_bytes, _PIECE_BYTES))):
            size_bytes -= len(piece)
            yield piece


def _all(call: Call) -> Recordings:
    if (kept := call.services.recordings) is None:
        raise NotFoundError("there is no camera, and so there are no recordings")
    return kept


async def _found(call: Call) -> Kept:
    recording_id: UUID = call.path["id"]
    return await asyncio.to_thread(_all(call).get, recording_id)


async def _answer(call: Call, kept: Kept) -> RecordingAnswer:
    shown = await _shown(call, kept)
    return RecordingAnswer(video_url=shown.video_url, recording=shown)


async def _shown(call: Call, kept: Kept) -> Recording:
    return Recording(
        id=kept.id,
        camera=kept.camera,
        quality=kept.quality.value,
        started_at=datetime.fromtimestamp(kept.started_at, UTC),
        ended_at=None if kept.ended_at is None else datetime.fromtimestamp(kept.ended_at, UTC),
        reason=kept.reason,
        size_bytes=await asyncio.to_thread(_all(call).size_bytes, kept.id),
        video_url=f"/api/recordings/{kept.id}/video",
    )
