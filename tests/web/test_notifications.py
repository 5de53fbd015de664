"""Notifications over HTTP."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from api import BACKENDS, api_on
from receivers import Hook, Mailbox, hook_server, mail_server
from simulated import SimulatedPrinter

from lezerprint.base.enums import NotificationType
from lezerprint.notify.delivery import deliver_due
from lezerprint.notify.notice import Audience, Notice
from lezerprint.storage.fields import utc_now

PATH = "/api/notifications"


@pytest.fixture(scope="module")
def mailbox():
    return Mailbox()


@pytest.fixture(scope="module", params=BACKENDS)
def api(request, mailbox):
    with SimulatedPrinter() as printer, mail_server(mailbox) as port:
        mail = {"smtp_host": "127.0.0.1", "smtp_port": port, "webhook_networks": "127.0.0.0/8"}
        with api_on(request.param, printer.link, **mail) as api:
            yield api


class Someone:
    """An account of this test alone."""

    def __init__(self, api):
        self._api = api
        name = f"u{uuid.uuid4().hex[:12]}"
        self.id = uuid.UUID(api.create_user(name, "VIEWER")["id"])
        self._headers = api.bearer(name)

    def ask(self, method, path="", *, status=200, **more):
        answer = self._api.client.request(method, PATH + path, headers=self._headers, **more)
        assert answer.status_code == status, answer.text
        return answer.json().get("data")

    def prefer(self, notifications, *, status=200):
        given = {"preferences": {"theme": "dark", "notifications": notifications}}
        answer = self._api.client.patch("/api/auth/me", headers=self._headers, json=given)
        assert answer.status_code == status, answer.text
        return answer.json()

    def is_told(self, title="t", kind=NotificationType.INFO):
        audience = Audience(user_ids=[self.id])
        return str(self._api.services.notifier.notify(audience, Notice(kind, title, "m"))[0].id)

    def titles(self, **query):
        return [one["title"] for one in self.ask("GET", params=query)["notifications"]]


@pytest.fixture
def ann(api):
    return Someone(api)


@pytest.fixture
def bob(api):
    return Someone(api)


def test_a_list_by_pages_and_filters(ann, bob):
    ids = [ann.is_told(f"n{number}") for number in range(3)]
    ann.is_told("late", NotificationType.PRINT_COMPLETE)
    bob.is_told("other")
    page = ann.ask("GET", params={"limit": 3, "page": 2})
    assert (page["total"], page["page"], page["pages"], page["unread"]) == (4, 2, 2, 4)
    (last,) = page["notifications"]
    assert (last["id"], last["type"], last["isRead"], last["deliveries"]) == (ids[0], "INFO", False, [])
    ann.ask("POST", f"/{ids[1]}/read")
    assert ann.titles(unread="true") == ["late", "n2", "n0"]
    assert ann.titles(unread="false") == ["n1"]
    assert ann.titles(type="print_Complete") == ann.titles(type="PRINT_COMPLETE") == ["late"]
    for wrong in ({"type": "BIRTHDAY"}, {"unread": "maybe"}, {"page": 0}, {"limit": 1000}):
        ann.ask("GET", params=wrong, status=400)


def test_reading_one_and_all(ann, bob):
    ids = [ann.is_told() for _ in range(3)]
    others = bob.is_told()
    assert ann.ask("POST", f"/{ids[0]}/read")["notification"]["isRead"] is True
    assert ann.ask("POST", f"/{ids[0]}/read")["notification"]["isRead"] is True
    assert ann.ask("POST", "/read-all") == {"updated": 2}
    assert ann.ask("POST", "/read-all") == {"updated": 0}
    assert bob.ask("GET")["unread"] == 1
    ann.ask("POST", f"/{others}/read", status=404)


def test_deleting(ann, bob):
    key = ann.is_told()
    bob.ask("DELETE", f"/{key}", status=404)
    ann.ask("DELETE", f"/{key}")
    ann.ask("DELETE", f"/{key}", status=404)
    assert ann.ask("GET")["total"] == 0


def test_preferences_are_checked_and_kept_as_they_were_given(ann):
    hook = {"url": "https://hook.example/x", "secret": "s" * 20, "types": {"info": True}, "colour": "red"}
    given = {"email": {"enabled": True}, "webhook": hook}
    assert ann.prefer(given)["data"]["user"]["preferences"] == {"theme": "dark", "notifications": given}
    wrong = ann.prefer({"webhook": {"url": "file:///etc/passwd"}}, status=400)
    assert wrong["error"]["code"] == "VALIDATION_ERROR"
    assert wrong["error"]["message"].startswith("notifications.webhook.url: must be")


def test_a_test_goes_over_every_channel_that_one_has(api, ann, mailbox):
    with hook_server(Hook()) as hook:
        ann.prefer({"email": {"enabled": True}, "webhook": {"url": hook.url}})
        made = ann.ask("POST", "/test", status=201)["notification"]
        assert [(one["channel"], one["status"]) for one in made["deliveries"]] == [
            ("EMAIL", "PENDING"),
            ("WEBHOOK", "PENDING"),
        ]
        before = len(mailbox.mails)
        assert deliver_due(api.storage, api.settings) == 2
    assert (len(mailbox.mails), len(hook.posts)) == (before + 1, 1)
    (listed,) = ann.ask("GET")["notifications"]
    assert {one["status"] for one in listed["deliveries"]} == {"DELIVERED"}


def test_one_sees_why_nothing_arrives(api, ann):
    ann.prefer({"webhook": {"url": "http://169.254.169.254/latest/meta-data"}})
    ann.ask("POST", "/test", status=201)
    deliver_due(api.storage, api.settings, utc_now() + timedelta(seconds=1))
    (one,) = ann.ask("GET")["notifications"][0]["deliveries"]
    assert (one["status"], one["attempts"], one["deliveredAt"]) == ("FAILED", 1, None)
    assert "reserved" in one["lastError"]


def test_without_channels_a_test_is_only_stored(ann):
    made = ann.ask("POST", "/test", status=201)["notification"]
    assert (made["deliveries"], made["isRead"], made["metadata"]) == ([], False, {"test": True})


@pytest.mark.parametrize("path", ["/x/read", "/00000000-0000-4000-8000-000000000000/read", "/", "/test/x"])
def test_what_is_not_there(ann, path):
    ann.ask("POST", path, status=404)
