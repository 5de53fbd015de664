import struct

import numpy as np
import pytest
from model_files import cube, sphere

from lezerprint.mesh.compact import compact
from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.measure import measure


def unpacked(content):
    """What a viewer makes of it: the corners of the triangles, and how many the model had."""
    magic, version, header, vertices, triangles = struct.unpack_from("<4sHHII", content)
    assert (magic, version, header) == (b"LZPM", 1, 72)
    *box, source, reserved = struct.unpack_from("<6dII", content, 16)
    assert reserved == 0
    indices_at = header + -(-vertices * 6 // 4) * 4
    assert len(content) == indices_at + triangles * 12
    positions = np.frombuffer(content, "<u2", vertices * 3, header).reshape(-1, 3)
    indices = np.frombuffer(content, "<u4", triangles * 3, indices_at).reshape(-1, 3)
    assert vertices == 0 or indices.max() == vertices - 1
    return (np.array(box[:3]) + positions * np.array(box[3:]))[indices], source


@pytest.mark.parametrize("place", [0.0, 1e6])
def test_a_small_model_keeps_every_triangle_to_a_step_of_16_bits(place):
    corners = sphere(20, 30) + place
    result, source = unpacked(compact(corners))
    assert (len(result), source) == (len(corners), len(corners))
    assert np.abs(result - corners).max() <= 60 / 65535


@pytest.mark.parametrize("most", [100, 1000, 20_000])
def test_a_large_model_is_simplified_and_keeps_its_shape(most):
    corners = sphere(150, 30)
    result, source = unpacked(compact(corners, most))
    assert source == len(corners) > 80_000
    assert most / 5 < len(result) <= most
    before, after = measure(corners), measure(result)
    assert after.volume_mm3 == pytest.approx(before.volume_mm3, rel=30 / most**0.8)
    assert after.signed_volume_mm3 > 0
    assert after.centre_of_mass == pytest.approx(before.centre_of_mass, abs=2)


def test_equal_triangles_are_kept_once_and_opposite_ones_both():
    corners = np.concatenate((cube(), np.roll(cube(), 1, axis=1), cube()[:, ::-1]))
    assert len(unpacked(compact(corners))[0]) == 24


def test_triangles_without_area_vanish():
    assert len(unpacked(compact(np.ones((200, 3, 3))))[0]) == 0
    flat = cube() * (1, 1, 0)
    assert np.isfinite(unpacked(compact(flat))[0]).all()


def test_what_cannot_be_packed_is_refused():
    with pytest.raises(MeshError, match="no triangles"):
        compact(cube()[:0])
    with pytest.raises(ValueError, match="at most 5"):
        compact(cube(), 5)
