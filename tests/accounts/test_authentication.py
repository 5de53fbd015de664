"""Who calls: checked once a second, forgotten at once, and known while the database is away."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from accounts_world import CLIENT, PASSWORD, principal_of

from lezerprint.accounts.authentication import Authenticator
from lezerprint.accounts.errors import InvalidTokenError, TokenExpiredError, UserNotFoundError
from lezerprint.base.enums import UserRole
from lezerprint.errors import StorageUnavailableError
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import ApiKey, User

ADMIN, OPERATOR, VIEWER = UserRole.ADMIN, UserRole.OPERATOR, UserRole.VIEWER


class Away:
    """A database that nobody reaches."""

    @contextmanager
    def session(self):
        raise StorageUnavailableError("away")
        yield


class Gate:
    """A database whose every session waits, when it has read, until it is let go."""

    def __init__(self, storage):
        self.storage, self.read, self.go = storage, Event(), Event()

    @contextmanager
    def session(self):
        with self.storage.session():
            yield
        self.read.set()
        assert self.go.wait(10)


def without_database(world):
    world.authenticator._storage = Away()
    return world.authenticator


def test_a_token_names_its_user_as_the_database_has_them_now(world):
    ann = world.sign_up(role=VIEWER)
    who = world.authenticator.verify(ann.tokens.access)
    assert who == principal_of(ann.user, ann.tokens.session_id)
    world.elsewhere().change_user(ann.user.id, role=OPERATOR)
    assert world.authenticator.verify(ann.tokens.access).role is OPERATOR


def test_what_was_checked_is_good_for_a_second_and_needs_no_database(world):
    ann = world.sign_up()
    assert world.authenticator.cached(ann.tokens.access) is None
    who = world.authenticator.verify(ann.tokens.access)
    without_database(world)
    world.monotonic.now += 0.99
    assert world.authenticator.cached(ann.tokens.access) is who
    world.monotonic.now += 0.01
    assert world.authenticator.cached(ann.tokens.access) is None


def test_a_token_that_ends_within_the_second_ends(world):
    ann = world.sign_up()
    world.authenticator.verify(ann.tokens.access)
    world.clock.now += 900
    assert world.authenticator.cached(ann.tokens.access) is None
    with pytest.raises(TokenExpiredError):
        world.authenticator.verify(ann.tokens.access)


def test_each_change_counts_at_once(world):
    world.sign_up("boss")
    ann = world.sign_up()
    for change in (
        lambda: world.accounts.change_user(ann.user.id, role=OPERATOR),
        lambda: world.accounts.update_me(ann.user.id, username="anna"),
        lambda: world.accounts.reset_password(ann.user.id, "another password"),
    ):
        token = world.accounts.login(ann.user.email, PASSWORD, CLIENT).tokens.access
        world.authenticator.verify(token)
        assert world.authenticator.cached(token) is not None
        change()
        assert world.authenticator.cached(token) is None


def test_forgetting_one_leaves_the_others(world):
    ann, bob = world.sign_up(), world.sign_up("bob")
    for one in (ann, bob):
        world.authenticator.verify(one.tokens.access)
    world.authenticator.forget(user_id=ann.user.id)
    assert world.authenticator.cached(ann.tokens.access) is None
    assert world.authenticator.cached(bob.tokens.access) is not None


def test_a_check_that_was_under_way_does_not_put_back_what_was_forgotten(world):
    ann = world.sign_up(role=ADMIN)
    world.sign_up("boss", ADMIN)
    gate = world.authenticator._storage = Gate(world.storage)
    checking = Thread(target=world.authenticator.verify, args=(ann.tokens.access,))
    checking.start()
    assert gate.read.wait(10)
    world.accounts.change_user(ann.user.id, role=VIEWER)
    gate.go.set()
    checking.join(10)
    assert world.authenticator.cached(ann.tokens.access) is None
    assert world.authenticator.verify(ann.tokens.access).role is VIEWER


def test_what_another_process_does_counts_after_the_second(world):
    world.sign_up("boss")
    ann = world.sign_up()
    world.authenticator.verify(ann.tokens.access)
    world.elsewhere().change_user(ann.user.id, is_active=False)
    world.monotonic.now += 1
    with pytest.raises(UserNotFoundError):
        world.authenticator.verify(ann.tokens.access)


def test_a_user_who_is_gone(world):
    ann = world.sign_up()
    with world.storage.session():
        User.delete().execute()
    with pytest.raises(UserNotFoundError):
        world.authenticator.verify(ann.tokens.access)


def test_a_refusal_takes_away_what_was_known(world):
    ann = world.sign_up()
    world.sign_up("boss", ADMIN)
    world.authenticator.verify(ann.tokens.access)
    world.elsewhere().revoke_sessions(ann.user.id)
    world.monotonic.now += 1
    with pytest.raises(InvalidTokenError):
        world.authenticator.verify(ann.tokens.access)
    assert not world.authenticator._entries


def test_what_was_never_given_out_is_refused(world):
    for credential in ("", "lzp_", "lzp_" + "x" * 43, "é", "a.b.c", "\ud800"):
        with pytest.raises(InvalidTokenError):
            world.authenticator.verify(credential)


def test_while_the_database_is_away_nothing_is_verified(world):
    ann = world.sign_up()
    world.authenticator.verify(ann.tokens.access)
    world.monotonic.now += 1
    with pytest.raises(StorageUnavailableError):
        without_database(world).verify(ann.tokens.access)


def test_for_an_emergency_the_last_that_was_known_is_enough(world):
    ann = world.sign_up(role=OPERATOR)
    _, key = world.accounts.create_api_key(principal_of(ann.user), "panel", OPERATOR, None)
    known = world.authenticator.verify(key)
    world.monotonic.now += 3600
    authenticator = without_database(world)
    assert authenticator.last_known(key) == known
    unseen = authenticator.last_known(ann.tokens.access)
    assert (unseen.user_id, unseen.role) == (ann.user.id, OPERATOR)
    for unknown in ("lzp_" + "x" * 43, "a.b.c", ann.tokens.refresh):
        with pytest.raises(InvalidTokenError):
            authenticator.last_known(unknown)
    world.clock.now += 900
    with pytest.raises(TokenExpiredError):
        authenticator.last_known(ann.tokens.access)


def test_no_more_is_kept_than_there_is_room_for(world):
    small = Authenticator(world.storage, world.tokens, world.last_uses, capacity=2, monotonic=world.monotonic)
    ann = world.sign_up()
    tokens = [ann.tokens.access]
    tokens += [world.accounts.login("ann@example.org", PASSWORD, CLIENT).tokens.access for _ in range(2)]
    small.verify(tokens[0])
    small.verify(tokens[1])
    small.verify(tokens[0])  # the other one is the older now
    small.verify(tokens[2])
    assert [small.cached(token) is not None for token in tokens] == [True, False, True]


def test_an_api_key_may_what_both_it_and_its_owner_may(world):
    world.sign_up("boss", ADMIN)
    ann = world.sign_up(role=ADMIN)
    row, key = world.accounts.create_api_key(principal_of(ann.user), "slicer", OPERATOR, None)
    who = world.authenticator.verify(key)
    assert (who.role, who.api_key_id, who.session_id) == (OPERATOR, row.id, None)
    world.accounts.change_user(ann.user.id, role=VIEWER)
    assert world.authenticator.verify(key).role is VIEWER
    world.accounts.change_user(ann.user.id, role=ADMIN)
    assert world.authenticator.verify(key).role is OPERATOR
    world.accounts.change_user(ann.user.id, is_active=False)
    with pytest.raises(UserNotFoundError):
        world.authenticator.verify(key)


def test_an_api_key_ends_when_it_should(world):
    ann = world.sign_up(role=ADMIN)
    world.clock.now = utc_now().timestamp()
    soon = utc_now() + timedelta(hours=1)
    _, key = world.accounts.create_api_key(principal_of(ann.user), "short", VIEWER, soon)
    world.authenticator.verify(key)
    world.clock.now = soon.timestamp()
    assert world.authenticator.cached(key) is None
    with pytest.raises(TokenExpiredError):
        world.authenticator.verify(key)


def test_a_revoked_key_is_out_at_once(world):
    ann = world.sign_up(role=ADMIN)
    row, key = world.accounts.create_api_key(principal_of(ann.user), "lost", VIEWER, None)
    world.authenticator.verify(key)
    world.accounts.revoke_api_key(row.id, ann.user.id)
    assert world.authenticator.cached(key) is None
    with pytest.raises(InvalidTokenError):
        world.authenticator.verify(key)


def test_a_key_that_the_schema_lost_is_refused(world):
    ann = world.sign_up(role=ADMIN)
    _, key = world.accounts.create_api_key(principal_of(ann.user), "gone", VIEWER, None)
    with world.storage.session():
        ApiKey.delete().execute()
    with pytest.raises(InvalidTokenError):
        world.authenticator.verify(key)
