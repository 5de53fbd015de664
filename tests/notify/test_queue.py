"""Notifications from those who must not wait, while the database comes and goes."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from databases import database, postgres_url
from noticing import DONE, House
from proxy import Proxy
from services import require
from simulated import wait_until

from lezerprint.base.enums import NotificationType
from lezerprint.notify.notice import Audience, Notice
from lezerprint.notify.queue import NotificationQueue
from lezerprint.storage.database import Storage
from lezerprint.storage.models import Notification

INFO = Notice(NotificationType.INFO, "t", "m")


@pytest.fixture
def house(storage, tmp_path):
    return House(storage, tmp_path)


@contextmanager
def teller_of(notifier, **options):
    notifications = NotificationQueue(notifier, **options)
    try:
        yield notifications
    finally:
        notifications.close(0.0)


@contextmanager
def waiting_for_a_lock(tmp_path, caplog):
    """A notifications with one notification, whose database another program has locked."""
    with (
        database("sqlite", tmp_path) as url,
        closing(Storage(url, timeout_seconds=0.1)) as storage,
        closing(sqlite3.connect(storage.location.path)) as other,
    ):
        house = House(storage, tmp_path)
        ann = house.user()
        with teller_of(house.notifier) as notifications:
            other.execute("BEGIN IMMEDIATE")
            notifications.tell(to(ann), DONE)
            wait_until(lambda: "wait until they can be written" in caplog.text, "the lock")
            yield storage, notifications, other


def titles(storage):
    """Of what is stored, the oldest first."""
    query = Notification.select().order_by(Notification.created_at, Notification.title)
    return [row.title for row in storage.run(lambda: list(query))]


def to(user):
    return Audience(user_ids=[user.id])


def numbered(count, kind=NotificationType.INFO):
    return [Notice(kind, f"{kind.value} {number:04}", "m") for number in range(count)]


def test_it_is_told_in_order(house):
    ann = house.user()
    with teller_of(house.notifier) as notifications:
        for notice in numbered(20):
            notifications.tell(to(ann), notice)
        assert notifications.close()
        assert titles(house.storage) == [notice.title for notice in numbered(20)]
        assert notifications.waiting == 0


def test_what_is_told_twice_is_stored_once(house):
    ann, once = house.user(), uuid4()
    with teller_of(house.notifier) as notifications:
        for _ in range(3):
            notifications.tell(to(ann), DONE, once)
            notifications.tell(to(ann), INFO)
        assert notifications.close()
    assert sorted(titles(house.storage)) == [DONE.title, "t", "t", "t"]


def test_one_that_cannot_be_stored_does_not_stop_the_others(house, caplog):
    ann = house.user()
    with teller_of(house.notifier) as notifications:
        notifications.tell(to(ann), Notice(NotificationType.INFO, "bad", "m", {"a": object()}))
        notifications.tell(to(ann), DONE)
        assert notifications.close()
    assert titles(house.storage) == [DONE.title]
    assert "this cannot be written: bad" in caplog.text


def test_a_database_that_is_away_for_a_while(tmp_path, caplog):
    parts = urlsplit(require("postgres"))
    with (
        database("postgresql", tmp_path) as url,
        Proxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy,
        closing(Storage(postgres_url(urlsplit(url).path[1:], proxy.port))) as storage,
    ):
        house = House(storage, tmp_path)
        ann = house.user()
        with teller_of(house.notifier) as notifications:
            notifications.tell(to(ann), INFO)
            wait_until(lambda: notifications.waiting == 0, "the first notification")
            proxy.cut()
            begun_at = time.monotonic()
            for notice in [DONE, *numbered(50)]:
                notifications.tell(to(ann), notice)
            assert time.monotonic() - begun_at < 1.0
            wait_until(lambda: "wait until they can be written" in caplog.text, "the outage")
            assert notifications.waiting == 51
            proxy.mend()
            wait_until(lambda: notifications.waiting == 0, "the notifications")
            assert titles(storage) == ["t", DONE.title, *(notice.title for notice in numbered(50))]
            assert notifications.close()


def test_a_database_that_another_program_has_locked(tmp_path, caplog):
    with waiting_for_a_lock(tmp_path, caplog) as (storage, notifications, other):
        assert notifications.waiting == 1
        other.rollback()
        wait_until(lambda: notifications.waiting == 0, "the notification")
        assert titles(storage) == [DONE.title]


class Away:
    """A notifier whose database is away until `back` is set."""

    def __init__(self, notifier):
        self.notifier = notifier
        self.back = threading.Event()

    def notify(self, *arguments, **more):
        self.back.wait()
        return self.notifier.notify(*arguments, **more)


def test_of_too_many_those_are_kept_that_matter(house, caplog):
    ann, away = house.user(), Away(house.notifier)
    done = numbered(4, NotificationType.PRINT_COMPLETE)
    with teller_of(away, most_waiting=6) as notifications:
        for notice in [*numbered(4), *done, *numbered(2, NotificationType.WARNING)]:
            notifications.tell(to(ann), notice)
        assert (notifications.waiting, notifications.dropped) == (6, 4)
        for _ in range(4):
            notifications.tell(to(ann), done[0])
        assert (notifications.waiting, notifications.dropped) == (6, 8)
        away.back.set()
        assert notifications.close()
    assert "are lost" in caplog.text
    told = titles(house.storage)
    assert {"PRINT_COMPLETE 0002", "PRINT_COMPLETE 0003", "PRINT_COMPLETE 0000"} <= set(told)
    assert not [title for title in told if title.startswith("WARNING")]


def test_an_end_without_a_database_takes_no_longer_than_it_may(house, caplog):
    ann = house.user()
    with teller_of(house.notifier) as notifications:
        house.storage.close()
        notifications.tell(to(ann), DONE)
        begun_at = time.monotonic()
        assert not notifications.close(0.3)
        assert time.monotonic() - begun_at < 5.0
        assert "notifications: 1 are lost" in caplog.text
        notifications.tell(to(ann), DONE)
        assert "dropped during shutdown" in caplog.text


def test_the_end_comes_while_it_waits_for_the_database(tmp_path, caplog):
    with waiting_for_a_lock(tmp_path, caplog) as (storage, notifications, other):
        closing_notifications = threading.Thread(target=notifications.close, args=(30.0,))
        closing_notifications.start()
        other.rollback()
        closing_notifications.join()
        assert notifications.waiting == 0
        assert titles(storage) == [DONE.title]
