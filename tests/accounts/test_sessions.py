"""Sessions: refreshed, revoked, used twice."""

from __future__ import annotations

import pytest
from accounts_world import CLIENT, PASSWORD, at_once, principal_of

from lezerprint.accounts.errors import (
    InvalidCredentialsError,
    InvalidTokenError,
    NotFoundError,
    RefreshReusedError,
    TokenExpiredError,
    UserNotFoundError,
)
from lezerprint.accounts.sessions import Client
from lezerprint.storage.models import Session


def refresh(world, token, client=CLIENT):
    return world.accounts.refresh(token, client)


def test_refreshing_goes_on_with_the_same_session(world):
    ann = world.sign_up()
    pair = refresh(world, ann.tokens.refresh, Client("192.0.2.9", "another"))
    assert pair.session_id == ann.tokens.session_id
    assert refresh(world, pair.refresh).session_id == pair.session_id
    assert world.authenticator.verify(pair.access).user_id == ann.user.id
    (session,) = world.accounts.list_sessions(ann.user.id)
    assert (session.ip_address, session.user_agent) == (CLIENT.ip_address, CLIENT.user_agent)


def test_no_token_is_stored(world):
    ann = world.sign_up()
    with world.storage.session():
        row = str(list(Session.select().dicts()))
    for token in (ann.tokens.access, ann.tokens.refresh):
        assert token not in row
        assert world.tokens._read(token, *_secret_of(token, ann)).get("jti") not in row


def _secret_of(token, ann):
    secret = b"a" * 32 if token == ann.tokens.access else b"r" * 32
    return secret, ("jti",)


def test_a_token_that_was_used_before_ends_the_session(world):
    ann = world.sign_up()
    thief = refresh(world, ann.tokens.refresh)
    assert world.authenticator.verify(thief.access)
    with pytest.raises(RefreshReusedError) as caught:
        refresh(world, ann.tokens.refresh)
    assert (caught.value.session_id, caught.value.user_id) == (ann.tokens.session_id, ann.user.id)
    assert world.authenticator.cached(thief.access) is None
    for of_session in (thief.access, ann.tokens.access):
        with pytest.raises(InvalidTokenError):
            world.authenticator.verify(of_session)
    with pytest.raises(InvalidTokenError):
        refresh(world, thief.refresh)


def test_of_two_refreshes_at_once_one_wins_and_the_session_ends(world):
    for _ in range(5):
        ann = world.accounts.login("ann@example.org", PASSWORD, CLIENT) if _ else world.sign_up()
        found = at_once(*(lambda ann=ann: refresh(world, ann.tokens.refresh) for _ in range(2)))
        assert sorted(type(one).__name__ for one in found) == ["RefreshReusedError", "TokenPair"]
        winner = next(one for one in found if not isinstance(one, Exception))
        with pytest.raises(InvalidTokenError):
            world.authenticator.verify(winner.access)


def test_reuse_ends_that_session_alone(world):
    ann = world.sign_up()
    other = world.accounts.login("ann@example.org", PASSWORD, CLIENT)
    refresh(world, ann.tokens.refresh)
    with pytest.raises(RefreshReusedError):
        refresh(world, ann.tokens.refresh)
    assert world.authenticator.verify(other.tokens.access)


def test_each_refresh_gives_the_session_its_full_time(world):
    ann = world.sign_up()
    world.clock.now += 80_000
    pair = refresh(world, ann.tokens.refresh)
    world.clock.now += 80_000
    last = refresh(world, pair.refresh)
    world.clock.now += 86_400
    with pytest.raises(TokenExpiredError):
        refresh(world, last.refresh)


def test_what_is_over_is_swept_and_not_listed(world):
    ann = world.sign_up()
    world.clock.now += 86_401
    assert world.accounts.list_sessions(ann.user.id) == []
    world.accounts.login("ann@example.org", PASSWORD, CLIENT)
    with world.storage.session():
        assert Session.select().count() == 1  # signing in swept the user's own
    world.clock.now += 86_401
    assert world.accounts.sweep() == 1


def test_signing_out_ends_access_at_once(world):
    ann = world.sign_up()
    assert world.authenticator.verify(ann.tokens.access)
    world.accounts.revoke_session(ann.tokens.session_id, ann.user.id)
    assert world.authenticator.cached(ann.tokens.access) is None
    with pytest.raises(InvalidTokenError):
        world.authenticator.verify(ann.tokens.access)
    with pytest.raises(InvalidTokenError) as caught:
        refresh(world, ann.tokens.refresh)
    assert not isinstance(caught.value, RefreshReusedError)
    world.accounts.revoke_session(ann.tokens.session_id, ann.user.id)  # twice is no error


def test_nobody_ends_the_session_of_another(world):
    ann, bob = world.sign_up(), world.sign_up("bob")
    with pytest.raises(NotFoundError):
        world.accounts.revoke_session(ann.tokens.session_id, bob.user.id)
    assert world.authenticator.verify(ann.tokens.access)


def test_a_changed_password_ends_the_other_sessions(world):
    ann = world.sign_up()
    other = world.accounts.login("ann@example.org", PASSWORD, CLIENT)
    me = principal_of(ann.user, ann.tokens.session_id)
    with pytest.raises(InvalidCredentialsError):
        world.accounts.change_password(me, "not the old one", "a new password")
    world.accounts.change_password(me, PASSWORD, "a new password")
    assert world.authenticator.verify(ann.tokens.access)
    with pytest.raises(InvalidTokenError):
        world.authenticator.verify(other.tokens.access)
    with pytest.raises(InvalidCredentialsError):
        world.accounts.login("ann@example.org", PASSWORD, CLIENT)
    assert world.accounts.login("ann@example.org", "a new password", CLIENT)


def test_a_reset_password_ends_all_sessions(world):
    ann = world.sign_up()
    world.accounts.reset_password(ann.user.id, "a new password")
    with pytest.raises(InvalidTokenError):
        world.authenticator.verify(ann.tokens.access)


def test_who_is_deactivated_is_out_at_once_and_for_good(world):
    world.sign_up("boss")
    ann = world.sign_up()
    assert world.authenticator.verify(ann.tokens.access)
    world.accounts.change_user(ann.user.id, is_active=False)
    assert world.authenticator.cached(ann.tokens.access) is None
    with pytest.raises(UserNotFoundError):
        world.authenticator.verify(ann.tokens.access)
    with pytest.raises(InvalidTokenError):
        refresh(world, ann.tokens.refresh)
    world.accounts.change_user(ann.user.id, is_active=True)
    with pytest.raises(InvalidTokenError):  # the old sessions do not come back
        world.authenticator.verify(ann.tokens.access)


def test_all_sessions_but_one_end(world):
    ann = world.sign_up()
    for _ in range(3):
        world.accounts.login("ann@example.org", PASSWORD, CLIENT)
    assert world.accounts.revoke_sessions(ann.user.id, but=ann.tokens.session_id) == 3
    assert [one.id for one in world.accounts.list_sessions(ann.user.id)] == [ann.tokens.session_id]
