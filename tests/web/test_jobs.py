"""Jobs over the API: from the wish to the record, in order, by those who may."""

from __future__ import annotations

import contextlib
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from answers import data_of, error_of
from api import BACKENDS, api_on, knows_queue
from serving import moves
from simulated import DEADLINE_SECONDS, SimulatedPrinter, wait_until
from uploading import file_part, form, post

from lezerprint.base.enums import EventType, Severity
from lezerprint.storage.models import File, Notification, PrintEvent, TemperatureLog
from lezerprint.storage.models.base import DATABASE

_numbers = itertools.count()


@pytest.fixture(scope="module", params=BACKENDS)
def api(request):
    with SimulatedPrinter("--latency-ms", "1") as printer, api_on(request.param, printer.link) as api:
        api.printer = printer
        yield api


@pytest.fixture
def printer(api):
    return api.printer


@pytest.fixture(autouse=True)
def nothing_left(api):
    """Each test leaves an idle printer and an empty queue."""
    yield
    wait_until(lambda: knows_queue(api), "the queue")  # an actor that was just started cancels nothing
    view = data_of(api.admin.get("/api/printer/queue"))
    for job in view["queue"]:
        api.admin.post(f"/api/jobs/{job['id']}/cancel")
    if view["current"] and view["current"]["status"] in ("PREPARING", "PRINTING", "PAUSED"):
        api.admin.post(f"/api/jobs/{view['current']['id']}/cancel")
        wait_for(api, view["current"]["id"], "CANCELLED", "COMPLETED", "FAILED")


@contextlib.contextmanager
def nobody_else_writes(api):
    """A transaction of somebody's that takes long; all may read."""
    begun, over = threading.Event(), threading.Event()

    def hold():
        if api.storage.kind == "postgresql":
            DATABASE.execute_sql("LOCK TABLE print_jobs IN EXCLUSIVE MODE")
        begun.set()
        over.wait(DEADLINE_SECONDS)

    thread = threading.Thread(target=api.storage.run, args=(hold,))
    thread.start()
    begun.wait(DEADLINE_SECONDS)
    try:
        yield
    finally:
        over.set()
        thread.join()


def a_print_event(job_id, number):
    PrintEvent.create(
        job=job_id,
        event_type=EventType.CUSTOM,
        message=str(number),
        severity=Severity.INFO,
        timestamp=datetime.now(UTC) + timedelta(seconds=number),
    )


def as_role(api, role):
    return {"X-Api-Key": api.key(role)}


def uploaded(api, commands=60):
    lines = moves(commands) if isinstance(commands, int) else commands
    content = ("\n".join(lines) + f"\n; {next(_numbers)}\n").encode()
    answer = post(api, form(file_part(content, "part.gcode")), "OPERATOR")
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["file"]["id"]


def started(api, commands=60, **more):
    body = {"fileId": uploaded(api, commands), **more}
    return data_of(api.client.post("/api/jobs/start", json=body, headers=as_role(api, "OPERATOR")))["job"]


def job_of(api, job_id):
    return data_of(api.client.get(f"/api/jobs/{job_id}", headers=as_role(api, "VIEWER")))


def wait_for(api, job_id, *statuses):
    wait_until(lambda: job_of(api, job_id)["job"]["status"] in statuses, f"one of {statuses}")
    return job_of(api, job_id)


def order(api, job_id, name):
    return api.client.post(f"/api/jobs/{job_id}/{name}", headers=as_role(api, "OPERATOR"))


