"""Files are found, sorted and deleted alike on both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from rows import WHEN, a_file, a_job, a_user

from lezerprint.base.enums import FileType, JobState
from lezerprint.files import rows as files
from lezerprint.files.errors import FileInUseError, NoSuchFileError
from lezerprint.files.rows import FileFilter, Order, PrintResult
from lezerprint.storage.models import File

NAMES = ["Zebra.stl", "apfel.stl", "Äpfel 2.gcode", "b 10.obj", "_b 2.3mf", "ärger.stl"]


@pytest.fixture
def rows(storage):
    with storage.session():
        user = a_user()
        made = []
        for number, name in enumerate(NAMES):
            file = a_file(user, name)
            file.file_type = list(FileType)[number % 4]
            file.file_size = 100 - number
            file.created_at = WHEN + timedelta(days=number)
            file.folder = ("", "parts", "parts/gears")[number % 3]
            file.sha256 = str(number // 2)
            file.save()
            made.append(file)
        yield made


def listed(which=None, order=Order.NAME, limit=100, offset=0, *, descending=False):
    total, found = files.page(which or FileFilter(), order, limit, offset, descending=descending)
    return total, [file.original_name for file in found]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.NAME, ["apfel.stl", "Äpfel 2.gcode", "ärger.stl", "b 10.obj", "_b 2.3mf", "Zebra.stl"]),
        (Order.DATE, NAMES),
        (Order.SIZE, NAMES[::-1]),
    ],
)
def test_sorted_either_way(rows, order, names):
    if order is Order.NAME:
        names = sorted(NAMES, key=lambda name: (files_words(name), name.encode()))
    assert listed(order=order) == (6, names)
    assert listed(order=order, descending=True)[1][0] == names[-1]


def files_words(name):
    return File(original_name=name).search_words.encode()


def test_filtered(rows):
    assert listed(FileFilter(folder="")) == (2, ["b 10.obj", "Zebra.stl"])
    assert listed(FileFilter(folder="parts"))[0] == 2
    assert listed(FileFilter(folder="part"))[0] == 0
    assert listed(FileFilter(file_types=(FileType.STL,)))[0] == 2
    assert sorted(listed(FileFilter(search="apfel"))[1]) == sorted(["apfel.stl", "Äpfel 2.gcode"])
    assert listed(FileFilter(folder="parts", search="apfel"))[1] == ["apfel.stl"]
    assert listed(FileFilter(search="'; --"))[0] == 0


def test_in_pages(rows):
    whole = listed()[1]
    pages = [listed(limit=4, offset=offset) for offset in (0, 4, 8)]
    assert [total for total, _ in pages] == [6, 6, 6]
    assert [name for _, page in pages for name in page] == whole


def test_folders(rows):
    assert files.folders() == ["parts", "parts/gears"]


def test_the_oldest_of_the_same_content(rows):
    assert files.same_content(rows[1]).id == rows[0].id
    assert files.same_content(a_file(rows[0].user, "new.stl")) is None


def test_what_is_not_there(rows):
    for action in (files.get, files.delete):
        with pytest.raises(NoSuchFileError):
            action(uuid4())
    assert files.known([rows[0].id, uuid4()]) == {rows[0].id}
    assert not files.exists(uuid4())


def test_what_is_found_out_is_added(rows):
    file = files.processed(rows[0].id, {"volume": 1.5}, "/api/files/x/preview")
    assert file.metadata == {**(rows[0].metadata or {}), "volume": 1.5}
    assert file.thumbnail_url == "/api/files/x/preview"
    assert file.processed_at is not None
    with pytest.raises(NoSuchFileError):
        files.processed(uuid4(), {}, None)


def test_why_nothing_was_found_out_is_kept_until_something_is(rows):
    of_it = {"fileId": str(rows[0].id)}
    files.processed(rows[0].id, {"volume": 1.5}, None)
    files.analysis_failed(of_it, "it was cancelled")
    failed = files.get(rows[0].id)
    assert (failed.metadata["volume"], failed.metadata["processingError"]) == (1.5, "it was cancelled")
    files.analysis_failed({"fileId": str(rows[1].id)}, "why")
    assert files.get(rows[1].id).processed_at is not None
    assert "processingError" not in files.processed(rows[0].id, {"volume": 2}, None).metadata
    files.analysis_failed({"fileId": str(uuid4())}, "of a file that is gone")


def test_a_job_keeps_its_file(rows):
    file = rows[0]
    job = a_job(file.user, file, status=JobState.PRINTING)
    with pytest.raises(FileInUseError, match=f"{job.id} .*PRINTING.*cancel"):
        files.delete(file.id)
    job.status = JobState.COMPLETED
    job.save()
    with pytest.raises(FileInUseError, match="history"):
        files.delete(file.id)
    job.delete_instance()
    assert files.delete(file.id).original_name == file.original_name
    assert not files.exists(file.id)


class TestResults:
    @pytest.fixture
    def printed(self, storage):
        with storage.session():
            user = a_user("results")
            made = {name: a_file(user, name) for name in ("never", "good", "bad", "waits", "again")}
            for name, status, day in (
                ("good", JobState.FAILED, 1),
                ("good", JobState.COMPLETED, 2),
                ("bad", JobState.FAILED, 2),
                ("again", JobState.COMPLETED, 1),
                ("again", JobState.CANCELLED, 3),
            ):
                moment = WHEN + timedelta(days=day)
                a_job(user, made[name], status=status, started_at=moment, completed_at=moment)
            a_job(user, made["waits"], status=JobState.QUEUED)
            yield made

    @pytest.mark.usefixtures("printed")
    @pytest.mark.parametrize(
        ("results", "names"),
        [
            (["NEVER_PRINTED"], {"never", "waits"}),
            (["FAILED"], {"bad"}),
            (["COMPLETED"], {"good"}),
            (["CANCELLED", "FAILED"], {"again", "bad"}),
            ([], {"never", "good", "bad", "waits", "again"}),
        ],
    )
    def test_of_the_last_print_that_ended(self, results, names):
        which = FileFilter(results=tuple(map(PrintResult, results)))
        total, found = files.page(which, Order.NAME, 10, 0, descending=False)
        assert ({file.original_name for file in found}, total) == (names, len(names))

    def test_told_of_each(self, printed):
        told = files.last_results([file.id for file in printed.values()])
        assert {name: told.get(file.id) for name, file in printed.items()} == {
            "never": None,
            "good": "COMPLETED",
            "bad": "FAILED",
            "waits": None,
            "again": "CANCELLED",
        }
