"""How triangles meet: which corners are one vertex, and which edges have how many triangles.

Corners are one vertex where their coordinates are equal. Vertices go by a 64-bit mixture of their
coordinates, edges by one of their ends, so that one sort of numbers finds what is equal. The probability that
any two of ten million vertices are taken for one is about one in 400,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lezerprint.mesh.triangles import in_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lezerprint.mesh.triangles import Triangles

_ODD_FACTORS: Final = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_SHIFT: Final = np.uint64(32)
_DIRECTION: Final = np.uint64(1)
_NEXT_CORNER: Final = [1, 2, 0]
_SIDES: Final = 2


@dataclass(frozen=True, slots=True)
class Topology:
    """How the triangles of a model meet.

    Attributes:
        vertices: How many different corners there are.
        edges: How many different edges, between different vertices.
        open_edges: Those with one triangle: the rims of holes.
        crowded_edges: Those with more than two.
        flipped_edges: Those whose two triangles run along them the same way: one of them is inside out.
    """

    vertices: int
    edges: int
    open_edges: int
    crowded_edges: int
    flipped_edges: int

    @property
    def is_watertight(self) -> bool:
        """Whether every edge joins exactly two triangles."""
        return self.edges > 0 and not self.open_edges and not self.crowded_edges


def topology_of(triangles: Triangles) -> Topology:
    """Count vertices and edges. Triangles with two equal corners have no part in the edges."""
    count = len(triangles)
    vertices = np.empty((count, 3), np.uint64)
    edges = np.empty((count, 3), np.uint64)
    edge_count = 0
    for start, corners in in_blocks(triangles):
        begins = _mixed_vertices(corners)
        vertices[start : start + len(begins)] = begins
        ends = begins[:, _NEXT_CORNER]
        is_whole = (begins != ends).all(axis=1)
        block = _mixed_edges(begins[is_whole], ends[is_whole])
        edges[edge_count : edge_count + len(block)] = block
        edge_count += len(block)
    flat = vertices.reshape(-1)
    flat.sort()
    unique = int(np.count_nonzero(flat[1:] != flat[:-1])) + 1
    del vertices, flat
    return _counted(unique, edges[:edge_count].reshape(-1))


def _counted(vertices: int, edges: NDArray[np.uint64]) -> Topology:
    edges.sort()
    # Equal but for the last bit: the same edge, perhaps the other way along.
    first = np.flatnonzero(np.concatenate(([True], edges[1:] ^ edges[:-1] > _DIRECTION))[: len(edges)])
    sides = np.diff(first, append=len(edges))
    pairs = first[sides == _SIDES]
    return Topology(
        vertices=vertices,
        edges=len(first),
        open_edges=int(np.count_nonzero(sides == 1)),
        crowded_edges=int(np.count_nonzero(sides > _SIDES)),
        flipped_edges=int(np.count_nonzero(edges[pairs] == edges[pairs + 1])),
    )


def mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """uint64[...], one number for up to three of the last axis; equal by chance alone."""
    result = np.zeros(numbers.shape[:-1], np.uint64)
    for place, factor in zip(range(numbers.shape[-1]), _ODD_FACTORS, strict=False):
        result = _stirred(result ^ numbers[..., place], factor)
    return result


def _mixed_vertices(corners: NDArray[np.floating[Any]]) -> NDArray[np.uint64]:
    """uint64[n, 3], one number for each corner."""
    # Adding zero makes a negative zero a positive one.
    coordinates = np.ascontiguousarray(corners) + corners.dtype.type(0)
    bits = coordinates.view(np.uint32 if coordinates.dtype == np.float32 else np.uint64)
    return mixed(bits.astype(np.uint64))


def _mixed_edges(begins: NDArray[np.uint64], ends: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One number for each edge, its last bit the direction."""
    numbers = mixed(np.stack((np.minimum(begins, ends), np.maximum(begins, ends)), axis=-1))
    return (numbers & ~_DIRECTION) | (begins < ends)


def _stirred(numbers: NDArray[np.uint64], factor: int) -> NDArray[np.uint64]:
    """The numbers with each bit spread over all, as the mixing step of SplitMix64 does."""
    numbers = (numbers ^ (numbers >> _SHIFT)) * np.uint64(factor)
    return np.asarray(numbers ^ (numbers >> _SHIFT))
