"""Disk and database agree on which files there are."""

from __future__ import annotations

import errno
import os
import threading
from uuid import uuid4

import pytest
from rows import a_file, a_job, a_user
from uploading import GCODE, a_store, left_in, upload

from lezerprint.base.enums import FileType, JobState
from lezerprint.errors import StorageUnavailableError
from lezerprint.files.errors import FileInUseError, InvalidFileError, NoSuchFileError, UnsupportedFileError
from lezerprint.files.events import FileDeleted, FileUploaded
from lezerprint.files.service import Files
from lezerprint.storage.models import File, TaskStatus, User
from lezerprint.tasks.task_queue import new_task


class Heard:
    """Keeps what it is told."""

    def __init__(self):
        self.events = []
        self.queue = []

    def __call__(self, event):
        self.events.append(event)


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def files(storage, tmp_path, heard):
    return Files(storage, a_store(tmp_path), publish=heard, enqueue=heard.queue.append)


def test_an_upload_is_on_the_disk_and_in_a_row(files, heard):
    file = upload(files, name="part", folder="gears").file
    row = files.get(file.id)
    assert files.store.locate(row.file_path).read_bytes() == GCODE
    assert (row.original_name, row.folder, row.file_type) == ("part.gcode", "gears", FileType.GCODE)
    assert (row.file_size, len(row.sha256)) == (len(GCODE), 64)
    assert row.metadata["originalSize"] == len(GCODE)
    assert set(row.metadata) == {"originalSize", "mimeType", "uploadedAt"}
    assert left_in(files.store.folder) == [row.file_name]
    [event] = heard.events
    assert isinstance(event, FileUploaded)
    assert event.file.id == file.id
    assert [queued.id for queued in heard.queue] == [file.id]


def test_the_same_content_again_is_another_file_and_told(files):
    first = upload(files)
    second = upload(files, name="copy.gcode")
    assert first.duplicate_of is None
    assert second.duplicate_of.id == first.file.id
    assert len(left_in(files.store.folder)) == 2


def test_who_listens_cannot_spoil_an_upload(storage, tmp_path):
    def fail(_):
        raise RuntimeError("no")

    files = Files(storage, a_store(tmp_path), publish=fail)
    file = upload(files).file
    assert files.get(file.id).original_name == "part.gcode"


def test_an_upload_whose_analysis_cannot_be_queued_leaves_nothing(storage, tmp_path):
    def fail(_):
        raise StorageUnavailableError("no")

    files = Files(storage, a_store(tmp_path), enqueue=fail)
    with pytest.raises(StorageUnavailableError):
        upload(files)
    with storage.session():
        assert File.select().count() == 0


@pytest.mark.parametrize(("content", "error"), [(b"", InvalidFileError), (b"GIF89a", UnsupportedFileError)])
def test_nothing_is_left_of_what_is_refused(files, heard, content, error):
    with pytest.raises(error):
        upload(files, content)
    assert left_in(files.store.folder) == []
    with files.storage.session():
        assert File.select().count() == 0
    assert heard.events == []


def test_nothing_is_left_of_an_upload_whose_user_is_gone(files):
    with files.storage.transaction():
        user = a_user("gone")
        user.delete_instance()
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        upload(files, user=user)
    assert left_in(files.store.folder) == []


@pytest.mark.parametrize("name", ["fsync", "rename"])
def test_nothing_is_left_when_the_disk_fails_at_the_end(files, monkeypatch, name):
    done = getattr(os, name)

    def fail(*arguments):
        monkeypatch.setattr(os, name, done)
        raise OSError(errno.EIO, "I/O error", str(arguments))

    with files.storage.transaction():
        user = a_user()
    monkeypatch.setattr(os, name, fail)
    with pytest.raises(StorageUnavailableError):
        upload(files, user=user)
    assert left_in(files.store.folder) == []


