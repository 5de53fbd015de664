"""A file is on the disk whole, or nothing of it is."""

from __future__ import annotations

import hashlib
from uuid import uuid4

import pytest
from uploading import GCODE, MAX_BYTES, a_store, left_in

from lezerprint.base.enums import FileType
from lezerprint.errors import StorageUnavailableError
from lezerprint.files.errors import (
    FileTooLargeError,
    InvalidFileError,
    NoSuchFileError,
    UnsupportedFileError,
)


@pytest.fixture
def store(tmp_path):
    return a_store(tmp_path)


def test_a_file_goes_from_pieces_to_its_place(store):
    incoming = store.begin(len(GCODE))
    for index in range(0, len(GCODE), 5):
        incoming.write([GCODE[index : index + 5]])
    assert incoming.sha256 == hashlib.sha256(GCODE).hexdigest()
    assert incoming.seal() is FileType.GCODE
    incoming.place(FileType.GCODE)
    path = store.locate(incoming.file_name)
    assert path.read_bytes() == GCODE
    assert left_in(store.folder) == [f".incoming/{incoming.file_id.hex}", incoming.file_name]
    incoming.commit()
    assert left_in(store.folder) == [incoming.file_name]
    incoming.discard()
    assert path.exists()


@pytest.mark.parametrize("steps", range(4))
def test_nothing_is_left_of_what_is_discarded(store, steps):
    incoming = store.begin(100)
    if steps > 0:
        incoming.write([GCODE])
    if steps > 1:
        incoming.seal()
    if steps > 2:
        incoming.place(FileType.GCODE)
    incoming.discard()
    incoming.discard()
    assert left_in(store.folder) == []


def test_after_discarding_nothing_is_written(store):
    incoming = store.begin(100)
    incoming.discard()
    with pytest.raises(RuntimeError):
        incoming.write([GCODE])
    assert left_in(store.folder) == []


def test_a_file_is_no_longer_than_it_may_be(store):
    incoming = store.begin(0)
    incoming.write([b"x" * MAX_BYTES])
    with pytest.raises(FileTooLargeError):
        incoming.write([b"x"])


def test_an_empty_file_is_refused(store):
    with pytest.raises(InvalidFileError, match="empty"):
        store.begin(0).seal()


def test_what_is_no_model_is_refused_by_its_content(store):
    incoming = store.begin(0)
    incoming.write([b"\x89PNG\r\n\x1a\n" + bytes(100)])
    with pytest.raises(UnsupportedFileError, match="picture"):
        incoming.seal()


class TestLinks:
    @pytest.mark.parametrize("name", [".incoming", ".derived"])
    def test_no_folder_of_the_store_is_a_link(self, store, tmp_path, name):
        store.folder.mkdir()
        (tmp_path / "elsewhere").mkdir()
        (store.folder / name).symlink_to(tmp_path / "elsewhere")
        with pytest.raises(StorageUnavailableError):
            store.begin(0)

    def test_a_link_is_no_file(self, store, tmp_path):
        store.prepare()
        (tmp_path / "secret").write_text("secret")
        (store.folder / "a.stl").symlink_to(tmp_path / "secret")
        with pytest.raises(NoSuchFileError):
            store.status(store.locate("a.stl"))

    def test_what_a_link_points_to_outlives_it(self, store, tmp_path):
        store.prepare()
        file_id = uuid4()
        (tmp_path / "others").mkdir()
        (tmp_path / "others" / "file").touch()
        store.derived(file_id).mkdir()
        (store.derived(file_id) / "link").symlink_to(tmp_path / "others")
        store.erase(file_id)
        assert (tmp_path / "others" / "file").exists()
        assert left_in(store.folder) == []

    @pytest.mark.parametrize("path", ["/etc/passwd", "../secret", "a/../../secret", ""])
    def test_no_path_leads_out(self, store, path):
        with pytest.raises(NoSuchFileError):
            store.locate(path)