class TestOnePrint:
    def test_from_the_wish_to_the_record(self, api):
        job = started(api, 1500, notes="for Ann", isPublic=True)
        assert job["status"] in ("PREPARING", "PRINTING")
        current = data_of(api.client.get("/api/jobs/current", headers=as_role(api, "VIEWER")))["job"]
        assert current["id"] == job["id"]
        wait_until(lambda: data_of(api.admin.get("/api/printer/status"))["currentJob"], "it on the printer")
        assert data_of(api.admin.get("/api/printer/status"))["currentJob"]["name"] == "part.gcode"
        wait_for(api, job["id"], "COMPLETED")
        wait_until(lambda: len(job_of(api, job["id"])["events"]) == 2, "its events")
        wait_until(lambda: stored(api, File, job["fileId"]).print_count == 1, "the count of prints")
        found = job_of(api, job["id"])
        assert [event["eventType"] for event in found["events"]] == ["JOB_STARTED", "JOB_COMPLETED"]
        told = found["job"]
        assert (told["progress"], told["notes"], told["isPublic"]) == (100.0, "for Ann", True)
        assert told["createdAt"] <= told["startedAt"] <= told["completedAt"]
        assert told["actualTime"] >= 0
        assert told["estimatedTime"] is not None
        gallery = data_of(api.client.get("/api/public/gallery"))
        assert job["name"] in [entry["name"] for entry in gallery["jobs"]]

    def test_its_temperatures_and_progress_are_stored_as_they_come(self, api):
        job = started(api, 4000)
        wait_until(lambda: len(job_of(api, job["id"])["temperatures"]) >= 2, "temperatures")
        wait_until(lambda: 0 < job_of(api, job["id"])["job"]["linesAcknowledged"] < 4000, "progress")
        found = job_of(api, job["id"])
        assert found["job"]["linesTotal"] == 4000
        assert found["temperatures"][0]["hotendTemp"] > 0
        few = api.client.get(f"/api/jobs/{job['id']}?points=2", headers=as_role(api, "VIEWER"))
        assert len(data_of(few)["temperatures"]) <= 2

    def test_paused_resumed_and_cancelled(self, api, printer):
        job = started(api, ["M104 S180", *moves(4000)])
        wait_for(api, job["id"], "PRINTING")
        for name, status in (("pause", "PAUSED"), ("resume", "PRINTING"), ("cancel", "CANCELLED")):
            answered = data_of(order(api, job["id"], name))["job"]
            assert (answered["id"], answered["status"]) == (job["id"], status)
        kinds = ["JOB_STARTED", "JOB_PAUSED", "JOB_RESUMED", "JOB_CANCELLED"]
        wait_until(lambda: types_of(api, job["id"]) == kinds, "its events")
        assert printer.target_celsius() == 0
        assert error_of(order(api, job["id"], "pause")) == (409, "CONFLICT")

    def test_an_emergency_stop_fails_it(self, api, printer):
        job = started(api, 4000)
        wait_for(api, job["id"], "PRINTING")
        data_of(api.client.post("/api/printer/emergency-stop", headers=as_role(api, "OPERATOR")))
        found = wait_for(api, job["id"], "FAILED")["job"]
        assert found["failureReason"] == "EMERGENCY_STOP"
        wait_until(lambda: "CRITICAL" in severities_of(api, job["id"]), "a critical event")
        status = data_of(api.admin.get("/api/printer/status"))
        assert (status["state"], "reset" in status["actions"]) == ("error", True)
        wait_until(lambda: notified(api, "PRINT_FAILED", job["id"]), "the notice")
        printer.order("reset")  # a pseudo-terminal has no line to pull
        wait_until(
            lambda: data_of(api.admin.get("/api/printer/status"))["state"] == "idle", "the printer's return"
        )

    def test_a_file_that_changed_is_not_printed(self, api):
        file_id = uploaded(api)
        path = api.settings.upload_dir / stored(api, File, file_id).file_path
        path.write_bytes(path.read_bytes() + b"M106\n")
        answer = api.client.post(
            "/api/jobs/start", json={"fileId": file_id}, headers=as_role(api, "OPERATOR")
        )
        found = wait_for(api, data_of(answer)["job"]["id"], "FAILED")["job"]
        assert found["failureReason"] == "FILE_ERROR"
        assert "hash" in found["errorMessage"]


def reasons_of(job):
    return {one["action"]: one["reason"] for one in job["unavailable"]}


