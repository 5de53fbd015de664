"""How ffmpeg is told to pass H.264 through beside its other output, and the pipe through which it comes."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from lezerprint.camera.mp4 import InvalidMp4Error, SegmentParser

if TYPE_CHECKING:
    import subprocess
    from typing import Self

    from lezerprint.camera.sources import Video

_CHUNK_BYTES: Final = 65_536
FRAGMENTED: Final = (
    *("-map", "0:v:0", "-c:v", "copy", "-f", "mp4", "-flush_packets", "1"),
    # The init segment waits for the first picture: not every camera tells of its codec before that.
    *("-movflags", "empty_moov+delay_moov+default_base_moof+frag_keyframe", "-use_editlist", "0"),
    # A fragment ends at the first picture that makes it so long: after 250 ms at the latest where there are
    # four pictures a second or more, and else after each.
    *("-frag_duration", "100000"),
)


class VideoPipe:
    """From `with` on; listens once ffmpeg was started.

    Args:
        video: Is given the segments, in a thread of its own.
    """

    def __init__(self, video: Video) -> None:
        self._video = video
        self._ours, self._theirs = os.pipe()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close_theirs()
        if self._thread is not None:
            self._thread.join()  # ffmpeg has ended, and with it what it writes
        os.close(self._ours)

    @property
    def words(self) -> list[str]:
        """The output options for ffmpeg."""
        return [*FRAGMENTED, f"pipe:{self._theirs}"]

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What ffmpeg must inherit."""
        return (self._theirs,)

    def listen(self, process: subprocess.Popen[bytes]) -> None:
        """Take what this ffmpeg writes, until it ends."""
        self._close_theirs()
        self._thread = threading.Thread(target=self._take, args=(process,), name="video", daemon=True)
        self._thread.start()

    def _take(self, process: subprocess.Popen[bytes]) -> None:
        parser = SegmentParser()
        try:
            while data := os.read(self._ours, _CHUNK_BYTES):
                for segment in parser.feed(data):
                    self._video.put(segment)
        except InvalidMp4Error:
            process.kill()

    def _close_theirs(self) -> None:
        if self._theirs >= 0:
            with suppress(OSError):
                os.close(self._theirs)
            self._theirs = -1
