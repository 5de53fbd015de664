"""What the document says of events and replies is what clients get, from a real print, camera and upload."""

from __future__ import annotations

import pytest
from answers import data_of
from api import Api
from event_schemas import EVENTS, MESSAGES, check_event, check_reply
from live import Socket
from mjpeg_server import IpCamera
from serving import moves
from simulated import SimulatedPrinter, wait_until

from lezerprint.base.enums import NotificationType
from lezerprint.notify.notice import Audience, Notice
from lezerprint.status import status_of
from web.live.event_models import EVENT_MODELS
from web.live.handlers import HANDLERS
from web.live.rooms import RULES

TO_ONE_CLIENT = {"hello", "camera:frame", "camera:video", "error"}
TOPICS = ("status", "temperature", "progress", "camera")
PRINT = ["M140 S40", "G28", ";LAYER:0", *moves(1000), ";LAYER:1", *moves(1000)]


@pytest.fixture(scope="module")
def printer():
    with SimulatedPrinter("--latency-ms", "1") as printer:
        yield printer


@pytest.fixture(scope="module")
def api(printer):
    cameras = [{"name": "gone", "url": "http://127.0.0.1:9/x", "idle_seconds": 0}]
    with (
        IpCamera() as source,
        Api(printer.link, works=True, camera_url=source.url(), cameras=cameras, public_camera=True) as api,
    ):
        yield api


@pytest.fixture
def admin(api):
    with Socket(api.url, api.key("ADMIN")) as socket:
        for topic in ("status", "temperature", "progress", "terminal"):
            asked(socket, f"subscribe:{topic}")
        yield socket


def checked(socket, *events, to_visitor=False, where=lambda _: True):
    message = socket.next(*events, where=where)
    check_event(message, to_visitor=to_visitor)
    return message["data"]


def asked(socket, event, data=None):
    reply = socket.ask(event, data)
    check_reply(event, reply)
    return reply


def upload(api, name, commands):
    content = ("\n".join(commands) + "\n").encode()
    return uploaded(api.admin.post("/api/files/upload", files={"file": (name, content)}))


def uploaded(answer):
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["file"]


def start(api, name, commands=PRINT):
    """The id of a job under way."""
    file = upload(api, name, commands)
    job = data_of(api.admin.post("/api/jobs/start", json={"fileId": file["id"]}))["job"]
    return job["id"]


def test_every_event_and_message_has_a_model():
    assert EVENT_MODELS.keys() == RULES.keys() | TO_ONE_CLIENT == EVENTS.keys()
    assert MESSAGES.keys() == HANDLERS.keys()


def test_visitors_have_a_model_of_what_they_see():
    seen = {name for name, rule in RULES.items() if rule.visitors is not None}
    assert {name for name, one in EVENT_MODELS.items() if one.visitors} == seen | TO_ONE_CLIENT


def test_those_of_a_print(api, admin):
    job_id = start(api, "part.gcode")
    checked(admin, "file:uploaded", "file:upload:progress")
    started = checked(admin, "print:started")
    assert started["job"]["id"] == job_id
    asked(admin, "control:pause")
    checked(admin, "print:paused")
    checked(admin, "status:update", where=lambda data: data["state"] == "paused")
    asked(admin, "control:resume")
    checked(admin, "print:resumed")
    checked(admin, "progress:update")
    checked(admin, "print:completed")
    for name in ("file:processed", "task:update", "print:event", "notification", "terminal:lines"):
        checked(admin, name)


def test_those_of_a_print_that_is_cancelled(api, admin):
    start(api, "cancelled.gcode")
    checked(admin, "print:started")
    asked(admin, "control:stop")
    checked(admin, "print:cancelled")


def test_those_of_a_print_that_fails(api, admin, printer):
    start(api, "failed.gcode")
    checked(admin, "print:started")
    printer.order("reset")
    checked(admin, "print:failed")
    checked(admin, "alert")
    wait_until(
        lambda: data_of(api.admin.get("/api/printer/status"))["connection"]["state"] == "ready", "its return"
    )