class TestQueue:
    def test_jobs_wait_in_order_for_a_clear_bed(self, api):
        first = started(api, 1500)
        second, third = started(api, 30), started(api, 30)
        assert [second["status"], third["status"]] == ["QUEUED", "QUEUED"]
        view = data_of(api.admin.get("/api/printer/queue"))
        assert [job["id"] for job in view["queue"]] == [second["id"], third["id"]]
        assert (view["blockedBy"], view["nextPrint"]["starts"]) == ("busy", False)
        assert view["newPrint"]["reason"].startswith("the printer is busy with ")
        assert reasons_of(view["queue"][0])["start"] == view["nextPrint"]["reason"]
        assert error_of(api.admin.post("/api/printer/bed-clear")) == (409, "PRINTER_BUSY")
        wait_for(api, first["id"], "COMPLETED")
        waiting = job_of(api, second["id"])["job"]
        assert (waiting["status"], waiting["actions"]) == ("QUEUED", ["start", "cancel"])
        view = data_of(api.admin.get("/api/printer/queue"))
        assert (view["blockedBy"], view["nextPrint"]["starts"]) == ("bed", True)
        assert view["newPrint"]["blockedBy"] == "others_wait"
        view = data_of(api.admin.post("/api/printer/bed-clear"))
        assert [job["id"] for job in view["queue"]] == [third["id"]]
        wait_for(api, second["id"], "COMPLETED")
        data_of(order(api, third["id"], "start"))
        wait_for(api, third["id"], "COMPLETED")

    def test_moved_and_cancelled_while_they_wait(self, api):
        started(api, 4000)
        first, second = started(api, 30), started(api, 30)
        data_of(api.admin.patch(f"/api/jobs/{second['id']}", json={"queuePosition": 1}))
        view = data_of(api.admin.get("/api/printer/queue"))
        assert [job["id"] for job in view["queue"]] == [second["id"], first["id"]]
        assert [job["queuePosition"] for job in view["queue"]] == [1, 2]
        assert data_of(order(api, second["id"], "cancel"))["job"]["status"] == "CANCELLED"
        wait_until(lambda: types_of(api, second["id"]) == ["JOB_CANCELLED"], "its event")

    def test_queued_on_purpose_it_begins_once_the_printer_is_free_and_the_bed_clear(self, api):
        data_of(api.admin.post("/api/printer/bed-clear"))
        done = started(api, 30, queue=True)
        assert done["status"] == "PREPARING"
        wait_for(api, done["id"], "COMPLETED")
        job = started(api, 30, queue=True)
        assert job["status"] == "QUEUED"
        data_of(api.admin.post("/api/printer/bed-clear"))
        wait_for(api, job["id"], "COMPLETED")

    def test_the_queue_outlives_the_actor(self, api):
        started(api, 4000)
        job = started(api, 30)
        api.tree.crash("job")
        wait_until(
            lambda: (
                [one["id"] for one in data_of(api.admin.get("/api/printer/queue"))["queue"]] == [job["id"]]
            ),
            "the queue",
        )

    def test_the_queue_is_told_before_the_actor_has_read_it(self, api):
        """As after a restart: it is read once all that is known is written, and that waits for others."""
        started(api, 4000)
        waiting = [started(api, 30)["id"] for _ in range(2)]
        api.write_backlog()
        with nobody_else_writes(api):
            api.tree.crash("job")
            wait_until(lambda: knows_queue(api) is False, "an actor that knows nothing")
            view = data_of(api.admin.get("/api/printer/queue"))
            assert [one["id"] for one in view["queue"]] == waiting
            status, code = error_of(order(api, waiting[0], "start"))
            assert (status, code) == (409, "PRINTER_NOT_READY")
        wait_until(lambda: knows_queue(api), "the queue")

    def test_an_order_waits_until_the_queue_was_read(self, api):
        started(api, 4000)
        waiting = started(api, 30)["id"]
        api.write_backlog()
        with ThreadPoolExecutor(1) as pool:
            with nobody_else_writes(api):
                api.tree.crash("job")
                wait_until(lambda: knows_queue(api) is False, "an actor that knows nothing")
                answer = pool.submit(order, api, waiting, "cancel")
            assert data_of(answer.result())["job"]["status"] == "CANCELLED"


