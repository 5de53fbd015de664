"""Devices and RTSP, read by ffmpeg: MJPEG is passed through, anything else encoded.

Where the source has H.264, the same ffmpeg passes that through too: many cameras let few read them.

ffmpeg ends when nobody takes what it writes, so it does not outlive the reader.
"""

from __future__ import annotations

import re
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from lezerprint.camera.errors import SourceError
from lezerprint.camera.ffmpeg import ErrorOutput, ffmpeg_path, last_words
from lezerprint.camera.jpeg import FrameParser
from lezerprint.camera.rtsp_relay import RtspRelay
from lezerprint.camera.sources.video_pipe import VideoPipe

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from lezerprint.camera.setup import ReaderSetup
    from lezerprint.camera.sources import Video

_CHUNK_BYTES: Final = 262_144
_PROBE_SECONDS: Final = 10.0
_VIDEO: Final = re.compile(r"Stream #.*Video: (\w+).*?\b(\d{2,5})x(\d{2,5})\b")
_COARSEST: Final = 31
_FINEST: Final = 2
"""The ends of ffmpeg's scale of quality for JPEG."""

_RTSP_OPTIONS: Final = (
    *("-rtsp_transport", "tcp", "-timeout", "4000000"),
    *("-analyzeduration", "500000", "-fflags", "nobuffer"),  # half a second says what it sends
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a source sends, and the options with which it does."""

    options: list[str]
    codec: str
    width: int
    height: int


def ffmpeg_frames(setup: ReaderSetup, video: Video | None = None) -> Iterator[bytes]:
    """The pictures of this device or RTSP address, and its video if it has H.264.

    Raises:
        SourceError: There are none, or none any more.
    """
    ffmpeg = ffmpeg_path(setup.ffmpeg)
    found = _probed(ffmpeg, setup)
    if setup.width is not None and (found.width, found.height) != (setup.width, setup.height):
        raise SourceError(
            f"the camera has no {setup.width}x{setup.height}: it gives {found.width}x{found.height}, set that"
        )
    if video is not None and found.codec == "h264":
        video.offer(is_offered=True)
        said, has_given = yield from _run(ffmpeg, setup, found, video)
        if has_given:
            raise SourceError(said)
        video.offer(is_offered=False)  # ffmpeg may be unable to pass it through, and yet to decode it
    said, _ = yield from _run(ffmpeg, setup, found)
    raise SourceError(said)


def _run(
    ffmpeg: str, setup: ReaderSetup, found: Found, video: Video | None = None
) -> Generator[bytes, None, tuple[str, bool]]:
    """The pictures until ffmpeg ends; why it has, and whether it gave any."""
    has_given = False
    with ExitStack() as ends:
        source, relay = ends.enter_context(_opened(setup.url, found.options))
        words = [ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", *source]
        words += ["-map", "0:v:0", *_as_pictures(setup, found), "-f", "mjpeg", "pipe:1"]
        pipe = None if video is None else ends.enter_context(VideoPipe(video))
        process = _started([*words, *pipe.words], pipe.descriptors) if pipe else _started(words)
        with process:
            if process.stdout is None or process.stderr is None:
                raise RuntimeError("ffmpeg was started without pipes")
            said = ErrorOutput(process.stderr)
            if pipe is not None:
                pipe.listen(process)
            try:
                for jpeg in _read(process.stdout):
                    has_given = True
                    yield jpeg
            finally:
                process.kill()
        return _trouble(relay, said.last_words()), has_given


def _as_pictures(setup: ReaderSetup, found: Found) -> list[str]:
    if found.codec == "mjpeg":
        return ["-c:v", "copy"]
    return ["-r", f"{setup.fps:g}", "-q:v", str(_scale(setup.quality))]


def _read(output: IO[bytes]) -> Iterator[bytes]:
    parser = FrameParser()
    while data := output.read1(_CHUNK_BYTES):  # type: ignore[attr-defined]  # it is buffered
        yield from parser.feed(data)


@contextmanager
def _opened(url: str, options: list[str]) -> Iterator[tuple[list[str], RtspRelay | None]]:
    """What one ffmpeg is told of the source; an RTSP camera is behind a relay."""
    if url.startswith("/dev/"):
        yield [*options, "-i", url], None
        return
    with RtspRelay(url) as relay:
        yield [*options, "-i", relay.url], relay


def _trouble(relay: RtspRelay | None, said: str) -> str:
    if relay is not None and relay.trouble is not None:
        return relay.trouble
    return f"ffmpeg cannot read the camera: {said}"


def _inputs(setup: ReaderSetup) -> list[list[str]]:
    """With which options ffmpeg may read the source: the best first."""
    if not setup.url.startswith("/dev/"):
        return [list(_RTSP_OPTIONS)]
    if not Path(setup.url).exists():
        raise SourceError(f"there is no {setup.url}: is the camera plugged in?")
    size = [] if setup.width is None else ["-video_size", f"{setup.width}x{setup.height}"]
    options = ["-framerate", f"{setup.fps:g}", *size]
    formats = ("h264", "mjpeg") if setup.h264 else ("mjpeg",)
    return [*(["-f", "v4l2", "-input_format", one, *options] for one in formats), ["-f", "v4l2", *options]]


def _probed(ffmpeg: str, setup: ReaderSetup) -> Found:
    """What the source sends, by what ffmpeg says of it; it then ends, as it is given nothing to do."""
    trouble = ""
    for options in _inputs(setup):
        with (
            _opened(setup.url, options) as (source, relay),
            _started([ffmpeg, "-hide_banner", "-nostdin", *source]) as process,
        ):
            try:
                _, said = process.communicate(timeout=_PROBE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise SourceError(f"the camera has not answered for {_PROBE_SECONDS:g} seconds") from None
        if found := _VIDEO.search(said.decode("utf-8", "replace")):
            return Found(options, found[1], int(found[2]), int(found[3]))
        trouble = _trouble(relay, last_words(said))
    raise SourceError(trouble)


def _started(words: list[str], descriptors: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=descriptors,
        )
    except OSError as error:
        raise SourceError(
            f"ffmpeg cannot be started from {words[0]}: {error.strerror}; set ffmpeg_path"
        ) from error


def _scale(quality: int) -> int:
    """From 1 to 100, as the settings have it, to ffmpeg's scale."""
    return round(_COARSEST - (_COARSEST - _FINEST) * (quality - 1) / 99)
