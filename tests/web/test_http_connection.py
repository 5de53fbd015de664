"""How long the head of a request may be, and how long it may take."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from web.http_connection import LONGEST_HEAD_BYTES, HttpConnection

HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class Impatient(HttpConnection):
    """Waits for no head for long."""

    head_seconds = 0.3
    linger_seconds = 0.3


@contextlib.contextmanager
def connection(protocol):
    config = uvicorn.Config(
        PlainTextResponse("here"), http=protocol, log_config=None, lifespan="off", timeout_keep_alive=20
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            with socket.create_connection(listener.getsockname(), 10) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def read_to_end(client):
    received = b""
    with contextlib.suppress(ConnectionError):  # what we sent was not all read
        while chunk := client.recv(65_536):
            received += chunk
    return received


@pytest.mark.parametrize("endless", [b"X-A: " + b"a" * 1000, b"X-A: a\r\n" * 100], ids=["value", "lines"])
def test_an_endless_head_is_ended(endless):
    with connection(HttpConnection) as client:
        client.sendall(HEAD[:-2])
        with pytest.raises(ConnectionError):
            client.sendall(endless * (100 * LONGEST_HEAD_BYTES // len(endless)))


def test_an_endless_address_is_told_so():
    with connection(HttpConnection) as client:
        client.sendall(b"GET /" + b"a" * LONGEST_HEAD_BYTES)
        assert read_to_end(client).startswith(b"HTTP/1.1 400 ")


def test_a_long_body_and_many_requests_are_no_long_head():
    body = b"a" * (3 * LONGEST_HEAD_BYTES)
    post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body)
    many = LONGEST_HEAD_BYTES // len(HEAD) + 2
    with connection(HttpConnection) as client:
        threading.Thread(target=client.sendall, args=(post + body + HEAD * many,)).start()
        received = b""
        while received.count(b"200 OK") < many + 1:
            chunk = client.recv(65_536)
            assert chunk, "the connection ended"
            received += chunk


@pytest.mark.parametrize("sent", [b"", b"\r\n", HEAD[:-2], HEAD + HEAD[:-2]])
def test_a_head_that_does_not_come_is_waited_for_no_longer(sent):
    with connection(Impatient) as client:
        client.sendall(sent)
        assert read_to_end(client).count(b"200 OK") == sent.count(HEAD)


def test_the_rest_of_a_body_that_was_answered_is_waited_for_no_longer():
    post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
    with connection(Impatient) as client:
        client.sendall(post)
        client.settimeout(0.05)
        received = b""
        with contextlib.suppress(ConnectionError):
            while True:
                client.sendall(b"a")  # each byte would begin uvicorn's own time anew
                with contextlib.suppress(TimeoutError):
                    if not (chunk := client.recv(65_536)):
                        break
                    received += chunk
        assert received.count(b"200 OK") == 1


def test_a_body_that_comes_after_its_answer_leaves_the_connection_open():
    body = b"a" * 1000
    post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body)
    with connection(Impatient) as client:
        client.sendall(post)
        assert b"200 OK" in client.recv(65_536)
        client.sendall(body + HEAD)
        assert b"200 OK" in client.recv(65_536)
