"""Whose address counts, with and without proxies, whatever the headers say."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.errors import SettingsError
from web.middleware.client_address import ClientAddress, is_from_this_host

PROXY = "10.0.0.1"
STRANGER = "203.0.113.5"


def seen(peer, headers, trusted=("10.0.0.0/8", "2001:db8::/32"), kind="http"):
    """The scope that the application gets."""
    scopes = []

    async def app(scope, _receive, _send):
        scopes.append(scope)

    scope = {
        "type": kind,
        "scheme": "http" if kind == "http" else "ws",
        "client": (peer, 4444) if peer else None,
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
    }
    asyncio.run(ClientAddress(app, trusted)(scope, None, None))
    return scopes[0]


def client(peer, headers, **options):
    return seen(peer, headers, **options)["client"][0]


def test_headers_of_strangers_are_not_believed():
    headers = [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https"), ("Forwarded", "for=1.2.3.4")]
    scope = seen(STRANGER, headers)
    assert scope["client"] == (STRANGER, 4444)
    assert scope["scheme"] == "http"
    assert client(PROXY, headers, trusted=()) == PROXY


@pytest.mark.parametrize(
    ("values", "address"),
    [
        (["203.0.113.5"], "203.0.113.5"),
        (["6.6.6.6, 203.0.113.5"], "203.0.113.5"),
        (["6.6.6.6", "203.0.113.5"], "203.0.113.5"),
        (["6.6.6.6, 203.0.113.5, 10.9.9.9"], "203.0.113.5"),
        (["10.1.1.1, 10.2.2.2"], "10.1.1.1"),
        (["203.0.113.5:8080"], "203.0.113.5"),
        (["[2001:470::1]:8080"], "2001:470::1"),
        (["2001:470::1"], "2001:470::1"),
        (["::ffff:203.0.113.5"], "203.0.113.5"),
        (["203.0.113.5, ::ffff:10.3.3.3"], "203.0.113.5"),
        (["203.0.113.5, unknown"], PROXY),
        (["203.0.113.5, <script>, 10.4.4.4"], "10.4.4.4"),
        ([""], PROXY),
        ([", ,"], PROXY),
        (["[::1"], "::1"),
    ],
)
def test_the_rightmost_address_that_is_no_proxy_is_the_client(values, address):
    assert client(PROXY, [("X-Forwarded-For", value) for value in values]) == address


@pytest.mark.parametrize(
    ("value", "address", "scheme"),
    [
        ("for=203.0.113.5;proto=https;by=10.0.0.1", "203.0.113.5", "https"),
        ('For="[2001:470::1]:4711"', "2001:470::1", "http"),
        ("for=6.6.6.6, for=203.0.113.5;proto=https, for=10.9.9.9;proto=http", "203.0.113.5", "http"),
        ("for=_hidden", PROXY, "http"),
        ("proto=https", PROXY, "https"),
        (";;=,=;for", PROXY, "http"),
    ],
)
def test_the_standard_header_is_understood_too(value, address, scheme):
    scope = seen(PROXY, [("Forwarded", value)])
    assert (scope["client"][0], scope["scheme"]) == (address, scheme)


def test_of_both_headers_the_customary_one_counts():
    assert client(PROXY, [("Forwarded", "for=6.6.6.6"), ("X-Forwarded-For", STRANGER)]) == STRANGER


def test_an_address_written_as_ipv6_is_the_ipv4_address_it_is():
    assert client("::ffff:203.0.113.5", []) == "203.0.113.5"
    assert client("::ffff:10.0.0.1", [("X-Forwarded-For", STRANGER)]) == STRANGER


def test_the_scheme_that_the_nearest_proxy_heard_counts():
    def scheme(value, **options):
        return seen(PROXY, [("X-Forwarded-Proto", value)], **options)["scheme"]

    assert scheme("https") == scheme("HTTPS") == scheme("http, https") == "https"
    assert scheme("gopher") == scheme("") == "http"
    assert scheme("https", kind="websocket") == "wss"


def test_a_connection_without_an_address_is_left_alone():
    assert seen(None, [("X-Forwarded-For", "1.2.3.4")])["client"] is None


def test_a_proxy_that_is_no_network_is_named():
    with pytest.raises(SettingsError, match=r"'10\.0\.0\.0/99'"):
        seen(PROXY, [], trusted=("10.0.0.0/99",))


@given(
    st.text(st.characters(max_codepoint=255)),
    st.sampled_from(["X-Forwarded-For", "Forwarded", "X-Forwarded-Proto"]),
)
def test_no_header_whatever_it_says_breaks_anything(value, name):
    scope = seen(PROXY, [(name, value)])
    assert scope["scheme"] in {"http", "https"}
    assert scope["client"][0]


@pytest.mark.parametrize(
    ("peer", "header", "expected"),
    [
        ("127.0.0.1", None, True),
        ("127.8.8.8", None, True),
        ("::1", None, True),
        ("::ffff:127.0.0.1", None, True),
        ("192.0.2.1", None, False),
        ("127.0.0.1", b"x-forwarded-for", False),
        ("127.0.0.1", b"forwarded", False),
        ("127.0.0.1", b"via", False),
        ("127.0.0.1", b"x-real-ip", False),
        ("testclient", None, False),
    ],
)
def test_only_who_comes_straight_from_this_host_is_from_this_host(peer, header, expected):
    headers = [(header, b"127.0.0.1")] if header else []
    assert is_from_this_host({"client": (peer, 1), "headers": headers}) is expected
    assert is_from_this_host({"client": None, "headers": []}) is False
