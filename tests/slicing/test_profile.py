"""Profiles and overrides are checked when they are made."""

from __future__ import annotations

import pytest
from profiles import a_profile

from lezerprint.slicing.errors import InvalidProfileError
from lezerprint.slicing.profile import Overrides


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "a\nb"),
        ("name", "x" * 101),
        ("description", "x" * 1001),
        ("layer_height", 0),
        ("layer_height", -0.2),
        ("layer_height", float("nan")),
        ("layer_height", "0.2"),
        ("layer_height", 0.41),
        ("print_speed", 0),
        ("print_speed", 1e9),
        ("nozzle_temp", 20),
        ("nozzle_temp", 451),
        ("bed_temp", -1),
        ("bed_temp", 151),
        ("retraction", -0.1),
        ("infill", 101),
        ("infill", 15.5),
        ("infill", True),
        ("supports", "yes"),
        ("metadata", {"post_process": "reboot"}),
    ],
)
def test_a_field_out_of_bounds_is_refused_by_its_name(field, value):
    with pytest.raises(InvalidProfileError, match=field):
        a_profile(**{field: value})


def test_a_wider_nozzle_makes_higher_layers():
    wide = a_profile(layer_height=0.6, metadata={"nozzle_diameter": 0.8})
    assert wide.layer_height == 0.6


def test_overrides_come_by_the_names_of_the_interface():
    overrides = Overrides.from_data({"layerHeight": 0.3, "infill": 20.0, "supports": True})
    assert overrides == Overrides(0.3, 20, True)
    assert overrides.as_data() == {"layerHeight": 0.3, "infill": 20, "supports": True}
    assert Overrides.from_data({}).as_data() == {}


@pytest.mark.parametrize(
    "data",
    [
        {"layerHeight": 0.01},
        {"layerHeight": 2},
        {"layerHeight": None, "infill": 101},
        {"infill": 1.5},
        {"supports": 1},
        {"layer_height": 0.2},
        {"postProcess": "x"},
    ],
)
def test_what_an_override_may_not_be_is_refused(data):
    with pytest.raises(InvalidProfileError):
        Overrides.from_data(data)


def test_an_override_leaves_the_rest_as_it_was():
    assert a_profile().changed(Overrides(infill=0)) == a_profile(infill=0)
    assert a_profile(supports=True).changed(Overrides(supports=False)) == a_profile(supports=False)


def test_an_override_may_not_be_higher_than_the_nozzle_is_wide():
    with pytest.raises(InvalidProfileError, match="layerHeight must not be more than the nozzle's diameter"):
        a_profile().changed(Overrides(layer_height=0.5))
