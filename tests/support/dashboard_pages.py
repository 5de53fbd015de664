"""Every page of the dashboard, on a server that has something to show on each."""

from __future__ import annotations

import contextlib

from browser import EMAIL, PASSWORD, Desk
from simulated import wait_until

from lezerprint.virtual.sample import sample_gcode

_STATIC = {
    "home": "/",
    "control": "/control",
    "control-macros": "/control/macros",
    "control-terminal": "/control/terminal",
    "control-mesh": "/control/mesh",
    "files": "/files",
    "jobs": "/jobs",
    "jobs-history": "/jobs/history",
    "camera": "/camera",
    "camera-recordings": "/camera/recordings",
    "camera-films": "/camera/films",
    "statistics": "/statistics",
    "admin": "/admin",
    "admin-actors": "/admin/actors",
    "admin-link": "/admin/link",
    "admin-tasks": "/admin/tasks",
    "admin-users": "/admin/users",
    "admin-profiles": "/admin/profiles",
    "admin-settings": "/admin/settings",
    "admin-backups": "/admin/backups",
    "admin-audit": "/admin/audit",
    "admin-trash": "/admin/trash",
    "admin-api": "/admin/api",
    "settings": "/settings",
    "settings-account": "/settings/account",
    "settings-sessions": "/settings/sessions",
    "settings-keys": "/settings/keys",
    "settings-notifications": "/settings/notifications",
    "setup": "/setup",
    "kiosk": "/kiosk",
    "wall": "/wall",
}
PUBLIC = {"sign-in": "/", "public": "/public"}
"""Those that need no account."""

OF_DATA = ("file", "start", "job", "job-failed")
NAMES = (*_STATIC, *OF_DATA)
"""Those of the administrator."""


@contextlib.contextmanager
def filled_desk(browser):
    """A server in the middle of a print, after others; and the path of each page by its name."""
    with Desk(browser, CAMERA_URL="virtual", PUBLIC_CAMERA="true", LEZERPRINT_CHAOS="1") as desk:
        yield desk, {**_STATIC, **_fill(desk)}


def _fill(desk):
    files = [desk.upload(f"{name}.gcode", _sample(layers)) for name, layers in _PARTS.items()]
    desk.server.sign_in(EMAIL, PASSWORD)
    for user in ("operator", "viewer"):
        account = {"email": f"{user}@example.com", "username": user, "password": "a long password"}
        desk.api("POST", "/api/users", {**account, "role": user.upper()})
    jobs = [_printed(desk, file) for file in files[:2]]
    desk.printer.order("slow 3")
    failed = _started(desk, files[2])
    wait_until(lambda: (desk.server.status()["currentJob"]["layer"] or 0) >= 1, "a layer")
    desk.printer.order("reset")
    wait_until(lambda: _state(desk, failed) == "FAILED", "the failure")
    desk.wait_ready()
    _clear(desk)
    _started(desk, files[3])
    for file in files[:2]:
        desk.api("POST", "/api/jobs/start", {"fileId": file["id"], "queue": True})
    wait_until(lambda: (desk.server.status()["currentJob"]["layer"] or 0) >= 2, "some layers")
    desk.printer.order("slow 200")
    return {
        "file": f"/files/{files[0]['id']}",
        "start": f"/files/{files[1]['id']}?print",
        "job": f"/jobs/{jobs[0]}",
        "job-failed": f"/jobs/{failed}",
    }


_PARTS = {
    "bowl": 3,
    "Lampshade with a name that needs more room than there is on a phone": 4,
    "hinge": 8,
    "vase": 30,
}


def _sample(layers):
    return "\n".join(sample_gcode(layers)) + "\n"


def _started(desk, file):
    job = desk.api("POST", "/api/jobs/start", {"fileId": file["id"]})["job"]
    wait_until(lambda: _state(desk, job["id"]) not in {"QUEUED", "PREPARING"}, "the start")
    return job["id"]


def _printed(desk, file):
    job = _started(desk, file)
    wait_until(lambda: _state(desk, job) == "COMPLETED", "the end of the print")
    _clear(desk)
    return job


def _clear(desk):
    desk.api("POST", "/api/printers/default/bed-clear")


def _state(desk, job_id):
    return desk.api("GET", f"/api/jobs/{job_id}")["job"]["status"]
