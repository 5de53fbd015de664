"""Who may connect, as whom, and for how long."""

from __future__ import annotations

import time
import uuid

import pytest
from api import BACKENDS, api_on
from live import Socket, claims_of, has_mark, hears, lasting, marked, wait_for_sockets
from simulated import SimulatedPrinter, wait_until

from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Session as SessionRow
from web.live import session


@pytest.fixture(scope="module", params=BACKENDS)
def api(request):
    with SimulatedPrinter() as printer, api_on(request.param, printer.link) as api:
        yield api


@pytest.fixture
def someone(api):
    """An account of this test alone, as its name and its id."""
    name = f"u{uuid.uuid4().hex[:12]}"
    return name, api.create_user(name, "OPERATOR")["id"]


def test_by_the_first_message_with_a_token_or_an_api_key(api):
    for credential in (api.token("VIEWER"), api.key("VIEWER")):
        with Socket(api.url, credential) as socket:
            assert socket.hello["user"]["username"] == "viewer"
            assert socket.hello["user"]["role"] == "VIEWER"
            assert socket.hello["demo"] is False
            assert socket.hello["printers"] == ["default"]
            assert socket.hello["stream"] == api.events.stream


def test_the_first_message_is_answered_by_its_id(api):
    with Socket(api.url) as socket:
        assert socket.ask("authenticate", {"token": api.token("ADMIN")})["user"]["role"] == "ADMIN"


def test_by_a_subprotocol(api):
    offered = ["lezerprint", f"lezerprint.bearer.{api.token('OPERATOR')}"]
    with Socket(api.url, subprotocols=offered) as socket:
        assert socket.raw.subprotocol == "lezerprint"
        assert socket.next("hello")["data"]["user"]["username"] == "operator"


class TestTickets:
    def ticket(self, api, headers):
        answer = api.client.post("/api/auth/ticket", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]["ticket"]

    def test_one_is_good_once(self, api):
        ticket = self.ticket(api, api.bearer("OPERATOR"))
        offered = ["lezerprint", f"lezerprint.bearer.{ticket}"]
        with Socket(api.url, subprotocols=offered) as socket:
            assert socket.next("hello")["data"]["user"]["role"] == "OPERATOR"
            assert socket.ask("subscribe:temperature")
            assert hears(api, socket)
        with Socket(api.url) as socket:
            assert socket.refused("authenticate", {"token": ticket}) == "INVALID_TOKEN"
            assert socket.closed()[0] == 4401
        assert api.client.get("/api/auth/me", headers={"X-Api-Key": ticket}).status_code == 401

    def test_it_has_the_role_of_the_key_and_ends_with_it(self, api, someone):
        name, _ = someone
        headers = api.bearer(name)
        given = {"name": "slicer", "role": "VIEWER"}
        made = api.client.post("/api/api-keys", json=given, headers=headers).json()["data"]
        with Socket(api.url, self.ticket(api, {"X-Api-Key": made["key"]})) as socket:
            assert socket.hello["user"]["role"] == "VIEWER"
            assert socket.refused("control:emergency") == "FORBIDDEN"
            api.client.delete(f"/api/api-keys/{made['apiKey']['id']}", headers=headers)
            assert socket.closed()[0] == 4401

    def test_it_lives_as_long_as_the_session(self, api, someone):
        name, _ = someone
        headers = api.bearer(name)
        with Socket(api.url, self.ticket(api, headers)) as socket:
            assert socket.ask("subscribe:status")
            api.client.post("/api/auth/logout", headers=headers)
            assert socket.closed()[0] == 4401


@pytest.mark.parametrize("name", ["token", "access_token", "Api_Key"])
def test_not_by_the_url(api, name):
    with Socket(api.url, query=f"?{name}={api.token('VIEWER')}") as socket:
        code, reason = socket.closed()
        assert code == 1008
        assert "URL" in reason


def test_what_is_no_credential(api):
    wrong = {"no": "INVALID_TOKEN", api.expired_token("VIEWER"): "TOKEN_EXPIRED"}
    for token, code in wrong.items():
        with Socket(api.url) as socket:
            assert socket.refused("authenticate", {"token": token}) == code
            assert socket.closed()[0] == 4401
        with Socket(api.url, subprotocols=["lezerprint", f"lezerprint.bearer.{token}"]) as socket:
            assert socket.next("error")["data"]["code"] == code
            assert socket.closed()[0] == 4401


def test_nothing_before_it(api):
    with Socket(api.url) as socket:
        for event in ("subscribe:status", "unsubscribe:status", "control:emergency", "file:upload:start"):
            assert socket.refused(event) == "UNAUTHORIZED"
        assert socket.refused("resume", {"stream": "", "since": 0}) == "UNAUTHORIZED"
        api.events.publish("alert", {}, lasting=True)
        assert socket.quiet("alert")
        assert socket.ask("authenticate", {"token": api.token("VIEWER")})


