"""The audit log, the printer settings and signed addresses."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from answers import data_of, error_of
from api import BACKENDS, api_on
from simulated import SimulatedPrinter


@pytest.fixture(scope="module", params=BACKENDS)
def api(request):
    with SimulatedPrinter() as printer, api_on(request.param, printer.link) as api:
        yield api


def events(api, **query):
    api.write_backlog()
    return data_of(api.admin.get("/api/admin/events", params=query))["events"]


class TestAuditLog:
    def test_who_signed_in_from_where_and_with_what(self, api):
        given = {"email": "viewer@example.com", "password": "not the password"}
        api.client.post("/api/auth/login", json=given, headers={"User-Agent": "a browser"})
        entry = events(api, eventType="AUTH.LOGIN_FAILED")[0]
        assert entry["metadata"] == {"email": "viewer@example.com"}
        assert (entry["ipAddress"], entry["userAgent"]) == ("127.0.0.1", "a browser")
        assert "not the password" not in str(entry)

    def test_a_login_is_found_by_whose_it_was(self, api):
        user = api.sign_in("OPERATOR")["user"]
        entry = events(api, userId=user["id"])[0]
        assert (entry["eventType"], entry["userId"]) == ("auth.login", user["id"])

    @pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
    def test_a_time_before_or_after_all_times_is_refused(self, api, moment):
        answer = api.admin.get("/api/admin/events", params={"from": moment})
        assert error_of_details(answer) == ["from"]

    def test_a_parameter_stands_there_once(self, api):
        assert error_of_details(api.admin.get("/api/admin/events?page=1&page=2")) == ["page"]

    def test_a_role_change_names_both(self, api):
        user = api.create_user("climber", "VIEWER")
        api.change_user(user["id"], role="operator")
        entry = events(api, eventType="user.role_changed")[0]
        assert entry["description"] == "climber is OPERATOR, was VIEWER"
        me = data_of(api.admin.get("/api/auth/me"))["user"]
        assert (entry["userId"], entry["metadata"]["of"]) == (me["id"], user["id"])

    def test_it_is_filtered_and_paged(self, api):
        api.sign_in("VIEWER")
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        assert events(api, **{"from": tomorrow}) == []
        assert events(api, to="2020-01-01") == []
        api.write_backlog()
        answer = api.admin.get("/api/admin/events", params={"limit": 2, "page": 2})
        assert len(data_of(answer)["events"]) == 2
        assert answer.json()["meta"]["total"] == data_of(answer)["total"] > 4
        moments = [entry["timestamp"] for entry in events(api, limit=100)]
        assert moments == sorted(moments, reverse=True)

    def test_as_a_table_that_no_spreadsheet_computes(self, api):
        given = {"email": "=cmd()@example.com", "password": "x"}
        api.client.post("/api/auth/login", json=given, headers={"User-Agent": "=1+1"})
        api.write_backlog()
        answer = api.admin.get("/api/admin/events/export")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert rows[0]["user_agent"] == "'=1+1"


class TestSettings:
    def test_one_is_set_read_changed_and_removed(self, api):
        url = "/api/settings/park position"
        assert error_of(api.admin.get(url)) == (404, "NOT_FOUND")
        given = {"value": {"x": 0, "y": [1, 2.5]}, "category": "printing", "description": "where it waits"}
        made = data_of(api.admin.put(url, json=given))
        assert {name: made[name] for name in given} == given
        data_of(api.admin.put(url, json={"value": False, "category": "printing"}))
        listed = data_of(api.admin.get("/api/settings", params={"category": "printing"}))["settings"]
        assert [(one["key"], one["value"]) for one in listed] == [("park position", False)]
        assert data_of(api.admin.delete(url)) == {"success": True}
        assert error_of(api.admin.delete(url)) == (404, "NOT_FOUND")
        changes = [entry["metadata"] for entry in events(api, eventType="setting.changed")[:3]]
        assert [change.get("before") for change in changes] == [False, given["value"], None]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "value"),
            ({"value": None}, "value"),
            ({"value": 1, "category": ""}, "category"),
            ({"value": 1, "x": 2}, "x"),
        ],
    )
    def test_every_wrong_field_is_named(self, api, body, field):
        answer = api.admin.put("/api/settings/x", json=body)
        assert error_of_details(answer) == [field]

    @pytest.mark.parametrize("body", ["", "{", "[]", '{"value": NaN}', '{"value": "\\u0000"}', "null"])
    def test_what_is_no_json_object_is_refused(self, api, body):
        headers = {"Content-Type": "application/json"}
        answer = api.admin.put("/api/settings/x", content=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")

    def test_a_key_that_is_too_long_is_refused(self, api):
        longest = "".join(f"{number:04}" for number in range(32))
        assert api.admin.put(f"/api/settings/{longest}", json={"value": 1}).status_code == 200
        answer = api.admin.put(f"/api/settings/{longest}x", json={"value": 1})
        assert error_of_details(answer) == ["key"]
        assert api.admin.delete(f"/api/settings/{longest}").status_code == 200

    def test_another_kind_of_body_is_refused(self, api):
        answer = api.admin.put("/api/settings/x", content="value=1")
        assert error_of(answer) == (415, "UNSUPPORTED_MEDIA_TYPE")

    def test_a_body_that_is_too_long_is_refused(self, api):
        answer = api.admin.put("/api/settings/x", json={"value": "x" * 2_000_000})
        assert error_of(answer) == (413, "PAYLOAD_TOO_LARGE")


def error_of_details(answer):
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    return [detail["field"] for detail in answer.json()["error"]["details"]]


class TestSignedAddresses:
    PATH = "/api/admin/events/export"

    def signed(self, api, path, client=None):
        return data_of((client or api.admin).post("/api/media/sign", json={"path": path}))["url"]

    def test_it_stands_for_the_credential(self, api):
        url = self.signed(api, f"{self.PATH}?eventType=auth.login")
        assert api.client.get(self.PATH).status_code == 401
        assert api.client.get(url).status_code == 200

    @pytest.mark.parametrize("change", ["path", "query", "signature", "expires"])
    def test_it_is_good_for_nothing_else(self, api, change):
        parts = urlsplit(self.signed(api, f"{self.PATH}?eventType=auth.login"))
        query = parts.query
        changed = {
            "path": parts._replace(path="/api/admin/events"),
            "query": parts._replace(query=query.replace("auth.login", "auth.logout")),
            "signature": parts._replace(query=query[:-4] + "0000"),
            "expires": parts._replace(query=query.replace("expires=1", "expires=2")),
        }[change]
        assert api.client.get(urlunsplit(changed)).status_code == 401

    @pytest.mark.parametrize(
        "path", ["/api/users", "/nothing", "export", "//[", "http://elsewhere/api/admin/events/export"]
    )
    def test_only_media_are_signed(self, api, path):
        answer = api.admin.post("/api/media/sign", json={"path": path})
        assert error_of_details(answer) == ["path"]

    def test_nobody_signs_for_what_they_may_not_see(self, api):
        answer = api.client.post("/api/media/sign", json={"path": self.PATH}, headers=api.bearer("VIEWER"))
        assert error_of(answer) == (403, "FORBIDDEN")

    def test_it_ends_with_the_session(self, api):
        headers = api.bearer("ADMIN")
        answer = api.client.post("/api/media/sign", json={"path": self.PATH}, headers=headers)
        url = data_of(answer)["url"]
        assert api.client.get(url).status_code == 200
        api.client.post("/api/auth/logout", headers=headers)
        assert error_of(api.client.get(url)) == (401, "INVALID_TOKEN")
