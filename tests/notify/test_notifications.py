"""The rows of notifications and deliveries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from accounts_world import at_once
from rows import WHEN, a_user

from lezerprint.base.enums import NotificationType
from lezerprint.notify import notifications as rows
from lezerprint.storage.models import Channel, Delivery, DeliveryStatus, Notification


@pytest.fixture
def ann(storage):
    return storage.run(a_user, "ann")


def a_notification(user, number=0, **more):
    given = {"type": NotificationType.INFO, "title": f"n{number}", "message": "m", **more}
    return Notification.create(user=user, created_at=WHEN + timedelta(seconds=number), **given)


def a_delivery(storage, user, **more):
    def make():
        given = {"channel": Channel.EMAIL, "next_attempt_at": WHEN, **more}
        return Delivery.create(notification=a_notification(user), **given)

    return storage.run(make)


def titles(page):
    return [row.title for row in page.rows]


def test_pages_hold_ones_own_the_newest_first(storage, ann):
    def fill():
        for number in range(5):
            a_notification(ann, number)
        a_notification(a_user("bob"))

    storage.run(fill)
    page = storage.read(rows.page, ann.id, rows.NotificationFilter(), 2, 2)
    assert (page.total, page.unread, titles(page)) == (5, 5, ["n2", "n1"])
    assert titles(storage.read(rows.page, ann.id, rows.NotificationFilter(), 2, 4)) == ["n0"]
    assert titles(storage.read(rows.page, ann.id, rows.NotificationFilter(), 2, 6)) == []


def test_filters(storage, ann):
    def fill():
        a_notification(ann, 1, is_read=True)
        a_notification(ann, 2, type=NotificationType.ERROR)
        a_notification(ann, 3, type=NotificationType.ERROR, is_read=True)

    storage.run(fill)

    def found(*which):
        page = storage.read(rows.page, ann.id, rows.NotificationFilter(*which), 10, 0)
        assert (page.total, page.unread) == (len(page.rows), 1)
        return titles(page)

    assert found(False) == ["n2"]
    assert found(True) == ["n3", "n1"]
    assert found(None, [NotificationType.ERROR]) == ["n3", "n2"]
    assert found(False, [NotificationType.INFO]) == []


def test_rows_of_a_page_have_their_deliveries(storage, ann):
    def fill():
        for number in range(2):
            row = a_notification(ann, number)
            for channel in (Channel.WEBHOOK, Channel.EMAIL)[number:]:
                Delivery.create(notification=row, channel=channel)

    storage.run(fill)
    page = storage.read(rows.page, ann.id, rows.NotificationFilter(), 10, 0)
    channels = [[one.channel for one in row.deliveries] for row in page.rows]
    assert channels == [[Channel.EMAIL], [Channel.EMAIL, Channel.WEBHOOK]]


def test_only_ones_own_is_read_and_deleted(storage, ann):
    bob = storage.run(a_user, "bob")
    row = storage.run(a_notification, ann)
    assert storage.run(rows.mark_read, row.id, bob.id) is None
    assert storage.run(rows.delete, row.id, bob.id) is False
    assert storage.run(rows.mark_all_read, bob.id) == 0
    assert storage.run(rows.mark_read, row.id, ann.id).is_read is True
    assert storage.run(rows.mark_all_read, ann.id) == 0
    assert storage.run(rows.delete, row.id, ann.id) is True
    assert storage.run(rows.delete, row.id, ann.id) is False


def test_a_delivery_goes_with_its_notification_and_that_with_its_user(storage, ann):
    a_delivery(storage, ann)
    storage.run(ann.delete_instance)
    assert storage.read(lambda: (Notification.select().count(), Delivery.select().count())) == (0, 0)


@pytest.mark.parametrize(
    ("seconds", "is_due"), [(-1, True), (0, True), (1, False), (6 * 3600, False), (6 * 3600 + 1, True)]
)
def test_what_is_due(storage, ann, seconds, is_due):
    one = a_delivery(storage, ann, next_attempt_at=WHEN + timedelta(seconds=seconds))
    assert storage.read(rows.due, WHEN, 10) == ([one.id] if is_due else [])
    assert (storage.run(rows.claim, one.id, WHEN) is not None) == is_due


@pytest.mark.parametrize("status", [one for one in DeliveryStatus if one is not DeliveryStatus.PENDING])
def test_what_has_ended_is_not_due(storage, ann, status):
    one = a_delivery(storage, ann, status=status)
    assert storage.read(rows.due, WHEN, 10) == []
    assert storage.run(rows.claim, one.id, WHEN) is None


def test_one_is_claimed_by_one(storage, ann):
    one = a_delivery(storage, ann)
    claims = at_once(*[lambda: storage.run(rows.claim, one.id, WHEN)] * 6)
    (claimed,) = [claim for claim in claims if claim is not None]
    assert claimed.attempt == claimed.delivery.attempts == 1
    assert claimed.delivery.notification.user.email == "ann@example.org"
    assert storage.read(rows.due, WHEN + rows.LEASE - timedelta(seconds=1), 10) == []
    assert storage.read(rows.due, WHEN + rows.LEASE, 10) == [one.id]


def test_an_error_is_kept_in_a_bearable_line(storage, ann):
    one = a_delivery(storage, ann)
    claimed = storage.run(rows.claim, one.id, WHEN)
    assert storage.run(rows.put_off, claimed, WHEN, "a\x00\nb " + "x" * 9000) is True
    kept = storage.read(Delivery.get_by_id, one.id)
    assert kept.last_error.startswith("a\N{REPLACEMENT CHARACTER} b x")
    assert len(kept.last_error) == 500
    assert kept.status is DeliveryStatus.PENDING
