"""Predictions from G-code, from what was sliced, and from a model's volume."""

from __future__ import annotations

import math
from datetime import timedelta
from uuid import uuid4

import pytest
from prints import NOW, of_material

from lezerprint.analytics import prediction
from lezerprint.analytics.errors import NotMeasuredError
from lezerprint.analytics.history import PastPrint
from lezerprint.analytics.materials import Prices
from lezerprint.analytics.prediction import Basis, predict
from lezerprint.analytics.volume_estimate import Manner, Solid, seconds_and_grams
from lezerprint.storage.models import File, PrintProfile, SlicedFile

PRICES = Prices({"PETG": 30.0}, 20.0, "EUR")
CUBE = {
    "volume": 8000.0,
    "surfaceArea": 2400.0,
    "boundingBox": {"size": {"x": 20.0, "y": 20.0, "z": 20.0}},
    "watertight": True,
}


def a_profile(**more):
    given = {"layer_height": 0.2, "print_speed": 60.0, "infill": 15, "supports": False, "metadata": {}}
    return PrintProfile(id=uuid4(), updated_at=NOW, **{**given, **more})


def a_slicing(profile, **more):
    given = {
        "estimated_time": 3600,
        "filament_usage": 50.0,
        "metadata": {"filamentType": "PETG", "overrides": {}},
        "created_at": NOW + timedelta(minutes=1),
    }
    return SlicedFile(profile=profile, **{**given, **more})


def test_gcode_without_a_past_is_taken_at_its_word_with_all_doubt():
    estimate = prediction.of_gcode(File(metadata=of_material("PLA", 250.0, 5000.0)))
    found = predict(estimate, [], PRICES)
    low, high = found.interval
    assert (estimate.basis, found.seconds, estimate.grams) == (Basis.GCODE, 5000.0, 250.0)
    assert low < 5000 < high
    assert low * high == pytest.approx(5000**2)
    assert (found.cost, found.success.probability, found.correction.prints) == (5.0, None, 0)
    assert len(found.notes) == 2


def test_a_past_corrects_it_and_narrows_the_doubt():
    estimate = prediction.of_gcode(File(metadata=of_material("PLA", 250.0, 5000.0)))
    past = [PastPrint(True, 4000.0, 4800.0, frozenset({"PLA"}))] * 40
    found = predict(estimate, past, PRICES)
    alone = predict(estimate, [], PRICES)
    assert found.seconds == pytest.approx(6000, rel=0.03)
    assert math.log(found.interval[1] / found.seconds) < math.log(alone.interval[1] / alone.seconds)
    assert found.success.probability > 0.9
    assert found.notes == []


def test_what_was_sliced_knows_its_material():
    profile = a_profile()
    found = predict(prediction.of_sliced(a_slicing(profile)), [], PRICES)
    assert (found.estimate.basis, found.seconds, found.cost) == (Basis.SLICED, 3600.0, 1.5)
    assert found.estimate.materials == {"PETG": 1.0}
    assert found.estimate.profile_id == profile.id


def test_only_what_was_sliced_so_counts():
    profile = a_profile()
    assert prediction.is_plain(a_slicing(profile), profile)
    assert not prediction.is_plain(a_slicing(profile), a_profile())
    assert not prediction.is_plain(a_slicing(profile, metadata={"overrides": {"infill": 90}}), profile)
    assert not prediction.is_plain(a_slicing(profile, created_at=NOW - timedelta(seconds=1)), profile)


def test_a_model_is_predicted_from_its_volume_and_says_so():
    found = predict(prediction.of_model(File(metadata=CUBE), a_profile()), [], PRICES)
    assert found.estimate.basis is Basis.MODEL
    assert 600 < found.seconds < 3600
    assert 2 < found.estimate.grams < 8
    assert "Rough estimate" in found.notes[0]
    low, high = found.interval
    assert high / low > 2


def test_a_model_says_what_may_be_wrong():
    open_model = {**CUBE, "watertight": False}
    notes = prediction.of_model(File(metadata=open_model), a_profile(supports=True)).notes
    assert any("watertight" in one for one in notes)
    assert any("Supports" in one for one in notes)


@pytest.mark.parametrize(
    ("changes", "longer", "heavier"),
    [
        ({"layer_height": 0.1}, True, False),
        ({"infill": 60}, True, True),
        ({"print_speed": 30.0}, True, None),
        ({"metadata": {"perimeters": 5}}, True, True),
        ({"metadata": {"spiral_vase": True}, "infill": 0}, False, False),
        ({"metadata": {"nozzle_diameter": "wide", "perimeters": -1, "filament_density": None}}, None, None),
    ],
)
def test_the_profile_counts(changes, longer, heavier):
    plain = prediction.of_model(File(metadata=CUBE), a_profile())
    other = prediction.of_model(File(metadata=CUBE), a_profile(**changes))
    for before, after, grows in (
        (plain.seconds, other.seconds, longer),
        (plain.grams, other.grams, heavier),
    ):
        assert after == pytest.approx(before) if grows is None else (after > before) is grows


def test_a_solid_weighs_what_its_volume_does():
    manner = Manner(0.2, 60.0, 1.0, {"filament_density": 1.0})
    _, grams = seconds_and_grams(Solid(8000.0, 2400.0, 20.0), manner)
    assert grams == pytest.approx(8.0)


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        [],
        "text",
        {"estimatedTime": 0},
        {"estimatedTime": 1e308, **CUBE, "volume": 1e308},
        {"estimatedTime": "long", "volume": "much"},
        {"estimatedTime": None, **CUBE, "volume": 0},
        {**CUBE, "surfaceArea": -1},
        {**CUBE, "boundingBox": None},
        {**CUBE, "boundingBox": {"size": {"z": 0}}},
    ],
)
def test_what_was_not_measured_is_refused(metadata):
    file = File(metadata=metadata)
    with pytest.raises(NotMeasuredError):
        prediction.of_gcode(file)
    with pytest.raises(NotMeasuredError):
        prediction.of_model(file, a_profile())


def test_gcode_of_whose_filament_nothing_is_known_has_no_weight():
    metadata = {"estimatedTime": 60.0, "filamentWeight": None}
    found = predict(prediction.of_gcode(File(metadata=metadata)), [], PRICES)
    assert (found.estimate.grams, found.cost, found.estimate.materials) == (None, None, {})
    assert any("weight" in one for one in found.notes)


def test_filament_that_the_file_does_not_name_is_weighed_as_the_job_will_be():
    tool = {"tool": 0, "type": None, "lengthMm": 1000.0, "volumeMm3": 2405.3, "weightGrams": None}
    metadata = {"estimatedTime": 60.0, "filamentWeight": None, "filament": [tool]}
    found = predict(prediction.of_gcode(File(metadata=metadata)), [], PRICES)
    assert found.estimate.grams == pytest.approx(2.98, abs=0.01)
    assert found.cost == 0.06
    assert any("as if it were PLA" in note for note in found.notes)


def test_a_file_that_extrudes_nothing_needs_nothing():
    metadata = {"estimatedTime": 60.0, "filamentWeight": 0, "filament": []}
    found = predict(prediction.of_gcode(File(metadata=metadata)), [], PRICES)
    assert (found.estimate.grams, found.cost) == (0.0, 0.0)
