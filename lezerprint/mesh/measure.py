"""What a model measures: its box, volume, surface, centre of mass, and whether it is watertight.

All sums are taken about the middle of the box, in double precision, so that a model far from the origin is
measured as exactly as one at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.topology import Topology, topology_of
from lezerprint.mesh.triangles import bounds_of, crossed, in_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.mesh.triangles import Bounds, Triangles

Vector: TypeAlias = tuple[float, float, float]

_FLAT_SHARE: Final = 1e-9
"""A volume below this share of its box is none: only rounding keeps it from zero."""


@dataclass(frozen=True, slots=True)
class MeshReport:
    """What a model measures.

    Attributes:
        faces: Triangles, degenerate ones too.
        degenerate_faces: Those without any area.
        minimum: The lower corner of the box, in millimetres.
        maximum: The upper corner.
        signed_volume_mm3: Below zero where it is inside out; without meaning where it is not watertight.
        area_mm2: Of the surface.
        centre_of_mass: Of the volume, in millimetres; of the surface where there is no volume.
        topology: Vertices, and how the triangles meet.
    """

    faces: int
    degenerate_faces: int
    minimum: Vector
    maximum: Vector
    signed_volume_mm3: float
    area_mm2: float
    centre_of_mass: Vector
    topology: Topology

    @property
    def volume_mm3(self) -> float:
        """The volume, whichever way the triangles run."""
        return abs(self.signed_volume_mm3)

    @property
    def is_watertight(self) -> bool:
        """Whether every edge joins exactly two triangles."""
        return self.topology.is_watertight

    @property
    def size(self) -> Vector:
        """The edges of the box, in millimetres."""
        x, y, z = (high - low for low, high in zip(self.minimum, self.maximum, strict=True))
        return x, y, z

    def as_metadata(self) -> dict[str, Any]:
        """For JSON, by the names of the file interface."""
        return {
            "faces": self.faces,
            "degenerateFaces": self.degenerate_faces,
            "vertices": self.topology.vertices,
            "openEdges": self.topology.open_edges,
            "crowdedEdges": self.topology.crowded_edges,
            "flippedEdges": self.topology.flipped_edges,
            "watertight": self.is_watertight,
            "volume": self.volume_mm3,
            "surfaceArea": self.area_mm2,
            "boundingBox": {
                "min": _as_axes(self.minimum),
                "max": _as_axes(self.maximum),
                "size": _as_axes(self.size),
            },
            "centerOfMass": _as_axes(self.centre_of_mass),
        }


def measure(triangles: Triangles) -> MeshReport:
    """Measure triangles.

    Raises:
        MeshError: There are none, a coordinate is not finite or absurdly large, or none has an area.
    """
    bounds = bounds_of(triangles)
    sums = _sums(triangles, bounds.centre)
    if not sums.area:
        raise MeshError("no triangle of the model has an area")
    return MeshReport(
        faces=len(triangles),
        degenerate_faces=sums.degenerate,
        minimum=_vector(bounds.minimum),
        maximum=_vector(bounds.maximum),
        signed_volume_mm3=sums.volume,
        area_mm2=sums.area,
        centre_of_mass=_vector(_centre(sums, bounds)),
        topology=topology_of(triangles),
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """Over all triangles; the moments are about the middle of the box."""

    degenerate: int
    area: float
    volume: float
    area_moment: Vector
    volume_moment: Vector


def _sums(triangles: Triangles, about: NDArray[np.float64]) -> _Sums:
    """Add up the triangles, and the tetrahedra that they have with a point.

    With corners a, b, c as seen from the point a triangle's area is |(b-a) x (c-a)| / 2, its tetrahedron's
    volume a . (b-a) x (c-a) / 6, their centroids (a+b+c) / 3 and (a+b+c) / 4.
    """
    rows = []
    degenerate = 0
    for _, corners in in_blocks(triangles):
        seen = corners.astype(np.float64) - about
        normals = crossed(seen)
        areas = np.sqrt(np.einsum("ij,ij->i", normals, normals)) / 2
        volumes = np.einsum("ij,ij->i", seen[:, 0], normals) / 6
        middles = seen.sum(axis=1)
        degenerate += int(np.count_nonzero(areas == 0))
        rows.append([areas.sum(), volumes.sum(), *(areas @ middles / 3), *(volumes @ middles / 4)])
    area, volume, *moments = (fsum(column) for column in zip(*rows, strict=True))
    return _Sums(degenerate, area, volume, _vector(np.array(moments[:3])), _vector(np.array(moments[3:])))


def _centre(sums: _Sums, bounds: Bounds) -> NDArray[np.float64]:
    is_flat = abs(sums.volume) <= _FLAT_SHARE * float(np.prod(bounds.size))
    if is_flat:
        return bounds.centre + np.array(sums.area_moment) / sums.area
    return bounds.centre + np.array(sums.volume_moment) / sums.volume


def _vector(numbers: NDArray[np.float64]) -> Vector:
    x, y, z = numbers.tolist()
    return x, y, z


def _as_axes(vector: Vector) -> dict[str, float]:
    return dict(zip("xyz", vector, strict=True))
