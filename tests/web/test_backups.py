"""Backups over HTTP."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from simulated import SimulatedPrinter

from lezerprint.backup.archive import write_backup
from lezerprint.processing import restoring


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        yield api


@pytest.fixture
def admin(api):
    return api.bearer("ADMIN")


@pytest.fixture
def backup(api):
    return write_backup(api.settings, storage=api.storage)


def listed(api):
    return data_of(api.admin.get("/api/admin/backups"))


def test_listed_fetched_and_deleted(api, backup, admin):
    [entry] = [one for one in listed(api)["backups"] if one["name"] == backup.name]
    assert (entry["kind"], entry["sizeBytes"]) == ("lezerprint", backup.stat().st_size)
    path = f"/api/admin/backups/{backup.name}"
    assert api.client.get(path, headers=admin).content == backup.read_bytes()
    part = api.client.get(path, headers=admin | {"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, backup.read_bytes()[2:6])
    signed = api.client.post("/api/media/sign", json={"path": path}, headers=admin).json()["data"]["url"]
    assert api.client.get(signed).status_code == 200
    data_of(api.client.delete(path, headers=admin))
    assert backup.name not in str(listed(api))
    assert error_of(api.client.get(path, headers=admin)) == (404, "NOT_FOUND")


def test_uploaded_whole_or_not_at_all(api, backup, admin):
    before = len(listed(api)["backups"])
    content = backup.read_bytes()
    answer = api.client.post("/api/admin/backups", content=content, headers=admin)
    assert answer.status_code == 201, answer.text
    made = answer.json()["data"]["backup"]
    assert (made["kind"], made["sizeBytes"]) == ("uploaded", len(content))
    path = f"/api/admin/backups/{made['name']}"
    assert api.client.get(path, headers=admin).content == content
    for wrong in (b"", b"nothing", content[:10]):
        refused = api.client.post("/api/admin/backups", content=wrong, headers=admin)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert len(listed(api)["backups"]) == before + 1
    assert not list(api.settings.backup_dir.glob(".*"))


@pytest.mark.parametrize("name", ["../lezerprint.db", "..%2Flezerprint.db", "lezerprint.db", ".server.lock"])
def test_nothing_else_is_fetched(api, admin, name):
    assert api.client.get(f"/api/admin/backups/{name}", headers=admin).status_code == 404


def test_an_api_key_is_not_enough_to_take_over_accounts(api, backup):
    path = f"/api/admin/backups/{backup.name}"
    for answer in (
        api.admin.get(path),
        api.admin.post("/api/admin/backups", content=backup.read_bytes()),
        api.admin.post(f"{path}/restore", json={"confirm": backup.name}),
    ):
        assert error_of(answer) == (403, "FORBIDDEN")


def test_a_restore_is_confirmed_and_needs_a_server_that_restarts(api, backup, admin):
    path = f"/api/admin/backups/{backup.name}/restore"
    wrong = api.client.post(path, json={"confirm": "yes"}, headers=admin)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    answer = api.client.post(path, json={"confirm": backup.name}, headers=admin)
    assert error_of(answer) == (409, "CONFLICT")
    assert not restoring.is_ordered(api.settings)
