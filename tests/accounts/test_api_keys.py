"""API keys: shown once, kept as a digest, never above their owner."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from accounts_world import principal_of

from lezerprint.accounts import api_keys
from lezerprint.accounts.api_keys import LastUses
from lezerprint.accounts.errors import ConflictError, ForbiddenError, InvalidAccountError, NotFoundError
from lezerprint.base.enums import UserRole
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import ApiKey

ADMIN, OPERATOR, VIEWER = UserRole.ADMIN, UserRole.OPERATOR, UserRole.VIEWER
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


@pytest.fixture
def ann(world):
    return principal_of(world.sign_up(role=OPERATOR).user)


def test_a_key_is_shown_once_and_kept_as_a_digest(world, ann):
    row, key = world.accounts.create_api_key(ann, "slicer", VIEWER, None)
    assert re.fullmatch(r"lzp_[A-Za-z0-9_-]{43}", key)
    assert row.prefix == key[:8]
    with world.storage.session():
        assert key[9:] not in str(list(ApiKey.select().dicts()))
    (listed,) = world.accounts.list_api_keys(ann.user_id)
    assert (listed.name, listed.role, listed.last_used_at) == ("slicer", VIEWER, None)


def test_no_key_is_above_its_maker(world, ann):
    with pytest.raises(ForbiddenError):
        world.accounts.create_api_key(ann, "more", ADMIN, None)
    assert world.accounts.create_api_key(ann, "as much", OPERATOR, None)


def test_no_key_is_made_that_is_over(world, ann):
    with pytest.raises(InvalidAccountError):
        world.accounts.create_api_key(ann, "late", VIEWER, utc_now() - timedelta(seconds=1))


def test_there_is_an_end_to_keys(world, ann, monkeypatch):
    monkeypatch.setattr(api_keys, "MOST_KEYS", 2)
    rows = [world.accounts.create_api_key(ann, f"key {n}", VIEWER, None)[0] for n in range(2)]
    with pytest.raises(ConflictError):
        world.accounts.create_api_key(ann, "one more", VIEWER, None)
    world.accounts.revoke_api_key(rows[0].id, ann.user_id)
    assert world.accounts.create_api_key(ann, "in its place", VIEWER, None)


def test_nobody_revokes_the_key_of_another_but_an_administrator(world, ann):
    row, key = world.accounts.create_api_key(ann, "slicer", VIEWER, None)
    bob = world.sign_up("bob").user
    with pytest.raises(NotFoundError):
        world.accounts.revoke_api_key(row.id, bob.id)
    assert world.authenticator.verify(key)
    assert world.accounts.revoke_api_key(row.id, None).user_id == ann.user_id
    assert world.accounts.list_api_keys(ann.user_id) == []


def test_its_use_is_noted_once_a_minute(world, ann):
    row, _ = world.accounts.create_api_key(ann, "slicer", VIEWER, None)
    for seconds in (0, 30, 59, 61, 100):
        world.last_uses.note(row.id, NOON + timedelta(seconds=seconds))
    world.last_uses.close()
    (listed,) = world.accounts.list_api_keys(ann.user_id)
    assert listed.last_used_at == NOON + timedelta(seconds=61)
    world.last_uses.note(row.id, NOON + timedelta(hours=1))  # after the end: no error


def test_its_use_is_noted_by_signing_in(world, ann):
    _, key = world.accounts.create_api_key(ann, "slicer", VIEWER, None)
    world.authenticator.verify(key)
    world.last_uses.close()
    (listed,) = world.accounts.list_api_keys(ann.user_id)
    assert listed.last_used_at.timestamp() == world.clock.now


def test_a_database_that_is_away_is_no_trouble_of_the_request(world, ann):
    row, _ = world.accounts.create_api_key(ann, "slicer", VIEWER, None)
    world.storage.close()
    uses = LastUses(world.storage)
    uses.note(row.id, NOON)
    uses.close()
