import numpy as np
import pytest

from lezerprint.mesh import runs
from lezerprint.mesh.raster import DepthBuffer, draw_triangles

SIZE = 40


def drawn(corners):
    """The number at each pixel, -1 where there is none, of float64[n, 3, 3] corners."""
    buffer = DepthBuffer(SIZE)
    draw_triangles(buffer, *np.moveaxis(corners, 2, 0).transpose(0, 2, 1), np.arange(len(corners)))
    numbers = np.full(SIZE * SIZE, -1)
    pixels = buffer.drawn()
    numbers[pixels] = buffer.numbers(pixels)
    return numbers.reshape(SIZE, SIZE), buffer


def reference(corners):
    """The same, pixel by pixel."""
    column, row = np.meshgrid(np.arange(SIZE) + 0.5, np.arange(SIZE) + 0.5)
    nearest, numbers = np.full((SIZE, SIZE), np.inf), np.full((SIZE, SIZE), -1)
    for number, (a, b, c) in enumerate(corners):
        area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
        weights = []
        for p, q in ((b, c), (c, a), (a, b)):
            weights.append(((q[0] - p[0]) * (row - p[1]) - (column - p[0]) * (q[1] - p[1])) / area)
        depth = sum(weight * corner[2] for weight, corner in zip(weights, (a, b, c), strict=True))
        wins = np.logical_and.reduce([weight >= 0 for weight in weights]) & (depth < nearest)
        nearest[wins], numbers[wins] = depth[wins], number
    return numbers


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("piece", [runs.PIECE, 37])
def test_it_draws_what_pixel_by_pixel_drawing_does(seed, piece, monkeypatch):
    monkeypatch.setattr(runs.pieces, "__defaults__", (piece,))
    random = np.random.default_rng(seed)
    corners = random.uniform(-5, SIZE + 5, (60, 3, 3))
    corners[30:] = corners[30:, :1] + random.normal(0, 1.5, (30, 3, 3))
    corners[..., 2] = random.uniform(0, 1, (60, 3))
    assert np.array_equal(drawn(corners)[0], reference(corners))


def test_depths_are_those_of_the_triangle():
    flat = np.array([[[0, 0, 0.25], [80, 0, 0.75], [0, 80, 0.25]]])
    _, buffer = drawn(flat)
    depths = buffer.depths(buffer.drawn()).reshape(SIZE, SIZE)
    expected = 0.25 + (np.arange(SIZE) + 0.5) / 160
    assert np.allclose(depths, expected, atol=1e-6)


def test_a_fan_leaves_no_gap():
    angles = np.linspace(0, 2 * np.pi, 98)
    rim = np.stack((20 + 40 * np.cos(angles), 20 + 40 * np.sin(angles), np.full(98, 0.5)), axis=1)
    fan = np.stack((np.broadcast_to([20.25, 19.75, 0.5], (97, 3)), rim[:-1], rim[1:]), axis=1)
    assert (drawn(fan)[0] >= 0).all()


def test_what_has_no_area_or_is_outside_draws_nothing():
    nothing = np.array(
        [
            [[5, 5, 0], [5, 5, 0], [5, 5, 0]],
            [[0, 0, 0], [20, 20, 0], [40, 40, 0]],
            [[-9, -9, 0], [-1, -9, 0], [-1, -1, 0]],
            [[50, 1, 0], [60, 1, 0], [60, 9, 0]],
            [[3.6, 3.6, 0], [3.9, 3.6, 0], [3.6, 3.9, 0]],
        ],
        float,
    )
    assert (drawn(nothing)[0] == -1).all()


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_thickening_makes_squares_and_keeps_what_is_nearer(width):
    buffer = DepthBuffer(9)
    buffer.add(np.array([4 * 9 + 4, 4 * 9 + 5]), np.array([0.2, 0.1]), np.array([1, 2]))
    buffer.thicken(width)
    pixels = buffer.drawn()
    rows, columns = np.divmod(pixels, 9)
    assert len(pixels) == width * (width + 1)
    assert (np.ptp(rows), np.ptp(columns)) == (width - 1, width)
    assert np.count_nonzero(buffer.numbers(pixels) == 2) == width * width
