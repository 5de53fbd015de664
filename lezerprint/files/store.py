"""Files on disk, in one directory: each by its id, what is made from it beside it, and what is under way.

    <upload_dir>/<id>.stl             a file; its name and its folder are in the database alone
    <upload_dir>/.derived/<id>/…      what was made from it: it goes with the file
    <upload_dir>/.incoming/<id>       the mark of a file on its way in or out (see `claims`)
    <upload_dir>/.incoming/<id>.part  what has come of it

So no name that a user gives becomes a path, to rename or to move a file is a matter of its row, and no
symbolic link is followed: below the directory there is none but by somebody else's hand.
"""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from lezerprint.base import durable
from lezerprint.files.claims import Claim, claimed
from lezerprint.files.disk import Space, disk_errors
from lezerprint.files.errors import FileInUseError, NoSuchFileError
from lezerprint.files.incoming import IncomingFile
from lezerprint.files.names import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FILE_SUFFIXES: Final = tuple(suffixes[0] for suffixes in SUFFIXES.values())

PREVIEW_NAME: Final = "preview.png"
"""The picture of a file, among what was made from it."""

LARGE_PREVIEW_NAME: Final = "preview-large.png"
"""The same in the size that the slicer drew it in, where that is larger."""

MODEL_NAME: Final = "model.lzpm"
"""The model for viewers; `lezerprint.mesh.compact` has the format."""

TOOLPATHS_SUFFIX: Final = ".lztp"
TOOLPATHS_NAME: Final = f"toolpaths{TOOLPATHS_SUFFIX}"
"""The moves of G-code for viewers; docs/toolpaths.md has the format."""

LAYERS_NAME: Final = "layers.json"
"""Where and when each layer of G-code begins, for a player."""


def plate_name(name: str, plate: int | None) -> str:
    """What something of one plate of a project is called, such as `preview-2.png`."""
    stem, point, suffix = name.partition(".")
    return name if plate is None else f"{stem}-{plate}{point}{suffix}"


class FileStore:
    """The upload directory.

    Args:
        folder: It; made when it is needed.
        max_file_bytes: The longest file that is taken.
    """

    def __init__(self, folder: Path, max_file_bytes: int) -> None:
        self.folder = folder.absolute()
        self.max_file_bytes = max_file_bytes
        self.space = Space(self.folder)
        self._incoming = self.folder / ".incoming"
        self._derived = self.folder / ".derived"

    def prepare(self) -> None:
        """Make the directory if it is not there.

        Raises:
            StorageError: It cannot be made, or a part of it is a link to elsewhere.
        """
        with disk_errors():
            self.folder.mkdir(parents=True, exist_ok=True)
            for part in (self._incoming, self._derived):
                part.mkdir(exist_ok=True)
                if part.is_symlink():
                    raise OSError(f"{part.name} is a symbolic link")

    def check_space(self, wanted_bytes: int) -> None:
        """Make sure that there is room for an upload.

        Raises:
            StorageError: There is not, or the directory cannot be used.
        """
        self.prepare()
        self.space.check(wanted_bytes)

    def begin(self, declared_bytes: int) -> IncomingFile:
        """Begin to take a file.

        Args:
            declared_bytes: How much is to come at most; 0: unknown.

        Raises:
            StorageError: There is no room for it, or the directory cannot be used.
        """
        self.prepare()
        with disk_errors():
            file_id, claim = self._claim_new()
        try:
            self.space.promise(file_id, declared_bytes)
        except BaseException:
            claim.drop()
            raise
        try:
            with disk_errors():
                return IncomingFile(self, file_id, claim, declared_bytes)
        except BaseException:
            self.space.release(file_id)
            raise

    def _claim_new(self) -> tuple[UUID, Claim]:
        """An id that no file has, and its mark."""
        while True:
            file_id = uuid4()
            # None: a sweep came between the mark and its lock, and takes it for one whose owner died.
            if claim := Claim.take(self._incoming, file_id, create=True):
                return file_id, claim

    def claim(self, file_id: UUID) -> Claim:
        """Mark a file as on its way in or out.

        Raises:
            FileInUseError: Somebody else has it marked.
            OSError: The disk does not let us.
        """
        claim = Claim.take(self._incoming, file_id, create=True)
        if claim is None:
            raise FileInUseError("the file is being changed by another request")
        return claim

    def abandoned(self) -> Iterator[tuple[UUID, Claim]]:
        """The files that were on their way in or out when whoever saw to them died.

        Raises:
            OSError: The disk does not let us.
        """
        for file_id in claimed(self._incoming):
            claim = Claim.take(self._incoming, file_id, create=False)
            if claim is not None:
                yield file_id, claim

    def is_claimed(self, file_id: UUID) -> bool:
        """Whether a file is on its way in or out."""
        return os.path.lexists(self._incoming / file_id.hex)

    def part_path(self, file_id: UUID) -> Path:
        """Where what has come of a file is."""
        return self._incoming / f"{file_id.hex}.part"

    def derived(self, file_id: UUID) -> Path:
        """The folder of what is made from a file; who makes something makes the folder."""
        return self._derived / str(file_id)

    def locate(self, file_path: str) -> Path:
        """Where a row's `file_path` is; it need not be there.

        Raises:
            NoSuchFileError: It leads out of the directory.
        """
        path = Path(file_path)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            raise NoSuchFileError("the file's path is outside the upload directory")
        return self.folder / path

    def status(self, path: Path) -> os.stat_result:
        """What the disk says of a file.

        Raises:
            NoSuchFileError: There is no regular file there, or a link to one.
            StorageUnavailableError: The disk cannot be read.
        """
        status = None
        with disk_errors(), suppress(FileNotFoundError, NotADirectoryError):
            status = path.lstat()
        if status is None or not stat.S_ISREG(status.st_mode):
            raise NoSuchFileError("this does not exist on the disk, no longer or not yet")
        return status

    def erase(self, file_id: UUID) -> None:
        """Remove all there is of a file but its mark.

        Raises:
            OSError: The disk does not let us.
        """
        for suffix in _FILE_SUFFIXES:
            (self.folder / f"{file_id}{suffix}").unlink(missing_ok=True)
        if (derived := self.derived(file_id)).is_dir():
            shutil.rmtree(derived)
        self.part_path(file_id).unlink(missing_ok=True)
        durable.sync(self.folder)

    def ids(self) -> Iterator[UUID]:
        """The ids of all files that are there by their names, whether there is a row for them or not.

        Raises:
            OSError: The disk does not let us.
        """
        return _ids(path.stem for path in self.folder.iterdir() if path.suffix in _FILE_SUFFIXES)

    def derived_ids(self) -> Iterator[UUID]:
        """The ids of all files from which something was made.

        Raises:
            OSError: The disk does not let us.
        """
        return _ids(path.name for path in self._derived.iterdir())


def _ids(names: Iterable[str]) -> Iterator[UUID]:
    for name in names:
        try:
            file_id = UUID(name)
        except ValueError:
            continue
        if str(file_id) == name:
            yield file_id
