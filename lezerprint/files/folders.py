"""Folders: a path that files have, or a row. All here runs in a transaction of the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import IntegrityError, fn

from lezerprint.files.errors import FileError, NoSuchFileError
from lezerprint.files.names import clean_folder
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import File, Folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lezerprint.storage.database import Storage


class FolderExistsError(FileError):
    """There is such a folder already."""


@dataclass(frozen=True, slots=True)
class FolderCount:
    """A folder, and how many files are directly in it."""

    path: str
    files: int


def folders() -> list[FolderCount]:
    """All of them but the root, by path; with those above them."""
    query: Any = File.select(File.folder, fn.COUNT(File.id)).group_by(File.folder).tuples()
    counted: dict[str, int] = dict(query)
    paths = {*counted, *(folder.path for folder in Folder.select())}
    paths |= {above for path in paths for above in _above(path)}
    return [FolderCount(path, counted.get(path, 0)) for path in sorted(paths) if path]


def create(storage: Storage, path: str) -> FolderCount:
    """Make one without files.

    Raises:
        InvalidFileError: It cannot be called so.
        FolderExistsError: There is one already.
    """
    path = _checked(path)
    _check_free(path)
    try:
        with storage.transaction():
            Folder.create(path=path)
    except IntegrityError as error:  # made just now
        raise FolderExistsError(f"there is a folder {path!r}") from error
    return FolderCount(path, 0)


def rename(path: str, new_path: str) -> int:
    """Give a folder and those in it another path; how many files moved.

    Raises:
        InvalidFileError: It cannot be called so.
        NoSuchFileError: There is no such folder.
        FolderExistsError: There is one of the new path already, or that is inside the old one.
    """
    path, new_path = _checked(path), _checked(new_path)
    _check_there(path)
    if new_path == path:
        return 0
    if new_path.startswith(f"{path}/"):
        raise FolderExistsError("a folder cannot be moved into itself")
    _check_free(new_path)
    moved = 0
    inside = File.select(File.folder).where(_inside(File.folder, path)).distinct()
    for folder in [one.folder for one in inside]:
        renamed = clean_folder(new_path + folder[len(path) :])
        changed = File.update(folder=renamed, updated_at=utc_now()).where(File.folder == folder)
        moved += int(changed.execute())
    for row in list(Folder.select().where(_inside(Folder.path, path))):
        row.path = new_path + row.path[len(path) :]
        row.save()
    if not moved and Folder.get_or_none(Folder.path == new_path) is None:
        Folder.create(path=new_path)
    return moved


def files_in(path: str) -> list[UUID]:
    """The files in a folder and in those in it.

    Raises:
        InvalidFileError: It is no path of a folder.
        NoSuchFileError: There is no such folder.
    """
    path = _checked(path)
    _check_there(path)
    return [file.id for file in File.select(File.id).where(_inside(File.folder, path)).order_by(File.id)]


def owners(path: str) -> set[UUID]:
    """Whose files are in a folder and in those in it."""
    query = File.select(File.user).where(_inside(File.folder, _checked(path))).distinct()
    return {file.user_id for file in query}


def forget(path: str) -> None:
    """Remove a folder that has no files any more, with those in it; one that has stays by them."""
    Folder.delete().where(_inside(Folder.path, _checked(path))).execute()


def _checked(path: str) -> str:
    found = clean_folder(path)
    if not found:
        raise NoSuchFileError("name a folder: the root is none")
    return found


def _check_there(path: str) -> None:
    is_there = File.select().where(_inside(File.folder, path)).exists()
    if not is_there and not Folder.select().where(_inside(Folder.path, path)).exists():
        raise NoSuchFileError(f"there is no folder {path!r}")


def _check_free(path: str) -> None:
    has_files = File.select().where(_inside(File.folder, path)).exists()
    if has_files or Folder.select().where(_inside(Folder.path, path)).exists():
        raise FolderExistsError(f"there is a folder {path!r}")


def _inside(column: Any, path: str) -> Any:
    """The condition that a path is this one, or below it; by bytes, as case counts."""
    begin = f"{path}/"
    return (column == path) | (fn.SUBSTR(column, 1, len(begin)) == begin)


def _above(path: str) -> Iterable[str]:
    parts = path.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts)))
