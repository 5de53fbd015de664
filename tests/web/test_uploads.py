"""Uploads are whole or absent, whatever the client and the disk do."""

from __future__ import annotations

import os
import random
import threading
from pathlib import Path

import pytest
from api import Api
from disks import small_disk
from model_files import binary_stl, cube, cube_model, write_threemf
from simulated import SimulatedPrinter, wait_until
from uploading import BOUNDARY, GCODE, RawUpload, field_part, file_part, form, left_in, part, post

from lezerprint.files.service import Files
from lezerprint.files.store import FileStore

MAX_FILE_BYTES = 3 << 20


@pytest.fixture(scope="module")
def api():
    with SimulatedPrinter() as printer, Api(printer.link, max_file_size=MAX_FILE_BYTES) as api:
        yield api


@pytest.fixture
def folder(api):
    """The upload directory, in which a test that fails an upload leaves nothing."""
    before = left_in(api.settings.upload_dir)
    yield api.settings.upload_dir
    wait_until(lambda: left_in(api.settings.upload_dir) == before, "nothing left")


def made(answer):
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


def refused(answer):
    assert answer.json()["success"] is False
    return answer.status_code, answer.json()["error"]["code"]


def content_of(api, file):
    return (api.settings.upload_dir / file["filePath"]).read_bytes()


def is_under_way(folder):
    return any(name.endswith(".part") for name in left_in(folder))


class TestForms:
    def test_a_file_with_folder_and_name(self, api):
        parts = [file_part(), field_part("folder", "a/b"), field_part("name", "Größe")]
        for order in (parts, parts[::-1]):
            file = made(post(api, form(*order)))["file"]
            assert (file["originalName"], file["folder"]) == ("Größe.gcode", "a/b")
            assert (file["fileType"], file["fileSize"]) == ("GCODE", len(GCODE))
            assert file["metadata"]["mimeType"] == "text/x.gcode"
            assert content_of(api, file) == GCODE

    def test_fields_that_nobody_knows_are_ignored(self, api):
        body = form(
            field_part("print", "true"),
            part('name="picture"; filename="a.png"', b"x" * 100_000),
            file_part(),
            field_part("x" * 500, "y" * 500_000),
        )
        assert made(post(api, body))["file"]["originalName"] == "part.gcode"

    def test_the_same_content_again_is_told(self, api):
        content = GCODE + b"; once\n"
        first = made(post(api, form(file_part(content))))
        second = made(post(api, form(file_part(content))))
        assert first["duplicateOf"] is None
        assert second["duplicateOf"] == first["file"]["id"]

    @pytest.mark.parametrize("size", [1, 7, 4096])
    def test_a_form_in_pieces_of_any_size(self, api, size):
        body = form(field_part("folder", "x"), file_part(GCODE + b"\r\n--" + BOUNDARY[:-1].encode() + b"\n"))
        pieces = (body[index : index + size] for index in range(0, len(body), size))
        file = made(post(api, pieces))["file"]
        assert content_of(api, file).endswith(BOUNDARY[:-1].encode() + b"\n")

    @pytest.mark.parametrize(
        ("disposition", "name"),
        [
            (b'name="file"; filename="../../evil.gcode"', "evil.gcode"),
            (b'name="file"; filename="%2e%2e%2fevil.gcode"', "%2e%2e%2fevil.gcode"),
            (b'name="file"; filename="a%22b.gcode"', 'a"b.gcode'),
            (b'name="file"; filename="a\\"b.gcode"', 'a"b.gcode'),
            (b'name="file"; filename="a\\\\b.gcode"', "b.gcode"),
            (b"name=file; filename=bare.gcode", "bare.gcode"),
            ('name="file"; filename="\U0001f600.gcode"'.encode(), "\U0001f600.gcode"),
            ('name="file"; filename="Ä.gcode"'.encode("latin-1"), "Ä.gcode"),
            (b"name=\"file\"; filename*=UTF-8''na%C3%AFve%20x.gcode", "naïve x.gcode"),
            (b"name=\"file\"; filename*=utf-8''..%2F..%2Fevil.gcode", "evil.gcode"),
            (b'name="file"; filename="a.gcode"; filename*=utf-8\'\'b.gcode', "a.gcode"),
            (b'name="file"; filename="a\0b.gcode"', "ab.gcode"),
            (b'name="file"; filename="' + b"x" * 300 + b'.gcode"', "x" * 249 + ".gcode"),
            (b'name="file"; filename="no suffix"', "no suffix.gcode"),
        ],
    )
    def test_names_are_kept_and_lead_nowhere(self, api, disposition, name):
        answer = post(api, form(part(disposition, GCODE)))
        if b"\0" in disposition and answer.status_code == 400:
            return
        file = made(answer)["file"]
        assert file["originalName"] == name
        assert file["filePath"] == f"{file['id']}.gcode"

    @pytest.mark.parametrize("given", ["..", "../x", "/etc", "a/../../b", "a\0b", ".ssh", "a\\b", "x" * 600])
    @pytest.mark.usefixtures("folder")
    def test_folders_that_lead_elsewhere_are_refused(self, api, given):
        assert refused(post(api, form(field_part("folder", given), file_part()))) == (400, "VALIDATION_ERROR")

    @pytest.mark.parametrize(
        "body",
        [
            form(field_part("folder", "x")),
            form(),
            b"",
            form(file_part(), file_part()),
            form(file_part(b"", name="")),
            form(file_part(b"")),
            form(part('name="file"', GCODE)),
            form(field_part("name", "../x"), file_part()),
            form(field_part("name", "x" * 9000), file_part()),
            form(file_part(), end=False),
            form(file_part())[:-4],
            form(file_part()).replace(BOUNDARY.encode(), b"another"),
            form(part('name="file"; filename="a"', GCODE, b"X-Long: " + b"x" * (2 << 20))),
            form(part('name="file"; filename="a"', GCODE, *[b"X-Header: x"] * 100)),
            form(*[field_part("x", "y")] * 1000, file_part()),
            b"GET / HTTP/1.1\r\n\r\n",
            b"\0" * 100_000,
            form(file_part()).replace(b"Content-Disposition", b"Content Disposition"),
            form(part(b"no name at all", GCODE)),
        ],
    )
    @pytest.mark.usefixtures("folder")
    def test_what_is_no_form_with_one_file_is_refused(self, api, body):
        assert refused(post(api, body)) == (400, "VALIDATION_ERROR")

    @pytest.mark.parametrize(
        ("kind", "status"),
        [
            ("application/json", 415),
            ("", 415),
            ("multipart/mixed; boundary=x", 415),
            ("multipart/form-data", 400),
            ("multipart/form-data; boundary=", 400),
            (f"multipart/form-data; boundary={'x' * 5000}", 400),
        ],
    )
    @pytest.mark.usefixtures("folder")
    def test_what_is_not_said_to_be_a_form_is_refused(self, api, kind, status):
        assert post(api, form(file_part()), content_type=kind).status_code == status

    @pytest.mark.parametrize("seed", range(20))
    def test_a_damaged_form_is_taken_or_refused_but_never_fails(self, api, seed):
        noise = random.Random(seed)
        body = bytearray(form(field_part("folder", "x"), file_part(), field_part("name", "n")))
        for _ in range(noise.randint(1, 5)):
            body[noise.randrange(len(body))] = noise.choice(b'\r\n-\0":;= x\xff')
        assert post(api, bytes(body)).status_code in {201, 400, 415}


