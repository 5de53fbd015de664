"""Settings over HTTP: changed by administrators, all or none, and noted."""

from __future__ import annotations

import pytest
from answers import data_of, error_of
from api import Api
from simulated import SimulatedPrinter

from lezerprint.settings import load_settings
from lezerprint.settings.model import SettingsOrigin
from lezerprint.storage.models import SystemEvent

WORD = "hush"


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link) as api:
        api.settings.read_from(SettingsOrigin(flags={"data_dir": api.settings.data_dir}))
        yield api


def is_invalid(answer):
    return (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


def patch(api, **values):
    return api.admin.patch("/api/settings", json={"values": values})


def after_a_restart(api):
    return load_settings(None, api.settings.origin.flags)


def test_one_is_changed_and_set_back(api):
    answer = data_of(patch(api, trash_hours=48))
    [told] = answer["settings"]
    assert answer["needsRestart"]
    assert (told["key"], told["value"], told["nextValue"], told["isStored"]) == ("trash_hours", 24, 48, True)
    assert after_a_restart(api).trash_hours == 48
    answer = data_of(patch(api, trash_hours=None))
    assert (answer["settings"][0]["nextValue"], answer["needsRestart"]) == (24, False)
    api.write_backlog()
    with api.storage.session():
        [event] = SystemEvent.select().where(SystemEvent.event_type == "setting.changed").limit(1)
    assert event.metadata["settings"] == ["trash_hours"]


def test_at_once(api):
    assert api.client.get("/api/public/status").status_code == 200
    assert not data_of(patch(api, public_access=False))["needsRestart"]
    assert api.client.get("/api/public/status").status_code == 404
    assert data_of(api.client.get("/api/auth/state"))["publicPage"] is False
    data_of(patch(api, public_access=None))
    assert api.client.get("/api/public/status").status_code == 200


def test_all_or_none(api):
    answer = patch(api, backup_keep=3, currency="euros")
    assert is_invalid(answer)
    assert [one["field"] for one in answer.json()["error"]["details"]] == ["values.currency"]
    assert after_a_restart(api).backup_keep == 7
    assert error_of(patch(api, slicer_path="/bin/sh")) == (409, "CONFLICT")
    assert is_invalid(patch(api, smtp_user="***"))


def test_a_secret_is_written_and_never_read(api):
    answer = patch(api, smtp_pass=WORD)
    assert WORD not in answer.text
    assert after_a_restart(api).smtp_pass.get_secret_value() == WORD
    assert WORD not in api.admin.get("/api/settings").text
    data_of(patch(api, smtp_pass=None))


def test_printers_are_added_changed_and_removed(api):
    added = api.admin.post("/api/settings/printers", json={"values": {"name": "bench", "device": "virtual"}})
    assert added.status_code == 201
    assert [one.name for one in after_a_restart(api).printers] == ["default", "bench"]
    assert is_invalid(api.admin.post("/api/settings/printers", json={"values": {"name": "bench"}}))
    path = "/api/settings/printers/bench"
    data_of(api.admin.patch(path, json={"values": {"max_bed_celsius": 90, "alerts": {}}}))
    bench = after_a_restart(api).printers[1]
    assert (bench.device, bench.max_bed_celsius) == ("virtual", 90)
    data_of(api.admin.patch(path, json={"values": {"max_bed_celsius": None}}))
    assert after_a_restart(api).printers[1].max_bed_celsius == 120
    assert is_invalid(api.admin.patch(path, json={"values": {"name": "x"}}))
    data_of(api.admin.delete(path))
    assert [one.name for one in after_a_restart(api).printers] == ["default"]
    assert is_invalid(api.admin.delete("/api/settings/printers/default"))
    assert error_of(api.admin.delete(path)) == (404, "NOT_FOUND")


def test_a_camera_keeps_its_password_to_itself(api):
    values = {
        "name": "nozzle",
        "url": f"http://ann:{WORD}@192.0.2.1/stream",
        "webrtc_url": f"http://ann:{WORD}@192.0.2.1/whep",
    }
    answer = api.admin.post("/api/settings/cameras", json={"values": values})
    assert answer.status_code == 201
    assert WORD not in answer.text
    shown = answer.json()["data"]["settings"][0]["nextValue"][0]
    path = "/api/settings/cameras/nozzle"
    for name in ("url", "webrtc_url"):
        assert is_invalid(api.admin.patch(path, json={"values": {name: shown[name]}}))
    data_of(api.admin.patch(path, json={"values": {"title": "Nozzle"}}))
    [camera] = after_a_restart(api).cameras
    assert (camera.url, camera.webrtc_url) == (values["url"], values["webrtc_url"])
    assert camera.title == "Nozzle"
    data_of(api.admin.delete(path))


def test_administrators_alone(api):
    headers = {"X-Api-Key": api.key("OPERATOR")}
    answer = api.client.patch("/api/settings", json={"values": {"trash_hours": 1}}, headers=headers)
    assert error_of(answer) == (403, "FORBIDDEN")
    assert after_a_restart(api).trash_hours == 24