class TestRecords:
    def test_events_come_in_pages(self, api):
        job = started(api, 30)
        wait_for(api, job["id"], "COMPLETED")
        api.write_backlog()

        def make():
            for number in range(250):
                a_print_event(job["id"], number)

        api.storage.run(make)
        found = job_of(api, job["id"])
        assert (len(found["events"]), found["eventsTotal"]) == (100, 252)
        assert found["events"][-1]["message"] == "249"
        path = f"/api/jobs/{job['id']}/events"
        pages = [
            data_of(api.client.get(f"{path}?limit=100&page={page}", headers=as_role(api, "VIEWER")))
            for page in (1, 2, 3)
        ]
        told = [event["message"] for page in pages for event in page["events"]]
        assert (pages[0]["total"], pages[0]["pages"], len(told)) == (252, 3, 252)
        assert told[:250] == [str(number) for number in reversed(range(250))]
        assert api.admin.get(f"/api/jobs/{uuid4()}/events").status_code == 404

    def test_lists(self, api):
        job = started(api, 30)
        wait_for(api, job["id"], "COMPLETED")

        def listed(**query):
            found = data_of(api.client.get("/api/jobs", params=query, headers=as_role(api, "VIEWER")))
            return [one["id"] for one in found["jobs"]]

        wait_until(lambda: job["id"] in listed(status="completed,failed"), "it in the list")
        assert job["id"] in listed(fileId=job["fileId"], limit=1)
        assert listed(status="queued") == []
        assert listed(printer="nobody") == []
        assert api.admin.get("/api/jobs?status=lost").status_code == 400

    def test_deleted_with_all_that_is_logged(self, api):
        job = started(api, 600)
        wait_for(api, job["id"], "PRINTING")
        assert api.admin.delete(f"/api/jobs/{job['id']}").status_code == 409
        wait_for(api, job["id"], "COMPLETED")
        wait_until(lambda: api.admin.delete(f"/api/jobs/{job['id']}").status_code == 200, "its end")
        assert api.admin.get(f"/api/jobs/{job['id']}").status_code == 404
        for model in (PrintEvent, TemperatureLog):
            assert api.storage.read(model.select().where(model.job == job["id"]).count) == 0
        assert api.admin.delete(f"/api/files/{job['fileId']}").status_code == 200

    def test_others_jobs_are_theirs(self, api):
        body = {"fileId": uploaded(api, 30)}
        job = data_of(api.admin.post("/api/jobs/start", json=body))["job"]
        wait_for(api, job["id"], "COMPLETED")
        change = api.client.patch(
            f"/api/jobs/{job['id']}", json={"isPublic": True}, headers=as_role(api, "OPERATOR")
        )
        assert change.status_code == 403
        answer = api.admin.patch(f"/api/jobs/{job['id']}", json={"isPublic": True, "notes": "mine"})
        told = data_of(answer)["job"]
        assert (told["isPublic"], told["notes"]) == (True, "mine")
        answer = api.admin.patch(f"/api/jobs/{job['id']}", json={"isPublic": None})
        assert answer.status_code == 400


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({}, 400),
            ({"fileId": "x"}, 400),
            ({"fileId": str(uuid4())}, 404),
            ({"fileId": "FILE", "slicedFileId": str(uuid4())}, 404),
            ({"fileId": "FILE", "printer": "nobody"}, 404),
            ({"fileId": "FILE", "settings": {"temperature": {"hotend": 450}}}, 400),
            ({"fileId": "FILE", "settings": {"temperature": {"hotend": "NaN"}}}, 400),
            ({"fileId": "FILE", "settings": {"temperature": {"hotend": True}}}, 400),
        ],
    )
    def test_a_wish_that_cannot_be(self, api, body, status):
        given = {name: uploaded(api) if value == "FILE" else value for name, value in body.items()}
        answer = api.admin.post("/api/jobs/start", json=given)
        assert answer.status_code == status, answer.text

    def test_an_unknown_job(self, api):
        for name in ("start", "pause", "resume", "cancel"):
            assert order(api, uuid4(), name).status_code == 404

    def test_another_than_the_one_on_the_printer(self, api):
        started(api, 4000)
        waiting = started(api, 30)
        assert order(api, waiting["id"], "pause").status_code == 404
        assert error_of(order(api, waiting["id"], "start")) == (409, "PRINTER_BUSY")


def stored(api, model, key):
    return api.storage.read(model.get_by_id, key)


def types_of(api, job_id):
    return [event["eventType"] for event in job_of(api, job_id)["events"] if event["eventType"] != "CUSTOM"]


def severities_of(api, job_id):
    return {event["severity"] for event in job_of(api, job_id)["events"]}


def notified(api, kind, job_id):
    rows = api.storage.read(lambda: list(Notification.select().where(Notification.type == kind)))
    return any((row.metadata or {}).get("jobId") == job_id for row in rows)


class TestReasons:
    def test_why_it_was_cancelled_is_noted_and_found(self, api):
        job = started(api, 4000)
        wait_for(api, job["id"], "PRINTING")
        path = f"/api/jobs/{job['id']}"
        headers = as_role(api, "OPERATOR")
        early = api.client.patch(path, json={"userReason": "WARPING"}, headers=headers)
        assert error_of(early) == (409, "CONFLICT")
        data_of(order(api, job["id"], "cancel"))
        wait_until(
            lambda: (
                api.client.patch(path, json={"userReason": "warping"}, headers=headers).status_code == 200
            ),
            "the row's end",
        )
        assert job_of(api, job["id"])["job"]["userReason"] == "WARPING"
        query = {"userReason": "WARPING", "search": "PART", "from": job["createdAt"]}
        found = data_of(api.client.get("/api/jobs", params=query, headers=headers))["jobs"]
        assert [one["id"] for one in found] == [job["id"]]
        for other in ({"search": "no such"}, {"to": job["createdAt"]}, {"userReason": "STRINGING"}):
            listed = data_of(api.client.get("/api/jobs", params=query | other, headers=headers))
            assert listed["total"] == 0
        data_of(api.client.patch(path, json={"userReason": None}, headers=headers))
        assert job_of(api, job["id"])["job"]["userReason"] is None

    def test_copies_wait_in_the_queue(self, api):
        body = {"fileId": uploaded(api, 4000), "copies": 3, "queue": True}
        answer = data_of(api.client.post("/api/jobs/start", json=body, headers=as_role(api, "OPERATOR")))
        assert (len(answer["copies"]), answer["copiesError"]) == (2, None)
        for job_id in answer["copies"]:
            assert job_of(api, job_id)["job"]["status"] == "QUEUED"
            data_of(order(api, job_id, "cancel"))
        data_of(order(api, answer["job"]["id"], "cancel"))
