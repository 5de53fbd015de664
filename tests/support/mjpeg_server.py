"""An IP camera as a program of its own, with the faults of real ones: `python mjpeg_server.py PORT`.

Each path is a camera of a kind; what it sends are frames of `frames`, so that a test can tell each.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image, ImageDraw

USER, PASSWORD = "me", "p@ss:word/1"
SMALL, LARGE = (320, 240), (640, 360)
COUNT = 12
FPS = 25.0
HUGE_BYTES = 10_000_000
_BOUNDARY = "picture"


@cache
def frames(size=SMALL):
    """So many pictures that differ."""
    return tuple(_frame(number, size) for number in range(COUNT))


def _frame(number, size):
    picture = Image.new("RGB", size, (number * 20, 60, 120))
    ImageDraw.Draw(picture).text((20, 20), f"{number}", fill="white")
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


@cache
def huge_frames():
    """Pictures of ten million bytes: what follows their header is a comment after another."""
    return tuple(_padded(frame, HUGE_BYTES) for frame in frames()[:2])


def _padded(frame, size):
    comments = bytearray()
    while len(comments) < size:
        comments += b"\xff\xfe\xff\xff" + bytes(65_533)
    return frame[:2] + bytes(comments) + frame[2:]


def all_frames():
    """Every frame that any of the cameras sends whole."""
    return {*frames(), *frames(LARGE), *huge_frames()}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        kind = urlsplit(self.path).path.strip("/")
        with contextlib.suppress(OSError):
            getattr(self, f"_{kind.replace('-', '_')}", self._nothing)()

    def _answer(self, status, kind, body=b"", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def _begin(self):
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={_BOUNDARY}")
        self.end_headers()
        self.close_connection = True

    def _part(self, jpeg, *, sent=None):
        head = f"--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
        self.wfile.write(head.encode() + (jpeg if sent is None else jpeg[:sent]) + b"\r\n")

    def _all(self, pictures=None, fps=FPS):
        self._begin()
        while True:
            for jpeg in pictures or frames():
                self._part(jpeg)
                time.sleep(1 / fps)

    # The cameras.

    def _nothing(self):
        self._answer(404, "text/html", b"nothing here")

    def _stream(self):
        self._all()

    def _slow(self):
        """A byte, and another: it never has time for a whole picture."""
        self._begin()
        self._part(frames()[0])
        for byte in frames()[1]:
            self.wfile.write(bytes((byte,)))
            time.sleep(0.05)

    def _cut(self):
        """Every other picture ends in its middle; after some the connection does."""
        self._begin()
        for number, jpeg in enumerate(frames()):
            self._part(jpeg, sent=None if number % 2 else len(jpeg) * number // COUNT)
            time.sleep(1 / FPS)
        self._part(frames()[0], sent=len(frames()[0]) // 2)

    def _garbage(self):
        self._begin()
        noise = hashlib.shake_256(b"noise").digest(5000)
        while True:
            for jpeg in frames():
                self.wfile.write(noise + b"\xff\xd8\xff" + noise[:100])
                self._part(jpeg)
                time.sleep(1 / FPS)

    def _huge(self):
        self._all(huge_frames(), fps=4)

    def _switching(self):
        self._all([frames(size)[number] for number in range(COUNT) for size in (SMALL, LARGE)])

    def _still(self):
        self._answer(200, "image/jpeg", frames()[int(time.time() * 10) % COUNT])

    def _page(self):
        self._answer(200, "text/html", b"<html>Welcome to your camera</html>")

    def _noise(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.end_headers()
        while True:
            self.wfile.write(bytes(1_000_000))

    def _here(self):
        self._answer(302, "text/plain", Location="/stream")

    def _elsewhere(self):
        self._answer(302, "text/plain", Location="http://camera.invalid/stream")

    def _metadata(self):
        self._answer(302, "text/plain", Location="http://169.254.169.254/latest")

    def _basic(self):
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == f"Basic {token}":
            self._all()
        else:
            self._answer(401, "text/html", b"who?", WWW_Authenticate='Basic realm="camera"')

    def _digest(self):
        """RFC 2617 without qop, as old cameras have it."""
        given = self.headers.get("Authorization", "")
        ours = _md5(f"{USER}:camera:{PASSWORD}"), "n0nce", _md5("GET:/digest")
        if f'response="{_md5(":".join(ours))}"' in given:
            self._all()
        else:
            asked = 'Digest realm="camera", nonce="n0nce"'
            self._answer(401, "text/html", b"who?", WWW_Authenticate=asked)


def _md5(text):
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - as the RFC has it


class IpCamera:
    """The program, from `with` on until its end; it can be killed, hung, and started again."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def url(self, kind="stream", credentials=""):
        return f"http://{credentials}127.0.0.1:{self.port}/{kind}"

    def start(self):
        words = [sys.executable, str(Path(__file__)), str(self.port)]
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert self._process.stdout.readline() == b"ready\n"

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def hang(self):
        os.kill(self._process.pid, signal.SIGSTOP)

    def go_on(self):
        os.kill(self._process.pid, signal.SIGCONT)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, *_):
        """Whoever read has gone."""


if __name__ == "__main__":
    with _Server(("127.0.0.1", int(sys.argv[1])), _Handler) as server:
        print("ready", flush=True)
        server.serve_forever()
