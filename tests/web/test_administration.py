"""The audit log, the printer settings and signed addresses."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from answers import data_of, error_of
from api import BACKENDS, api_on
from simulated import SimulatedPrinter
from uploading import file_part, form, post

from lezerprint.effective_settings import effective
from lezerprint.settings import Settings


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
        assert json.loads(rows[0]["metadata"]) == {"email": "=cmd()@example.com"}
        assert datetime.fromisoformat(rows[0]["timestamp"]).tzinfo is not None

    def test_files_profiles_slicing_and_backups_are_there(self, api):
        name = f"{uuid4()}.stl"
        content = b"solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\n"
        uploaded = post(api, form(file_part(content + b"endloop\nendfacet\nendsolid a\n", name)), "ADMIN")
        file_id = uploaded.json()["data"]["file"]["id"]
        api.admin.patch(f"/api/files/{file_id}", json={"name": f"b{name}"})
        profile = {"name": name, "layerHeight": 0.2, "printSpeed": 60, "nozzleTemp": 210, "bedTemp": 60}
        made = api.admin.post(
            "/api/profiles", json={**profile, "retraction": 0.8, "infill": 15, "supports": False}
        )
        profile_id = made.json()["data"]["profile"]["id"]
        api.admin.patch(f"/api/profiles/{profile_id}", json={"infill": 20})
        api.admin.delete(f"/api/profiles/{profile_id}")
        task = api.admin.post("/api/admin/backup").json()["data"]["task"]
        api.admin.post(f"/api/tasks/{task['id']}/cancel")
        kinds = [entry["eventType"] for entry in events(api, limit=30)]
        assert {
            *("file.uploaded", "file.changed", "profile.created", "profile.changed", "profile.deleted"),
            *("backup.ordered", "task.cancelled"),
        } <= set(kinds)


class TestSettings:
    def test_all_that_are_in_force_are_told(self, api):
        found = {one["key"]: one for one in data_of(api.admin.get("/api/settings"))["settings"]}
        assert set(found) >= set(Settings.model_fields)
        assert found["bcrypt_rounds"]["value"] == 4
        assert found["bcrypt_rounds"]["environment"] == ["BCRYPT_ROUNDS"]
        assert found["printers"]["value"][0]["name"] == "default"
        assert all(one["description"] for one in found.values())

    def test_one_of_them_and_those_of_a_category(self, api):
        one = data_of(api.admin.get("/api/settings/currency"))
        assert (one["value"], one["category"]) == ("EUR", "Costs and maintenance")
        listed = data_of(api.admin.get("/api/settings", params={"category": one["category"]}))["settings"]
        assert one in listed
        assert {entry["category"] for entry in listed} == {one["category"]}
        assert error_of(api.admin.get("/api/settings/nothing")) == (404, "NOT_FOUND")

    def test_nothing_secret_is_told(self):
        given = {
            "jwt_secret": "one secret that is thirty-two bytes long",
            "redis_url": "redis://:hush@localhost/1",
            "smtp_pass": "hush",
            "sentry_dsn": "https://hush@sentry.example/1",
            "camera_url": "http://ann:hush@camera.example/",
        }
        told = str(list(effective(Settings.model_validate(given))))
        assert "hush" not in told
        assert "thirty-two" not in told


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

    def test_many_are_signed_at_once(self, api):
        paths = [f"{self.PATH}?userId={uuid4()}" for _ in range(200)]
        urls = data_of(api.admin.post("/api/media/sign-all", json={"paths": paths}))["urls"]
        assert [url.startswith(path) for url, path in zip(urls, paths, strict=True)] == [True] * 200
        assert api.client.get(urls[-1]).status_code == 200
        answer = api.admin.post("/api/media/sign-all", json={"paths": [self.PATH, "/api/users"]})
        assert error_of_details(answer) == ["paths.1"]

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
