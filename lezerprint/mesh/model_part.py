"""A model part of a 3MF package: its objects, and what of them is to be built.

After the 3MF Core Specification 1.3 and the Production Extension 1.1, by which a part names others' objects.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.mesh import safe_xml
from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.triangles import IndexedTriangles, check_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

_CORE: Final = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
_PRODUCTION: Final = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
_PATH: Final = safe_xml.qualified(_PRODUCTION, "path")

_MILLIMETRES: Final = {
    "micron": 0.001,
    "millimeter": 1.0,
    "centimeter": 10.0,
    "inch": 25.4,
    "foot": 304.8,
    "meter": 1000.0,
}
_TRANSFORM_NUMBERS: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """An object put somewhere.

    Attributes:
        object_id: Which.
        path: The part that has it; None for the part with this reference.
        transform: float64[4, 4], what a row vector (x, y, z, 1) is multiplied by from the right.
        instance: Which of the items with this object it is, from 0, those that are not printed counted too.
    """

    object_id: str
    path: str | None
    transform: NDArray[np.float64]
    instance: int = 0


@dataclass(slots=True, eq=False)
class ModelObject:
    """A mesh, or an assembly of other objects."""

    mesh: IndexedTriangles | None = None
    components: list[Reference] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ModelPart:
    """What a part has.

    Attributes:
        unit_mm: The length of its unit.
        objects: By their ids.
        items: What is to be built, but for what is marked as not to be printed.
    """

    unit_mm: float = 1.0
    objects: dict[str, ModelObject] = field(default_factory=dict)
    items: list[Reference] = field(default_factory=list)


def read_model_part(chunks: Iterable[bytes], name: str) -> ModelPart:
    """Read a model part.

    Raises:
        MeshError: It is malformed, has a triangle without its vertices, or is too large.
    """
    return _Reader(name).read(chunks)


class _Reader:
    """Collects a model part from its elements."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._part = ModelPart()
        self._object = ModelObject()
        self._vertices = array("d")
        self._faces = array("i")
        self._instances: Counter[str] = Counter()

    def read(self, chunks: Iterable[bytes]) -> ModelPart:
        on_start = {
            "model": self._on_model,
            "object": self._on_object,
            "mesh": self._on_mesh,
            "vertex": self._on_vertex,
            "triangle": self._on_triangle,
            "component": self._on_component,
            "item": self._on_item,
        }
        safe_xml.parse(
            self._counted(chunks),
            self._name,
            {safe_xml.qualified(_CORE, tag): handler for tag, handler in on_start.items()},
            {safe_xml.qualified(_CORE, "mesh"): self._on_mesh_end},
        )
        return self._part

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks, as long as what they held is not too much."""
        for chunk in chunks:
            yield chunk
            check_count(max(len(self._vertices), len(self._faces)) // 3)

    def _on_model(self, attributes: dict[str, str]) -> None:
        unit = attributes.get("unit", "millimeter")
        if unit not in _MILLIMETRES:
            raise ValueError(f"{unit[:20]!r} is not a unit of length")
        self._part.unit_mm = _MILLIMETRES[unit]

    def _on_object(self, attributes: dict[str, str]) -> None:
        self._object = self._part.objects[attributes["id"]] = ModelObject()

    def _on_mesh(self, _attributes: dict[str, str]) -> None:
        self._vertices = array("d")
        self._faces = array("i")

    def _on_vertex(self, attributes: dict[str, str]) -> None:
        append = self._vertices.append
        append(float(attributes["x"]))
        append(float(attributes["y"]))
        append(float(attributes["z"]))

    def _on_triangle(self, attributes: dict[str, str]) -> None:
        append = self._faces.append
        append(int(attributes["v1"]))
        append(int(attributes["v2"]))
        append(int(attributes["v3"]))

    def _on_component(self, attributes: dict[str, str]) -> None:
        self._object.components.append(_reference(attributes))

    def _on_item(self, attributes: dict[str, str]) -> None:
        item = _reference(attributes)
        if attributes.get("printable") != "0":
            self._part.items.append(replace(item, instance=self._instances[item.object_id]))
        self._instances[item.object_id] += 1

    def _on_mesh_end(self) -> None:
        vertices = np.asarray(self._vertices, np.float64).reshape(-1, 3)
        faces = np.asarray(self._faces, np.int32).reshape(-1, 3)
        outside = ((faces < 0) | (faces >= len(vertices))).any(axis=1)
        if outside.any():
            index = int(np.flatnonzero(outside)[0])
            of = f"triangle {index + 1:,} of a mesh with {len(vertices):,} vertices"
            raise MeshError(f"{self._name}: {of} has a corner with another number")
        self._object.mesh = IndexedTriangles(vertices, faces)


def _reference(attributes: dict[str, str]) -> Reference:
    return Reference(
        attributes["objectid"], attributes.get(_PATH), _transform(attributes.get("transform", ""))
    )


def _transform(text: str) -> NDArray[np.float64]:
    matrix = np.eye(4)
    if text:
        numbers = [float(word) for word in text.split()]
        if len(numbers) != _TRANSFORM_NUMBERS:
            raise ValueError(f"a transform has {len(numbers)} numbers, not {_TRANSFORM_NUMBERS}")
        matrix[:, :3] = np.reshape(numbers, (4, 3))
    return matrix
