"""Files processed and sliced by real workers, over the API."""

from __future__ import annotations

import io

import numpy as np
import pytest
from answers import data_of, error_of
from api import Api
from binary_gcode import GCODE as PACKED_GCODE
from binary_gcode import HEATSHRINK_12, MEATPACK_COMMENTS, block, header, meatpacked
from disks import small_disk
from live import Socket
from model_files import CUBE_VERTICES, mesh_xml, model_xml, write_threemf
from PIL import Image
from services import require
from simulated import SimulatedPrinter, wait_until
from stl import mesh
from toolpath_reader import Toolpaths

from lezerprint.files import rows as files
from lezerprint.files.service import Files
from lezerprint.files.store import TOOLPATHS_NAME, FileStore
from lezerprint.settings import PrinterSettings


def cube(side_mm=10.0):
    """A binary STL."""
    corners = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)]) * side_mm
    faces = [(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1)]
    faces += [(2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)]
    model = mesh.Mesh(np.zeros(len(faces), dtype=mesh.Mesh.dtype))
    model.vectors[:] = corners[np.array(faces)]
    out = io.BytesIO()
    model.save("cube.stl", fh=out)
    return out.getvalue()


GCODE = b"".join(
    [b"M104 S200\nG28\nG1 Z0.2 F600\nM83\n;LAYER_CHANGE\n"]
    + [b"G1 X%d Y%d E1 F1800\n" % (10 + 240 * (n % 2), 10 + n) for n in range(20)]
)


LONG_LINE = b"x" * 70_000 + b"\n" + GCODE


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer:
        settings = PrinterSettings(device=str(printer.link), volume=(220, 220, 250))
        with Api(printer.link, works=True, printers=(settings,)) as api:
            yield api


