"""Folders: made, renamed and deleted with what is in them."""

from __future__ import annotations

import pytest
from rows import a_file, a_user

from lezerprint.files import folders, rows
from lezerprint.files.errors import InvalidFileError, NoSuchFileError
from lezerprint.files.folders import FolderExistsError
from lezerprint.storage.models import File


@pytest.fixture(autouse=True)
def opened(storage):
    with storage.session():
        yield


@pytest.fixture
def files():
    user = a_user()
    for name, folder in (("a", "parts"), ("b", "parts/gears"), ("c", "partsX"), ("d", "")):
        file = a_file(user, name)
        file.folder = folder
        file.save()
    return user


def paths():
    return {one.path: one.files for one in folders.folders()}


def test_one_without_files_is_there_until_it_is_deleted(storage):
    folders.create(storage, "a/b")
    assert paths() == {"a": 0, "a/b": 0}
    assert rows.folders() == ["a/b"]
    for again in ("a/b", "a"):
        with pytest.raises(FolderExistsError):
            folders.create(storage, again)
    folders.forget("a")
    assert paths() == {}


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", ".x", "a\\b"])
def test_no_folder_is_called_so(storage, path):
    with pytest.raises(InvalidFileError):
        folders.create(storage, path)


def test_renamed_with_all_that_is_in_it_and_nothing_else(storage, files):
    folders.create(storage, "parts/empty")
    assert folders.rename("parts", "box/things") == 2
    assert paths() == {"box": 0, "box/things": 1, "box/things/gears": 1, "box/things/empty": 0, "partsX": 1}
    assert folders.owners("box") == {files.id}


@pytest.mark.parametrize(
    ("path", "new_path", "error"),
    [
        ("nothing", "x", NoSuchFileError),
        ("parts", "partsX", FolderExistsError),
        ("parts", "parts/gears", FolderExistsError),
        ("parts", "parts/new", FolderExistsError),
        ("parts", "../x", InvalidFileError),
        ("", "x", NoSuchFileError),
    ],
)
def test_a_path_that_cannot_be(files, path, new_path, error):
    before = paths()
    with pytest.raises(error):
        folders.rename(path, new_path)
    assert paths() == before


def test_what_is_in_one(files):
    inside = [File.get_by_id(one).original_name for one in folders.files_in("parts")]
    assert sorted(inside) == ["a", "b"]
    with pytest.raises(NoSuchFileError):
        folders.files_in("parts/none")
