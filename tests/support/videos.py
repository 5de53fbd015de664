"""What is in a video, by ffmpeg and by its own boxes."""

from __future__ import annotations

import itertools
import re
import struct
import subprocess
from dataclasses import dataclass

from imageio_ffmpeg import get_ffmpeg_exe

from lezerprint.camera.mp4 import find


@dataclass
class Video:
    """Attributes: frames that could be decoded; whether its index comes before its pictures."""

    codec: str
    pixel_format: str
    size: tuple[int, int]
    seconds: float
    frames: int
    starts_fast: bool
    errors: str


def probed(path):
    """Every frame of it, decoded."""
    words = [get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-i", str(path), "-fps_mode", "passthrough"]
    done = subprocess.run(
        [*words, "-f", "null", "-"], capture_output=True, text=True, timeout=60, check=False
    )
    said = done.stderr
    stream = re.search(r"Stream #0.*Video: (\w+).*?, (yuv\w+)\b.*?\b(\d+)x(\d+)\b", said)
    assert stream, said
    hours, minutes, seconds = re.search(r"Duration: (\d+):(\d+):([\d.]+)", said).groups()
    length = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    frames = int(re.findall(r"frame=\s*(\d+)", said)[-1])
    boxes = list(_boxes(path.read_bytes()))
    return Video(
        stream[1],
        stream[2],
        (int(stream[3]), int(stream[4])),
        length,
        frames,
        boxes.index(b"moov") < boxes.index(b"mdat"),
        "\n".join(line for line in said.splitlines() if "error" in line.lower() or "invalid" in line.lower()),
    )


def decoded_frames(data):
    """How many pictures there are in an MP4; nothing in it may be wrong."""
    words = [get_ffmpeg_exe(), "-hide_banner", "-loglevel", "warning", "-stats", "-i", "pipe:0"]
    done = subprocess.run(
        [*words, "-fps_mode", "passthrough", "-f", "null", "-"],
        input=data,
        capture_output=True,
        timeout=60,
        check=True,
    )
    said = done.stderr.decode()
    assert "rror" not in said, said
    return int(re.findall(r"frame=\s*(\d+)", said)[-1])


def fragment_seconds(init, fragments):
    """How long each fragment is, by when it and the one behind it begin; the last one is left out."""
    path = (b"moov", b"trak", b"mdia", b"mdhd")
    (ticks,) = struct.unpack_from("!I", find(init, *path), 12)
    begins = [_begin(find(one, b"moof", b"traf", b"tfdt")) / ticks for one in fragments]
    return [after - before for before, after in itertools.pairwise(begins)]


def _begin(tfdt):
    return struct.unpack_from("!Q" if tfdt[0] else "!I", tfdt, 4)[0]


def _boxes(data):
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack_from("!I4s", data, at)
        yield name
        at += size if size > 1 else struct.unpack_from("!Q", data, at + 8)[0] if size == 1 else len(data)