def test_those_of_a_printer(api, admin):
    for name in ("status:update", "temperature:update", "position:update"):
        with Socket(api.url, api.key("VIEWER")) as user:
            user.ask("subscribe:status")
            user.ask("subscribe:temperature")
            checked(user, name)


def test_that_of_a_printer_without_a_port_process():
    status = status_of("default", None, "the port process is being started", None)
    check_event({"event": "status:update", "data": status})


def test_that_of_an_actor(api, admin):
    api.services.system.crash("printer/default/telemetry")
    checked(admin, "actor:change")


def test_those_of_cameras_and_recordings(api, admin):
    asked(admin, "subscribe:camera")
    for name in ("camera:state", "camera:frame"):
        checked(admin, name, where=lambda data: data["camera"] == "default")
    asked(admin, "subscribe:camera", {"camera": "gone"})
    checked(admin, "camera:error")
    checked(admin, "camera:state", where=lambda data: data["state"] == "failed")
    asked(admin, "unsubscribe:camera", {"camera": "gone"})
    assert api.admin.post("/api/camera/record/start", json={"quality": "low"}).status_code == 201
    checked(admin, "recording:started")
    data_of(api.admin.post("/api/camera/record/stop"))
    checked(admin, "recording:ended")


def test_those_of_files(api, admin):
    upload_data = {"uploadId": asked(admin, "file:upload:start", {"name": "a.gcode", "size": 9})["uploadId"]}
    asked(admin, "file:upload:progress", upload_data)
    asked(admin, "file:upload:complete", upload_data)
    url = f"/api/files/upload?uploadId={upload_data['uploadId']}"
    file = uploaded(api.admin.post(url, files={"file": ("a.gcode", b"G28\nG1 X5\n")}))
    checked(admin, "file:upload:progress", where=lambda data: data["fileId"] == file["id"])
    asked(admin, "file:upload:progress", upload_data)
    asked(admin, "file:upload:complete", upload_data)
    data_of(api.admin.delete(f"/api/files/{file['id']}"))
    checked(admin, "file:deleted")


def test_those_of_a_notification(api, admin):
    notice = Notice(NotificationType.INFO, "A title", "A message", {"jobId": "7"})
    api.services.notifier.notify(Audience(user_ids=[admin.hello["user"]["id"]]), notice)
    checked(admin, "notification", where=lambda data: data["title"] == "A title")


def test_those_of_a_connection(api, admin):
    check_event({"event": "hello", "data": admin.hello})
    asked(admin, "authenticate", {"token": api.key("ADMIN")})
    asked(admin, "resume", {"stream": admin.hello["stream"], "since": api.events.sequence})
    for topic in ("status", "temperature", "progress", "terminal"):
        asked(admin, f"unsubscribe:{topic}")
        asked(admin, f"subscribe:{topic}")
    admin.send("resume", {"stream": 7}, id="wrong")
    check_event(admin.next("error", where=lambda data: data["code"] == "VALIDATION_ERROR"))


def test_those_of_orders(admin):
    asked(admin, "control:command", {"command": "M115"})
    asked(admin, "control:command", {"command": "M114", "wait": False, "printer": "default"})
    asked(admin, "control:heaters-off", {"printer": "default"})


def test_those_of_a_command_that_takes_long(admin):
    asked(admin, "control:command", {"command": "M303 E0 S200 C2"})
    checked(admin, "command:started")
    checked(admin, "command:ended", where=lambda data: data["pid"] is not None)


def test_those_of_visitors(api, admin):
    with Socket(api.url, query="?demo=true") as visitor:
        checked(visitor, "hello", to_visitor=True)
        for topic in TOPICS:
            visitor.ask(f"subscribe:{topic}")
        for name in ("status:update", "temperature:update", "camera:frame", "camera:state"):
            checked(visitor, name, to_visitor=True)
        start(api, "public.gcode")
        checked(visitor, "progress:update", to_visitor=True)
        checked(visitor, "status:update", to_visitor=True, where=lambda data: data["progress"] is not None)
        asked(admin, "control:emergency")
