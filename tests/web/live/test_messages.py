"""What clients send that they should not."""

from __future__ import annotations

import contextlib
import json
import socket as sockets
import struct
from urllib.parse import urlsplit

import pytest
from api import Api
from live import ReplyError, Socket
from simulated import SimulatedPrinter
from websockets.exceptions import ConnectionClosed


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        yield api


@pytest.fixture
def user(api):
    with Socket(api.url, api.key("OPERATOR")) as socket:
        yield socket


DEEP = '{"event":"resume","data":' + '{"a":' * 10_000 + "1" + "}" * 10_001


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "1",
        "null",
        '"authenticate"',
        "{}",
        '{"event": null}',
        '{"event": ""}',
        '{"event": ["resume"]}',
        '{"event": "resume", "data": []}',
        '{"event": "resume", "data": "x"}',
        '{"event": "resume", "more": 1}',
        '{"event": "resume", "id": {}}',
        '{"event": "resume", "id": 1.5}',
        '{"event": "resume", "id": true}',
        '{"event": "resume", "id": ""}',
        '{"event": "resume", "id": 10000000000000000000000}',
        '{"event": "resume\\u0000"}',
        '{"event": "\\ud800"}',
        '{"event": "resume", "data": {"since": NaN}}',
        '{"event": "resume", "data": {"since": 1' + "0" * 5000 + "}}",
        '{"event":"' + "x" * 65 + '"}',
        '{"event": "resume"} x',
        DEEP,
        b"binary",
        json.dumps({"event": "subscribe:status"}).encode(),
    ],
    ids=lambda text: repr(text[:40]),
)
def test_what_is_no_message_is_told_and_the_next_is_read(user, text):
    user.raw.send(text)
    told = user.next("error")
    assert told["data"]["code"] == "VALIDATION_ERROR"
    assert user.ask("subscribe:status")


@pytest.mark.parametrize(
    ("event", "data", "code"),
    [
        ("nothing", None, "NOT_FOUND"),
        ("hello", {}, "NOT_FOUND"),
        ("status:update", {}, "NOT_FOUND"),
        ("subscribe:everything", None, "NOT_FOUND"),
        ("subscribe:status", {"printer": 1}, "VALIDATION_ERROR"),
        ("subscribe:status", {"printer": "x" * 101}, "VALIDATION_ERROR"),
        ("subscribe:status", {"printer": "x"}, "NOT_FOUND"),
        ("subscribe:status", {"room": "x"}, "VALIDATION_ERROR"),
        ("unsubscribe:status", {"printer": "x"}, "NOT_FOUND"),
        ("authenticate", None, "VALIDATION_ERROR"),
        ("authenticate", {"token": ""}, "VALIDATION_ERROR"),
        ("authenticate", {"token": "é" * 8000}, "INVALID_TOKEN"),
        ("authenticate", {"token": "x" * 9000}, "VALIDATION_ERROR"),
        ("authenticate", {"token": ["x"]}, "VALIDATION_ERROR"),
        ("resume", {"stream": "x"}, "VALIDATION_ERROR"),
        ("resume", {"stream": "x", "since": -1}, "VALIDATION_ERROR"),
        ("resume", {"stream": "x", "since": "1"}, "VALIDATION_ERROR"),
        ("resume", {"stream": 5, "since": 1}, "VALIDATION_ERROR"),
        ("control:emergency", {"printer": 7}, "NOT_FOUND"),
        ("control:emergency", {"printer": "x"}, "NOT_FOUND"),
        ("control:emergency", {"printer": ["default"]}, "NOT_FOUND"),
        ("file:upload:start", {"name": "a.gcode"}, "VALIDATION_ERROR"),
        ("file:upload:start", {"name": "", "size": 1}, "VALIDATION_ERROR"),
        ("file:upload:start", {"name": "a.gcode", "size": 0}, "VALIDATION_ERROR"),
        ("file:upload:start", {"name": "a.gcode", "size": 2**52}, "PAYLOAD_TOO_LARGE"),
        ("file:upload:start", {"name": "\x01", "size": 5}, "VALIDATION_ERROR"),
        ("file:upload:progress", {"uploadId": "x"}, "VALIDATION_ERROR"),
        ("file:upload:complete", {"uploadId": "0" * 32}, "NOT_FOUND"),
    ],
)
def test_wrong_data_is_told_by_its_id(user, event, data, code):
    assert user.refused(event, data) == code
    assert user.ask("subscribe:status")


