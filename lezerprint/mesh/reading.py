"""Any model that LezerPrint knows, read by what it is, not by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.obj import read_obj
from lezerprint.mesh.stl import read_stl
from lezerprint.mesh.stl_kind import HEAD_BYTES, is_binary_stl, is_text_stl, why_not_binary
from lezerprint.mesh.threemf import plates_of, read_threemf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lezerprint.mesh.triangles import Triangles

_ZIP: Final = b"PK"


def read_model(path: Path, plate: int | None = None) -> Triangles:
    """The triangles of an STL, OBJ or 3MF file; a binary STL stays on disk, mapped into memory.

    Args:
        path: The file.
        plate: Of a 3MF project, the number of the plate; None: the first that has anything.

    Raises:
        MeshError: It is no model, damaged, empty, too large, has no such plate, or cannot be read.
            Coordinates are not checked.
    """
    try:
        triangles = _read(path, plate)
    except MeshError as error:
        raise MeshError(f"{path.name}: {error}") from error
    except OSError as error:
        raise MeshError(f"{path.name}: {error.strerror or error}") from error
    if not len(triangles):
        raise MeshError(f"{path.name}: it has no triangles")
    return triangles


def plate_names(path: Path) -> list[tuple[int, str]]:
    """The plates of a 3MF project that have anything on them, by number, with their names; none of others.

    Raises:
        MeshError: As `read_model` does.
    """
    try:
        if _reader(path) is not read_threemf:
            return []
        return [(plate.number, plate.name) for plate in plates_of(path)]
    except MeshError as error:
        raise MeshError(f"{path.name}: {error}") from error
    except OSError as error:
        raise MeshError(f"{path.name}: {error.strerror or error}") from error


def _read(path: Path, plate: int | None) -> Triangles:
    reader = _reader(path)
    if reader is read_threemf:
        return read_threemf(path, plate)
    if plate is not None:
        raise MeshError("only a 3MF project has plates")
    return reader(path)


def _reader(path: Path) -> Callable[[Path], Triangles]:
    size_bytes = path.stat().st_size
    if not path.is_file():
        raise MeshError("it is not a regular file")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise MeshError("it is empty")
    if is_binary_stl(head, size_bytes) or is_text_stl(head):
        return read_stl
    if head.startswith(_ZIP):
        return read_threemf
    if b"\0" in head:
        raise MeshError(f"it is neither STL, OBJ nor 3MF ({why_not_binary(head, size_bytes)})")
    return read_obj
