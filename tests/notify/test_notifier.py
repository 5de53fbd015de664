"""Notifications are stored with their deliveries before anybody is told."""

from __future__ import annotations

from uuid import uuid4

import peewee
import pytest
from accounts_world import at_once
from noticing import DONE, House, wants

from lezerprint.base.enums import NotificationType, UserRole
from lezerprint.errors import StorageUnavailableError
from lezerprint.notify.notice import Audience, Notice
from lezerprint.storage.models import Channel, Delivery, DeliveryStatus, Notification

HOOK = "http://127.0.0.1:1/"
INFO = Notice(NotificationType.INFO, "t", "m")


@pytest.fixture
def house(storage, tmp_path):
    return House(storage, tmp_path, mail_port=1)


def count(house):
    return house.storage.read(lambda: (Notification.select().count(), Delivery.select().count()))


def test_a_row_for_the_user_and_one_for_each_channel(house):
    ann = house.user("ann", wants(HOOK))
    (row,) = house.tell(ann)
    kept = house.storage.read(Notification.get_by_id, row.id)
    assert (kept.user_id, kept.type, kept.title) == (ann.id, NotificationType.PRINT_COMPLETE, DONE.title)
    assert (kept.message, kept.metadata, kept.is_read) == (DONE.message, {"jobId": "7"}, False)
    first, second = house.deliveries()
    assert [one.channel for one in (first, second)] == [Channel.EMAIL, Channel.WEBHOOK]
    assert {first.status, second.status} == {DeliveryStatus.PENDING}
    assert first.id != second.id


def test_what_is_not_wanted_by_mail_is_stored_nevertheless(house):
    house.tell(house.user("ann", wants(HOOK)), notice=INFO)
    assert count(house) == (1, 0)


def test_without_a_mail_server_nothing_is_meant_for_it(storage, tmp_path):
    house = House(storage, tmp_path)
    house.tell(house.user("ann", wants()))
    assert count(house) == (1, 0)


def test_a_test_goes_over_all_channels_of_the_user(house):
    house.tell(house.user("ann", wants(HOOK)), house.user("bob"), notice=INFO, test=True)
    assert count(house) == (2, 2)


def test_everybody_with_a_role_and_everybody_named_each_once(house):
    boss = house.user("boss", role=UserRole.ADMIN)
    house.user("old", role=UserRole.ADMIN, is_active=False)
    ann, bob = house.user("ann"), house.user("bob")
    house.user("cat")
    gone = house.user("gone", is_active=False)
    to = Audience(user_ids=[ann.id, bob.id, boss.id, ann.id, gone.id, uuid4()], roles=[UserRole.ADMIN])
    assert {row.user_id for row in house.notifier.notify(to, DONE)} == {boss.id, ann.id, bob.id}
    assert house.notifier.notify(Audience(), DONE) == []


def test_what_is_told_twice_is_stored_once(house):
    ann, bob, event = house.user("ann", wants(HOOK)), house.user("bob"), uuid4()
    assert len(house.tell(ann, once=event)) == 1
    assert [row.user_id for row in house.tell(ann, bob, once=event)] == [bob.id]
    assert count(house) == (2, 2)
    house.tell(ann)
    assert count(house) == (3, 4)


def test_what_two_tell_at_once_is_stored_once(house):
    ann, event = house.user("ann", wants(HOOK)), uuid4()
    results = at_once(*[lambda: house.tell(ann, once=event)] * 4)
    assert not [one for one in results if isinstance(one, Exception)]
    assert count(house) == (1, 2)


def test_listeners_hear_of_it_when_it_is_stored(house):
    seen = []
    house.notifier.subscribe(lambda _: 1 / 0)
    house.notifier.subscribe(lambda told: seen.append((count(house), told)))
    ann = house.user("ann", wants(HOOK))
    bob = house.user("bob", wants(webSocket={"types": {"PRINT_COMPLETE": False}}))
    rows = house.tell(ann, bob)
    ((stored, told),) = seen
    assert stored == (2, 3)
    assert [one.notification for one in told] == rows
    assert [(one.live, one.channels) for one in told] == [
        (True, [Channel.EMAIL, Channel.WEBHOOK]),
        (False, [Channel.EMAIL]),
    ]


def test_all_is_stored_or_nothing(house, monkeypatch):
    ann = house.user("ann", wants(HOOK))
    seen = []
    house.notifier.subscribe(seen.append)
    monkeypatch.setattr(Delivery, "insert_many", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        house.tell(ann)
    assert (count(house), seen) == ((0, 0), [])


def test_what_is_no_json_is_refused_before_anything_is_stored(house):
    ann = house.user("ann")
    for wrong in ({"a": object()}, {"a": float("nan")}):
        with pytest.raises((TypeError, ValueError, peewee.PeeweeException)):
            house.tell(ann, notice=Notice(NotificationType.INFO, "t", "m", wrong))
    assert count(house) == (0, 0)


def test_a_database_that_is_away_is_said(house):
    ann = house.user("ann")
    house.storage.close()
    with pytest.raises(StorageUnavailableError):
        house.tell(ann)
