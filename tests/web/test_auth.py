"""Signing in and out over HTTP, as a browser does it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import httpx
import jwt
import pytest
from api import PASSWORD, Api, served
from simulated import SimulatedPrinter, wait_until

from lezerprint.storage.models import SystemEvent, User
from web.app import create_app


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        yield api


@pytest.fixture
def name(api, request):
    """An account of this test's own."""
    name = f"user{abs(hash(request.node.name)) % 10**10}"
    api.create_user(name, "VIEWER")
    return name


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def ask(api, path, token, method="GET", **more):
    return api.client.request(method, f"/api/auth/{path}", headers=bearer(token), **more)


def refused(answer):
    """Status and code of an error."""
    body = answer.json()
    assert body["success"] is False
    return answer.status_code, body["error"]["code"]


def test_the_answer_to_a_login_has_what_is_needed_and_no_hash(api, name):
    answer = api.sign_in(name)
    assert set(answer) == {"user", "accessToken", "refreshToken"}
    assert answer["user"]["email"] == f"{name}@example.com"
    assert not any("password" in key.lower() or "hash" in key.lower() for key in answer["user"])
    me = ask(api, "me", answer["accessToken"]).json()["data"]["user"]
    assert me["id"] == answer["user"]["id"]


def test_a_wrong_password_and_an_unknown_user_are_told_the_same(api, name):
    answers = [
        api.client.post("/api/auth/login", json={"email": email, "password": "wrong password"}).json()
        for email in (f"{name}@example.com", "nobody@example.com")
    ]
    for answer in answers:
        answer["error"].pop("requestId", None)
    assert answers[0] == answers[1]
    assert answers[0]["error"]["code"] == "INVALID_CREDENTIALS"


def test_nobody_registers_after_the_first_unless_it_is_open(api):
    given = {"email": "new@example.com", "username": "newcomer", "password": PASSWORD}
    assert refused(api.client.post("/api/auth/register", json=given)) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "no email"},
        {"username": "a b"},
        {"password": "short"},
        {"password": "x" * 1025},
        {"role": "ADMIN"},
        {"email": 5},
        {"username": None},
    ],
    ids=str,
)
def test_what_cannot_be_registered_is_told_by_field(api, wrong):
    given = {"email": "new@example.com", "username": "newcomer", "password": PASSWORD, **wrong}
    answer = api.client.post("/api/auth/register", json=given)
    assert refused(answer) == (400, "VALIDATION_ERROR")
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == list(wrong)


def test_refreshing_rotates_and_reuse_ends_the_session(api, name):
    first = api.sign_in(name)
    given = {"refreshToken": first["refreshToken"]}
    second = api.client.post("/api/auth/refresh", json=given).json()["data"]
    assert ask(api, "me", second["accessToken"]).status_code == 200
    assert refused(api.client.post("/api/auth/refresh", json=given)) == (401, "INVALID_TOKEN")
    assert refused(ask(api, "me", second["accessToken"])) == (401, "INVALID_TOKEN")
    given = {"refreshToken": second["refreshToken"]}
    assert refused(api.client.post("/api/auth/refresh", json=given)) == (401, "INVALID_TOKEN")


def test_signing_out_ends_this_session_alone(api, name):
    here, there = api.sign_in(name), api.sign_in(name)
    assert ask(api, "logout", here["accessToken"], "POST").json()["data"] == {"success": True}
    assert refused(ask(api, "me", here["accessToken"])) == (401, "INVALID_TOKEN")
    assert ask(api, "me", there["accessToken"]).status_code == 200


def test_each_way_of_not_being_signed_in_has_its_code(api, name):
    token = api.token(name)
    unsigned = ".".join([jwt.encode({"alg": "x"}, "", "none").split(".")[0], token.split(".")[1], ""])
    assert refused(api.client.get("/api/auth/me")) == (401, "UNAUTHORIZED")
    assert refused(ask(api, "me", api.expired_token(name))) == (401, "TOKEN_EXPIRED")
    assert refused(ask(api, "me", unsigned)) == (401, "INVALID_TOKEN")
    assert refused(ask(api, "me", token[:-2])) == (401, "INVALID_TOKEN")
    with api.storage.session():
        User.delete().where(User.email == f"{name}@example.com").execute()
    wait_until(lambda: refused_or_none(ask(api, "me", token)) == (401, "USER_NOT_FOUND"), "gone")


def refused_or_none(answer):
    return None if answer.is_success else refused(answer)


def test_what_an_account_says_of_itself(api, name):
    token = api.token(name)
    given = {"username": f"{name}-new", "preferences": {"theme": "dark", "units": {"length": "mm"}}}
    answer = ask(api, "me", token, "PATCH", json=given)
    assert answer.status_code == 200
    me = ask(api, "me", token).json()["data"]["user"]
    assert (me["username"], me["preferences"]) == (given["username"], given["preferences"])
    assert refused(ask(api, "me", token, "PATCH", json={"username": "ADMIN"})) == (409, "CONFLICT")
    for wrong in ({"role": "ADMIN"}, {"preferences": []}, {"preferences": {"x": "y" * 20_000}}):
        assert refused(ask(api, "me", token, "PATCH", json=wrong)) == (400, "VALIDATION_ERROR")


