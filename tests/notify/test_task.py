"""What the queue calls."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from noticing import House, wants

from lezerprint.base.enums import UserRole
from lezerprint.notify.task import send
from lezerprint.storage.models import Notification


@pytest.fixture
def house(storage, tmp_path, mail_port):
    return House(storage, tmp_path, mail_port)


@pytest.fixture
def context(house):
    return SimpleNamespace(storage=house.storage, settings=house.settings, task_id=uuid4())


def test_it_tells_and_delivers_and_may_be_begun_again(house, context, mailbox):
    ann = house.user("ann", wants())
    house.user("boss", wants(), role=UserRole.ADMIN)
    given = {
        "type": "PRINT_FAILED",
        "title": "Print failed",
        "message": "m",
        "metadata": {"jobId": "7"},
        "userIds": [str(ann.id)],
        "roles": ["ADMIN"],
    }
    assert send(context, given) == {"delivered": 2}
    assert send(context, given) == {"delivered": 0}
    assert {one.receivers[0] for one in mailbox.mails} == {"ann@example.org", "boss@example.org"}
    assert house.storage.read(Notification.select().count) == 2


def test_without_arguments_it_only_delivers(house, context, mailbox):
    assert send(context, {}) == {"delivered": 0}
    house.tell(house.user("ann", wants()))
    assert send(context, {}) == {"delivered": 1}


@pytest.mark.parametrize("wrong", [{"type": "PRINT_FAILED"}, {"type": "X", "title": "t", "message": "m"}])
def test_what_says_too_little_fails(context, wrong):
    with pytest.raises((KeyError, ValueError)):
        send(context, wrong)
