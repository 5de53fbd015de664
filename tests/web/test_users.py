"""Accounts over HTTP, as an administrator mends them."""

from __future__ import annotations

import itertools
from uuid import uuid4

import pytest
from api import PASSWORD, Api
from simulated import SimulatedPrinter

_numbers = itertools.count()


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        yield api


@pytest.fixture
def admin(api):
    return api.bearer("ADMIN")


@pytest.fixture
def made(api):
    """An account of this test's own, signed in."""
    name = f"made{next(_numbers)}"
    user = api.create_user(name, "VIEWER")
    return {**user, **api.sign_in(name)}


def whoami(api, made):
    answer = api.client.get("/api/auth/me", headers={"Authorization": f"Bearer {made['accessToken']}"})
    body = answer.json()
    return body["data"]["user"]["role"] if answer.is_success else body["error"]["code"]


def test_a_new_role_acts_at_once(api, admin, made):
    assert whoami(api, made) == "VIEWER"
    settings = {"Authorization": f"Bearer {made['accessToken']}"}
    assert api.client.get("/api/settings", headers=settings).status_code == 403
    answer = api.client.patch(f"/api/users/{made['id']}", json={"role": "admin"}, headers=admin)
    assert answer.json()["data"]["user"]["role"] == "ADMIN"
    assert api.client.get("/api/settings", headers=settings).status_code == 200
    api.change_user(made["id"], role="VIEWER")
    assert api.client.get("/api/settings", headers=settings).status_code == 403


def test_a_deactivated_account_is_out_at_once(api, made):
    assert whoami(api, made) == "VIEWER"
    api.change_user(made["id"], isActive=False)
    assert whoami(api, made) == "USER_NOT_FOUND"
    given = {"email": made["email"], "password": PASSWORD}
    assert api.client.post("/api/auth/login", json=given).json()["error"]["code"] == "INVALID_CREDENTIALS"
    api.change_user(made["id"], isActive=True)
    assert whoami(api, made) == "INVALID_TOKEN"
    assert api.client.post("/api/auth/login", json=given).status_code == 200


def test_a_reset_password_ends_the_sessions(api, admin, made):
    path = f"/api/users/{made['id']}/password"
    assert api.client.post(path, json={"password": made["email"]}, headers=admin).status_code == 400
    assert whoami(api, made) == "VIEWER"
    assert api.client.post(path, json={"password": "another password"}, headers=admin).status_code == 200
    assert whoami(api, made) == "INVALID_TOKEN"


def test_sessions_of_an_account(api, admin, made):
    path = f"/api/users/{made['id']}/sessions"
    assert len(api.client.get(path, headers=admin).json()["data"]["sessions"]) == 1
    assert api.client.delete(path, headers=admin).json()["data"] == {"revoked": 1}
    assert whoami(api, made) == "INVALID_TOKEN"


def test_the_last_administrator_stays_whole(api, admin):
    listed = api.client.get("/api/users", params={"role": "admin"}, headers=admin).json()["data"]["users"]
    (last,) = (one["id"] for one in listed)
    assert api.client.delete(f"/api/users/{last}", headers=admin).status_code == 409
    for change in ({"role": "VIEWER"}, {"isActive": False}, {"role": "ADMIN", "isActive": False}):
        answer = api.client.patch(f"/api/users/{last}", json=change, headers=admin)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "CONFLICT")
    user = api.client.get(f"/api/users/{last}", headers=admin).json()["data"]["user"]
    assert (user["role"], user["isActive"]) == ("ADMIN", True)


def test_a_deleted_account_leaves_its_files_to_whom_the_administrator_names(api, admin, made):
    headers = {"Authorization": f"Bearer {made['accessToken']}"}
    api.change_user(made["id"], role="OPERATOR")
    form = {"file": ("part.gcode", b"G28\nG1 X1 F600\n")}
    file = api.client.post("/api/files/upload", files=form, headers=headers).json()["data"]["file"]
    heir = api.create_user(f"heir{next(_numbers)}", "VIEWER")
    path, query = f"/api/users/{made['id']}", {"transferTo": heir["id"]}
    assert api.client.delete(path, params={"transferTo": made["id"]}, headers=admin).status_code == 409
    answer = api.client.delete(path, params=query, headers=admin)
    assert answer.json()["data"] == {"newOwner": heir["username"], "files": 1, "jobs": 0}
    assert whoami(api, made) == "USER_NOT_FOUND"
    kept = api.client.get(f"/api/files/{file['id']}", headers=admin).json()["data"]["file"]
    assert kept["userId"] == heir["id"]
    assert api.client.delete(path, headers=admin).status_code == 404


