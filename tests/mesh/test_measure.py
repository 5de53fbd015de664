import numpy as np
import pytest
from model_files import binary_stl, cube, cube_model, sphere, text_stl, write_threemf

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.measure import measure
from lezerprint.mesh.reading import read_model
from lezerprint.mesh.triangles import IndexedTriangles


def rotated(corners):
    """The corners turned out of the axes."""
    orthogonal, _ = np.linalg.qr(np.array([[1.0, 2, 3], [4, 5, 7], [1, 0, 1]]))
    return corners @ (orthogonal * np.sign(np.linalg.det(orthogonal)))


def test_a_box_measures_what_it_is():
    report = measure(cube() * (2, 3, 4) + (1, 1, 1))
    assert report.signed_volume_mm3 == pytest.approx(24, rel=1e-12)
    assert report.area_mm2 == pytest.approx(52, rel=1e-12)
    assert report.centre_of_mass == pytest.approx((2, 2.5, 3), rel=1e-12)
    assert (report.minimum, report.maximum, report.size) == ((1, 1, 1), (3, 4, 5), (2, 3, 4))
    assert (report.faces, report.topology.vertices, report.topology.edges) == (12, 8, 18)
    assert report.is_watertight
    assert report.topology.flipped_edges == 0


def test_the_centre_of_mass_weighs_volume_not_vertices():
    # A fine ball and a coarse box of the same volume: the vertices are nearly all the ball's.
    ball = sphere(60)
    box = cube((measure(ball).volume_mm3) ** (1 / 3), (9.0, 0, 0))
    report = measure(np.concatenate((ball, box)))
    middle = box.min(axis=(0, 1)) / 2 + box.max(axis=(0, 1)) / 2
    assert report.centre_of_mass == pytest.approx(middle / 2, abs=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("distance", [0.0, 1000.0, 1e5])
def test_far_from_the_origin_it_measures_the_same(dtype, distance):
    # Eighths are exact in single precision even out there.
    corners = np.round(rotated(sphere(40, 20)) * 8) / 8
    here = measure(corners)
    there = measure((corners + np.array([distance, -distance, distance])).astype(dtype))
    assert there.volume_mm3 == pytest.approx(here.volume_mm3, rel=1e-10)
    assert there.area_mm2 == pytest.approx(here.area_mm2, rel=1e-10)
    assert np.array(there.centre_of_mass) - (distance, -distance, distance) == pytest.approx(
        np.array(here.centre_of_mass), abs=1e-6
    )


def test_a_model_of_many_blocks_is_measured_whole(monkeypatch):
    corners = rotated(sphere(30))
    whole = measure(corners)
    monkeypatch.setattr("lezerprint.mesh.triangles._BLOCK_TRIANGLES", 7)
    in_parts = measure(corners)
    assert in_parts.topology == whole.topology
    assert in_parts.volume_mm3 == pytest.approx(whole.volume_mm3, rel=1e-12)
    assert in_parts.area_mm2 == pytest.approx(whole.area_mm2, rel=1e-12)


def test_inside_out_the_volume_is_negative_and_the_centre_the_same():
    report = measure(cube(2)[:, ::-1])
    assert report.signed_volume_mm3 == pytest.approx(-8)
    assert report.volume_mm3 == pytest.approx(8)
    assert report.centre_of_mass == pytest.approx((1, 1, 1))


def test_a_flat_model_has_the_centre_of_its_surface():
    square = rotated(
        np.array([[[0, 0, 0], [2, 0, 0], [2, 2, 0]], [[0, 0, 0], [2, 2, 0], [0, 2, 0]]], float) + 5
    )
    report = measure(square)
    assert report.volume_mm3 == pytest.approx(0, abs=1e-9)
    assert report.centre_of_mass == pytest.approx(tuple(rotated(np.array([6.0, 6, 5]))))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e8, -3e38])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_triangle_with_an_impossible_coordinate_is_named(value, dtype, monkeypatch):
    monkeypatch.setattr("lezerprint.mesh.triangles._BLOCK_TRIANGLES", 5)
    corners = cube().astype(dtype)
    corners[8, 1, 2] = value
    with pytest.raises(MeshError, match="triangle 9 has a coordinate Z"):
        measure(corners)


def test_what_has_nothing_to_measure_is_refused():
    with pytest.raises(MeshError, match="no triangles"):
        measure(cube()[:0])
    with pytest.raises(MeshError, match="no triangle of the model has an area"):
        measure(np.ones((5, 3, 3)))
    with pytest.raises(MeshError, match="no triangles"):
        measure(IndexedTriangles(np.zeros((0, 3)), np.zeros((0, 3), np.int32)))


def test_a_file_is_measured_by_what_it_is(tmp_path):
    for number, content in enumerate((binary_stl(cube(4)), text_stl(cube(4)))):
        path = tmp_path / f"{number}.gcode"
        path.write_bytes(content)
        assert measure(read_model(path)).volume_mm3 == pytest.approx(64)
    assert measure(read_model(write_threemf(tmp_path / "x.stl", cube_model()))).volume_mm3 == pytest.approx(1)
    for name, content, message in [
        ("a.stl", b"", "it is empty"),
        ("b.stl", b"G28\nG1 X1\n", "it has no triangles"),
        ("x.stl", binary_stl(cube())[:-1], "it is neither STL, OBJ nor 3MF .*room for 11: it is cut short"),
        ("c.stl", binary_stl(cube() * np.nan), "triangle 1 has a coordinate X that is nan"),
        ("d.stl", b"solid x\nendsolid x\n", "it has no triangles"),
        ("e.obj", b"v 1 2 3\nv 1 2 4\n", "it has no triangles"),
    ]:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MeshError, match=message):
            measure(read_model(tmp_path / name))
    with pytest.raises(MeshError, match="it is not a regular file"):
        read_model(tmp_path)
    with pytest.raises(MeshError, match="No such file"):
        read_model(tmp_path / "absent.stl")


def test_metadata_have_the_names_of_the_interface():
    metadata = measure(cube(2)).as_metadata()
    assert metadata["boundingBox"] == {
        "min": {"x": 0, "y": 0, "z": 0},
        "max": {"x": 2, "y": 2, "z": 2},
        "size": {"x": 2, "y": 2, "z": 2},
    }
    assert metadata["centerOfMass"] == pytest.approx({"x": 1, "y": 1, "z": 1})
    assert (metadata["faces"], metadata["vertices"], metadata["watertight"]) == (12, 8, True)
    assert metadata["volume"] == pytest.approx(8)
