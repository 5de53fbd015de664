"""Marks on disk that say which files are on their way in or out.

A mark is an empty, locked file called by the file's id. It is there before anything else of the file is, and
goes after the row stands, or after all else is gone. Whoever finds one that nobody has locked knows that
its owner died in between, and that the row alone says whether the file is to be there.
"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING
from uuid import UUID

from lezerprint.base import durable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Claim:
    """A mark that this process has locked; `take` makes it."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path, file_id: UUID, *, create: bool) -> Claim | None:
        """Lock a file's mark; None if another has it, or if there is none and none is to be made.

        Raises:
            OSError: The disk does not let us.
        """
        path = folder / file_id.hex
        flags = os.O_RDWR | os.O_NOFOLLOW | (os.O_CREAT if create else 0)
        while True:
            try:
                descriptor = os.open(path, flags, 0o600)
            except FileNotFoundError:
                if create:
                    raise  # the folder is not there
                return None
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_same(path, descriptor):
                    return cls(path, descriptor)
            except BlockingIOError:
                os.close(descriptor)
                return None
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)  # removed by its owner in the meantime

    @property
    def is_held(self) -> bool:
        """Whether it was neither dropped nor left."""
        return self._descriptor >= 0

    def keep(self) -> None:
        """Make sure that the mark is there after a loss of power.

        Raises:
            OSError: The disk does not let us.
        """
        durable.sync(self._path.parent)

    def drop(self) -> None:
        """All is done: remove the mark.

        Raises:
            OSError: The disk does not let us; the mark is left behind, unlocked.
        """
        try:
            self._path.unlink(missing_ok=True)
        finally:
            self.leave()

    def leave(self) -> None:
        """Leave the mark behind, for a sweep to decide."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def claimed(folder: Path) -> Iterator[UUID]:
    """The files that have a mark, locked or not.

    Raises:
        OSError: The folder cannot be read.
    """
    for path in folder.iterdir():
        try:
            file_id = UUID(hex=path.name)
        except ValueError:
            continue
        if file_id.hex == path.name:
            yield file_id


def _is_same(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