def test_ones_own_email_and_account_need_the_password(api, made):
    headers = {"Authorization": f"Bearer {made['accessToken']}"}

    def post(**body):
        return api.client.post("/api/auth/email", json=body, headers=headers)

    assert post(newEmail="new@example.org", password=PASSWORD[::-1]).status_code == 400
    assert post(newEmail="admin@example.org", password=PASSWORD).status_code in {200, 409}
    email = f"moved{next(_numbers)}@example.org"
    assert post(newEmail=email, password=PASSWORD).json()["data"]["user"]["email"] == email
    given = {"email": email, "password": PASSWORD}
    assert api.client.post("/api/auth/login", json=given).status_code == 200
    body = {"password": "wrong password"}
    assert api.client.request("DELETE", "/api/auth/me", json=body, headers=headers).status_code == 400
    body = {"password": PASSWORD}
    answer = api.client.request("DELETE", "/api/auth/me", json=body, headers=headers)
    assert answer.json()["data"]["files"] == 0
    assert api.client.post("/api/auth/login", json=given).status_code == 401


def test_an_administrator_renames(api, admin, made):
    change = {"username": f"renamed{next(_numbers)}", "email": f"renamed{next(_numbers)}@example.org"}
    user = api.client.patch(f"/api/users/{made['id']}", json=change, headers=admin).json()["data"]["user"]
    assert {name: user[name] for name in change} == change
    taken = {"email": api.create_user(f"other{next(_numbers)}", "VIEWER")["email"]}
    assert api.client.patch(f"/api/users/{made['id']}", json=taken, headers=admin).status_code == 409


def test_several_values_of_a_filter_are_one_or_the_other(api, admin, made):
    def roles(text):
        answer = api.client.get("/api/users", params={"role": text, "limit": 100}, headers=admin).json()
        return {one["role"] for one in answer["data"]["users"]}

    assert made["role"] == "VIEWER"
    assert roles("viewer") == {"VIEWER"}
    assert roles("viewer, ADMIN") == {"VIEWER", "ADMIN"}
    answer = api.client.get("/api/users", params={"role": "viewer,guest"}, headers=admin)
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"


def test_the_list_has_pages_and_filters(api, admin, made):
    answer = api.client.get("/api/users", params={"search": made["username"].upper()}, headers=admin).json()
    assert [one["id"] for one in answer["data"]["users"]] == [made["id"]]
    answer = api.client.get("/api/users", params={"limit": 1, "page": 2}, headers=admin).json()
    assert len(answer["data"]["users"]) == 1
    assert answer["meta"] == {
        "page": 2,
        "limit": 1,
        "total": answer["data"]["total"],
        "pages": answer["data"]["total"],
    }
    assert "passwordHash" not in str(answer)


def test_taken_names_and_unknown_accounts(api, admin, made):
    given = {"email": made["email"].upper(), "username": "someone", "password": PASSWORD}
    assert api.client.post("/api/users", json=given, headers=admin).status_code == 409
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/password"), ("DELETE", "/sessions")):
        body = {"PATCH": {"role": "VIEWER"}, "POST": {"password": PASSWORD}}.get(method)
        answer = api.client.request(method, f"/api/users/{uuid4()}{path}", json=body, headers=admin)
        assert (method, answer.status_code) == (method, 404)


def test_no_one_else_gets_here(api, made):
    for role in ("OPERATOR", "VIEWER"):
        for method, path in (("GET", ""), ("POST", ""), ("PATCH", f"/{made['id']}")):
            answer = api.client.request(
                method, f"/api/users{path}", json={}, headers={"X-Api-Key": api.key(role)}
            )
            assert (role, method, answer.status_code) == (role, method, 403)
