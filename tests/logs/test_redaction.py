"""Secrets are masked, and nothing else is."""

from __future__ import annotations

import pytest

from lezerprint.logs.redaction import redacted, redacted_address, redacted_data, redacted_value

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer hunter2",
        "authorization: Basic aHVudGVyMg==hunter2",
        "{'authorization': 'Bearer hunter2'}",
        "(b'authorization', b'Bearer hunter2')",
        "got Bearer abcdefghijklmnhunter2",
        "GET /x?token=hunter2&y=1",
        "GET /x?refresh_token=hunter2",
        "GET /media?sig=hunter2",
        "login password='hunter2 and more hunter2'",
        '{"password": "hunter\\"hunter2"}',
        "{'smtp_pass': 'hunter2'}",
        "X-Api-Key: hunter2",
        "postgresql://user:hunter2@host/db is away",
        "redis://:hunter2@host",
        f"token {JWT}".replace("c2lnbmF0dXJl", "hunter2"),
    ],
)
def test_a_secret_is_masked(text):
    assert "hunter2" not in redacted(text)
    assert "***" in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "invalid token: it has expired",
        "the password must have 8 characters",
        "http://host:8080/path?a=1",
        "M104 S200 ; Bearer of bad news",
        "ratio=1:2 user@example.com",
    ],
)
def test_other_text_stays(text):
    assert redacted(text) == text


def test_nested_data_is_masked_by_name_and_by_text():
    data = {"user": "ada", "new_password": 5, "list": [{"token": "x", "url": "a://b:c@d"}], "is_secret": True}
    assert redacted_data(data) == {
        "user": "ada",
        "new_password": "***",
        "list": [{"token": "***", "url": "a://b:***@d"}],
        "is_secret": True,
    }
    assert redacted_value("Authorization", "x") == "***"
    assert redacted_value("path", "/x") == "/x"


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://me:hunter2@cam/stream", "http://***@cam/stream"),
        ("rtsp://me@cam:554/1", "rtsp://***@cam:554/1"),
        ("http://cam/?action=stream", "http://cam/?action=stream"),
        ("http://cam/x?usr=me&pwd=hunter2&channel=1", "http://cam/x?usr=***&pwd=***&channel=1"),
        ("/dev/video0", "/dev/video0"),
        ("virtual", "virtual"),
    ],
)
def test_an_address_is_shown_without_credentials(url, text):
    assert redacted_address(url) == text
