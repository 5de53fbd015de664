"""Notifications as posts, to a real server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
import threading
import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from noticing import HERE
from receivers import dripping, free_port, hook_server

from lezerprint.base.enums import NotificationType
from lezerprint.notify.errors import DeliveryError, UndeliverableError
from lezerprint.notify.webhook import Webhook, post
from lezerprint.storage.models import Channel, Delivery, Notification

SECRET = "a secret of the user"  # noqa: S105 - of these tests alone


@pytest.fixture
def delivery():
    notification = Notification(
        user=uuid4(),
        type=NotificationType.PRINT_FAILED,
        title="Größe",
        message="m",
        metadata={"jobId": "7"},
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    return Delivery(notification=notification, channel=Channel.WEBHOOK)


def to(url, secret=None):
    return Webhook(url, secret, HERE)


def test_a_picture_of_the_print(hook, delivery):
    post(to(hook.url), delivery, picture=b"\xff\xd8jpeg")
    (sent,) = hook.posts
    assert base64.b64decode(sent.data["picture"]) == b"\xff\xd8jpeg"


def test_what_is_posted(hook, delivery):
    post(to(hook.url), delivery)
    (sent,) = hook.posts
    assert sent.path == "/print?a=b"
    assert sent.headers["Host"] == f"127.0.0.1:{hook.port}"
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["X-LezerPrint-Delivery"] == sent.data["delivery"] == str(delivery.id)
    assert sent.headers["X-LezerPrint-Event"] == sent.data["event"] == "notification"
    assert "X-LezerPrint-Signature" not in sent.headers
    assert sent.data["notification"] == {
        "id": str(delivery.notification.id),
        "type": "PRINT_FAILED",
        "title": "Größe",
        "message": "m",
        "isRead": False,
        "metadata": {"jobId": "7"},
        "createdAt": "2026-03-01T00:00:00Z",
    }


def test_the_signature_is_over_time_and_body(hook, delivery):
    post(to(hook.url, SECRET), delivery)
    (sent,) = hook.posts
    stamp = sent.headers["X-LezerPrint-Timestamp"]
    assert abs(time.time() - int(stamp)) < 60
    digest = hmac.new(SECRET.encode(), stamp.encode() + b"." + sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["X-LezerPrint-Signature"] == f"sha256={digest}"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_receipts(hook, delivery, status):
    hook.status = status
    post(to(hook.url), delivery)


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_answers_that_are_tried_again(hook, delivery, status):
    hook.status = status
    with pytest.raises(DeliveryError, match=str(status)) as caught:
        post(to(hook.url), delivery)
    assert not isinstance(caught.value, UndeliverableError)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(hook, delivery, status):
    hook.status, hook.headers = status, {"Location": hook.url}
    with pytest.raises(UndeliverableError, match="not followed"):
        post(to(hook.url), delivery)
    assert len(hook.posts) == 1


def test_one_that_is_gone_is_given_up(hook, delivery):
    hook.status = 410
    with pytest.raises(UndeliverableError, match="410"):
        post(to(hook.url), delivery)


def test_this_machine_is_not_called_unless_it_is_allowed(hook, delivery):
    for host in ("127.0.0.1", "localhost", "2130706433"):
        with pytest.raises(UndeliverableError, match="webhook_networks"):
            post(Webhook(hook.url.replace("127.0.0.1", host)), delivery)
    assert hook.posts == []


def test_a_receiver_that_is_away_can_be_tried_again(delivery):
    with pytest.raises(DeliveryError, match="cannot be reached: Connection refused"):
        post(to(f"http://127.0.0.1:{free_port()}/"), delivery)


def test_a_receiver_that_says_nothing_is_left(hook, delivery):
    leave = threading.Event()
    hook.before = lambda: leave.wait(20)
    begun = time.monotonic()
    with pytest.raises(DeliveryError, match=r"longer than 0\.3 seconds"):
        post(to(hook.url), delivery, limit_seconds=0.3)
    assert time.monotonic() - begun < 5
    leave.set()


def test_a_receiver_that_says_nothing_over_tls_is_left_too(hook, delivery, server_tls):
    leave = threading.Event()
    hook.before = lambda: leave.wait(20)
    with hook_server(hook, tls=server_tls), socket.create_server(("127.0.0.1", 0)) as mute:
        for port in (hook.port, mute.getsockname()[1]):  # after the handshake, and in the middle of it
            with pytest.raises(DeliveryError, match="longer than"):
                post(to(f"https://localhost:{port}/"), delivery, limit_seconds=0.5)
        leave.set()


@pytest.mark.parametrize("word", [b"x", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_receiver_that_says_a_little_now_and_then_is_left_too(delivery, word):
    begun = time.monotonic()
    with dripping(word) as port, pytest.raises(DeliveryError):
        post(to(f"http://127.0.0.1:{port}/"), delivery, limit_seconds=0.4)
    assert time.monotonic() - begun < 5


def test_one_that_answers_without_end_is_not_listened_to(hook, delivery):
    hook.status, hook.answer = 200, b"x" * 20_000_000
    begun = time.monotonic()
    post(to(hook.url), delivery)
    with dripping(b"HTTP/1.1 200 OK\r\nA: b\r\n") as port:
        post(to(f"http://127.0.0.1:{port}/"), delivery, limit_seconds=0.4)
    assert time.monotonic() - begun < 5


def test_what_is_no_http_can_be_tried_again(delivery):
    with dripping(b"220 mail\r\n") as port, pytest.raises(DeliveryError):
        post(to(f"http://127.0.0.1:{port}/"), delivery, limit_seconds=2)


def test_over_tls_the_name_counts(hook, delivery, server_tls):
    with hook_server(hook, tls=server_tls):
        post(to(f"https://localhost:{hook.port}/"), delivery)
        assert hook.posts[0].headers["Host"] == f"localhost:{hook.port}"


def test_a_certificate_of_nobody_is_refused(hook, delivery, server_tls, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with hook_server(hook, tls=server_tls), pytest.raises(DeliveryError, match=r"(?i)certificate"):
        post(to(f"https://localhost:{hook.port}/"), delivery)
    assert hook.posts == []


def test_an_address_with_letters_of_any_script_and_odd_characters(hook, delivery):
    post(to(f"http://127.0.0.1:{hook.port}/größe/%41|<x>?q=ü&r=a%20b#part"), delivery)
    assert hook.posts[0].path == "/gr%C3%B6%C3%9Fe/%41%7C%3Cx%3E?q=%C3%BC&r=a%20b"
