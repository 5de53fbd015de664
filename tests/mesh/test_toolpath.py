import io

import numpy as np
import pytest
from PIL import Image

from lezerprint.mesh import toolpath
from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.toolpath import toolpath_picture


def tower(layers=20, side_mm=10.0):
    """The outline of a square, layer on layer."""
    outline = np.array([[0, 0], [side_mm, 0], [side_mm, side_mm], [0, side_mm], [0, 0]])
    ring = np.stack((outline[:-1], outline[1:]), axis=1)
    heights = np.repeat(np.arange(1, layers + 1) * 0.4, 4)
    flat = np.tile(ring, (layers, 1, 1))
    segments = np.dstack((flat, np.broadcast_to(heights[:, None], flat.shape[:2])))
    return segments.astype(np.float32), np.repeat(np.arange(layers), 4)


def alpha(content):
    return np.asarray(Image.open(io.BytesIO(content)))[..., 3]


def test_from_above_a_square_outline_is_a_square_outline():
    clear = alpha(toolpath_picture(*tower(), 100, side="top"))
    assert (clear[30:70, 30:70] == 0).all()
    for line in (clear[50], clear[:, 50]):
        places = np.flatnonzero(line)
        assert places[0] < 9
        assert places[-1] > 90
        assert len(places) < 20


def test_walls_from_the_side_have_no_gaps_between_layers():
    picture = alpha(toolpath_picture(*tower(), 100))
    rows = np.flatnonzero(picture[:, 50])
    assert len(rows) > 60
    assert (picture[rows[0] + 8 : rows[-1] - 2, 45:55] == 255).all()


def test_a_first_layer_is_darker_than_the_last():
    segments, layers = tower()
    shaded, even = (
        np.asarray(Image.open(io.BytesIO(toolpath_picture(segments, of, 100)))).astype(int).sum(axis=2)
        for of in (layers, np.full_like(layers, 19))
    )
    rows = np.flatnonzero(even[:, 50])
    assert shaded[rows[-5], 50] < even[rows[-5], 50] - 20
    assert abs(shaded[rows[3], 50] - even[rows[3], 50]) < 12


def test_a_line_that_primes_the_nozzle_is_left_out():
    segments, layers = tower()
    line = np.array([[[-60, -60, 0.4], [60, -60, 0.4]]], dtype=np.float32)
    primed = np.concatenate((line, segments)), np.concatenate(([0], layers))
    assert toolpath_picture(*primed, 50) == toolpath_picture(segments, layers, 50)
    skirt = np.array([[[-5, -5, 0.4], [15, -5, 0.4]]], dtype=np.float32)
    outlined = np.concatenate((skirt, segments)), np.concatenate(([0], layers))
    assert toolpath_picture(*outlined, 50) != toolpath_picture(segments, layers, 50)


def test_blocks_and_single_points_are_drawn(monkeypatch):
    segments, layers = tower()
    whole = alpha(toolpath_picture(segments, layers, 50))
    monkeypatch.setattr(toolpath, "_BLOCK", 7)
    assert np.array_equal(alpha(toolpath_picture(segments, layers, 50)), whole)
    point = np.ones((1, 2, 3))
    assert alpha(toolpath_picture(point, np.zeros(1, int), 20)).any()


def test_absurdly_long_paths_are_drawn_in_part(monkeypatch):
    monkeypatch.setattr(toolpath, "_MOST_SAMPLES", 5000)
    segments, layers = tower(400)
    assert alpha(toolpath_picture(segments, layers, 100)).any()


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e9])
def test_what_cannot_be_drawn_is_refused(value):
    segments, layers = tower()
    with pytest.raises(MeshError, match="prints nothing"):
        toolpath_picture(segments[:0], layers[:0])
    segments[3, 1, 2] = value
    with pytest.raises(MeshError, match="not finite or absurdly large"):
        toolpath_picture(segments, layers)
