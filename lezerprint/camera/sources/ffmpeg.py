"""Devices and RTSP, read by ffmpeg: passed through where the source has MJPEG, else encoded.

ffmpeg ends when nobody takes what it writes, so it does not outlive the reader.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from lezerprint.camera.addresses import permitted, port_of
from lezerprint.camera.errors import SourceError
from lezerprint.camera.ffmpeg import ErrorOutput, ffmpeg_path, last_words
from lezerprint.camera.jpeg import FrameParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.camera.setup import ReaderSetup

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
    """What a source sends."""

    input: list[str]
    codec: str
    width: int
    height: int


def ffmpeg_frames(setup: ReaderSetup) -> Iterator[bytes]:
    """The pictures of this device or RTSP address.

    Raises:
        SourceError: There are none, or none any more.
    """
    ffmpeg = ffmpeg_path(setup.ffmpeg)
    found = _probed(ffmpeg, setup)
    if setup.width is not None and (found.width, found.height) != (setup.width, setup.height):
        raise SourceError(
            f"the camera has no {setup.width}x{setup.height}: it gives {found.width}x{found.height}, set that"
        )
    is_passed = found.codec == "mjpeg"
    encoding = ["-c:v", "copy"] if is_passed else ["-r", f"{setup.fps:g}", "-q:v", str(_scale(setup.quality))]
    words = [ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", *found.input]
    process = _started([*words, "-an", *encoding, "-f", "mjpeg", "pipe:1"])
    with process:
        try:
            yield from _read(process)
        finally:
            process.kill()


def _read(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    output, errors = process.stdout, process.stderr
    if output is None or errors is None:
        raise RuntimeError("ffmpeg was started without pipes")
    said = ErrorOutput(errors)
    parser = FrameParser()
    while data := output.read1(_CHUNK_BYTES):  # type: ignore[attr-defined]  # it is buffered
        yield from parser.feed(data)
    raise SourceError(f"ffmpeg cannot read the camera: {said.last_words()}")


def _inputs(setup: ReaderSetup) -> list[list[str]]:
    """How ffmpeg is told of the source: the best way first."""
    if not setup.url.startswith("/dev/"):
        parts = urlsplit(setup.url)
        permitted(parts.hostname or "", port_of(parts))
        return [[*_RTSP_OPTIONS, "-i", setup.url]]
    if not Path(setup.url).exists():
        raise SourceError(f"there is no {setup.url}: is the camera plugged in?")
    size = [] if setup.width is None else ["-video_size", f"{setup.width}x{setup.height}"]
    options = ["-framerate", f"{setup.fps:g}", *size, "-i", setup.url]
    return [["-f", "v4l2", "-input_format", "mjpeg", *options], ["-f", "v4l2", *options]]


def _probed(ffmpeg: str, setup: ReaderSetup) -> Found:
    """What the source sends, by what ffmpeg says of it; it then ends, as it is given nothing to do."""
    said = b""
    for words in _inputs(setup):
        with _started([ffmpeg, "-hide_banner", "-nostdin", *words]) as process:
            try:
                _, said = process.communicate(timeout=_PROBE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise SourceError(f"the camera has not answered for {_PROBE_SECONDS:g} seconds") from None
        if found := _VIDEO.search(said.decode("utf-8", "replace")):
            return Found(words, found[1], int(found[2]), int(found[3]))
    raise SourceError(f"ffmpeg cannot read the camera: {last_words(said)}")


def _started(words: list[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise SourceError(
            f"ffmpeg cannot be started from {words[0]}: {error.strerror}; set ffmpeg_path"
        ) from error


def _scale(quality: int) -> int:
    """From 1 to 100, as the settings have it, to ffmpeg's scale."""
    return round(_COARSEST - (_COARSEST - _FINEST) * (quality - 1) / 99)
