"""A stand-in for media servers that answer WebRTC offers, with the faults of real ones."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n"
USER, PASSWORD = "me", "hunter2"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.headers["Content-Type"], body))
        with contextlib.suppress(OSError):
            getattr(self, f"_{self.path.strip('/')}")(body)

    def _answer(self, status, kind, body, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body.encode())

    def _whep(self, _):
        self._answer(201, "application/sdp", ANSWER, Location="/whep/session/1")

    def _streamer(self, body):
        offer = json.loads(body)
        assert offer["type"] == "offer"
        self._answer(200, "application/json", json.dumps({"type": "answer", "sdp": ANSWER, "iceServers": []}))

    def _password(self, body):
        word = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == f"Basic {word}":
            self._whep(body)
        else:
            self._answer(401, "text/plain", "", WWW_Authenticate='Basic realm="media"')

    def _moved(self, _):
        self._answer(307, "text/plain", "", Location=f"http://127.0.0.1:{self.server.server_port}/whep")

    def _page(self, _):
        self._answer(200, "text/html", "<html></html>")

    def _huge(self, _):
        self._answer(200, "application/sdp", ANSWER + "a=x\r\n" * 100_000)

    def _absent(self, _):
        self._answer(404, "text/plain", "stream not found")

    def _dripping(self, _):
        self.send_response(201)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        for letter in ANSWER:
            self.wfile.write(letter.encode())
            time.sleep(0.2)


@contextlib.contextmanager
def whep_server():
    """The server; `asked` has the type and the body of each request."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
