"""3MF files: the objects that are to be built, put together as the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.model_part import ModelPart, Reference, read_model_part
from lezerprint.mesh.package import Package, open_package
from lezerprint.mesh.project import Plate, Project, read_project
from lezerprint.mesh.text import shown
from lezerprint.mesh.triangles import IndexedTriangles, check_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

_MAX_PLACED: Final = 10_000
_DEEPEST: Final = 32
_MIRRORED: Final = [0, 2, 1]


def read_threemf(path: Path, plate: int | None = None) -> IndexedTriangles:
    """The triangles of a plate of a 3MF file, in millimetres; of a file without plates, of all it has.

    Args:
        path: The file.
        plate: Its number; None: the first that has anything.

    Raises:
        MeshError: It is damaged, incomplete, too large, made to do harm, or has no such plate.
        OSError: It cannot be read.
    """
    with open_package(path) as package:
        return _Threemf(package).triangles(plate)


def plates_of(path: Path) -> list[Plate]:
    """The plates of a 3MF file that have anything to be printed; none where it knows no plates.

    Raises:
        MeshError: It is damaged, incomplete, too large, or made to do harm.
        OSError: It cannot be read.
    """
    with open_package(path) as package:
        return _Threemf(package).plates if read_project(package).plates else []


class _Threemf:
    """What an open 3MF file has.

    Attributes:
        plates: Those that have anything to be printed; empty where the file knows no plates.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._parts: dict[str, ModelPart] = {}
        self._root = package.model_name()
        self._items = self._part(self._root).items
        if not self._items:
            raise MeshError("the 3MF has nothing to be built")
        self._project = read_project(package)
        there = {(item.object_id, item.instance) for item in self._items}
        self.plates = [plate for plate in self._project.plates if plate.instances & there]

    def triangles(self, plate: int | None = None) -> IndexedTriangles:
        """What is on a plate; of None what `read_threemf` says.

        Raises:
            MeshError: There is no such plate, or it is damaged.
        """
        chosen = self._chosen(plate)
        items = [
            item
            for item in self._items
            if chosen is None or (item.object_id, item.instance) in chosen.instances
        ]
        return _Assembly(self._part, self._project).build(items, self._root)

    def _chosen(self, plate: int | None) -> Plate | None:
        if plate is None:
            return self.plates[0] if self.plates else None
        found = next((one for one in self.plates if one.number == plate), None)
        if found is None:
            numbers = ", ".join(str(one.number) for one in self.plates)
            has = f"its plates with something on them are {numbers}" if numbers else "it has no plates"
            raise MeshError(f"the 3MF has no plate {plate}: {has}")
        return found

    def _part(self, name: str) -> ModelPart:
        if name not in self._parts:
            self._parts[name] = read_model_part(self._package.chunks(name), shown(name.encode()))
        return self._parts[name]


class _Assembly:
    """Follows the references from what is to be built down to meshes."""

    def __init__(self, part_named: Callable[[str], ModelPart], project: Project) -> None:
        self._part = part_named
        self._project = project
        self._meshes: list[tuple[IndexedTriangles, NDArray[np.float64]]] = []
        self._placed = self._vertices = self._faces = 0

    def build(self, items: list[Reference], root: str) -> IndexedTriangles:
        to_millimetres = np.diag([self._part(root).unit_mm] * 3 + [1.0])
        # What overflows is refused with all other absurd coordinates.
        with np.errstate(all="ignore"):
            for item in items:
                self._place(item, root, to_millimetres, 0, item.object_id)
            if not self._faces and (self._project.left_out or self._project.ranges):
                raise MeshError("the 3MF has nothing to print: all its parts are modifiers or switched off")
            return self._joined()

    def _place(
        self, reference: Reference, part: str, transform: NDArray[np.float64], depth: int, item: str
    ) -> None:
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
            if (item, component.object_id) not in self._project.left_out:
                self._place(component, part, transform, depth + 1, item)
        if found.mesh is not None:
            mesh = _without(found.mesh, self._project.ranges.get(reference.object_id, ()))
            self._vertices += len(mesh.vertices)
            self._faces += len(mesh)
            check_count(max(self._vertices, self._faces))
            self._meshes.append((mesh, transform))

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


def _without(mesh: IndexedTriangles, ranges: Iterable[tuple[int, int]]) -> IndexedTriangles:
    """The mesh without these of its triangles, each range from its first to its last."""
    if not ranges:
        return mesh
    kept = np.ones(len(mesh), np.bool_)
    for first, last in ranges:
        kept[max(first, 0) : max(last + 1, 0)] = False
    return IndexedTriangles(mesh.vertices, mesh.faces[kept])
