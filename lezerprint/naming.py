"""Files by the names that their users know."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lezerprint.errors import GcodeFileError
from lezerprint.mesh.errors import MeshError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def told_as(name: str, path: Path) -> Iterator[None]:
    """What is wrong with the file at `path` is told by the name that users know it by.

    Raises:
        GcodeFileError: As what is done raises it, but for the name.
        MeshError: The same.
    """
    try:
        yield
    except (GcodeFileError, MeshError) as error:
        words = str(error).replace(str(path), name).replace(path.name, name)
        raise type(error)(words) from error
