"""Signed addresses: for one path, for a while, for whoever may still do so."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from accounts_world import principal_of

from lezerprint.accounts.errors import (
    AccountError,
    InvalidAccountError,
    InvalidTokenError,
    TokenExpiredError,
    UserNotFoundError,
)
from lezerprint.base.enums import UserRole

PATH = "/api/camera/stream"


@pytest.fixture
def ann(world):
    world.sign_up("boss", UserRole.ADMIN)
    signed_in = world.sign_up(role=UserRole.OPERATOR)
    return principal_of(signed_in.user, signed_in.tokens.session_id)


def sign(world, who, path=PATH, query=None, **more):
    return world.urls.sign(path, query or {}, who, **more)[0]


def use(world, url):
    parts = urlsplit(url)
    return world.urls.verify(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)))


def changed(url, **changes):
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **changes}
    return f"{parts.path}?{urlencode({key: value for key, value in query.items() if value is not None})}"


def test_it_stands_for_who_signed_it(world, ann):
    url, ends = world.urls.sign(PATH, {"size": "large", "name": "a b&c=d é"}, ann)
    assert use(world, url) == ann
    assert ends.timestamp() == world.clock.now + 300


def test_it_ends(world, ann):
    url = sign(world, ann, lifetime_seconds=10)
    world.clock.now += 10
    with pytest.raises(TokenExpiredError):
        use(world, url)


def test_nothing_of_it_can_be_changed(world, ann):
    url = sign(world, ann, query={"size": "large"})
    nobody = "00000000-0000-0000-0000-000000000000"
    for changes in (
        {"expires": "1900000000"},
        {"expires": None},
        {"user": nobody},
        {"by": f"k{nobody}"},
        {"size": "small"},
        {"size": None},
        {"more": "1"},
        {"signature": None},
        {"signature": "é"},
        {"signature": "0" * 64},
    ):
        with pytest.raises(InvalidTokenError):
            use(world, changed(url, **changes))
    assert use(world, changed(url)) == ann


def test_it_is_for_one_path(world, ann):
    url = sign(world, ann)
    with pytest.raises(InvalidTokenError):
        use(world, url.replace("stream", "other"))


def test_what_is_in_the_path_does_not_pass_for_the_query(world, ann):
    url = sign(world, ann, path="/a", query={"b": "c"})
    with pytest.raises(InvalidTokenError):
        use(world, url.replace("/a?b=c&", "/a%3Fb%3Dc?"))


def test_a_path_may_be_escaped(world, ann):
    url = sign(world, ann, path="/api/files/a%20b%2520")
    assert use(world, url) == ann


def test_our_own_names_are_not_for_others(world, ann):
    with pytest.raises(InvalidAccountError):
        sign(world, ann, query={"user": "x"})


def test_it_ends_with_its_session(world, ann):
    url = sign(world, ann)
    assert use(world, url)
    world.accounts.revoke_session(ann.session_id, ann.user_id)
    with pytest.raises(InvalidTokenError):
        use(world, url)


def test_it_ends_with_its_user_and_follows_their_role(world, ann):
    url = sign(world, ann)
    use(world, url)
    world.accounts.change_user(ann.user_id, role=UserRole.VIEWER)
    assert use(world, url).role is UserRole.VIEWER
    world.accounts.change_user(ann.user_id, is_active=False)
    with pytest.raises(UserNotFoundError):
        use(world, url)


def test_it_ends_with_its_api_key(world, ann):
    row, key = world.accounts.create_api_key(ann, "panel", UserRole.VIEWER, None)
    url = sign(world, world.authenticator.verify(key))
    assert use(world, url).api_key_id == row.id
    world.accounts.revoke_api_key(row.id, ann.user_id)
    with pytest.raises(AccountError):
        use(world, url)


def test_most_uses_ask_no_database(world, ann):
    url = sign(world, ann)
    use(world, url)
    world.authenticator._storage = None
    assert use(world, url) == ann
