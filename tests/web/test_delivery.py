"""A notification's way from the API through a real worker to a real mail server that was away."""

from __future__ import annotations

import pytest
from api import Api
from receivers import Mailbox, free_port, mail_server
from simulated import SimulatedPrinter, wait_until


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def api(port):
    with (
        SimulatedPrinter() as printer,
        Api(printer.link, works=True, smtp_host="127.0.0.1", smtp_port=port) as api,
    ):
        yield api


def tell(api):
    given = {"preferences": {"notifications": {"email": {"enabled": True}}}}
    assert api.client.patch("/api/auth/me", json=given, headers=api.bearer("ADMIN")).status_code == 200
    assert api.admin.post("/api/notifications/test").status_code == 201


def delivery(api):
    (notification,) = api.admin.get("/api/notifications").json()["data"]["notifications"]
    return next(one for one in notification["deliveries"] if one["channel"] == "EMAIL")


def test_it_is_sent_at_once(api, port):
    mailbox = Mailbox()
    with mail_server(mailbox, port):
        tell(api)
        wait_until(lambda: mailbox.mails, "the mail")
        wait_until(lambda: delivery(api)["status"] == "DELIVERED", "the note of it")
    assert mailbox.mails[0].message["To"].addresses[0].addr_spec == "admin@example.com"


def test_while_the_mail_server_is_away_it_waits(api, port):
    tell(api)
    wait_until(lambda: delivery(api)["lastError"], "the first attempt")
    assert delivery(api)["status"] not in {"DELIVERED", "FAILED"}
    assert delivery(api)["attempts"] == 1
