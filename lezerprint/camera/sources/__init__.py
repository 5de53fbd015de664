"""From an address to pictures: each source is a function that yields whole JPEG frames, until it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from lezerprint.camera.errors import SourceError
from lezerprint.camera.setup import VIRTUAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.camera.mp4 import Segment
    from lezerprint.camera.setup import ReaderSetup


class Video(Protocol):
    """Takes the video of a source that has H.264, beside its pictures; in any thread."""

    def offer(self, *, is_offered: bool) -> None:
        """Whether segments follow."""

    def put(self, segment: Segment) -> None:
        """The next segment."""


def frames_of(setup: ReaderSetup, video: Video | None = None) -> Iterator[bytes]:
    """The pictures of this source, as they come. Only the modules of its kind are loaded.

    Args:
        setup: The source.
        video: Is given its video, if it has any; None: that is not wanted.

    Raises:
        SourceError: It gives no pictures, or none any more.
    """
    scheme = urlsplit(setup.url).scheme.lower()
    if setup.url == VIRTUAL:
        from lezerprint.camera.sources.drawn import drawn_frames  # noqa: PLC0415

        return drawn_frames(setup)
    if scheme in {"http", "https"}:
        from lezerprint.camera.sources.web import web_frames  # noqa: PLC0415

        return web_frames(setup)
    if scheme == "file":
        from lezerprint.camera.sources.file import file_frames  # noqa: PLC0415

        return file_frames(setup)
    if scheme == "rtsp" or setup.url.startswith("/dev/"):
        from lezerprint.camera.sources.ffmpeg import ffmpeg_frames  # noqa: PLC0415

        return ffmpeg_frames(setup, video)
    raise SourceError("the camera's address must be http(s)://…, rtsp://…, file://…, a device or `virtual`")
