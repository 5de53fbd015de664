"""API keys over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from api import Api
from simulated import SimulatedPrinter


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        yield api


@pytest.fixture
def operator(api):
    return api.bearer("OPERATOR")


def make(api, headers, **given):
    return api.client.post("/api/api-keys", json={"name": "slicer", **given}, headers=headers)


def test_a_key_works_in_both_headers_and_is_shown_once(api, operator):
    made = make(api, operator).json()["data"]
    key = made["key"]
    assert (made["apiKey"]["role"], made["apiKey"]["prefix"]) == ("OPERATOR", key[:8])
    for headers in ({"X-Api-Key": key}, {"Authorization": f"Bearer {key}"}):
        assert api.client.get("/api/auth/me", headers=headers).status_code == 200
    assert key not in api.client.get("/api/api-keys", headers=operator).text


def test_a_key_may_no_more_than_it_was_made_for(api):
    admin = api.bearer("ADMIN")
    key = {"X-Api-Key": make(api, admin, role="viewer").json()["data"]["key"]}
    assert api.client.get("/api/printer/status", headers=key).status_code == 200
    assert api.client.get("/api/users", headers=key).status_code == 403


def test_a_key_manages_no_account_whatever_its_role(api):
    admin = api.bearer("ADMIN")
    made = make(api, admin).json()["data"]
    key, own = {"X-Api-Key": made["key"]}, f"/api/api-keys/{made['apiKey']['id']}"
    for method, path in (
        ("GET", "/api/api-keys"),
        ("POST", "/api/api-keys"),
        ("DELETE", own),
        ("GET", "/api/auth/sessions"),
        ("DELETE", "/api/auth/sessions"),
        ("PATCH", "/api/auth/me"),
        ("POST", "/api/auth/password"),
        ("POST", "/api/users"),
    ):
        answer = api.client.request(method, path, headers=key, json=None if method == "GET" else {})
        assert (path, answer.status_code) == (path, 403)
        assert "sign in" in answer.json()["error"]["message"]
    assert api.client.get("/api/auth/me", headers=key).status_code == 200


def test_a_key_sees_no_webhook(api):
    hook = {"webhook": {"url": "https://hook.example/token", "secret": "a secret of some length"}}
    given = {"preferences": {"theme": "dark", "notifications": hook}}
    admin = api.bearer("ADMIN")
    assert api.client.patch("/api/auth/me", json=given, headers=admin).status_code == 200

    def seen(path, headers):
        answer = api.client.get(path, headers=headers)
        assert answer.status_code == 200
        return answer.text

    assert "hook.example" in seen("/api/auth/me", admin)
    for path, headers in (
        ("/api/auth/me", {"X-Api-Key": api.key("ADMIN")}),
        ("/api/users", admin),
        ("/api/users", {"X-Api-Key": api.key("ADMIN")}),
    ):
        text = seen(path, headers)
        assert "dark" in text
        assert "hook.example" not in text


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"role": "ADMIN"}, 403),
        ({"role": "KING"}, 400),
        ({"name": ""}, 400),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, 400),
        ({"expiresAt": "soon"}, 400),
    ],
    ids=str,
)
def test_keys_that_are_not_made(api, operator, given, status):
    assert make(api, operator, **given).status_code == status


def test_a_key_has_an_end(api, operator):
    ends = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    made = make(api, operator, expiresAt=ends).json()["data"]["apiKey"]
    assert datetime.fromisoformat(made["expiresAt"]) == datetime.fromisoformat(ends)


def test_a_revoked_key_is_of_no_more_use(api, operator):
    made = make(api, operator).json()["data"]
    key = {"X-Api-Key": made["key"]}
    assert api.client.get("/api/auth/me", headers=key).status_code == 200
    path = f"/api/api-keys/{made['apiKey']['id']}"
    assert api.client.delete(path, headers=api.bearer("VIEWER")).status_code == 404
    assert api.client.delete(path, headers=operator).status_code == 200
    assert api.client.get("/api/auth/me", headers=key).json()["error"]["code"] == "INVALID_TOKEN"


def test_a_key_has_no_session_to_sign_out_of(api, operator):
    key = {"X-Api-Key": make(api, operator).json()["data"]["key"]}
    assert api.client.post("/api/auth/logout", headers=key).status_code == 403
