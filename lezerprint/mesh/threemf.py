"""3MF files: the objects that are to be built, put together as the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.model_part import ModelPart, Reference, read_model_part
from lezerprint.mesh.package import Package, open_package
from lezerprint.mesh.text import shown
from lezerprint.mesh.triangles import IndexedTriangles, check_count

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_MAX_PLACED: Final = 10_000
_DEEPEST: Final = 32
_MIRRORED: Final = [0, 2, 1]


def read_threemf(path: Path) -> IndexedTriangles:
    """The triangles of all that a 3MF file has to be built, in millimetres.

    Raises:
        MeshError: It is damaged, incomplete, too large, or made to do harm.
        OSError: It cannot be read.
    """
    with open_package(path) as package:
        return _Assembly(package).build()


class _Assembly:
    """Follows the references from what is to be built down to meshes."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._parts: dict[str, ModelPart] = {}
        self._meshes: list[tuple[IndexedTriangles, NDArray[np.float64]]] = []
        self._placed = self._vertices = self._faces = 0

    def build(self) -> IndexedTriangles:
        root = self._package.model_name()
        part = self._part(root)
        if not part.items:
            raise MeshError("the 3MF has nothing to be built")
        to_millimetres = np.diag([part.unit_mm] * 3 + [1.0])
        # What overflows is refused with all other absurd coordinates.
        with np.errstate(all="ignore"):
            for item in part.items:
                self._place(item, root, to_millimetres, 0)
            return self._joined()

    def _part(self, name: str) -> ModelPart:
        if name not in self._parts:
            self._parts[name] = read_model_part(self._package.chunks(name), shown(name.encode()))
        return self._parts[name]

    def _place(self, reference: Reference, part: str, transform: NDArray[np.float64], depth: int) -> None:
        self._placed += 1
        if self._placed > _MAX_PLACED:
            raise MeshError(f"the 3MF places more than {_MAX_PLACED:,} objects")
        if depth > _DEEPEST:
            raise MeshError("the 3MF has an object that is a component of itself, or nests too deep")
        part = reference.path or part
        found = self._part(part).objects.get(reference.object_id)
        if found is None:
            raise MeshError(f"the 3MF lacks its object {reference.object_id[:20]!r}")
        transform = reference.transform @ transform
        for component in found.components:
            self._place(component, part, transform, depth + 1)
        if found.mesh is not None:
            self._vertices += len(found.mesh.vertices)
            self._faces += len(found.mesh)
            check_count(max(self._vertices, self._faces))
            self._meshes.append((found.mesh, transform))

    def _joined(self) -> IndexedTriangles:
        vertices = np.empty((self._vertices, 3))
        faces = np.empty((self._faces, 3), np.int32)
        vertex = face = 0
        for mesh, transform in self._meshes:
            rotation = transform[:3, :3]
            vertices[vertex : vertex + len(mesh.vertices)] = mesh.vertices @ rotation + transform[3, :3]
            # A mirrored triangle runs the other way round.
            turned = mesh.faces[:, _MIRRORED] if np.linalg.det(rotation) < 0 else mesh.faces
            faces[face : face + len(mesh)] = turned + vertex
            vertex += len(mesh.vertices)
            face += len(mesh)
        return IndexedTriangles(vertices, faces)