def test_nobody_waits_for_it_for_ever(api, monkeypatch):
    monkeypatch.setattr(session, "AUTHENTICATION_SECONDS", 0.2)
    with Socket(api.url) as socket:
        assert socket.closed()[0] == 4401


def test_a_token_that_expires_may_be_replaced(api):
    token = api.token("VIEWER")
    with Socket(api.url, lasting(api, token, 2)) as socket:
        socket.ask("subscribe:temperature")
        assert hears(api, socket)
        assert socket.next("error")["data"]["code"] == "TOKEN_EXPIRED"
        api.events.publish("temperature:update", marked(5), printer="default")
        assert socket.refused("subscribe:status") == "UNAUTHORIZED"
        assert not any(
            one["event"] == "temperature:update" and has_mark(5)(one["data"]) for one in socket._kept
        )
        socket.ask("authenticate", {"token": token})
        assert hears(api, socket)


def test_a_token_that_expires_ends_the_connection(api, monkeypatch):
    monkeypatch.setattr(session, "GRACE_SECONDS", 0.2)
    with Socket(api.url, lasting(api, api.token("VIEWER"), 1)) as socket:
        assert socket.next("error")["data"]["code"] == "TOKEN_EXPIRED"
        assert socket.closed()[0] == 4401


def test_a_fresh_token_in_time_goes_on(api):
    token = api.token("VIEWER")
    brief = lasting(api, token, 2)
    with Socket(api.url, brief) as socket:
        socket.ask("authenticate", {"token": token})
        socket.ask("subscribe:temperature")
        ends = claims_of(brief)["exp"] + 1.5
        wait_until(lambda: time.time() > ends, "the end of the first token")
        assert hears(api, socket)
        assert not any(one["event"] == "error" for one in socket._kept)


def test_a_wrong_token_changes_nothing(api):
    with Socket(api.url, api.token("VIEWER")) as socket:
        assert socket.refused("authenticate", {"token": "no"}) == "INVALID_TOKEN"
        assert socket.refused("authenticate", {"token": api.token("ADMIN")}) == "FORBIDDEN"
        socket.ask("subscribe:temperature")
        assert hears(api, socket)


def test_who_leaves_while_a_credential_is_looked_at_is_gone(api):
    token = api.token("VIEWER")
    for _ in range(20):
        with Socket(api.url, token) as socket:
            socket.send("authenticate", {"token": lasting(api, token, 1000)})
    wait_for_sockets(api, 0)
    wait_until(lambda: not api.services.live._at_work, "the end of all work")
    assert api.services.live.hub._clients() == []


def signed_out(api, name, _):
    token = api.token(name)
    headers = {"Authorization": f"Bearer {token}"}
    return token, lambda: api.client.post("/api/auth/logout", headers=headers)


def session_ended(api, name, _):
    token = api.token(name)
    path = f"/api/auth/sessions/{claims_of(token)['sid']}"
    return token, lambda: api.client.delete(path, headers=api.bearer(name))


def session_ended_elsewhere(api, name, _):
    token = api.token(name)
    ended = SessionRow.update(revoked_at=utc_now()).where(SessionRow.id == uuid.UUID(claims_of(token)["sid"]))
    return token, lambda: api.storage.run(ended.execute)


def deactivated(api, name, user_id):
    return api.token(name), lambda: api.change_user(user_id, isActive=False)


def key_revoked(api, name, _):
    key = api.new_key(name)
    mine = api.client.get("/api/api-keys", headers=api.bearer(name)).json()["data"]["apiKeys"]
    return key, lambda: api.client.delete(f"/api/api-keys/{mine[0]['id']}", headers=api.bearer(name))


@pytest.mark.parametrize(
    "way", [signed_out, session_ended, session_ended_elsewhere, deactivated, key_revoked]
)
def test_revocation_ends_open_connections(api, someone, way):
    credential, revoke = way(api, *someone)
    with Socket(api.url, credential) as one, Socket(api.url, credential) as other:
        began = time.monotonic()
        revoke()
        for socket in (one, other):
            assert socket.closed()[0] == 4401
            assert any(message["event"] == "error" for message in socket._kept)
        assert time.monotonic() - began < 10


def test_others_stay_when_one_is_signed_out(api, someone):
    credential, revoke = signed_out(api, *someone)
    with Socket(api.url, credential) as one, Socket(api.url, api.key("VIEWER")) as other:
        other.ask("subscribe:temperature")
        revoke()
        one.closed()
        assert hears(api, other)


def test_another_role_counts_soon(api, someone):
    name, user_id = someone
    with Socket(api.url, api.token(name)) as socket:
        assert socket.ask("control:emergency")["stopped"]
        api.change_user(user_id, role="VIEWER")
        assert socket.next("hello")["data"]["user"]["role"] == "VIEWER"
        assert socket.refused("control:emergency") == "FORBIDDEN"
