"""Files are found, fetched, changed and deleted by those who may."""

from __future__ import annotations

import hashlib
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from answers import data_of, error_of
from api import BACKENDS, api_on
from model_files import binary_stl, cube
from rows import a_job
from services import require
from simulated import SimulatedPrinter, wait_until
from uploading import GCODE, field_part, file_part, form, left_in, post

from lezerprint.base.disk import FULL_MESSAGE
from lezerprint.base.enums import JobState
from lezerprint.files.store import LARGE_PREVIEW_NAME, PREVIEW_NAME
from lezerprint.storage.models import File
from lezerprint.tasks import records


@pytest.fixture(scope="module", params=BACKENDS)
def api(request):
    with SimulatedPrinter() as printer, api_on(request.param, printer.link) as api:
        yield api


def key(api, role):
    return {"X-Api-Key": api.key(role)}


def uploaded(api, name="part.gcode", content=GCODE, role="OPERATOR", folder=""):
    body = form(file_part(content, name), field_part("folder", folder))
    answer = post(api, body, role)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["file"]


def listed(api, **query):
    return data_of(api.client.get("/api/files", params=query, headers=key(api, "VIEWER")))


@pytest.fixture(scope="module")
def stocked(api):
    """The application with a folder of files, of three sizes."""
    for name, times in {"Lamp.gcode": 3, "lid 2.gcode": 1, "Ärmel.gcode": 2}.items():
        uploaded(api, name, GCODE * times, folder="listed")
    uploaded(api, "lamp.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", folder="listed/deep")
    return api


@pytest.fixture(scope="module")
def path(api):
    """Where a file is fetched."""
    name = 'Größe "x" 😀.gcode'
    return f"/api/files/{uploaded(api, name)['id']}/download"


