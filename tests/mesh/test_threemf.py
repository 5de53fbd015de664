import numpy as np
import pytest
from model_files import cube, cube_model, mesh_xml, model_xml, write_threemf

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.measure import measure
from lezerprint.mesh.threemf import read_threemf

CUBE = f'<object id="1">{mesh_xml()}</object>'


@pytest.fixture
def read(tmp_path):
    def read_model(model, **others):
        triangles = read_threemf(write_threemf(tmp_path / "part.3mf", model, **others))
        return triangles[: len(triangles)]

    return read_model


@pytest.mark.parametrize(
    ("unit", "edge_mm"),
    [
        ("micron", 0.001),
        ("millimeter", 1),
        ("centimeter", 10),
        ("inch", 25.4),
        ("foot", 304.8),
        ("meter", 1000),
    ],
)
def test_units_become_millimetres(read, unit, edge_mm):
    moved = cube_model(unit, 'transform="1 0 0 0 1 0 0 0 1 2 0 0"')
    assert np.allclose(read(moved), cube(edge_mm, (2 * edge_mm, 0, 0)))


def test_items_and_components_are_placed_one_in_the_other(read):
    turned = "0 1 0 -1 0 0 0 0 1 0 0 0"
    model = model_xml(
        CUBE
        + '<object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 5 0 0"/>'
        + '<component objectid="1"/></components></object>',
        f'<item objectid="2" transform="{turned}"/><item objectid="1"/>',
    )
    corners = read(model)
    assert len(corners) == 36
    # Five to the right, then a quarter turn to the left: five to the rear.
    assert np.allclose(corners[:12].min(axis=(0, 1)), [-1, 5, 0])
    assert np.allclose(corners[12:24].min(axis=(0, 1)), [-1, 0, 0])
    assert np.allclose(corners[24:], cube())


def test_a_mirrored_object_is_not_inside_out(read):
    report = measure(read(cube_model(item='transform="-2 0 0 0 1 0 0 0 1 0 0 0"')))
    assert report.signed_volume_mm3 == pytest.approx(2)


def test_objects_of_other_parts_are_found_by_the_path_of_the_production_extension(read):
    part = "/3D/Objects/Lid.model"
    model = model_xml(
        f'<object id="9"><components><component objectid="1" p:path="{part}"/></components></object>',
        f'<item objectid="9"/><item objectid="2" p:path="{part}"/>',
    )
    within = '<object id="2"><components><component objectid="1"/></components></object>'
    assert len(read(model, lid=model_xml(CUBE + within))) == 24


def test_what_is_marked_not_to_be_printed_is_left_out(read):
    assert len(read(model_xml(CUBE, '<item objectid="1" printable="0"/><item objectid="1"/>'))) == 12
    with pytest.raises(MeshError, match="nothing to be built"):
        read(model_xml(CUBE, '<item objectid="1" printable="0"/>'))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (model_xml(CUBE, '<item objectid="7"/>'), "lacks its object '7'"),
        (
            model_xml(CUBE, '<item objectid="1" p:path="/../../etc/passwd"/>'),
            "lacks its part '/../../etc/passwd'",
        ),
        (model_xml(CUBE, "<item/>"), "line 1: 'objectid' is missing"),
        (model_xml(CUBE, '<item objectid="1" transform="1 2 3"/>'), "a transform has 3 numbers, not 12"),
        (cube_model("furlong"), "'furlong' is not a unit of length"),
        (cube_model().replace('x="0.0"', 'x="nought"', 1), "could not convert string to float: 'nought'"),
        (cube_model().replace('v1="0"', 'v1="99999999999999"', 1), "too large|greater than maximum"),
        (cube_model().replace('v1="0"', 'v1="8"', 1), "triangle 1 of a mesh with 8 vertices"),
        (cube_model().replace('v1="0"', 'v1="-1"', 1), "triangle 1 of a mesh with 8 vertices"),
        (cube_model()[:-20], "malformed: no element found|malformed: unclosed"),
        (cube_model().replace("</mesh>", "</mash>"), "malformed: mismatched tag"),
        ("", "malformed: no element found"),
    ],
)
def test_what_is_wrong_is_said(read, model, message):
    with pytest.raises(MeshError, match=message):
        read(model)


def test_the_name_of_a_part_cannot_break_the_line(read):
    model = model_xml(CUBE, '<item objectid="1" p:path="/3D/Objects/a&#10;b.model"/>')
    with pytest.raises(MeshError, match=r'^"/3D/Objects/a b\.model" is malformed'):
        read(model, **{"a\nb": "<model"})


def test_a_circle_of_components_ends(read):
    component = '<object id="{}"><components><component objectid="{}"/></components></object>'
    circle = component.format(1, 2) + component.format(2, 1)
    with pytest.raises(MeshError, match="component of itself"):
        read(model_xml(circle, '<item objectid="1"/>'))


def test_components_that_double_at_every_level_are_stopped_before_they_fill_the_memory(read):
    doubled = "".join(
        f'<object id="{n}"><components>{f"""<component objectid="{n - 1}"/>""" * 2}</components></object>'
        for n in range(2, 31)
    )
    with pytest.raises(MeshError, match="places more than 10,000 objects"):
        read(model_xml(CUBE + doubled, '<item objectid="30"/>'))


def test_copies_count_as_triangles_before_they_are_made(read, monkeypatch):
    monkeypatch.setattr("lezerprint.mesh.triangles.MAX_TRIANGLES", 1000)
    with pytest.raises(MeshError, match="the model has 1,008 triangles"):
        read(model_xml(CUBE, '<item objectid="1"/>' * 5000))


@pytest.mark.parametrize("number", ["nan", "inf", "1e308"])
def test_absurd_transforms_are_refused_with_the_coordinates_they_make(read, number):
    model = cube_model(item=f'transform="{number} 0 0 0 {number} 0 0 0 1 0 0 0"')
    with pytest.raises(MeshError, match="triangle 1 has a coordinate"):
        measure(read(model))
