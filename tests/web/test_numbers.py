"""Numbers from a file or a firmware that nothing can hold: the print goes on, and can be seen and steered."""

from __future__ import annotations

import pytest
from answers import data_of
from api import BACKENDS, api_on
from simulated import SimulatedPrinter, wait_until
from uploading import file_part, form, post

FILES = {
    "exponents": [f"G1 X{x % 100}.{x:04} Y1e308 F1e-300" for x in range(3000)],
    "filament": ["G92 E0", *[f"G1 X{x % 100}.{x:04} E1000000000000000" for x in range(3000)]],
}


@pytest.fixture(scope="module", params=BACKENDS)
def api(request):
    with SimulatedPrinter("--latency-ms", "1") as printer, api_on(request.param, printer.link) as api:
        yield api


def job_of(api, job_id):
    return data_of(api.admin.get(f"/api/jobs/{job_id}"))["job"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_reckoned_is_printed_and_recorded(api, name):
    content = "\n".join([*FILES[name], f"; {name}"]).encode()
    file = post(api, form(file_part(content, "part.gcode")), "OPERATOR").json()["data"]["file"]
    job = data_of(api.admin.post("/api/jobs/start", json={"fileId": file["id"]}))["job"]
    wait_until(lambda: job_of(api, job["id"])["status"] == "PRINTING", "its beginning")
    status = data_of(api.admin.get("/api/printer/status"))
    assert status["state"] == "printing"
    data_of(api.admin.post("/api/printer/pause"))
    wait_until(lambda: job_of(api, job["id"])["status"] == "PAUSED", "the pause")
    data_of(api.admin.post(f"/api/jobs/{job['id']}/cancel"))
    wait_until(lambda: job_of(api, job["id"])["status"] == "CANCELLED", "the end")
    wait_until(lambda: stored_status(api, job["id"]) == "CANCELLED", "its row")
    assert api.tree.restarts("job") == 0
    assert api.services.backlog.refused == 0


def test_a_position_that_cannot_be_true_hides_nothing_else(api):
    data_of(api.admin.post("/api/printer/command", json={"command": "G92 E1000000000", "force": True}))
    data_of(api.admin.post("/api/printer/command", json={"command": "M114"}))
    position = wait_until(lambda: data_of(api.admin.get("/api/printer/status"))["position"], "the answer")
    assert (position["e"], position["x"] is not None) == (None, True)
    data_of(api.admin.post("/api/printer/command", json={"command": "G92 E0", "force": True}))


def stored_status(api, job_id):
    found = data_of(api.admin.get("/api/jobs?status=cancelled"))["jobs"]
    return next((job["status"] for job in found if job["id"] == job_id), None)
