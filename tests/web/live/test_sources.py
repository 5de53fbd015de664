"""What is told of notifications, tasks and actors."""

from __future__ import annotations

import uuid

import pytest
from api import BACKENDS, api_on
from live import Socket
from simulated import SimulatedPrinter
from uploading import GCODE

from lezerprint.base.enums import NotificationType
from lezerprint.notify.notice import Audience, Notice
from lezerprint.storage.models import TaskStatus
from web.live.sources import of_tasks


@pytest.fixture(scope="module", params=BACKENDS)
def api(request):
    with SimulatedPrinter() as printer, api_on(request.param, printer.link) as api:
        yield api


@pytest.fixture
def sockets(api):
    """One of each role."""
    with (
        Socket(api.url, api.key("ADMIN")) as admin,
        Socket(api.url, api.key("OPERATOR")) as operator,
        Socket(api.url, api.key("VIEWER")) as viewer,
    ):
        yield {"ADMIN": admin, "OPERATOR": operator, "VIEWER": viewer}


def id_of(socket):
    return uuid.UUID(socket.hello["user"]["id"])


def test_notifications_go_to_whom_they_are_meant_for(api, sockets):
    notice = Notice(NotificationType.INFO, "A title", "A message", {"jobId": "7"})
    api.services.notifier.notify(Audience(user_ids=[id_of(sockets["VIEWER"])]), notice)
    told = sockets["VIEWER"].next("notification")["data"]
    assert (told["title"], told["type"], told["isRead"]) == ("A title", "INFO", False)
    assert told["metadata"] == {"jobId": "7"}
    listed = api.client.get("/api/notifications", headers={"X-Api-Key": api.key("VIEWER")})
    newest = listed.json()["data"]["notifications"][0]
    assert told["id"] == newest["id"]
    assert sockets["ADMIN"].quiet("notification")
    assert sockets["OPERATOR"].quiet("notification")


def test_tasks_are_told_their_owners_and_admins(api, sockets):
    publish = of_tasks(api.events, api.storage)
    row = api.storage.run(api.services.tasks.enqueue, "backup-database", None, id_of(sockets["OPERATOR"]))
    publish(row)
    for role in ("ADMIN", "OPERATOR"):
        told = sockets[role].next("task:update", where=lambda data: data["id"] == str(row.id))
        assert told["data"]["operation"] == "backup-database"
    assert sockets["VIEWER"].quiet("task:update")


def test_what_workers_found_out_about_a_file_is_told_its_owner(api, sockets):
    answer = api.client.post(
        "/api/files/upload",
        files={"file": ("a.gcode", GCODE)},
        headers={"X-Api-Key": api.key("OPERATOR")},
    )
    file = answer.json()["data"]["file"]
    row = api.storage.run(api.services.tasks.enqueue, "analyze", {"fileId": file["id"]})
    publish = of_tasks(api.events, api.storage)
    for row.status in (TaskStatus.FINISHED, TaskStatus.FAILED, TaskStatus.CANCELLED):
        publish(row)
        assert sockets["OPERATOR"].next("file:processed")["data"]["file"]["id"] == file["id"]
    row.status = TaskStatus.RUNNING
    publish(row)
    assert sockets["OPERATOR"].quiet("file:processed")
    row.status = TaskStatus.FINISHED
    row.arguments = {"fileId": str(uuid.uuid4())}
    publish(row)
    assert sockets["OPERATOR"].quiet("file:processed")


def test_actors_are_told_admins(api, sockets):
    api.services.system.crash("printer/default/telemetry")
    told = sockets["ADMIN"].next("actor:change")["data"]
    assert told["path"].startswith("printer/default")
    assert {"old", "new", "generation", "reason"} <= set(told)
    assert sockets["OPERATOR"].quiet("actor:change")
