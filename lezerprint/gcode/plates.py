"""3MF files with G-code (.gcode.3mf), as Bambu Studio and OrcaSlicer export sliced plates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lezerprint.errors import GcodeFileError
from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.package import open_package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lezerprint.mesh.package import Package

_PLATE: Final = re.compile(r"metadata/plate_(\d{1,4})\.gcode")
_LARGEST_PICTURE_BYTES: Final = 8 << 20


def sliced_plates(package: Package) -> list[int]:
    """The numbers of the plates whose G-code a package has."""
    return sorted(int(match[1]) for name in package.names if (match := _PLATE.fullmatch(name)))


def check_plates(path: Path) -> None:
    """Make sure that a package has G-code of one plate.

    Raises:
        GcodeFileError: It has none, or that of several.
    """
    try:
        with open_package(path) as package:
            _only_plate(package)
    except MeshError as error:
        raise GcodeFileError(str(error)) from error


def unpack_plate(path: Path, write: Callable[[bytes], object]) -> tuple[bytes, ...]:
    """Write the G-code of the plate.

    Returns:
        Its picture, as a file; empty if it has none.

    Raises:
        GcodeFileError: It is damaged, has no plate with G-code, or several.
    """
    try:
        with open_package(path) as package:
            number = _only_plate(package)
            for chunk in package.chunks(f"Metadata/plate_{number}.gcode"):
                write(chunk)
            return _pictures(package, f"metadata/plate_{number}.png")
    except MeshError as error:
        raise GcodeFileError(str(error)) from error


def _only_plate(package: Package) -> int:
    plates = sliced_plates(package)
    if not plates:
        raise GcodeFileError("the 3MF has no G-code")
    if len(plates) > 1:
        listed = ", ".join(map(str, plates))
        raise GcodeFileError(f"the 3MF has the G-code of several plates ({listed}): export each by itself")
    return plates[0]


def _pictures(package: Package, name: str) -> tuple[bytes, ...]:
    if name not in package.names or package.size_bytes(name) > _LARGEST_PICTURE_BYTES:
        return ()
    return (b"".join(package.chunks(name)),)
