"""A print that lost its printer's power is planned, shown, and printed to its end."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from simulated import SimulatedPrinter, wait_until
from uploading import file_part, form, post

LAYERS = 30
MOVES = 60

HEATERS_OFF = {"M104 S0", "M140 S0", "M141 S0"}


def part():
    """Many layers of moves of which no two are alike."""
    lines = ["M140 S60", "M104 S200", "G28", "G90", "M82", "G92 E0"]
    for layer in range(LAYERS):
        lines += [";LAYER_CHANGE", f"G1 Z{0.2 * (layer + 1):.2f} F600"]
        lines += [
            f"G1 X{move % 90}.{layer:03} Y{move % 7} E{layer * MOVES + move}.5 F9000" for move in range(MOVES)
        ]
    return lines


@pytest.fixture
def printer():
    with SimulatedPrinter("--latency-ms", "1") as printer:
        yield printer


@pytest.fixture
def api(printer):
    with Api(printer.link) as api:
        yield api


def job_of(api, job_id):
    return data_of(api.admin.get(f"/api/jobs/{job_id}"))["job"]


def recover(api, job_id, **body):
    return api.client.post(
        f"/api/jobs/{job_id}/recover", json=body, headers={"X-Api-Key": api.key("OPERATOR")}
    )


def started(api):
    answer = post(api, form(file_part(("\n".join(part()) + "\n").encode(), "part.gcode")), "OPERATOR")
    body = {"fileId": answer.json()["data"]["file"]["id"]}
    key = {"X-Api-Key": api.key("OPERATOR")}
    job = data_of(api.client.post("/api/jobs/start", json=body, headers=key))["job"]
    wait_until(lambda: (job_of(api, job["id"])["layer"] or 0) >= 3, "the fourth layer")
    return job["id"]


def is_ready(api):
    """Whether the firmware has answered since; "idle" is a printer that is just being greeted, too."""
    return data_of(api.admin.get("/api/printer/status"))["connection"]["state"] == "ready"


@pytest.mark.parametrize("begin", ["layer", "line"])
def test_the_rest_is_printed(api, printer, begin):
    job_id = started(api)
    printer.order("power-loss")
    wait_until(lambda: job_of(api, job_id)["status"] == "FAILED", "the loss")
    wait_until(lambda: is_ready(api), "the power")
    before = len(printer.streamed())

    answer = data_of(recover(api, job_id, begin=begin))
    plan = answer["plan"]
    assert answer["job"] is None
    assert plan["steps"]
    assert plan["warnings"]
    line = part()[plan["firstLine"] - 1]
    # At a layer of which nothing was printed yet it begins with the way up to it.
    assert line.startswith(("G1 X0.", "G1 Z") if begin == "layer" else "G1")
    assert job_of(api, job_id)["status"] == "FAILED"

    made = data_of(recover(api, job_id, begin=begin, confirm=True))["job"]
    wait_until(lambda: job_of(api, made["id"])["status"] == "COMPLETED", "the rest")
    rest = [command for command in part()[plan["firstLine"] - 1 :] if not command.startswith(";")]
    accepted = printer.streamed()[before:]
    while accepted[-1] in HEATERS_OFF:  # what a file leaves on is switched off at its end
        accepted.pop()
    assert accepted[-len(rest) :] == rest
    sent = [command.replace("M190", "M140").replace("M109", "M104") for command in plan["commands"]]
    assert accepted[-len(rest) - len(sent) : -len(rest)] == sent
    assert job_of(api, made["id"])["layersTotal"] == LAYERS
    assert job_of(api, made["id"])["settings"]["recovery"]["job"] == job_id
    assert error_of(recover(api, made["id"])) == (409, "NOT_RECOVERABLE")
    assert error_of(recover(api, job_id, begin=begin, confirm=True)) == (409, "CONFLICT")


def test_a_rest_never_waits_for_a_clear_bed(api, printer):
    """It is printed onto the part, or not at all."""
    job_id = started(api)
    printer.order("power-loss")
    wait_until(lambda: job_of(api, job_id)["status"] == "FAILED", "the loss")
    wait_until(lambda: is_ready(api), "the power")
    made = data_of(recover(api, job_id, confirm=True))["job"]
    assert error_of(recover(api, job_id, confirm=True)) == (409, "PRINTER_BUSY")
    data_of(api.admin.post(f"/api/jobs/{made['id']}/cancel"))
    wait_until(lambda: job_of(api, made["id"])["status"] == "CANCELLED", "its end")
    queue = data_of(api.admin.get("/api/printer/queue"))
    assert (queue["queue"], queue["bedIsClear"]) == ([], False)
    data_of(api.admin.post("/api/printer/bed-clear"))
    assert error_of(recover(api, job_id, confirm=True)) == (409, "CONFLICT")
    everything = data_of(api.admin.get("/api/jobs"))["jobs"]
    assert {job["status"] for job in everything} == {"FAILED", "CANCELLED"}


def test_what_has_no_rest_cannot_be_recovered(api):
    job_id = started(api)
    assert error_of(recover(api, job_id)) == (409, "NOT_RECOVERABLE")
    data_of(api.admin.post(f"/api/jobs/{job_id}/cancel"))
    wait_until(lambda: job_of(api, job_id)["status"] == "CANCELLED", "its end")
    assert error_of(recover(api, job_id)) == (409, "NOT_RECOVERABLE")
    assert recover(api, job_id, begin="anywhere").status_code == 400
    assert recover(api, job_id, zOffsetMm="NaN").status_code == 400
