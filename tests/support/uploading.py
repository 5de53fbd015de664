"""Uploads, byte by byte where it matters."""

from __future__ import annotations

import json
import socket

import httpx
from rows import a_user

from lezerprint.files.store import FileStore

GCODE = b"G28\nG1 X10 Y10 F3000\nG1 X20 E1\nM84\n"
BOUNDARY = "----boundary"
MAX_BYTES = 4 << 20


def a_store(folder):
    return FileStore(folder / "uploads", MAX_BYTES)


def left_in(folder):
    """The names of all there is in an upload directory but for its own folders."""
    if not folder.exists():
        return []
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.name not in {".incoming", ".derived"}
    )


def upload(files, content=GCODE, name="part.gcode", folder="", user=None):
    """What comes of an upload past the web, by a user of its own."""
    if user is None:
        with files.storage.transaction():
            user = a_user(f"user{len(left_in(files.store.folder))}")
    incoming = files.store.begin(len(content))
    incoming.write([content])
    return files.finish(incoming, user.id, name, folder)


def part(disposition, content, *headers):
    """One part of a form, with the boundary before it."""
    if isinstance(content, str):
        content = content.encode()
    if isinstance(disposition, str):
        disposition = disposition.encode()
    lines = [f"--{BOUNDARY}".encode(), b"Content-Disposition: form-data; " + disposition, *headers]
    return b"\r\n".join([*lines, b"", content]) + b"\r\n"


def file_part(content=GCODE, name="part.gcode"):
    escaped = name.replace('"', "%22")  # as browsers do
    return part(f'name="file"; filename="{escaped}"', content)


def field_part(name, value):
    return part(f'name="{name}"', value)


def form(*parts, end=True):
    return b"".join(parts) + (f"--{BOUNDARY}--\r\n".encode() if end else b"")


def post(api, body, role="OPERATOR", content_type=f"multipart/form-data; boundary={BOUNDARY}", **headers):
    """The answer to this body; a generator of pieces is sent without a length."""
    given = {"X-Api-Key": api.key(role), "Content-Type": content_type, **headers}
    return api.client.post("/api/files/upload", content=body, headers=given)


class RawUpload:
    """An upload on a socket of its own, that can end at any byte."""

    def __init__(self, api, body_bytes, *, role="OPERATOR", chunked=False):
        url = httpx.URL(api.url)
        self._socket = socket.create_connection((url.host, url.port), timeout=20)
        length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {body_bytes}"
        head = (
            f"POST /api/files/upload HTTP/1.1\r\nHost: {url.host}\r\nX-Api-Key: {api.key(role)}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n{length}\r\n\r\n"
        )
        self._socket.sendall(head.encode())

    def send(self, data):
        self._socket.sendall(data)

    def answer(self):
        """Its status and JSON."""
        answer = b""
        while b"\r\n\r\n" not in answer or not answer.endswith(b"}"):
            more = self._socket.recv(65536)
            if not more:
                break
            answer += more
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(body)

    def cut(self, *, reset=False):
        """End it, politely or not."""
        if reset:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self._socket.close()
