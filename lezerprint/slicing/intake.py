"""The model as the slicer gets it: read and checked here first, for PrusaSlicer trusts its input.

It takes a binary STL for a text where no byte looks foreign, loses the last face of an OBJ without a last
line end, finds nothing in a 3MF whose parts are in files of their own, fills the memory over coordinates that
are infinite, and runs programs that a 3MF names. A model is therefore written anew, as an STL; but a 3MF of
PrusaSlicer's own has more than triangles, supports painted by hand for one, and stays a 3MF, without its
settings and G-code.
"""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.base.enums import FileType
from lezerprint.files.content import ContentError, content_type
from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.package import open_package
from lezerprint.mesh.reading import read_model
from lezerprint.mesh.triangles import bounds_of, in_blocks
from lezerprint.slicing.errors import SlicingError

if TYPE_CHECKING:
    from pathlib import Path

    from lezerprint.mesh.triangles import Triangles

_HEADER: Final = b"".ljust(80)
_FACET: Final = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_FOREIGN: Final = -1.0
"""Its bytes are none of a text. Normals are not read, but looked at to tell the kind of the file."""

_OWN: Final = "Metadata/Slic3r_PE_model.config"
_KEPT: Final = (
    "[Content_Types].xml",
    "_rels/.rels",
    "3D/3dmodel.model",
    _OWN,
    "Metadata/Slic3r_PE_layer_heights_profile.txt",
    "Metadata/Prusa_Slicer_layer_config_ranges.xml",
)


def take_in(model_path: Path, scratch: Path, plate: int | None = None) -> str:
    """Put a model, or a plate of a project, into the scratch folder; its name there.

    Raises:
        SlicingError: It is none that can be sliced, damaged, empty, or of absurd size.
        OSError: The scratch folder cannot be written.
    """
    try:
        kind = content_type(model_path)
        if kind is FileType.GCODE:
            raise SlicingError("the file is already G-code; print it as it is")
        triangles = read_model(model_path, plate)
        if not bounds_of(triangles).size.all():
            raise SlicingError("nothing to print: the model is flat")
    except (ContentError, MeshError) as error:
        raise _refused(error, model_path) from error
    except OSError as error:
        raise SlicingError(f"the model cannot be read: {error.strerror}") from error
    if kind is FileType.THREEMF and (parts := _own_parts(model_path)):
        try:
            _copy_parts(model_path, parts, scratch / "model.3mf")
        except MeshError as error:
            raise _refused(error, model_path) from error
        return "model.3mf"
    _write_stl(scratch / "model.stl", triangles)
    return "model.stl"


def _refused(error: Exception, model_path: Path) -> SlicingError:
    why = str(error).removeprefix(f"{model_path.name}: ")
    return SlicingError(f"the model cannot be sliced: {why}")


def _own_parts(package_path: Path) -> list[str]:
    """What to keep of a 3MF of PrusaSlicer's own; nothing of another's."""
    with zipfile.ZipFile(package_path) as archive:
        there = set(archive.namelist())
    return [name for name in _KEPT if name in there] if _OWN in there else []


def _copy_parts(package_path: Path, parts: list[str], path: Path) -> None:
    with open_package(package_path) as package, zipfile.ZipFile(path, "w") as archive:
        for name in parts:
            with archive.open(name, "w") as file:
                for chunk in package.chunks(name):
                    file.write(chunk)


def _write_stl(path: Path, triangles: Triangles) -> None:
    with path.open("wb") as file:
        file.write(_HEADER + struct.pack("<I", len(triangles)))
        for _, corners in in_blocks(triangles):
            facets = np.zeros(len(corners), _FACET)
            facets["normal"] = _FOREIGN
            facets["corners"] = corners
            file.write(facets.tobytes())