class TestList:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({}, ["Ärmel.gcode", "lid 2.gcode", "Lamp.gcode"]),
            ({"sort": "date", "order": "asc"}, ["Lamp.gcode", "lid 2.gcode", "Ärmel.gcode"]),
            ({"sort": "name"}, ["Ärmel.gcode", "Lamp.gcode", "lid 2.gcode"]),
            ({"sort": "name", "order": "desc"}, ["lid 2.gcode", "Lamp.gcode", "Ärmel.gcode"]),
            ({"sort": "size"}, ["Lamp.gcode", "Ärmel.gcode", "lid 2.gcode"]),
            ({"sort": "size", "limit": 1, "page": 2}, ["Ärmel.gcode"]),
            ({"type": "gcode", "search": "LAMP"}, ["Lamp.gcode"]),
            ({"type": "STL"}, []),
            ({"type": "3mf"}, []),
            ({"search": "armel"}, ["Ärmel.gcode"]),
            ({"search": " "}, ["Ärmel.gcode", "lid 2.gcode", "Lamp.gcode"]),
        ],
    )
    def test_of_a_folder(self, stocked, query, names):
        found = listed(stocked, folder="listed", **query)
        assert [file["originalName"] for file in found["files"]] == names

    def test_pages_and_folders(self, stocked):
        found = listed(stocked, search="lamp", limit=1)
        assert (found["total"], found["pages"], len(found["files"])) == (2, 2, 1)
        assert {"listed", "listed/deep"} <= set(found["folders"])

    def test_what_is_in_no_folder(self, api):
        file = uploaded(api, "root.gcode")
        assert file["id"] in [one["id"] for one in listed(api, folder="/")["files"]]
        assert all(one["folder"] == "" for one in listed(api, folder="/", limit=100)["files"])

    @pytest.mark.parametrize(
        "query", [{"sort": "color"}, {"type": "PNG"}, {"order": "up"}, {"folder": "../x"}, {"limit": 1000}]
    )
    def test_an_odd_question_is_refused(self, api, query):
        answer = api.client.get("/api/files", params=query, headers=key(api, "VIEWER"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


class TestChange:
    def test_rename_and_move(self, api):
        path = f"/api/files/{uploaded(api)['id']}"
        change = {"name": "new.gcode", "folder": "moved/here"}
        file = data_of(api.client.patch(path, json=change, headers=key(api, "OPERATOR")))["file"]
        assert (file["originalName"], file["folder"]) == ("new.gcode", "moved/here")
        assert data_of(api.client.get(path, headers=key(api, "VIEWER")))["file"] == file
        assert (
            data_of(api.client.patch(path, json={"folder": ""}, headers=key(api, "ADMIN")))["file"]["folder"]
            == ""
        )

    @pytest.mark.parametrize("change", [{"name": "a/b"}, {"folder": ".."}, {"name": "x" * 256}, {"size": 1}])
    def test_a_wrong_change_is_refused(self, api, change):
        path = f"/api/files/{uploaded(api)['id']}"
        answer = api.client.patch(path, json=change, headers=key(api, "OPERATOR"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")

    def test_delete(self, api):
        file = uploaded(api)
        path = f"/api/files/{file['id']}"
        assert file["filePath"] in left_in(api.settings.upload_dir)
        assert data_of(api.client.delete(path, headers=key(api, "OPERATOR")))["restorableUntil"]
        data_of(api.client.delete(f"/api/trash/{file['id']}", headers=key(api, "OPERATOR")))
        assert file["filePath"] not in left_in(api.settings.upload_dir)
        for method in ("GET", "DELETE"):
            answer = api.client.request(method, path, headers=key(api, "OPERATOR"))
            assert error_of(answer) == (404, "NOT_FOUND")

    def test_a_file_that_jobs_need_is_not_deleted(self, api):
        file = uploaded(api)
        with api.storage.transaction():
            row = File.get_by_id(file["id"])
            a_job(row.user, row, status=JobState.COMPLETED)
        answer = api.client.delete(f"/api/files/{file['id']}", headers=key(api, "ADMIN"))
        assert error_of(answer) == (409, "FILE_IN_USE")
        assert file["filePath"] in left_in(api.settings.upload_dir)


class TestOwners:
    def test_an_operator_changes_only_their_own(self, api):
        theirs = f"/api/files/{uploaded(api, role='ADMIN')['id']}"
        for method, body in (("PATCH", {"name": "mine.gcode"}), ("DELETE", None)):
            answer = api.client.request(method, theirs, json=body, headers=key(api, "OPERATOR"))
            assert error_of(answer) == (403, "FORBIDDEN")
        assert api.client.get(theirs, headers=key(api, "OPERATOR")).status_code == 200

    def test_an_operator_has_only_their_own_analysed(self, api):
        theirs = uploaded(api, role="ADMIN")["id"]
        answer = api.client.post(f"/api/files/{theirs}/analyze", headers=key(api, "OPERATOR"))
        assert error_of(answer) == (403, "FORBIDDEN")

    def test_an_administrator_changes_all(self, api):
        path = f"/api/files/{uploaded(api)['id']}"
        assert api.client.delete(path, headers=key(api, "ADMIN")).status_code == 200

    def test_a_viewer_reads_and_no_more(self, api):
        path = f"/api/files/{uploaded(api)['id']}"
        assert api.client.get(f"{path}/download", headers=key(api, "VIEWER")).content == GCODE
        assert error_of(api.client.delete(path, headers=key(api, "VIEWER"))) == (403, "FORBIDDEN")
        assert error_of(post(api, form(file_part()), "VIEWER")) == (403, "FORBIDDEN")


class TestAnalyses:
    """No worker is there, so that they wait."""

    @staticmethod
    def analyse(api, file_id, role="OPERATOR"):
        return api.client.post(f"/api/files/{file_id}/analyze", headers=key(api, role))

    @staticmethod
    def waiting(api, file_id):
        waiting = api.admin.get("/api/tasks", params={"operation": "analyze", "status": "queued"})
        tasks = data_of(waiting)["tasks"]
        return [task["id"] for task in tasks if task["arguments"]["fileId"] == file_id]

    def test_a_file_is_analysed_by_one_task_at_a_time(self, api):
        file_id = uploaded(api)["id"]
        (first,) = self.waiting(api, file_id)
        assert error_of(self.analyse(api, file_id)) == (409, "CONFLICT")
        data_of(api.admin.post(f"/api/tasks/{first}/cancel"))
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(self.analyse(api, file_id).status_code))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == [202, 409, 409, 409]
        assert len(self.waiting(api, file_id)) == 1

    def test_its_owner_sees_the_task_whoever_asked(self, api):
        file = uploaded(api)
        data_of(api.admin.post(f"/api/tasks/{self.waiting(api, file['id'])[0]}/cancel"))
        task = self.analyse(api, file["id"], "ADMIN").json()["data"]["task"]
        assert (task["operation"], task["status"], task["userId"]) == ("analyze", "QUEUED", file["userId"])
        assert (task["arguments"], task["error"]) == ({"fileId": file["id"]}, None)

    def test_one_that_was_cancelled_shows_on_the_file(self, api):
        file = uploaded(api)
        data_of(api.admin.post(f"/api/tasks/{self.waiting(api, file['id'])[0]}/cancel"))
        file = data_of(api.admin.get(f"/api/files/{file['id']}"))["file"]
        assert file["processedAt"] is not None
        assert file["metadata"]["processingError"] == "it was cancelled"

    def test_of_no_file(self, api):
        assert error_of(self.analyse(api, uuid.uuid4())) == (404, "NOT_FOUND")


def test_slicing_onto_a_disk_that_fills_is_told_as_with_uploads(api):
    require("prusa-slicer")
    if api.settings.redis_url:
        pytest.skip("a request does not wait for a task that no worker of Redis is there for")
    file_id = uploaded(api, "cube.stl", binary_stl(cube()))["id"]
    with ThreadPoolExecutor() as threads:
        url = f"/api/files/{file_id}/slice"
        answer = threads.submit(api.admin.post, url, params={"wait": "true"}, json={})

        def begun():
            slicing = [task for task in api.storage.read(records.due, 99) if task.operation == "slice"]
            return slicing and api.storage.run(records.claim_one, slicing[0].id, "a worker")

        claim = wait_until(begun, "the task")
        api.storage.run(partial(records.fail, again=False), claim, FULL_MESSAGE)
        assert error_of(answer.result()) == (507, "INSUFFICIENT_STORAGE")


class TestDownload:
    def get(self, api, path, method="GET", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return api.client.request(method, path, headers=key(api, "VIEWER") | named)

    def test_whole(self, api, path):
        answer = self.get(api, path)
        assert (answer.status_code, answer.content) == (200, GCODE)
        assert answer.headers["etag"] == f'"{hashlib.sha256(GCODE).hexdigest()}"'
        assert answer.headers["content-type"] == "text/x.gcode"
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"] == (
            'attachment; filename="Gro_e _x_ _.gcode"; '
            "filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%22x%22%20%F0%9F%98%80.gcode"
        )

    def test_head(self, api, path):
        answer = self.get(api, path, "HEAD")
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-length"] == str(len(GCODE))
        assert self.get(api, path, "HEAD", Range="bytes=0-1").status_code == 200

    @pytest.mark.parametrize(
        ("wanted", "first", "after"),
        [
            ("bytes=0-0", 0, 1),
            ("bytes=3-9", 3, 10),
            ("bytes=5-", 5, None),
            ("bytes=-4", -4, None),
            ("bytes=1-999", 1, None),
        ],
    )
    def test_a_range(self, api, path, wanted, first, after):
        answer = self.get(api, path, Range=wanted)
        assert (answer.status_code, answer.content) == (206, GCODE[first:after])
        start = first % len(GCODE)
        expected = f"bytes {start}-{start + len(answer.content) - 1}/{len(GCODE)}"
        assert answer.headers["content-range"] == expected

    @pytest.mark.parametrize(
        "wanted",
        [
            "bytes=0-1,4-5",
            "bytes=9-3",
            "lines=0-1",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "x",
            "bytes=1_0-",
            "bytes=+1-2",
        ],
    )
    def test_an_odd_range_is_answered_by_the_whole(self, api, path, wanted):
        answer = self.get(api, path, Range=wanted)
        assert (answer.status_code, answer.content) == (200, GCODE)

    @pytest.mark.parametrize("wanted", ["bytes=1000-", "bytes=-0", f"bytes={'9' * 18}-"])
    def test_a_range_beyond_the_end(self, api, path, wanted):
        answer = self.get(api, path, Range=wanted)
        assert error_of(answer) == (416, "RANGE_NOT_SATISFIABLE")
        assert answer.headers["content-range"] == f"bytes */{len(GCODE)}"

    def test_what_the_client_has_is_not_sent_again(self, api, path):
        etag = self.get(api, path).headers["etag"]
        for given in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            answer = self.get(api, path, If_None_Match=given)
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == etag
        assert self.get(api, path, If_None_Match='"other"').status_code == 200

    def test_another_content_than_the_client_expects_is_not_sent(self, api, path):
        head = self.get(api, path, "HEAD").headers
        etag = head["etag"]
        for given in ('"other"', f"W/{etag}", ""):
            assert error_of(self.get(api, path, If_Match=given)) == (412, "PRECONDITION_FAILED")
            answer = self.get(api, path, If_Match=given, If_None_Match=etag, Range="bytes=0-1")
            assert (answer.status_code, answer.headers["etag"]) == (412, etag)
        for given in (etag, f'"other", {etag}', "*"):
            assert self.get(api, path, If_Match=given, Range="bytes=0-1").status_code == 206
        long_ago = "Sun, 06 Nov 1994 08:49:37 GMT"
        answer = self.get(api, path, If_Unmodified_Since=long_ago)
        assert error_of(answer) == (412, "PRECONDITION_FAILED")
        for headers in (
            {"If_Unmodified_Since": long_ago, "If_Match": etag},
            {"If_Unmodified_Since": head["last-modified"]},
            {"If_Unmodified_Since": "no date"},
        ):
            assert self.get(api, path, **headers).content == GCODE

    def test_a_range_of_another_content_is_not_sent(self, api, path):
        etag = self.get(api, path).headers["etag"]
        assert self.get(api, path, Range="bytes=0-1", If_Range=etag).status_code == 206
        assert self.get(api, path, Range="bytes=0-1", If_Range='"other"').content == GCODE

    def test_by_a_signed_address(self, api, path):
        given = {"path": path}
        url = data_of(api.client.post("/api/media/sign", json=given, headers=key(api, "VIEWER")))["url"]
        assert api.client.get(url).content == GCODE
        assert api.client.get(url, headers={"Range": "bytes=0-2"}).content == GCODE[:3]
        assert api.client.get(path).status_code == 401

    def test_what_is_not_there(self, api):
        assert error_of(self.get(api, f"/api/files/{uuid.uuid4()}/download")) == (404, "NOT_FOUND")
        file = uploaded(api)
        (api.settings.upload_dir / file["filePath"]).unlink()
        assert error_of(self.get(api, f"/api/files/{file['id']}/download")) == (404, "NOT_FOUND")

    def test_a_link_in_a_file_s_place_is_not_followed(self, api, tmp_path):
        (tmp_path / "secret").write_text("secret")
        file = uploaded(api)
        path = api.settings.upload_dir / file["filePath"]
        path.unlink()
        path.symlink_to(tmp_path / "secret")
        assert error_of(self.get(api, f"/api/files/{file['id']}/download")) == (404, "NOT_FOUND")

    def test_a_preview_once_there_is_one(self, api):
        file = uploaded(api)
        path = f"/api/files/{file['id']}/preview"
        assert error_of(self.get(api, path)) == (404, "NOT_FOUND")
        folder = api.services.uploads.files.store.derived(uuid.UUID(file["id"]))
        folder.mkdir()
        (folder / PREVIEW_NAME).write_bytes(b"a picture")
        answer = self.get(api, path)
        assert (answer.status_code, answer.content) == (200, b"a picture")
        assert answer.headers["content-type"] == "image/png"
        assert self.get(api, path, If_None_Match=answer.headers["etag"]).status_code == 304
        (folder / PREVIEW_NAME).write_bytes(b"a better picture")
        assert self.get(api, path, If_None_Match=answer.headers["etag"]).content == b"a better picture"


class TestSeveral:
    def test_moved_and_deleted_with_a_word_on_each_that_is_not(self, api):
        mine = [uploaded(api)["id"] for _ in range(2)]
        other = uploaded(api, role="ADMIN")["id"]
        nothing = str(uuid.uuid4())
        body = {"ids": [*mine, other, nothing], "action": "move", "folder": "moved"}
        answer = data_of(api.client.post("/api/files/bulk", json=body, headers=key(api, "OPERATOR")))
        assert answer["done"] == mine
        assert {one["id"]: one["code"] for one in answer["failed"]} == {
            other: "FORBIDDEN",
            nothing: "NOT_FOUND",
        }
        assert {one["id"] for one in listed(api, folder="moved")["files"]} == set(mine)
        body = {"ids": mine, "action": "delete"}
        assert (
            data_of(api.client.post("/api/files/bulk", json=body, headers=key(api, "OPERATOR")))["done"]
            == mine
        )
        assert listed(api, folder="moved")["total"] == 0

    def test_folders(self, api):
        headers = key(api, "OPERATOR")
        made = api.client.post("/api/folders", json={"path": "box"}, headers=headers)
        assert made.status_code == 201
        again = api.client.post("/api/folders", json={"path": "box"}, headers=headers)
        assert error_of(again) == (409, "CONFLICT")
        uploaded(api, folder="box")
        body = {"path": "box", "newPath": "crate"}
        assert data_of(api.client.patch("/api/folders", json=body, headers=headers)) == {"moved": 1}
        assert "crate" in [one["path"] for one in data_of(api.admin.get("/api/folders"))["folders"]]
        delete = partial(api.client.delete, "/api/folders", headers=headers)
        assert error_of(delete(params={"path": "crate"})) == (409, "CONFLICT")
        data_of(delete(params={"path": "crate", "withFiles": True}))
        assert "crate" not in listed(api)["folders"]
        assert error_of(delete(params={"path": "crate"})) == (404, "NOT_FOUND")

    def test_a_folder_of_others_is_theirs(self, api):
        uploaded(api, role="ADMIN", folder="theirs")
        body = {"path": "theirs", "newPath": "mine"}
        answer = api.client.patch("/api/folders", json=body, headers=key(api, "OPERATOR"))
        assert error_of(answer) == (403, "FORBIDDEN")

    def test_results(self, api):
        file = uploaded(api, folder="results")
        assert file["lastResult"] is None
        assert listed(api, folder="results", result="never_printed")["total"] == 1
        assert listed(api, folder="results", result="FAILED,COMPLETED")["total"] == 0


def test_a_large_picture_where_the_slicer_drew_one(api):
    file = uploaded(api)
    folder = api.services.uploads.files.store.derived(file["id"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PREVIEW_NAME).write_bytes(b"normal")
    path = f"/api/files/{file['id']}/preview"
    assert api.admin.get(path, params={"size": "large"}).content == b"normal"
    (folder / LARGE_PREVIEW_NAME).write_bytes(b"large")
    assert api.admin.get(path, params={"size": "large"}).content == b"large"
    assert api.admin.get(path).content == b"normal"