class TestContent:
    def test_each_type_is_known_by_its_content(self, api, tmp_path):
        contents = {
            "STL": binary_stl(cube(10)),
            "OBJ": b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n",
            "THREEMF": write_threemf(tmp_path / "cube.3mf", cube_model()).read_bytes(),
            "GCODE": GCODE,
        }
        for kind, content in contents.items():
            file = made(post(api, form(file_part(content, "thing"))))["file"]
            assert file["fileType"] == kind
            assert content_of(api, file) == content
            assert Path(file["originalName"]).suffix == Path(file["fileName"]).suffix

    @pytest.mark.parametrize(
        "content", [b"\x89PNG\r\n\x1a\n" + bytes(99), b"#!/bin/sh\nrm -rf /\n", os.urandom(50_000), b"PK\3\4"]
    )
    @pytest.mark.usefixtures("folder")
    def test_what_is_none_of_them_is_refused_whatever_its_name(self, api, content):
        for name in ("part.stl", "part.gcode", "part.3mf"):
            assert refused(post(api, form(file_part(content, name)))) == (415, "UNSUPPORTED_FILE_TYPE")

    def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not(self, api, folder):
        content = GCODE * (MAX_FILE_BYTES // len(GCODE) + 1)
        answer = post(api, form(file_part(content[: MAX_FILE_BYTES + 1])))
        assert refused(answer) == (413, "PAYLOAD_TOO_LARGE")
        file = made(post(api, form(file_part(content[:MAX_FILE_BYTES]))))["file"]
        (folder / file["filePath"]).unlink()

    @pytest.mark.parametrize("chunked", [False, True])
    @pytest.mark.usefixtures("folder")
    def test_a_request_that_is_far_too_long_is_refused(self, api, chunked):
        body = form(file_part(GCODE * ((6 << 20) // len(GCODE))))
        pieces = (body[index : index + 65536] for index in range(0, len(body), 65536))
        assert refused(post(api, pieces if chunked else body)) == (413, "PAYLOAD_TOO_LARGE")


class TestConnections:
    def test_a_connection_that_ends_at_any_byte_leaves_nothing(self, api, folder):
        body = form(field_part("folder", "x"), file_part(GCODE * 50_000), field_part("name", "n"))
        begin, before = body.index(GCODE), left_in(folder)
        places = {0, 1, begin - 1, begin, begin + 1, 65_536, 1 << 20, *range(len(body) - 60, len(body))}
        places |= {random.Random(5).randrange(len(body)) for _ in range(20)}
        for place in sorted(places):
            raw = RawUpload(api, len(body))
            raw.send(body[:place])
            if place >= begin:
                wait_until(lambda: is_under_way(folder), "a beginning")
            raw.cut(reset=place % 2 == 0)
            wait_until(lambda: left_in(folder) == before, "its end")

    def test_a_connection_that_ends_between_chunks_leaves_nothing(self, api, folder):
        raw = RawUpload(api, 0, chunked=True)
        body = form(file_part(GCODE))
        raw.send(b"%x\r\n%b\r\n" % (len(body), body))
        wait_until(lambda: is_under_way(folder), "a beginning")
        raw.cut()
        wait_until(lambda: not is_under_way(folder), "its end")

    def test_a_slow_client_is_waited_for(self, api):
        body = form(file_part())
        raw = RawUpload(api, len(body))
        for index in range(len(body)):
            raw.send(body[index : index + 1])
        assert raw.answer()[0] == 201
        raw.cut()

    @pytest.mark.usefixtures("folder")
    def test_a_silent_client_is_given_up(self, api, monkeypatch):
        monkeypatch.setattr(api.services.uploads, "_idle_seconds", 0.3)
        body = form(file_part())
        raw = RawUpload(api, len(body))
        raw.send(body[:-20])
        status, answer = raw.answer()
        assert (status, answer["error"]["code"]) == (408, "REQUEST_TIMEOUT")
        raw.cut()

    def test_many_at_once(self, api):
        contents = [GCODE * 20_000 + b"G4 P%d\n" % number for number in range(8)]
        told = []

        def send(content):
            file = made(post(api, form(file_part(content, "same.gcode"))))["file"]
            told.append(content_of(api, file) == content)

        api.key("OPERATOR")
        threads = [threading.Thread(target=send, args=(content,)) for content in contents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert told == [True] * len(contents)


class TestDisk:
    @pytest.mark.parametrize("chunked", [False, True])
    def test_a_disk_that_fills_says_so_and_keeps_nothing(self, api, monkeypatch, chunked):
        with small_disk(5) as disk:
            files = Files(api.storage, FileStore(disk / "uploads", 100 << 20))
            monkeypatch.setattr(api.services.uploads, "files", files)
            body = form(file_part(GCODE * ((8 << 20) // len(GCODE))))
            pieces = (body[index : index + 65536] for index in range(0, len(body), 65536))
            answer = post(api, pieces if chunked else body)
            assert refused(answer) == (507, "INSUFFICIENT_STORAGE")
            assert left_in(disk / "uploads") == []
            assert made(post(api, form(file_part())))["file"]["fileSize"] == len(GCODE)

    def test_a_directory_that_cannot_be_used_is_no_fault_of_the_client(self, api, monkeypatch, tmp_path):
        (tmp_path / "uploads").write_text("a file")
        files = Files(api.storage, FileStore(tmp_path / "uploads", 100 << 20))
        monkeypatch.setattr(api.services.uploads, "files", files)
        answer = post(api, form(file_part()))
        assert refused(answer) == (503, "UNAVAILABLE")
        assert str(tmp_path) not in answer.text

    @pytest.mark.usefixtures("folder")
    def test_before_the_database_is_there_nothing_is_taken(self, api, monkeypatch):
        monkeypatch.setattr(api.storage, "is_migrated", False)
        assert post(api, form(file_part())).status_code == 503


def test_progress_is_told_while_it_comes(api, monkeypatch, tmp_path):
    told = []
    files = Files(api.storage, FileStore(tmp_path, 100 << 20), publish=told.append)
    monkeypatch.setattr(api.services.uploads, "files", files)
    body = form(file_part(GCODE * ((3 << 20) // len(GCODE))))
    made(post(api, body))
    progress, *_, whole, last = told
    assert progress.event == "file:upload:progress"
    assert (progress.name, progress.total_bytes) == ("part.gcode", len(body))
    assert 0 < progress.received_bytes <= len(body)
    assert whole.received_bytes == whole.total_bytes == last.file.file_size
    assert last.event == "file:uploaded"
    assert last.file.id == progress.file_id


def test_what_an_earlier_server_left_is_cleared_up(api, monkeypatch, tmp_path):
    files = Files(api.storage, FileStore(tmp_path, 100 << 20))
    left = files.store.begin(100)
    left.write([GCODE])
    left.leave()
    assert is_under_way(tmp_path)
    monkeypatch.setattr(api.services.uploads, "files", files)
    monkeypatch.setattr(api.services.uploads, "_next_sweep", 0.0)
    file = made(post(api, form(file_part())))["file"]
    wait_until(lambda: left_in(tmp_path) == [file["filePath"]], "an orderly directory")
