"""3MF files with G-code (.gcode.3mf), as Bambu Studio and OrcaSlicer export sliced plates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lezerprint.errors import GcodeFileError
from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.package import open_package
from lezerprint.mesh.project import Project, read_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lezerprint.mesh.package import Package

_PLATE: Final = re.compile(r"metadata/plate_(\d{1,4})\.gcode")
_ZIP: Final = b"PK"
_LARGEST_PICTURE_BYTES: Final = 8 << 20


def sliced_plates(package: Package) -> list[int]:
    """The numbers of the plates whose G-code a package has."""
    return sorted(int(match[1]) for name in package.names if (match := _PLATE.fullmatch(name)))


def gcode_plates(path: Path) -> list[tuple[int, str]]:
    """The plates whose G-code a file has, by number, with their names; none where it is no 3MF.

    Raises:
        GcodeFileError: It is damaged.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(_ZIP)) != _ZIP:
                return []
        with open_package(path) as package:
            names = {plate.number: plate.name for plate in _project(package).plates}
            return [(number, names.get(number, "")) for number in sliced_plates(package)]
    except MeshError as error:
        raise GcodeFileError(str(error)) from error


def check_plates(path: Path) -> None:
    """Make sure that a package has G-code.

    Raises:
        GcodeFileError: It has none.
    """
    try:
        with open_package(path) as package:
            _chosen(package, None)
    except MeshError as error:
        raise GcodeFileError(str(error)) from error


def unpack_plate(path: Path, write: Callable[[bytes], object], plate: int | None = None) -> tuple[bytes, ...]:
    """Write the G-code of a plate; None: of the first that has any.

    Returns:
        Its picture, as a file; empty if it has none.

    Raises:
        GcodeFileError: It is damaged, or has no G-code, or not of this plate.
    """
    try:
        with open_package(path) as package:
            number = _chosen(package, plate)
            for chunk in package.chunks(f"Metadata/plate_{number}.gcode"):
                write(chunk)
            return _pictures(package, f"metadata/plate_{number}.png")
    except MeshError as error:
        raise GcodeFileError(str(error)) from error


def _chosen(package: Package, plate: int | None) -> int:
    plates = sliced_plates(package)
    if not plates:
        raise GcodeFileError("the 3MF has no G-code")
    if plate is None:
        return plates[0]
    if plate not in plates:
        listed = ", ".join(map(str, plates))
        raise GcodeFileError(f"the 3MF has no G-code of plate {plate}, but of {listed}")
    return plate


def _project(package: Package) -> Project:
    """What its slicer says of its plates; nothing where that cannot be read."""
    try:
        return read_project(package)
    except MeshError:
        return Project()


def _pictures(package: Package, name: str) -> tuple[bytes, ...]:
    if name not in package.names or package.size_bytes(name) > _LARGEST_PICTURE_BYTES:
        return ()
    return (b"".join(package.chunks(name)),)