def test_a_new_password_ends_the_other_sessions(api, name):
    here, there = api.sign_in(name), api.sign_in(name)
    given = {"oldPassword": "not the old one", "newPassword": "a new password"}
    answer = ask(api, "password", here["accessToken"], "POST", json=given)
    assert refused(answer) == (400, "VALIDATION_ERROR")
    assert answer.json()["error"]["details"][0]["field"] == "oldPassword"
    given["oldPassword"] = PASSWORD
    assert ask(api, "password", here["accessToken"], "POST", json=given).status_code == 200
    assert ask(api, "me", here["accessToken"]).status_code == 200
    assert refused(ask(api, "me", there["accessToken"])) == (401, "INVALID_TOKEN")
    given = {"email": f"{name}@example.com", "password": "a new password"}
    assert api.client.post("/api/auth/login", json=given).status_code == 200


def test_sessions_are_listed_and_ended(api, name):
    here, there, third = (api.sign_in(name) for _ in range(3))
    listed = ask(api, "sessions", here["accessToken"]).json()["data"]["sessions"]
    assert len(listed) == 3
    (current,) = (one["id"] for one in listed if one["current"])
    assert listed[0]["ipAddress"] == "127.0.0.1"
    other = next(one["id"] for one in listed if not one["current"])
    stranger = api.token("OPERATOR")
    assert refused(ask(api, f"sessions/{other}", stranger, "DELETE")) == (404, "NOT_FOUND")
    assert ask(api, f"sessions/{other}", here["accessToken"], "DELETE").status_code == 200
    left = [ask(api, "me", one["accessToken"]).status_code for one in (there, third)]
    assert sorted(left) == [200, 401]
    assert ask(api, "sessions", here["accessToken"], "DELETE").json()["data"] == {"revoked": 1}
    listed = ask(api, "sessions", here["accessToken"]).json()["data"]["sessions"]
    assert [one["id"] for one in listed] == [current]


def test_logins_and_failures_stand_in_the_audit_log(api, name):
    api.sign_in(name)
    api.client.post("/api/auth/login", json={"email": f"{name}@example.com", "password": "wrong password"})
    api.write_backlog()
    with api.storage.session():
        rows = [row for row in SystemEvent.select() if name in row.description]
    assert {"auth.login", "auth.login_failed"} <= {row.event_type for row in rows}
    assert {row.ip_address for row in rows if row.event_type.startswith("auth.")} == {"127.0.0.1"}
    assert "wrong password" not in str([row.__data__ for row in rows])


class TestBeforeAnybodyHasSignedIn:
    def test_what_a_page_must_know(self, api):
        state = api.client.get("/api/auth/state").json()["data"]
        assert (state["firstRun"], state["registrationOpen"]) == (False, False)
        assert (state["demo"], state["demoSignIn"]) == (False, False)
        assert state["printers"] == ["default"]

    def test_whether_somebody_is_signed_in(self, api, name):
        def is_signed_in(headers):
            answer = api.client.get("/api/auth/state", headers=headers)
            return answer.json()["data"]["signedIn"]

        assert is_signed_in({"X-Api-Key": api.new_key(name)})
        assert is_signed_in(api.bearer(name))
        assert not is_signed_in({})
        assert not is_signed_in({"X-Api-Key": "lp_wrong"})
        assert not is_signed_in(bearer(api.expired_token(name)))

    def test_nobody_is_signed_in_where_there_is_no_demonstration(self, api):
        assert refused(api.client.post("/api/auth/demo")) == (404, "NOT_FOUND")

    def test_an_api_key_says_who_calls(self, api, name):
        answer = api.client.get("/api/auth/me", headers={"X-Api-Key": api.new_key(name)})
        assert answer.json()["data"]["user"]["username"] == name


class TestTheDemonstration:
    @pytest.fixture
    def demo(self, api):
        user = api.sign_in("ADMIN")["user"]
        with served(create_app(replace(api.services, demo_user_id=UUID(user["id"])))) as url:
            yield url

    @pytest.mark.parametrize(
        ("headers", "may"),
        [
            ({}, True),
            ({"Host": "localhost:8080"}, True),
            ({"Host": "[::1]:8080"}, True),
            ({"Host": "rebound.example:8080"}, False),
            ({"Host": "192.0.2.1"}, False),
            ({"Host": "localhost", "X-Forwarded-For": "192.0.2.1"}, False),
        ],
    )
    def test_it_is_entered_from_its_own_computer_alone(self, demo, headers, may):
        state = httpx.get(f"{demo}/api/auth/state", headers=headers).json()["data"]
        assert (state["demo"], state["demoSignIn"]) == (True, may)
        answer = httpx.post(f"{demo}/api/auth/demo", headers=headers)
        assert answer.status_code == (200 if may else 404)
        if may:
            token = answer.json()["data"]["accessToken"]
            me = httpx.get(f"{demo}/api/auth/me", headers=bearer(token)).json()["data"]["user"]
            assert me["role"] == "ADMIN"


def test_the_first_run_is_told():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        with api.storage.transaction():
            User.update(is_active=False).execute()
        state = api.client.get("/api/auth/state").json()["data"]
        assert (state["firstRun"], state["registrationOpen"]) == (True, True)
