"""What is wrong with a value, in words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from web.models.accounts import Login, Registration, UserChange
from web.models.cameras import CameraSettingsInput
from web.models.common import Paging
from web.models.control import FanInput, HomeInput, MoveInput, TemperatureInput
from web.models.jobs import JobQuery, JobStart
from web.models.system import SystemEventFilter
from web.validation import InvalidInputError, validated
from web.validation_words import in_words


@pytest.mark.parametrize(
    ("model", "given", "field", "words"),
    [
        (FanInput, {}, "percent", "is required"),
        (FanInput, {"percent": 1, "speed": 2}, "speed", "is not known; remove it"),
        (FanInput, {"percent": 101}, "percent", "must be at most 100; 101 was given"),
        (FanInput, {"percent": -1}, "percent", "must be at least 0; -1 was given"),
        (FanInput, {"percent": "5"}, "percent", 'must be a number; "5" was given'),
        (FanInput, {"percent": 5, "wait": 1}, "wait", "must be true or false; 1 was given"),
        (FanInput, {"percent": 5, "fan": 1.5}, "fan", "must be a whole number; 1.5 was given"),
        (HomeInput, {"axes": []}, "axes", "must have at least 1 entry"),
        (MoveInput, {"axis": "Q", "distance": 1}, "axis", "must be 'X', 'Y', 'Z' or 'E'; \"Q\" was given"),
        (Paging, {"page": "two"}, "page", 'must be a whole number; "two" was given'),
        (JobStart, {"fileId": "gear"}, "fileId", 'must be an id (UUID); "gear" was given'),
        (JobStart, {"fileId": "x" * 100}, "fileId", "must be an id (UUID)"),
        (JobQuery, {"status": "LOST"}, "status.0", "or 'CANCELLED'; \"LOST\" was given"),
        (SystemEventFilter, {"from": "soon"}, "from", 'such as 2026-03-29T14:05:00Z; "soon" was given'),
        (CameraSettingsInput, {"resolution": "big"}, "resolution", 'such as 1280x720; "big" was given'),
        (UserChange, {"email": "anna"}, "email", 'an email address, such as anna@example.com; "anna" was'),
        (UserChange, {"username": "a b"}, "username", 'letters, digits, `_`, `.` and `-`; "a b" was given'),
        (TemperatureInput, {}, "", "one of hotend, bed and chamber must be given"),
        (TemperatureInput, [], "", "must be a JSON object"),
    ],
)
def test_they_say_what_is_expected_and_what_was_given(model, given, field, words):
    with pytest.raises(InvalidInputError) as refused:
        validated(given, model, "body")
    messages = {one["field"]: one["message"] for one in refused.value.details}
    assert words in messages[field]
    assert not any("Input should" in message for message in messages.values())


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (Registration, {"email": "a@example.com", "username": "anna", "password": "short"}),
        (Login, {"email": "a@example.com", "password": 12345}),
    ],
)
def test_they_repeat_no_secret(model, given):
    with pytest.raises(ValidationError) as refused:
        model.model_validate(given)
    (problem,) = refused.value.errors()
    assert str(given["password"]) not in in_words(problem)
