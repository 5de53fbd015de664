import numpy as np
import pytest
from model_files import cube, sphere

from lezerprint.mesh.topology import topology_of


def reference(corners):
    """Vertices, and how many edges have one, two and more triangles, by counting one by one."""
    vertices = {tuple(point) for point in corners.reshape(-1, 3).tolist()}
    sides = {}
    for triangle in corners.tolist():
        a, b, c = map(tuple, triangle)
        if len({a, b, c}) == 3:
            for edge in ((a, b), (b, c), (c, a)):
                sides.setdefault(frozenset(edge), []).append(edge)
    counts = [len(edges) for edges in sides.values()]
    flipped = sum(len(edges) == 2 and edges[0] == edges[1] for edges in sides.values())
    return len(vertices), len(sides), counts.count(1), sum(count > 2 for count in counts), flipped


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", range(6))
def test_it_counts_as_one_by_one_counting_does(seed, dtype):
    random = np.random.default_rng(seed)
    grid = random.integers(-2, 3, (300, 3, 3)).astype(dtype) / 3
    topology = topology_of(grid)
    found = (
        topology.vertices,
        topology.edges,
        topology.open_edges,
        topology.crowded_edges,
        topology.flipped_edges,
    )
    assert found == reference(grid)


def test_a_closed_surface_is_watertight_and_one_without_a_triangle_is_not():
    ball = sphere(20)
    assert topology_of(ball).is_watertight
    assert topology_of(ball).flipped_edges == 0
    assert topology_of(ball[1:]).open_edges == 3
    assert not topology_of(ball[1:]).is_watertight


def test_a_triangle_that_is_inside_out_is_found():
    corners = cube()
    corners[0] = corners[0, ::-1]
    topology = topology_of(corners)
    assert topology.is_watertight
    assert topology.flipped_edges == 3


def test_boxes_that_share_an_edge_are_not_watertight():
    topology = topology_of(np.concatenate((cube(), cube(1, (1, 1, 0)))))
    assert (topology.crowded_edges, topology.open_edges) == (1, 0)
    assert not topology.is_watertight


def test_a_triangle_with_equal_corners_closes_and_opens_nothing():
    needle = np.array([[[0, 0, 0], [0, 0, 0], [0, 0, 1.0]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]])
    assert topology_of(np.concatenate((cube(), needle))).is_watertight
    assert not topology_of(needle).is_watertight


def test_zero_is_zero_with_either_sign():
    corners = cube().astype(np.float32)
    corners[3:][corners[3:] == 0] = -0.0
    assert topology_of(corners).vertices == 8


def test_no_two_vertices_of_a_fine_grid_are_taken_for_one():
    axis = np.arange(120, dtype=np.float32) * np.float32(0.1)
    points = np.stack(np.meshgrid(axis, axis, axis), axis=-1).reshape(-1, 3, 3)
    assert topology_of(points).vertices == 120**3
