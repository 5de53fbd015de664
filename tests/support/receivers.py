"""Who notifications are sent to: a mail server, a webhook, and one that takes its time."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.smtp import SMTP


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@dataclass
class Mail:
    sender: str
    receivers: list
    raw: bytes
    user: object

    @property
    def message(self):
        return email.message_from_bytes(self.raw, policy=email.policy.default)


class Mailbox:
    """What came in; `rcpt` and `data` are what is answered to these, `before_data` is called."""

    def __init__(self):
        self.mails = []
        self.rcpt = self.data = "250 OK"
        self.before_data = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802 - the same
        if self.before_data is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.before_data)
        if self.data.startswith("250"):
            content = envelope.original_content or envelope.content
            self.mails.append(Mail(envelope.mail_from, envelope.rcpt_tos, content, session.auth_data))
        return self.data


@contextmanager
def mail_server(mailbox, port=0, *, tls=None, **options):
    """Its port; `tls`: it is spoken from the start."""
    loop = asyncio.new_event_loop()

    async def listen():
        return await loop.create_server(
            lambda: SMTP(mailbox, loop=loop, enable_SMTPUTF8=True, **options), "127.0.0.1", port, ssl=tls
        )

    async def end():
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await loop.shutdown_default_executor()

    server = loop.run_until_complete(listen())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@dataclass
class Post:
    path: str
    headers: dict
    body: bytes

    @property
    def data(self):
        return json.loads(self.body)


class Hook:
    """What was posted; `status`, `headers` and `answer` are what is answered, `before` is called."""

    def __init__(self):
        self.posts = []
        self.status = 204
        self.headers = {}
        self.answer = b""
        self.before = None
        self.port = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/print?a=b"


@contextmanager
def hook_server(hook, port=0, *, tls=None):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posts.append(Post(self.path, dict(self.headers), body))
            if hook.before is not None:
                hook.before()
            with suppress(OSError):
                self.send_response(hook.status)
                for name, value in hook.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(hook.answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@contextmanager
def dripping(data=b"x"):
    """The port of one that says a little every 20 ms, for ever."""
    ended = threading.Event()

    def drip(connection):
        with connection, suppress(OSError):
            while not ended.wait(0.02):
                connection.sendall(data)

    def serve():
        while not ended.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                threads.append(threading.Thread(target=drip, args=(connection,)))
                threads[-1].start()

    threads = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        accepting = threading.Thread(target=serve)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            for thread in (accepting, *threads):
                thread.join(10)
