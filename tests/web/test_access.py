"""Every endpoint against every kind of caller."""

from __future__ import annotations

import re
import uuid
from typing import Final

import jwt
import pytest
from api import BACKENDS, api_on
from simulated import SimulatedPrinter

from web.access import Access
from web.table import endpoints

ENDPOINTS: Final = [one for one in endpoints() if one.access.needs_credential]
OPEN: Final = [one for one in endpoints() if not one.access.needs_credential]
ROLES: Final = ("VIEWER", "OPERATOR", "ADMIN")


def name_of(endpoint):
    return f"{endpoint.method} {endpoint.path}"


def path_of(endpoint):
    """The path with parameters that fit it and name nothing."""
    return re.sub(
        r"\{(\w+)(?::(\w+))?\}",
        lambda part: str(uuid.uuid4()) if part[2] == "uuid" else "nothing",
        endpoint.path,
    )


@pytest.fixture(autouse=True)
def the_database_is_waited_for(monkeypatch):
    """However busy this machine is: what an emergency stop does without the database has its own tests."""
    monkeypatch.setattr("web.services._SHORT_WAIT_SECONDS", 30.0)


@pytest.fixture(scope="module", params=BACKENDS)
def api(request):
    with SimulatedPrinter() as printer, api_on(request.param, printer.link) as api:
        yield api


@pytest.fixture(scope="module")
def deactivated(api):
    """A token and an API key of an administrator who was let in once."""
    user = api.create_user("gone", "ADMIN")
    given = api.token("gone"), api.new_key("gone")
    for token in given:
        assert api.client.get("/api/auth/me", headers=bearer(token)).status_code == 200
    api.change_user(user["id"], isActive=False)
    return given


def answer(api, endpoint, headers):
    json = {} if endpoint.body else None
    response = api.client.request(endpoint.method, path_of(endpoint), headers=headers, json=json)
    body = response.json() if response.headers["content-type"] == "application/json" else {}
    return response.status_code, body.get("error", {}).get("code")


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def forged(token, **how):
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, how.pop("key", "x" * 64), **how)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
class TestWhoIsNobody:
    def test_without_a_credential(self, api, endpoint):
        assert answer(api, endpoint, {}) == (401, "UNAUTHORIZED")

    def test_with_a_header_that_has_none(self, api, endpoint):
        for value in ("Bearer", "Basic YTpi", "nonsense"):
            assert answer(api, endpoint, {"Authorization": value}) == (401, "UNAUTHORIZED")

    def test_with_a_token_that_is_none(self, api, endpoint):
        for token in ("nonsense", "a.b.c", "lzp_" + "x" * 43, "\xff\xfe", "x" * 5000):
            headers = {"Authorization": b"Bearer " + token.encode("latin-1")}
            assert answer(api, endpoint, headers) == (401, "INVALID_TOKEN")

    def test_with_an_unknown_api_key(self, api, endpoint):
        assert answer(api, endpoint, {"X-Api-Key": "lzp_" + "y" * 43}) == (401, "INVALID_TOKEN")

    def test_with_forged_tokens(self, api, endpoint):
        token = api.lasting_token("ADMIN")
        unsigned = forged(token, key="", algorithm="none")
        for false in (
            unsigned,
            forged(token, algorithm="HS256"),
            forged(token, algorithm="HS512"),
            token[:-4],
        ):
            assert answer(api, endpoint, bearer(false)) == (401, "INVALID_TOKEN")

    def test_with_a_refresh_token(self, api, endpoint):
        refresh = api.sign_in("ADMIN")["refreshToken"]
        assert answer(api, endpoint, bearer(refresh)) == (401, "INVALID_TOKEN")

    def test_with_an_expired_token(self, api, endpoint):
        assert answer(api, endpoint, bearer(api.expired_token("ADMIN"))) == (401, "TOKEN_EXPIRED")

    def test_after_the_account_was_deactivated(self, api, endpoint, deactivated):
        token, key = deactivated
        assert answer(api, endpoint, bearer(token)) == (401, "USER_NOT_FOUND")
        assert answer(api, endpoint, {"X-Api-Key": key}) == (401, "USER_NOT_FOUND")

    def test_after_the_session_was_ended(self, api, endpoint):
        token = api.token("ADMIN")
        assert api.client.post("/api/auth/logout", headers=bearer(token)).status_code == 200
        assert answer(api, endpoint, bearer(token)) == (401, "INVALID_TOKEN")


def admitted(endpoint):
    return {
        Access.VIEWER: {"VIEWER", "OPERATOR", "ADMIN"},
        Access.OPERATOR: {"OPERATOR", "ADMIN"},
        Access.ADMIN: {"ADMIN"},
    }[endpoint.access]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
class TestRoles:
    def test_with_a_token(self, api, endpoint):
        for role in ROLES:
            self.check(endpoint, role, answer(api, endpoint, bearer(api.lasting_token(role))))
            if endpoint.path.startswith("/api/auth/"):
                api.forget_tokens()

    def test_with_an_api_key(self, api, endpoint):
        for role in ROLES:
            if endpoint.manages_account:
                assert answer(api, endpoint, {"X-Api-Key": api.key(role)}) == (403, "FORBIDDEN")
                continue
            self.check(endpoint, role, answer(api, endpoint, {"X-Api-Key": api.key(role)}))
            self.check(endpoint, role, answer(api, endpoint, bearer(api.key(role))))

    @staticmethod
    def check(endpoint, role, got):
        if role in admitted(endpoint):
            assert got[0] not in (401, 403, 500)
        else:
            assert got == (403, "FORBIDDEN")


@pytest.mark.parametrize("endpoint", OPEN, ids=name_of)
def test_what_is_open_looks_at_no_credential(api, endpoint):
    assert answer(api, endpoint, {})[0] not in (401, 403, 500)
    assert answer(api, endpoint, bearer("nonsense"))[0] not in (401, 403, 500)
