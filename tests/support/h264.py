"""H.264 of a made-up camera, as the program has it passed through by ffmpeg."""

from __future__ import annotations

import subprocess

from imageio_ffmpeg import get_ffmpeg_exe

from lezerprint.camera.mp4 import SegmentParser
from lezerprint.camera.sources.video_pipe import FRAGMENTED

FPS, SECONDS = 20, 3


def stream(*encoder, fps=FPS):
    """Three seconds, with a key picture each second at the usual rate."""
    source = ["-f", "lavfi", "-i", f"testsrc=size=160x120:rate={fps}:duration={SECONDS}"]
    coded = ["-c:v", "libx264", "-g", str(FPS), *encoder, "-pix_fmt", "yuv420p", "-f", "h264", "pipe:1"]
    quiet = [get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error"]
    camera = subprocess.run([*quiet, *source, *coded], capture_output=True, check=True, timeout=60).stdout
    words = [*quiet, "-r", str(fps), "-f", "h264", "-i", "pipe:0", *FRAGMENTED, "pipe:1"]
    return subprocess.run(words, input=camera, capture_output=True, check=True, timeout=60).stdout


def segments(data, step=1000):
    """What comes out of it, cut into steps of so many bytes."""
    parser, found = SegmentParser(), []
    for at in range(0, len(data), step):
        found += parser.feed(data[at : at + step])
    return found
