"""The trash over HTTP: whose it is, and what comes back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from answers import data_of, error_of
from api import BACKENDS, api_on
from simulated import SimulatedPrinter
from uploading import GCODE, file_part, form, post

from lezerprint.storage.models import SystemEvent


@pytest.fixture(scope="module", params=BACKENDS)
def api(request):
    with SimulatedPrinter() as printer, api_on(request.param, printer.link) as api:
        yield api


def key(api, role):
    return {"X-Api-Key": api.key(role)}


@pytest.fixture
def deleted(api):
    """A file that an operator has deleted."""
    file = post(api, form(file_part(GCODE, "gear.gcode")), "OPERATOR").json()["data"]["file"]
    answer = data_of(api.client.delete(f"/api/files/{file['id']}", headers=key(api, "OPERATOR")))
    assert answer["restorableUntil"] > file["createdAt"]
    return file


def test_undo(api, deleted):
    path = f"/api/files/{deleted['id']}"
    assert error_of(api.admin.get(path)) == (404, "NOT_FOUND")
    assert api.admin.get(f"{path}/download").status_code == 404
    answer = api.client.post(f"/api/trash/{deleted['id']}/restore", headers=key(api, "OPERATOR"))
    assert data_of(answer) == {"kind": "FILE", "id": deleted["id"]}
    assert api.admin.get(f"{path}/download").content == GCODE
    again = api.client.post(f"/api/trash/{deleted['id']}/restore", headers=key(api, "OPERATOR"))
    assert error_of(again) == (404, "NOT_FOUND")
    api.write_backlog()
    with api.storage.session():
        told = [event.event_type for event in SystemEvent.select().order_by(SystemEvent.timestamp)]
    assert "trash.restored" in told


def test_whose_it_is(api, deleted):
    other = api.create_user(f"u{uuid4().hex[:12]}", "OPERATOR")["username"]
    headers = api.bearer(other)
    assert data_of(api.client.get("/api/trash", headers=headers))["total"] == 0
    restore = api.client.post(f"/api/trash/{deleted['id']}/restore", headers=headers)
    assert error_of(restore) == (403, "FORBIDDEN")
    assert error_of(api.client.delete(f"/api/trash/{deleted['id']}", headers=headers)) == (403, "FORBIDDEN")
    assert data_of(api.client.delete("/api/trash", headers=headers)) == {"purged": 0}
    listed = data_of(api.admin.get("/api/trash?kind=file&limit=100"))
    [entry] = [one for one in listed["entries"] if one["id"] == deleted["id"]]
    assert (entry["name"], entry["sizeBytes"], entry["kind"]) == ("gear.gcode", len(GCODE), "FILE")
    assert listed["totalBytes"] >= len(GCODE)


def test_gone_for_good(api, deleted):
    assert data_of(api.admin.delete(f"/api/trash/{deleted['id']}")) == {"success": True}
    assert error_of(api.admin.post(f"/api/trash/{deleted['id']}/restore")) == (404, "NOT_FOUND")
    assert data_of(api.client.delete("/api/trash", headers=key(api, "OPERATOR")))["purged"] >= 0
    assert data_of(api.client.get("/api/trash", headers=key(api, "OPERATOR")))["total"] == 0
