"""What is due arrives, at least once, whoever is away or dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest
from accounts_world import at_once
from noticing import HERE, House, wants
from receivers import Hook, Mailbox, dripping, free_port, hook_server, mail_server

from lezerprint.errors import StorageUnavailableError
from lezerprint.notify import delivery as module
from lezerprint.notify import notifications as rows
from lezerprint.notify.delivery import BACKOFF, MOST_ATTEMPTS, deliver_due
from lezerprint.notify.notifications import LONGEST_DELAY
from lezerprint.notify.webhook import post
from lezerprint.storage.database import Storage
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Channel, Delivery, DeliveryStatus, Notification, User

WORKER = """
import sys
from ipaddress import ip_network
from pathlib import Path
from lezerprint.notify.delivery import deliver_due
from lezerprint.settings import Settings
from lezerprint.storage.database import Storage
url, folder = sys.argv[1:]
settings = Settings(data_dir=Path(folder), webhook_networks=(ip_network("127.0.0.0/8"),))
deliver_due(Storage(url), settings)
"""


def has_due(storage, now):
    return bool(storage.read(rows.due, now, 1))


@pytest.fixture
def house(storage, tmp_path, mail_port):
    return House(storage, tmp_path, mail_port)


def statuses(house):
    return [one.status for one in house.deliveries()]


def ahead(**more):
    return utc_now() + timedelta(**more)


def test_by_mail_and_by_webhook(house, mailbox, hook):
    house.tell(house.user("ann", wants(hook.url)))
    assert house.deliver() == 2
    by_mail, by_hook = house.deliveries()
    assert mailbox.mails[0].message["X-LezerPrint-Delivery"] == str(by_mail.id)
    assert hook.posts[0].data["delivery"] == str(by_hook.id)
    for one in (by_mail, by_hook):
        assert (one.status, one.attempts, one.last_error) == (DeliveryStatus.DELIVERED, 1, None)
        assert one.delivered_at is not None
    assert not has_due(house.storage, ahead(days=2))
    assert house.deliver(ahead(days=2)) == 0
    assert (len(mailbox.mails), len(hook.posts)) == (1, 1)


def test_a_mail_server_that_is_down_and_back_loses_nothing(storage, tmp_path):
    port = free_port()
    house, mailbox = House(storage, tmp_path, port), Mailbox()
    for name in ("ann", "bob", "cat"):
        house.tell(house.user(name, wants()))
    assert house.deliver() == 0
    assert house.deliver() == 0  # at once it is not tried again
    for one in house.deliveries():
        assert (one.status, one.attempts) == (DeliveryStatus.PENDING, 1)
        assert "refused" in one.last_error
    with mail_server(mailbox, port):
        assert house.deliver(ahead(seconds=60)) == 3
    assert {one.receivers[0] for one in mailbox.mails} == {f"{n}@example.org" for n in ("ann", "bob", "cat")}
    assert {one.last_error for one in house.deliveries()} == {None}


def test_one_that_fails_for_a_day_is_given_up_for_all_to_see(house, hook, caplog):
    hook.status = 500
    house.tell(house.user("ann", wants(hook.url, email={"enabled": False})))
    now, begun, attempts = utc_now(), utc_now(), 0
    while has_due(house.storage, now):
        house.deliver(now)
        attempts += 1
        (one,) = house.deliveries()
        if one.status is DeliveryStatus.PENDING:
            assert one.next_attempt_at > now
            now = one.next_attempt_at
    assert attempts == len(hook.posts) == MOST_ATTEMPTS
    assert timedelta(hours=18) < now - begun < timedelta(hours=32)
    assert (one.status, one.last_error) == (DeliveryStatus.FAILED, "the receiver answers 500")
    assert "given up" in caplog.text
    assert len({post.data["delivery"] for post in hook.posts}) == 1
    assert not has_due(house.storage, now + timedelta(days=9))


def test_what_will_never_arrive_is_given_up_at_once(house, mailbox):
    mailbox.rcpt = "550 no such user"
    house.tell(house.user("ann", wants()))
    house.deliver()
    (one,) = house.deliveries()
    assert (one.status, one.attempts) == (DeliveryStatus.FAILED, 1)
    assert "550" in one.last_error


def test_one_that_was_deactivated_gets_none(house, mailbox, hook):
    ann = house.user("ann", wants(hook.url))
    house.tell(ann)
    house.storage.run(lambda: User.update(is_active=False).execute())
    assert house.deliver() == 0
    assert statuses(house) == [DeliveryStatus.DROPPED] * 2
    assert house.tell(ann) == []
    assert (mailbox.mails, hook.posts) == ([], [])


def test_a_channel_that_was_turned_off_meanwhile_is_not_used(house, mailbox, hook):
    house.tell(house.user("ann", wants(hook.url)))
    off = {"notifications": {"email": {"enabled": True}}}
    house.storage.run(lambda: User.update(preferences=off).execute())
    assert house.deliver() == 1
    assert statuses(house) == [DeliveryStatus.DELIVERED, DeliveryStatus.DROPPED]
    assert (len(mailbox.mails), hook.posts) == (1, [])


def test_a_corrected_address_counts_for_what_waits(house, hook):
    house.tell(house.user("ann", wants(f"http://127.0.0.1:{free_port()}/", email={"enabled": False})))
    assert house.deliver() == 0
    right = wants(hook.url, email={"enabled": False})
    house.storage.run(lambda: User.update(preferences=right).execute())
    assert house.deliver(ahead(minutes=2)) == 1


def test_several_workers_send_each_once(house, mailbox):
    for number in range(20):
        house.tell(house.user(f"user{number}", wants()))
    sent = at_once(*[house.deliver] * 4)
    assert sum(sent) == 20
    assert len({mail.receivers[0] for mail in mailbox.mails}) == len(mailbox.mails) == 20


def test_a_worker_killed_while_it_sends_costs_time_and_no_delivery(storage, database_url, tmp_path, hook):
    house = House(storage, tmp_path)
    house.tell(house.user("ann", wants(hook.url)))
    leave = threading.Event()
    hook.before = lambda: leave.wait(30)
    worker = subprocess.Popen([sys.executable, "-c", WORKER, database_url, str(tmp_path)])
    deadline = time.monotonic() + 30
    while not hook.posts:
        assert time.monotonic() < deadline
        assert worker.poll() is None
        time.sleep(0.02)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    leave.set()
    hook.before = None
    assert house.deliver(ahead(seconds=60)) == 0  # it may live
    assert house.deliver(ahead(minutes=6)) == 1
    first, second = hook.posts
    assert first.data == second.data
    assert first.headers["X-LezerPrint-Delivery"] == second.headers["X-LezerPrint-Delivery"]
    (one,) = house.deliveries()
    assert (one.status, one.attempts) == (DeliveryStatus.DELIVERED, 2)


def test_a_database_that_goes_away_while_something_is_sent_costs_time_and_no_delivery(
    storage, database_url, tmp_path, hook
):
    house = House(storage, tmp_path)
    house.tell(house.user("ann", wants(hook.url)))
    hook.before = storage.close
    with pytest.raises(StorageUnavailableError):
        house.deliver()
    hook.before = None
    with closing(Storage(database_url)) as back:
        house.storage = back
        assert statuses(house) == [DeliveryStatus.PENDING]
        assert house.deliver(ahead(minutes=6)) == 1
    assert hook.posts[0].data == hook.posts[1].data


def test_one_who_was_taken_for_dead_says_nothing_any_more(house):
    house.tell(house.user("ann", wants()))
    key = house.deliveries()[0].id
    dead = house.storage.run(rows.claim, key, utc_now())
    later = ahead(minutes=6)
    assert house.storage.run(rows.claim, key, utc_now()) is None
    alive = house.storage.run(rows.claim, key, later)
    assert house.storage.run(rows.end, dead, DeliveryStatus.FAILED, "late") is False
    assert house.storage.run(rows.delivered, alive, later) is True
    assert statuses(house) == [DeliveryStatus.DELIVERED]


def test_a_crash_in_the_last_attempt_does_not_go_on_for_ever(house, mailbox):
    house.tell(house.user("ann", wants()))
    house.storage.run(lambda: Delivery.update(attempts=MOST_ATTEMPTS).execute())
    assert house.deliver() == 0
    assert statuses(house) == [DeliveryStatus.FAILED]
    assert mailbox.mails == []


def test_a_clock_that_is_put_back_stops_nothing(house, mailbox):
    mailbox.data = "451 later"
    house.tell(house.user("ann", wants()))
    house.storage.run(lambda: Delivery.update(next_attempt_at=ahead(days=300)).execute())
    house.deliver(ahead(days=300))
    mailbox.data = "250 OK"
    assert house.deliver() == 1


def test_new_ones_do_not_wait_for_those_that_fail_again_and_again(house):
    house.tell(*(house.user(f"user{number}", wants()) for number in range(9)))
    house.storage.run(lambda: Delivery.update(attempts=1, next_attempt_at=ahead(hours=-1)).execute())
    house.tell(house.user("new", wants()))
    first = house.storage.read(rows.due, utc_now(), 1)
    assert house.storage.read(Delivery.get_by_id, first[0]).attempts == 0


def test_slow_receivers_hold_up_one_another_no_longer_than_one(house, mailbox, hook, monkeypatch):
    monkeypatch.setattr(module, "post", partial(post, limit_seconds=0.5))
    with dripping() as port:
        for number in range(6):
            url = f"http://127.0.0.1:{port}/"
            house.tell(house.user(f"slow{number}", wants(url, email={"enabled": False})))
        house.tell(house.user("quick", wants()))
        begun = time.monotonic()
        assert house.deliver() == 1
        assert time.monotonic() - begun < 2.5
    assert len(mailbox.mails) == 1


def test_a_failure_that_nobody_thought_of_holds_up_no_other(house, mailbox, monkeypatch, caplog):
    monkeypatch.setattr(module, "post", lambda *_, **__: 1 / 0)
    house.tell(house.user("ann", wants("http://127.0.0.1:1/")))
    assert house.deliver() == 1
    by_mail, by_hook = house.deliveries()
    assert (by_mail.status, by_hook.status) == (DeliveryStatus.DELIVERED, DeliveryStatus.PENDING)
    assert "ZeroDivisionError" in by_hook.last_error


def test_a_mail_server_that_is_set_no_more_is_waited_for(storage, tmp_path, house, mailbox):
    house.tell(house.user("ann", wants()))
    without = House(storage, tmp_path)
    assert without.deliver() == 0
    assert house.deliver(ahead(minutes=2)) == 1


def test_what_is_deleted_is_not_sent(house, mailbox):
    (row,) = house.tell(house.user("ann", wants()))
    assert house.storage.run(rows.delete, row.id, row.user_id)
    assert house.deliver() == 0
    assert mailbox.mails == []


def test_what_is_deleted_while_it_is_sent_harms_nobody(house, mailbox):
    house.tell(house.user("ann", wants()))
    mailbox.before_data = lambda: house.storage.run(lambda: Notification.delete().execute())
    assert house.deliver() == 1
    assert len(mailbox.mails) == 1
    assert house.deliveries() == []


def test_the_same_message_id_at_each_attempt(house, mailbox):
    house.tell(house.user("ann", wants()))
    seen = []
    for minutes in (0, 6):
        house.deliver(ahead(minutes=minutes))
        seen.append(mailbox.mails[-1].message["Message-ID"])
        house.storage.run(lambda: Delivery.update(status=DeliveryStatus.PENDING).execute())
    assert seen[0] == seen[1]
    assert len(mailbox.mails) == 2


def test_settings_say_where_webhooks_may_go(house, hook):
    house.tell(house.user("ann", wants(hook.url, email={"enabled": False})))
    settings = house.settings.model_copy(update={"webhook_networks": ()})
    assert deliver_due(house.storage, settings) == 0
    (one,) = house.deliveries()
    assert (one.channel, one.status) == (Channel.WEBHOOK, DeliveryStatus.FAILED)
    assert "webhook_networks" in one.last_error
    assert house.settings.webhook_networks == HERE
    assert hook.posts == []


def test_a_webhook_that_is_down_and_back_loses_nothing(house):
    with hook_server(Hook()) as hook:
        house.tell(house.user("ann", wants(hook.url, email={"enabled": False})))
    assert house.deliver() == 0
    with hook_server(hook, hook.port):
        assert house.deliver(ahead(minutes=2)) == 1
    assert len(hook.posts) == 1


def test_all_attempts_together_take_a_day_and_no_delay_looks_like_a_clock_that_was_put_back():
    delays = [BACKOFF.delay_seconds(attempts, spread=1) for attempts in range(1, MOST_ATTEMPTS)]
    assert max(delays) < LONGEST_DELAY.total_seconds()
    assert 23 * 3600 < sum(delays) / 1.25 < 26 * 3600
