"""Uploads that are announced, and how they go on."""

from __future__ import annotations

import uuid

import pytest
from api import Api
from live import Socket
from simulated import SimulatedPrinter
from uploading import GCODE

from lezerprint.files import rows
from lezerprint.files.events import UploadProgress
from web.errors import NotFoundError
from web.live.uploads import Announcements


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link, max_file_size=1 << 20) as api:
        yield api


@pytest.fixture
def operator(api):
    with Socket(api.url, api.key("OPERATOR")) as socket:
        yield socket


def post(api, url, content=GCODE, role="OPERATOR"):
    answer = api.client.post(
        url, files={"file": ("part.gcode", content)}, headers={"X-Api-Key": api.key(role)}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["file"]


def test_from_its_announcement_to_its_end(api, operator):
    told = operator.ask("file:upload:start", {"name": "part.gcode", "size": len(GCODE)})
    assert told["method"] == "POST"
    assert told["maxBytes"] == 1 << 20
    of_it = {"uploadId": told["uploadId"]}
    assert operator.ask("file:upload:progress", of_it)["state"] == "announced"
    assert operator.ask("file:upload:complete", of_it)["complete"] is False
    file = post(api, told["url"])
    progress = operator.next("file:upload:progress")["data"]
    assert progress["uploadId"] == told["uploadId"]
    assert progress["fileId"] == file["id"]
    assert progress["receivedBytes"] == len(GCODE)
    assert 0 < progress["percentage"] <= 100
    whole = operator.next("file:upload:progress", where=lambda data: data["percentage"] == 100)["data"]
    assert (whole["receivedBytes"], whole["totalBytes"]) == (len(GCODE), len(GCODE))
    uploaded = operator.next("file:uploaded")["data"]
    assert uploaded["uploadId"] == told["uploadId"]
    assert uploaded["file"]["id"] == file["id"]
    complete = operator.ask("file:upload:complete", of_it)
    assert (complete["complete"], complete["processed"]) == (True, False)
    assert complete["file"]["originalName"] == "part.gcode"
    api.storage.run(rows.processed, uuid.UUID(file["id"]), {"layerCount": 3}, None)
    assert operator.ask("file:upload:complete", of_it)["processed"] is True
    api.admin.delete(f"/api/files/{file['id']}")
    assert operator.next("file:deleted")["data"] == {"fileId": file["id"]}
    assert operator.refused("file:upload:complete", of_it) == "NOT_FOUND"


def test_without_an_announcement_too(api, operator):
    file = post(api, "/api/files/upload", b"G28\nG1 X7\n")
    assert operator.next("file:upload:progress")["data"]["uploadId"] is None
    assert operator.next("file:uploaded")["data"]["file"]["id"] == file["id"]


def test_all_is_told_in_order_and_100_percent_before_the_end(api, operator):
    for number in range(5):
        post(api, "/api/files/upload", b"G28\nG1 X1%d\n" % number)
        told = [one for one in operator.until("file:uploaded") if one["event"].startswith("file:upload")]
        assert told[-2]["data"]["percentage"] == 100


def test_others_learn_nothing_of_it(api, operator):
    mine = operator.ask("file:upload:start", {"name": "part.gcode", "size": 5})
    with Socket(api.url, api.key("ADMIN")) as admin:
        assert admin.refused("file:upload:progress", {"uploadId": mine["uploadId"]}) == "NOT_FOUND"
        post(api, mine["url"], b"G28\nG1 X8\n", role="ADMIN")
        assert admin.next("file:uploaded")["data"]["uploadId"] is None
        assert operator.quiet("file:uploaded", "file:upload:progress")
    assert operator.ask("file:upload:progress", {"uploadId": mine["uploadId"]})["state"] == "announced"


def test_a_name_of_the_upload_that_is_none_is_refused(api, operator):
    with pytest.raises(AssertionError, match="uploadId"):
        post(api, "/api/files/upload?uploadId=nonsense", b"G28\nG1 X9\n")
    assert operator.quiet("file:uploaded")


def test_not_for_those_who_may_not_upload(api):
    with Socket(api.url, api.key("VIEWER")) as viewer:
        assert viewer.refused("file:upload:start", {"name": "a.gcode", "size": 5}) == "FORBIDDEN"


def test_the_oldest_announcements_are_forgotten():
    announcements, user_id = Announcements(), uuid.uuid4()
    first = announcements.add(user_id, "first")
    event = UploadProgress(uuid.uuid4(), user_id, "", 1, None, first.upload_id)
    assert announcements.goes_on(event) == first.upload_id
    for _ in range(1000):
        announcements.add(user_id, "more")
    with pytest.raises(NotFoundError):
        announcements.get(first.upload_id, user_id)
    assert announcements.goes_on(event) is None
    assert not announcements._of_files
