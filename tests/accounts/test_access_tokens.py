"""Tokens that were not made here, or are over, are refused."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from uuid import uuid4

import jwt
import pytest
from accounts_world import REFRESH_SECRET, SECRET, Clock

from lezerprint.accounts.access_tokens import Tokens
from lezerprint.accounts.errors import InvalidTokenError, TokenExpiredError
from lezerprint.base.enums import UserRole

USER, SESSION = uuid4(), uuid4()


@pytest.fixture
def clock():
    return Clock(1_800_000_000.5)


@pytest.fixture
def tokens(clock):
    return Tokens(SECRET, REFRESH_SECRET, access_seconds=900, refresh_seconds=86_400, clock=clock)


def claims(**changes):
    made = {
        "sub": str(USER),
        "sid": str(SESSION),
        "jti": "x",
        "role": "ADMIN",
        "iat": 1_800_000_000,
        "exp": 1_800_000_900,
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def test_a_token_says_what_it_was_made_of(tokens):
    read = tokens.read_access(tokens.access(USER, SESSION, "x", UserRole.OPERATOR))
    assert (read.user_id, read.session_id, read.token_id) == (USER, SESSION, "x")
    assert (read.role, read.expires_at) == (UserRole.OPERATOR, 1_800_000_900)
    refresh = tokens.read_refresh(tokens.refresh(SESSION, "y"))
    assert (refresh.session_id, refresh.token_id) == (SESSION, "y")


def test_it_is_over_at_its_second(tokens, clock):
    access, refresh = tokens.access(USER, SESSION, "x", UserRole.VIEWER), tokens.refresh(SESSION, "x")
    clock.now = 1_800_000_899.9
    tokens.read_access(access)
    clock.now = 1_800_000_900
    with pytest.raises(TokenExpiredError):
        tokens.read_access(access)
    clock.now += 86_400
    with pytest.raises(TokenExpiredError):
        tokens.read_refresh(refresh)


def test_a_clock_that_was_set_back_ends_no_token(tokens, clock):
    access = tokens.access(USER, SESSION, "x", UserRole.VIEWER)
    clock.now = 0.0
    assert tokens.read_access(access).user_id == USER


def test_the_crafted_token_of_these_tests_is_good(tokens):
    assert tokens.read_access(jwt.encode(claims(), SECRET, "HS256")).role is UserRole.ADMIN


def _unsigned(header):
    parts = [urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in (header, claims())]
    return ".".join([*parts, ""])


FORGED = {
    "another key": jwt.encode(claims(), b"b" * 32, "HS256"),
    "another algorithm": jwt.encode(claims(), SECRET * 2, "HS512"),
    "none": _unsigned({"alg": "none", "typ": "JWT"}),
    "None": _unsigned({"alg": "None", "typ": "JWT"}),
    "HS256 without a signature": _unsigned({"alg": "HS256", "typ": "JWT"}),
    "expired too, which must not be told": jwt.encode(claims(exp=1), b"b" * 32, "HS256"),
    "no dots": "token",
    "empty": "",
    "not ASCII": "é.é.é",
    "half a pair": "\ud800.a.b",
    "long": "a" * 100_000,
    "array": jwt.api_jws.PyJWS().encode(b"[]", SECRET, "HS256"),
}


@pytest.mark.parametrize("kind", FORGED)
def test_forged(tokens, kind):
    for read in (tokens.read_access, tokens.read_refresh):
        with pytest.raises(InvalidTokenError):
            read(FORGED[kind])


@pytest.mark.parametrize(
    "changes",
    [
        *({name: None} for name in claims()),
        {"sub": 5},
        {"sub": "x"},
        {"sid": ["x"]},
        {"role": "ROOT"},
        {"jti": 5},
        {"exp": "soon"},
        {"exp": float("inf")},
        {"exp": True},
    ],
    ids=str,
)
def test_claims_that_are_wanting_or_wrong(tokens, changes):
    with pytest.raises(InvalidTokenError):
        tokens.read_access(jwt.encode(claims(**changes), SECRET, "HS256"))


def test_one_kind_does_not_pass_for_the_other(tokens):
    with pytest.raises(InvalidTokenError):
        tokens.read_access(tokens.refresh(SESSION, "x"))
    with pytest.raises(InvalidTokenError):
        tokens.read_access(jwt.encode(claims(), REFRESH_SECRET, "HS256"))
    with pytest.raises(InvalidTokenError):
        tokens.read_refresh(tokens.access(USER, SESSION, "x", UserRole.VIEWER))
    with pytest.raises(ValueError, match="differ"):
        Tokens(SECRET, SECRET, access_seconds=1, refresh_seconds=1)
