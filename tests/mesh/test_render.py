import io

import numpy as np
import pytest
from model_files import cube, sphere
from PIL import Image

from lezerprint.mesh import render
from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.picture import LARGEST_SIZE
from lezerprint.mesh.render import thumbnail
from lezerprint.mesh.triangles import IndexedTriangles


def pixels(content, mode="RGBA"):
    image = Image.open(io.BytesIO(content))
    assert image.mode == mode
    return np.asarray(image).astype(int)


def test_a_ball_fills_the_picture_and_the_corners_are_clear():
    picture = pixels(thumbnail(sphere(40, 7), 64))
    assert picture.shape == (64, 64, 4)
    row, column = np.mgrid[:64, :64] - 31.5
    distance = np.hypot(row, column)
    assert (picture[distance < 26, 3] == 255).all()
    assert (picture[distance > 30, 3] == 0).all()
    # The key light is above on the left.
    assert picture[20, 20, :3].sum() > picture[44, 44, :3].sum() + 100


@pytest.mark.parametrize(
    "change",
    [
        lambda corners: corners[:, ::-1],
        lambda corners: corners + np.array([1000, -2000, 500]),
        lambda corners: corners * 1000,
        lambda corners: corners[::-1],
        lambda corners: IndexedTriangles(
            corners.reshape(-1, 3), np.arange(36, dtype=np.int32).reshape(-1, 3)
        ),
    ],
)
def test_the_picture_is_the_same_however_the_model_is_given(change):
    expected = pixels(thumbnail(cube(), 48))
    assert np.abs(pixels(thumbnail(change(cube()), 48)) - expected).max() <= 2


def test_the_three_sides_that_are_seen_of_a_box_differ():
    picture = pixels(thumbnail(cube(), 96))
    top, front, side = picture[24, 48], picture[60, 30], picture[60, 75]
    assert min(np.abs(a - b)[:3].sum() for a, b in ((top, front), (front, side), (side, top))) > 20


def test_a_plane_is_evenly_lit_and_a_corner_between_walls_is_darker():
    plate = pixels(thumbnail(cube() * (60, 60, 0.01), 96))
    inside = plate[plate[..., 3] == 255][:, :3]
    assert np.ptp(np.percentile(inside, [2, 98], axis=0), axis=0).max() <= 6
    step = np.concatenate((cube() * (60, 60, 1), cube() * (60, 10, 40) + np.array([0, 50, 0])))
    column = pixels(thumbnail(step, 96))[:, 48, :3].sum(axis=1)
    wall, corner, floor = column[30], column[49], column[66]
    assert corner < min(wall, floor) - 60


def test_what_is_in_front_hides_what_is_behind():
    box = cube(10)
    hiding = np.concatenate((cube(9, (0.5, 0.5, 0.5)), box))
    assert np.array_equal(pixels(thumbnail(hiding, 48)), pixels(thumbnail(box, 48)))


def test_the_colour_is_that_of_the_material():
    red = pixels(thumbnail(cube(), 48, material=(200, 0, 0)))[24, 24]
    assert red[0] > 2 * red[1]


def test_a_background_is_opaque_and_a_webp_is_one():
    picture = pixels(thumbnail(cube(), 32, background=(10, 200, 30), file_format="PNG"))
    assert picture[0, 0].tolist() == [10, 200, 30, 255]
    image = Image.open(io.BytesIO(thumbnail(cube(), 32, file_format="WEBP")))
    assert (image.format, image.size) == ("WEBP", (32, 32))


def test_a_model_in_blocks_is_drawn_whole(monkeypatch):
    expected = thumbnail(sphere(20), 32)
    monkeypatch.setattr("lezerprint.mesh.triangles._BLOCK_TRIANGLES", 9)
    assert np.abs(pixels(thumbnail(sphere(20), 32)) - pixels(expected)).max() <= 1


def test_too_much_work_is_done_with_fewer_triangles(monkeypatch):
    drawn = []
    original = render.draw_triangles
    monkeypatch.setattr(
        render, "draw_triangles", lambda buffer, *rest: (drawn.append(len(rest[-1])), original(buffer, *rest))
    )
    thumbnail(np.repeat(cube(), 300, axis=0), 64)
    assert sum(drawn) == 3600
    drawn.clear()
    monkeypatch.setattr(render, "_MOST_WORK", 600_000)
    thumbnail(np.repeat(cube(), 300, axis=0), 64)
    assert 12 < sum(drawn) < 500


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(MeshError, match="no triangles"):
        thumbnail(cube()[:0])
    with pytest.raises(MeshError, match="triangle 1 has a coordinate"):
        thumbnail(cube() * np.nan)
    for size in (0, -1, LARGEST_SIZE + 1):
        with pytest.raises(ValueError, match="a picture of"):
            thumbnail(cube(), size)


def test_a_model_without_any_area_is_a_clear_picture():
    assert (pixels(thumbnail(np.ones((3, 3, 3)), 16))[..., 3] == 0).all()