def upload(api, name, content):
    answer = api.admin.post("/api/files/upload", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["file"]["id"]


def processed(api, file_id):
    """The file once workers were done with it."""

    def there():
        file = data_of(api.admin.get(f"/api/files/{file_id}"))["file"]
        return file if file["processedAt"] else None

    wait_until(there, "the analysis")
    return there()


def test_a_model_is_measured_and_drawn(api):
    file = processed(api, upload(api, "cube.stl", cube()))
    metadata = file["metadata"]
    assert (metadata["faces"], metadata["vertices"], metadata["watertight"]) == (12, 8, True)
    assert metadata["volume"] == pytest.approx(1000)
    assert metadata["boundingBox"]["size"] == {"x": 10, "y": 10, "z": 10}
    picture = api.admin.get(file["thumbnailUrl"])
    assert Image.open(io.BytesIO(picture.content)).size == (512, 512)
    assert api.admin.get(f"/api/files/{file['id']}/model").content.startswith(b"LZPM")
    assert error_of(api.admin.get(f"/api/files/{file['id']}/layers")) == (404, "NOT_FOUND")


def test_gcode_is_analysed_and_drawn(api):
    head = b";FLAVOR:Marlin\n;TIME:66\n;Filament used: 0.02m\n;Layer height: 0.2\n"
    file = processed(api, upload(api, "part.gcode", head + GCODE))
    metadata = file["metadata"]
    said = {"flavor": "Marlin", "estimatedTime": 66, "filamentUsed": 20, "layerHeight": 0.2}
    assert metadata["metadata"].items() >= said.items()
    assert metadata["layerCount"] == 1
    assert metadata["estimatedTime"] > 5
    assert metadata["filamentLength"] == pytest.approx(20)
    assert metadata["excesses"] == {"default": ["30.00 mm beyond the end of X"]}
    assert api.admin.get(file["thumbnailUrl"]).headers["content-type"] == "image/png"
    layers = data_of(api.admin.get(f"/api/files/{file['id']}/layers"))
    assert (layers["lines"], layers["zMm"]) == ([9], [0.2])
    assert metadata["filament"][0].keys() == {"tool", "type", "lengthMm", "volumeMm3", "weightGrams"}


def test_a_preflight_tells_what_speaks_against_it(api):
    file_id = processed(api, upload(api, "part.gcode", GCODE))["id"]
    found = data_of(api.admin.get(f"/api/files/{file_id}/preflight"))["preflight"]
    assert (found["printer"], found["ready"]) == ("default", False)
    assert [(one["severity"], one["check"], one["line"]) for one in found["findings"][:2]] == [
        ("error", "volume", 7),
        ("warning", "heaters", 1),
    ]
    assert all(one["message"] for one in found["findings"])
    model_id = processed(api, upload(api, "cube.stl", cube()))["id"]
    assert error_of(api.admin.get(f"/api/files/{model_id}/preflight")) == (409, "NOT_ANALYSED")
    unknown = api.admin.get(f"/api/files/{file_id}/preflight", params={"printer": "none"})
    assert error_of(unknown) == (404, "NOT_FOUND")


def test_binary_gcode_is_analysed_and_given_back_as_it_was(api):
    packed = meatpacked(GCODE)
    content = header() + block(PACKED_GCODE, packed, MEATPACK_COMMENTS.to_bytes(2, "little"), HEATSHRINK_12)
    file = processed(api, upload(api, "part.bgcode", content))
    assert (file["originalName"], file["fileType"]) == ("part.bgcode", "GCODE")
    assert file["metadata"]["filamentLength"] == pytest.approx(20)
    assert file["metadata"]["layerCount"] == 1
    given_back = api.admin.get(f"/api/files/{file['id']}/download")
    assert given_back.content == content
    assert given_back.headers["content-type"] == "application/octet-stream"


def test_toolpaths_of_gcode_once_it_was_analysed(api):
    path = f"/api/files/{processed(api, upload(api, 'part.gcode', GCODE))['id']}/toolpaths"
    whole = api.admin.get(path)
    found = Toolpaths(whole.content)
    assert found.layer_count == 1
    assert found.lines[-1] == GCODE.count(b"\n")
    assert whole.headers["cache-control"] == "private, no-cache"
    version = whole.headers["etag"].strip('"')
    part = api.admin.get(path, params={"v": version}, headers={"Range": "bytes=144-191"})
    assert (part.status_code, part.content) == (206, whole.content[144:192])
    assert part.headers["cache-control"] == "private, max-age=31536000, immutable"
    stale = api.admin.get(path, params={"v": "1-2"})
    assert error_of(stale) == (412, "PRECONDITION_FAILED")
    assert stale.headers["etag"] == whole.headers["etag"]
    signed = data_of(api.admin.post("/api/media/sign", json={"path": path}))["url"]
    assert api.client.get(signed).content == whole.content


def test_binary_gcode_has_the_toolpaths_of_its_text(api):
    content = header() + block(PACKED_GCODE, GCODE)
    packed, plain = (
        processed(api, upload(api, name, data))["id"]
        for name, data in (("part.bgcode", content), ("part.gcode", GCODE))
    )
    found, expected = (
        Toolpaths(api.admin.get(f"/api/files/{one}/toolpaths").content) for one in (packed, plain)
    )
    assert found.segments == expected.segments


def test_what_has_no_toolpaths_says_why(api):
    model = processed(api, upload(api, "cube.stl", cube()))["id"]
    refused = api.admin.get(f"/api/files/{model}/toolpaths")
    assert error_of(refused) == (404, "NOT_FOUND")
    assert "sliced" in refused.json()["error"]["message"]
    analysed = processed(api, upload(api, "part.gcode", GCODE))["id"]
    (api.settings.upload_dir / ".derived" / analysed / TOOLPATHS_NAME).unlink()
    refused = api.admin.get(f"/api/files/{analysed}/toolpaths")
    assert error_of(refused) == (404, "NOT_FOUND")
    assert "analysed again" in refused.json()["error"]["message"]
    assert api.admin.post(f"/api/files/{analysed}/analyze").status_code == 202
    wait_until(lambda: api.admin.get(f"/api/files/{analysed}/toolpaths").status_code == 200, "the toolpaths")


@pytest.mark.parametrize("kind", ["binary", "3mf"])
def test_packed_gcode_is_printed(api, tmp_path, kind):
    text = b"M83\nG4 P10\nM104 S0\n"
    path = tmp_path / kind
    if kind == "binary":
        path.write_bytes(header() + block(PACKED_GCODE, text))
    else:
        write_threemf(path, model_xml(""), {"plate_1.gcode": text.decode()})
    file_id = upload(api, f"short.{kind}", path.read_bytes())
    job_id = data_of(api.admin.post("/api/jobs/start", json={"fileId": file_id}))["job"]["id"]

    def ended():
        job = data_of(api.admin.get(f"/api/jobs/{job_id}"))["job"]
        return job if job["status"] in {"COMPLETED", "FAILED"} else None

    assert wait_until(ended, "its end")["status"] == "COMPLETED", ended()["errorMessage"]


def test_each_plate_of_sliced_3mf_is_measured_shown_and_printed(api, tmp_path):
    path = tmp_path / "two"
    plates = {
        "plate_1.gcode": "M83\nG1 X5 E1 F600\n",
        "plate_2.gcode": "M83\nG4 P10\nG1 Y50 E9 F600\nM104 S0\n",
    }
    write_threemf(path, model_xml(""), plates)
    file_id = upload(api, "two.gcode.3mf", path.read_bytes())
    found = processed(api, file_id)["metadata"]
    assert [(one["plate"], one["filamentLength"]) for one in found["plates"]] == [(1, 1), (2, 9)]
    assert found["filamentLength"] == 1
    pictures = [
        api.admin.get(f"/api/files/{file_id}/preview", params={"plate": number}).content for number in (1, 2)
    ]
    assert pictures[0] != pictures[1]
    for name in ("layers", "preflight"):
        assert data_of(api.admin.get(f"/api/files/{file_id}/{name}", params={"plate": 2}))
    toolpaths = [
        api.admin.get(f"/api/files/{file_id}/toolpaths", params=query).content
        for query in ({}, {"plate": 1}, {"plate": 2})
    ]
    assert toolpaths[0] == toolpaths[1] != toolpaths[2]
    wrong = api.admin.post("/api/jobs/start", json={"fileId": file_id, "plate": 3})
    assert wrong.status_code == 409
    assert "it has G-code of the plates 1, 2" in wrong.json()["error"]["message"]
    started = api.admin.post("/api/jobs/start", json={"fileId": file_id, "plate": 2, "force": True})
    job_id = data_of(started)["job"]["id"]

    def ended():
        job = data_of(api.admin.get(f"/api/jobs/{job_id}"))["job"]
        return job if job["status"] in {"COMPLETED", "FAILED"} else None

    job = wait_until(ended, "its end")
    assert job["status"] == "COMPLETED", job["errorMessage"]
    assert job["settings"]["plate"] == 2
    place = data_of(api.admin.post("/api/printer/command", json={"command": "M114"}))["response"]
    assert "Y:50.00" in place


def test_a_project_has_measures_and_pictures_of_each_plate(api, tmp_path):
    file_id = upload(api, "project.3mf", project(tmp_path).read_bytes())
    metadata = processed(api, file_id)["metadata"]
    assert metadata["volume"] == pytest.approx(1000)
    assert [(one["plate"], one["name"]) for one in metadata["plates"]] == [(1, ""), (2, "lid")]
    assert [one["volume"] for one in metadata["plates"]] == pytest.approx([1000, 8000])
    pictures = [
        api.admin.get(f"/api/files/{file_id}/preview", params=query).content
        for query in ({}, {"plate": 1}, {"plate": 2})
    ]
    assert pictures[0] == pictures[1]
    assert all(Image.open(io.BytesIO(picture)).size == (512, 512) for picture in pictures)
    assert api.admin.get(f"/api/files/{file_id}/model", params={"plate": 2}).content.startswith(b"LZPM")
    assert error_of(api.admin.get(f"/api/files/{file_id}/preview", params={"plate": 3})) == (404, "NOT_FOUND")


def project(folder):
    """A cube of 10 mm on the first plate, one of 20 mm on the second."""
    objects = "".join(
        f'<object id="{number}">{mesh_xml(CUBE_VERTICES * size)}</object>'
        for number, size in ((1, 10), (2, 20))
    )
    items = "".join(
        f'<item objectid="{number}" transform="1 0 0 0 1 0 0 0 1 {300 * number} 0 0"/>' for number in (1, 2)
    )
    plates = "".join(
        f'<plate><metadata key="plater_id" value="{number}"/><metadata key="plater_name" value="{name}"/>'
        f'<model_instance><metadata key="object_id" value="{number}"/></model_instance></plate>'
        for number, name in ((1, ""), (2, "lid"))
    )
    settings = {"model_settings.config": f"<config>{plates}</config>"}
    return write_threemf(folder / "project.3mf", model_xml(objects, items), settings)


def test_what_cannot_be_analysed_says_so_in_its_task(api):
    corners = b"vertex 0 0 nan\nvertex 0 1 0\nvertex 1 0 0\n"
    broken = b"solid x\nfacet normal 0 0 1\nouter loop\n%bendloop\nendfacet\nendsolid\n" % corners
    file_id = upload(api, "broken.stl", broken)

    def failed():
        tasks = data_of(api.admin.get("/api/tasks", params={"status": "failed"}))["tasks"]
        return [task["error"] for task in tasks if task["arguments"]["fileId"] == file_id]

    wait_until(failed, "the end of the task")
    why = 'broken.stl: line 4: a number expected, but there is "nan"'
    assert failed() == [why]
    assert processed(api, file_id)["metadata"]["processingError"] == why


def test_a_file_is_analysed_again(api):
    file_id = upload(api, "cube.stl", cube())
    processed(api, file_id)
    api.storage.run(files.analysis_failed, {"fileId": file_id}, "its worker died")

    def failed(file):
        return "processingError" in file["metadata"]

    assert failed(data_of(api.admin.get(f"/api/files/{file_id}"))["file"])
    with Socket(api.url, api.key("ADMIN")) as owner:
        assert api.admin.post(f"/api/files/{file_id}/analyze").status_code == 202
        again = owner.next("file:processed", where=lambda data: not failed(data["file"]))
    assert again["data"]["file"]["id"] == file_id


def test_a_file_that_cannot_be_analysed_is_told_its_owner(api):
    with Socket(api.url, api.key("ADMIN")) as owner:
        file_id = upload(api, "long.gcode", LONG_LINE)
        file = owner.next("file:processed", where=lambda data: data["file"]["id"] == file_id)["data"]["file"]
    assert file["metadata"]["processingError"] == "long.gcode: line 1 is longer than 64 KiB"
    assert file["processedAt"] is not None


def test_a_job_of_it_fails_in_the_same_words(api):
    file_id = upload(api, "long.gcode", LONG_LINE)
    job_id = data_of(api.admin.post("/api/jobs/start", json={"fileId": file_id}))["job"]["id"]

    def failed():
        job = data_of(api.admin.get(f"/api/jobs/{job_id}"))["job"]
        return job if job["status"] == "FAILED" else None

    assert wait_until(failed, "its end")["errorMessage"] == "long.gcode: line 1 is longer than 64 KiB"


class TestSlicing:
    @pytest.fixture(autouse=True)
    def slicer(self):
        require("prusa-slicer")

    def test_with_wait_the_sliced_file_is_answered(self, api):
        file_id = upload(api, "a cube.stl", cube())
        answer = api.admin.post(
            f"/api/files/{file_id}/slice",
            params={"wait": "true"},
            json={"settings": {"layerHeight": 0.25}},
            timeout=120,
        )
        data = data_of(answer)
        sliced = data["slicedFile"]
        assert data["task"]["status"] == "FINISHED"
        assert (sliced["layerHeight"], sliced["layerCount"]) == (0.25, 40)
        assert sliced["estimatedTime"] > 60
        assert 0 < sliced["filamentUsage"] < 2
        assert sliced["cost"] > 0
        got = api.admin.get(f"/api/sliced-files/{sliced['id']}/download")
        assert b"G1 X" in got.content
        assert len(got.content) == sliced["fileSize"]
        listed = data_of(api.admin.get(f"/api/files/{file_id}/sliced"))["slicedFiles"]
        assert [one["id"] for one in listed] == [sliced["id"]]
        assert self.checked(api, sliced["id"])["printer"] == "default"
        known = data_of(api.admin.get(f"/api/files/{file_id}/sliced"))["slicedFiles"][0]["metadata"]
        assert known.items() >= sliced["metadata"].items()
        assert known["hotendTemperatures"] == {"0": 210}
        moves = f"/api/sliced-files/{sliced['id']}/toolpaths"
        assert Toolpaths(api.admin.get(moves).content).layer_count == 40
        assert data_of(api.admin.delete(f"/api/sliced-files/{sliced['id']}"))["success"]
        assert error_of(api.admin.get(moves)) == (404, "NOT_FOUND")
        assert error_of(api.admin.get(f"/api/sliced-files/{sliced['id']}/download")) == (404, "NOT_FOUND")

    def checked(self, api, sliced_id):
        """The preflight of sliced G-code, once it was analysed."""
        path = f"/api/sliced-files/{sliced_id}/preflight"
        wait_until(lambda: api.admin.get(path).status_code == 200, "its analysis")
        return data_of(api.admin.get(path))["preflight"]

    def test_a_plate_of_a_project_is_sliced(self, api, tmp_path):
        file_id = upload(api, "project.3mf", project(tmp_path).read_bytes())

        def slice_plate(body):
            query = {"wait": "true"}
            return api.admin.post(f"/api/files/{file_id}/slice", params=query, json=body, timeout=120)

        layers = [
            data_of(slice_plate({**which, "settings": {"layerHeight": 0.25}}))["slicedFile"]["layerCount"]
            for which in ({}, {"plate": 2})
        ]
        assert layers == [40, 80]
        assert "no plate 3" in slice_plate({"plate": 3}).json()["error"]["message"]

    def test_without_it_the_task_is(self, api):
        file_id = upload(api, "cube.stl", cube(20))
        answer = api.admin.post(f"/api/files/{file_id}/slice", json={})
        assert answer.status_code == 202
        task_id = answer.json()["data"]["task"]["id"]

        def ended():
            task = data_of(api.admin.get(f"/api/tasks/{task_id}"))["task"]
            return task if task["status"] in {"FINISHED", "FAILED"} else None

        wait_until(ended, "the end of the task")
        assert ended()["status"] == "FINISHED", ended()["error"]

    def test_what_does_not_fit_the_printer_is_told(self, api):
        file_id = upload(api, "huge.stl", cube(900))
        answer = api.admin.post(f"/api/files/{file_id}/slice", params={"wait": "true"}, json={}, timeout=120)
        body = answer.json()["error"]
        assert (answer.status_code, body["code"]) == (409, "TASK_FAILED")
        assert "fit" in body["message"]

    def test_a_model_is_sliced_and_printed(self, api):
        file_id = upload(api, "small cube.stl", cube(2))
        answer = api.admin.post("/api/jobs/start", json={"fileId": file_id})
        job = data_of(answer)["job"]
        assert job["status"] == "PREPARING"

        def now():
            return data_of(api.admin.get(f"/api/jobs/{job['id']}"))["job"]

        wait_until(lambda: now()["slicedFileId"], "the slicing")
        assert now()["estimatedTime"] > 0
        wait_until(lambda: now()["status"] == "PRINTING", "the print")
        data_of(api.admin.post(f"/api/jobs/{job['id']}/cancel"))
        wait_until(lambda: now()["status"] == "CANCELLED", "its end")

    def test_a_job_is_cancelled_while_it_is_sliced(self, api):
        file_id = upload(api, "cube 2.stl", cube(60))
        job = data_of(api.admin.post("/api/jobs/start", json={"fileId": file_id}))["job"]

        def slicing():
            tasks = data_of(api.admin.get("/api/tasks?operation=slice"))["tasks"]
            return next((one for one in tasks if one["arguments"].get("fileId") == file_id), None)

        wait_until(slicing, "the task")
        assert data_of(api.admin.post(f"/api/jobs/{job['id']}/cancel"))["job"]["status"] == "CANCELLED"
        wait_until(lambda: slicing()["status"] in ("CANCELLED", "FINISHED"), "the end of its task")

    def test_a_full_disk_is_told_as_with_uploads(self, api, monkeypatch):
        file_id = upload(api, "cube.stl", cube())
        with small_disk(1) as disk:
            store = FileStore(disk / "uploads", 100 << 20)
            store.prepare()
            (disk / "most of it").write_bytes(b"x" * 1_000_000)
            monkeypatch.setattr(api.services.uploads, "files", Files(api.storage, store))
            answer = api.admin.post(f"/api/files/{file_id}/slice", json={})
            assert error_of(answer) == (507, "INSUFFICIENT_STORAGE")

    def test_gcode_is_not_sliced(self, api):
        file_id = upload(api, "part.gcode", GCODE)
        assert error_of(api.admin.post(f"/api/files/{file_id}/slice", json={})) == (409, "CONFLICT")


PROFILE = {
    "name": "my own",
    "layerHeight": 0.15,
    "printSpeed": 60,
    "nozzleTemp": 210,
    "bedTemp": 60,
    "retraction": 0.8,
    "infill": 20,
    "supports": False,
}


class TestProfiles:
    def test_five_are_there_and_one_is_the_default(self, api):
        profiles = data_of(api.admin.get("/api/profiles"))["profiles"]
        assert len(profiles) >= 5
        assert [profile["isDefault"] for profile in profiles].count(True) == 1

    def test_one_is_made_changed_and_deleted(self, api):
        answer = api.admin.post("/api/profiles", json=PROFILE)
        assert answer.status_code == 201
        url = f"/api/profiles/{answer.json()['data']['profile']['id']}"
        assert error_of(api.admin.post("/api/profiles", json=PROFILE)) == (409, "CONFLICT")
        changed = data_of(api.admin.patch(url, json={"infill": 35, "metadata": {"perimeters": 3}}))["profile"]
        assert (changed["infill"], changed["metadata"], changed["printSpeed"]) == (35, {"perimeters": 3}, 60)
        assert data_of(api.admin.delete(url))["success"]
        assert error_of(api.admin.get(url)) == (404, "NOT_FOUND")

    @pytest.mark.parametrize(
        "change", [{"infill": 101}, {"layerHeight": 0}, {"metadata": {"post_process": "x"}}, {"name": ""}]
    )
    def test_what_cannot_be_is_refused(self, api, change):
        answer = api.admin.post("/api/profiles", json=PROFILE | {"name": "bad"} | change)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_whoever_uploads_sees_why_it_cannot_be_analysed(api):
    headers = api.bearer("OPERATOR")
    answer = api.client.post("/api/files/upload", files={"file": ("long.gcode", LONG_LINE)}, headers=headers)
    file_id = answer.json()["data"]["file"]["id"]

    def errors():
        tasks = data_of(api.client.get("/api/tasks", headers=headers))["tasks"]
        return [task["error"] for task in tasks if task["arguments"]["fileId"] == file_id and task["error"]]

    wait_until(errors, "the end of the task")
    assert errors() == ["long.gcode: line 1 is longer than 64 KiB"]


def test_everybody_sees_their_own_tasks_alone(api):
    file_id = upload(api, "cube.stl", cube())
    processed(api, file_id)
    (task, *_) = data_of(api.admin.get("/api/tasks"))["tasks"]
    viewer = api.bearer("VIEWER")
    assert data_of(api.client.get("/api/tasks", headers=viewer))["total"] == 0
    assert error_of(api.client.get(f"/api/tasks/{task['id']}", headers=viewer)) == (404, "NOT_FOUND")


def test_a_backup_is_made(api):
    task_id = api.admin.post("/api/admin/backup").json()["data"]["task"]["id"]
    wait_until(
        lambda: data_of(api.admin.get(f"/api/tasks/{task_id}"))["task"]["status"] == "FINISHED",
        "the backup",
    )
    assert list(api.settings.backup_dir.iterdir())
