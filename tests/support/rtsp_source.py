"""GStreamer's RTSP server as a program of its own."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from pathlib import Path

from services import require
from serving import free_port

PROGRAM = Path(__file__).with_name("rtsp_server.py")


@contextmanager
def rtsp_server():
    """The start of its addresses; `/h264` and `/mjpeg` are its cameras."""
    port = free_port()
    words = [require("rtsp"), str(PROGRAM), str(port)]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield f"rtsp://127.0.0.1:{port}"
        process.kill()