def test_when_the_database_is_lost_a_sweep_can_tell(files, monkeypatch):
    def lost(*_args, **_more):
        raise StorageUnavailableError("gone")

    with files.storage.transaction():
        user = a_user()
    monkeypatch.setattr(files.storage, "transaction", lost)
    with pytest.raises(StorageUnavailableError):
        upload(files, user=user)
    [(_, claim)] = files.store.abandoned()
    claim.leave()


def test_a_file_is_renamed_and_moved_and_its_content_stays(files):
    file = upload(files).file
    changed = files.change(file.id, name="other.gcode", folder="a/b/")
    assert (changed.original_name, changed.folder) == ("other.gcode", "a/b")
    row = files.get(file.id)
    assert (row.original_name, row.file_path) == ("other.gcode", file.file_path)
    assert files.change(file.id, folder="").original_name == "other.gcode"
    assert files.change(file.id, name="lamp").original_name == "lamp.gcode"


@pytest.mark.parametrize("change", [{"name": "../x"}, {"name": " "}, {"folder": "../x"}, {"folder": "/x"}])
def test_a_file_does_not_leave_by_its_name(files, change):
    file = upload(files).file
    with pytest.raises(InvalidFileError):
        files.change(file.id, **change)


def test_a_deleted_file_leaves_nothing(files, heard):
    file = upload(files).file
    files.store.derived(file.id).mkdir()
    (files.store.derived(file.id) / "preview.png").touch()
    files.delete(file.id)
    assert left_in(files.store.folder) == []
    assert isinstance(heard.events[-1], FileDeleted)
    with pytest.raises(NoSuchFileError):
        files.get(file.id)
    with pytest.raises(NoSuchFileError):
        files.delete(file.id)
    assert left_in(files.store.folder) == []


@pytest.mark.parametrize("status", list(JobState))
def test_a_file_that_jobs_need_stays(files, status):
    file = upload(files).file
    with files.storage.transaction():
        a_job(User.get(), file, status=status)
    with pytest.raises(FileInUseError):
        files.delete(file.id)
    assert left_in(files.store.folder) == [file.file_name]


@pytest.mark.parametrize(("status", "stays"), [("QUEUED", True), ("RUNNING", True), ("CANCELLED", False)])
def test_a_file_that_is_being_sliced_stays(files, status, stays):
    file = upload(files).file
    with files.storage.transaction():
        new_task("analyze", {"fileId": str(file.id)})
        new_task("slice", {"fileId": str(uuid4())})
        task = new_task("slice", {"fileId": str(file.id)})
        task.status = TaskStatus(status)
        task.save()
    if stays:
        with pytest.raises(FileInUseError, match=f"{task.id} slices this file"):
            files.delete(file.id)
    else:
        files.delete(file.id)
    assert left_in(files.store.folder) == [file.file_name] * stays


def test_of_two_who_delete_at_once_one_does(files):
    file = upload(files).file
    told = []
    barrier = threading.Barrier(2)

    def delete():
        barrier.wait()
        try:
            told.append(files.delete(file.id))
        except (FileInUseError, NoSuchFileError) as error:
            told.append(error)

    threads = [threading.Thread(target=delete) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, File) for one in told) == 1
    assert left_in(files.store.folder) == []


def test_many_of_one_name_at_once_are_all_there(files):
    with files.storage.transaction():
        user = a_user()
    contents = [GCODE + b"G4 P%d\n" % number for number in range(6)]
    threads = [
        threading.Thread(target=upload, args=(files, content), kwargs={"user": user}) for content in contents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with files.storage.session():
        rows = list(File.select())
    assert sorted(files.store.locate(row.file_path).read_bytes() for row in rows) == sorted(contents)
    assert {row.original_name for row in rows} == {"part.gcode"}


def test_a_row_without_content_can_be_deleted(files):
    files.store.prepare()
    with files.storage.transaction():
        file = a_file(a_user())
    files.delete(file.id)
    with files.storage.session():
        assert File.select().count() == 0