@pytest.mark.parametrize(
    "text",
    [
        '{"event": "resume", "data": [], "id": 5}',
        '{"event": "resume", "more": 1, "id": 5}',
        '{"event": null, "id": 5}',
        '{"id": 5}',
    ],
)
def test_what_is_no_message_is_told_by_its_id(user, text):
    user.raw.send(text)
    assert user.next("error")["id"] == 5


def test_the_wrong_fields_are_named(user):
    with pytest.raises(ReplyError) as told:
        user.ask("resume", {"since": -1})
    details = told.value.data["details"]
    assert {one["field"] for one in details} == {"stream", "since"}


def test_answers_have_the_id_that_was_sent(user):
    for identifier in (0, -5, 2**53 - 1, "a", "ä" * 100):
        user.send("subscribe:status", id=identifier)
        assert user.next("reply")["id"] == identifier


def test_without_an_id_only_errors_are_answered(user):
    user.send("subscribe:temperature")
    user.send("nothing")
    assert "id" not in user.next("error")
    assert not any(one["event"] == "reply" for one in user._kept)


def test_too_long_a_message_ends_the_connection(user):
    user.raw.send('{"event":"' + "x" * 70_000 + '"}')
    assert user.closed()[0] == 1009


def test_as_long_as_it_may_be(user):
    user.raw.send('{"event":"resume"}'.ljust(65_536))
    assert user.next("error")["data"]["code"] == "VALIDATION_ERROR"


def test_too_many_fragments_end_the_connection(user):
    with contextlib.suppress(ConnectionClosed):  # it may end before all are sent
        user.raw.send(["x"] * 1000)
    assert user.closed()[0] == 1009


def test_a_message_may_come_in_pieces(user):
    user.raw.send(['{"event":', '"subscribe:status",', '"id":"p"}'])
    assert user.next("reply")["id"] == "p"


def test_too_many_messages_are_refused_and_at_last_the_client_is(api, user):
    for _ in range(120):
        user.send("nothing")
    limited = user.next("error", where=lambda data: data["code"] == "RATE_LIMIT_EXCEEDED")
    assert limited["data"]["retryAfter"] >= 1
    assert user.ask("control:emergency")["stopped"]
    for _ in range(1100):
        user.send("nothing")
    assert user.closed()[0] == 1008


class TestWire:
    """Bytes that no library sends."""

    @pytest.fixture
    def wire(self, api):
        parts = urlsplit(api.url)
        with sockets.create_connection((parts.hostname, parts.port), timeout=20) as wire:
            wire.sendall(
                b"GET /ws?demo=true HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            )
            head = b""
            while b"\r\n\r\n" not in head:
                head += wire.recv(1)
            assert head.startswith(b"HTTP/1.1 101")
            yield wire

    @pytest.mark.parametrize(
        ("frame", "code"),
        [
            (b"\x81\x05hello", 1002),  # not masked
            (b"\x83\x80\0\0\0\0", 1002),  # no such kind
            (b"\xf1\x80\0\0\0\0", 1002),  # reserved bits
            (b"\x81\x82\0\0\0\0\xff\xff", 1007),  # no UTF-8
            (b"\x89\xfe\0\x7e" + b"\0" * 130, 1002),  # too long a ping
            (b"\x81\xff" + struct.pack("!Q", 2**62) + b"\0\0\0\0", 1009),
        ],
    )
    def test_broken_frames_end_the_connection(self, wire, frame, code):
        wire.sendall(frame)
        seen = b""
        while piece := wire.recv(65536):
            seen += piece
        assert struct.pack("!H", code) in seen[-130:]

    @pytest.mark.parametrize("frames", [b"\x81\x81\0\0\0\0\xff", b"\x01\x81\0\0\0\0\xc3\x80\x80\0\0\0\0"])
    def test_what_is_no_text_is_no_matter_for_the_log(self, wire, caplog, frames):
        wire.sendall(frames)
        while wire.recv(65536):
            pass
        assert "web.live.connection" not in {one.name for one in caplog.records}

    def test_half_a_frame_harms_nobody(self, wire, api):
        wire.sendall(b"\x81\xfe")
        with Socket(api.url, api.key("VIEWER")) as other:
            assert other.ask("subscribe:status")


def test_a_request_that_is_no_handshake(api):
    answer = api.client.get("/ws")
    assert answer.status_code == 426
    assert answer.json()["error"]["code"] == "UPGRADE_REQUIRED"
    assert api.client.post("/ws").status_code == 405
