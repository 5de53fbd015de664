"""What slicers add to a 3MF: plates, and parts that are not printed."""

from __future__ import annotations

import numpy as np
import pytest
from model_files import cube, mesh_xml, model_xml, write_threemf

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.reading import plate_names, read_model
from lezerprint.mesh.threemf import plates_of, read_threemf

AT = 'transform="1 0 0 0 1 0 0 0 1 {} 0 0"'
CUBES = (
    f'<object id="1">{mesh_xml()}</object><object id="2">{mesh_xml()}</object>'
    '<object id="5"><components><component objectid="1"/>'
    f'<component objectid="2" {AT.format(5)}/></components></object>'
)


def item(number, at, more=""):
    return f'<item objectid="{number}" {AT.format(at)} {more}/>'


def plate(number, *instances, name=""):
    listed = "".join(
        f'<model_instance><metadata key="object_id" value="{one}"/>'
        f'<metadata key="instance_id" value="{index}"/></model_instance>'
        for one, index in instances
    )
    said = f'<metadata key="plater_id" value="{number}"/><metadata key="plater_name" value="{name}"/>'
    return f"<plate>{said}{listed}</plate>"


@pytest.fixture
def project(tmp_path):
    def write(items, *elements, name="model_settings.config", objects=CUBES):
        settings = {name: f'<?xml version="1.0"?><config>{"".join(elements)}</config>'}
        return write_threemf(tmp_path / "project.3mf", model_xml(objects, items), settings)

    return write


def places(path, plate_number=None):
    """Where along x the cubes of a plate begin."""
    model = read_threemf(path, plate_number)
    corners = model[: len(model)].reshape(-1, 12, 3, 3)
    return sorted(round(float(one[..., 0].min()), 6) for one in corners)


def test_each_plate_has_its_objects(project):
    path = project(
        item(1, 10) + item(1, 20) + item(2, 300) + item(2, 900),
        plate(2, (2, 0), name="lids"),
        plate(1, (1, 0), (1, 1)),
        plate(3),
    )
    assert places(path, 1) == [10, 20]
    assert places(path, 2) == [300]
    assert places(path) == [10, 20]
    assert plate_names(path) == [(1, ""), (2, "lids")]
    for absent in (3, 4):
        with pytest.raises(
            MeshError, match=rf"has no plate {absent}: its plates with something on them are 1, 2"
        ):
            read_threemf(path, absent)


def test_the_first_plate_with_anything_is_taken(project):
    path = project(item(1, 10) + item(2, 300), plate(1), plate(2, (2, 0)))
    assert places(path) == [300]


def test_an_item_that_is_switched_off_is_counted_but_not_printed(project):
    path = project(item(1, 10, 'printable="0"') + item(1, 20), plate(1, (1, 0), (1, 1)))
    assert places(path, 1) == [20]


@pytest.mark.parametrize(
    "part",
    [
        '<part id="2" subtype="modifier_part"/>',
        '<part id="2" subtype="negative_part"/>',
        '<part id="2" subtype="support_blocker"/>',
        '<part id="2" subtype="support_enforcer"/>',
        '<part id="2" subtype="normal_part"><metadata key="printable" value="0"/></part>',
    ],
)
def test_parts_that_are_no_bodies_are_left_out(project, part):
    body = '<part id="1" subtype="normal_part"><metadata key="name" value="x"/></part>'
    path = project(item(5, 100) + item(2, 7), f'<object id="5">{body}{part}</object>')
    assert places(path) == [7, 100]
    assert plates_of(path) == []


def test_settings_of_objects_that_are_not_there_change_nothing(project):
    path = project(
        item(5, 100), plate(1, (77, 0)), '<object id="77"><part id="1" subtype="modifier_part"/></object>'
    )
    assert places(path) == [100, 105]


def test_nothing_but_modifiers(project):
    parts = "".join(f'<part id="{part}" subtype="modifier_part"/>' for part in (1, 2))
    path = project(item(5, 100), f'<object id="5">{parts}</object>')
    with pytest.raises(MeshError, match="all its parts are modifiers or switched off"):
        read_threemf(path)


@pytest.mark.parametrize(
    "kind",
    [
        'key="volume_type" value="ParameterModifier"',
        'key="modifier" value="1"',
        'key="volume_type" value="SupportBlocker"',
    ],
)
def test_modifiers_of_prusaslicer_are_ranges_of_triangles(project, kind):
    settings = (
        '<object id="1"><volume firstid="0" lastid="3">'
        '<metadata type="volume" key="volume_type" value="ModelPart"/></volume>'
        f'<volume firstid="4" lastid="11"><metadata type="volume" {kind}/></volume></object>'
    )
    path = project(item(1, 0), settings, name="Slic3r_PE_model.config")
    model = read_threemf(path)
    assert np.array_equal(model[: len(model)], cube()[:4])


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        ("<plate>", "malformed"),
        ('<plate><metadata key="plater_id" value="x"/></plate>', "model_settings.config, line 1"),
    ],
)
def test_damaged_settings_are_named(project, elements, message):
    with pytest.raises(MeshError, match=message):
        read_threemf(project(item(1, 0), elements))


def test_only_projects_have_plates(tmp_path, project):
    with pytest.raises(MeshError, match="has no plate 1: it has no plates"):
        read_model(project(item(1, 0)), 1)
    path = tmp_path / "part.obj"
    path.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    with pytest.raises(MeshError, match="only a 3MF project has plates"):
        read_model(path, 1)
    assert plate_names(path) == []
