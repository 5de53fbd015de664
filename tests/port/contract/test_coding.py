"""What is said is understood on the other side; what is not of the contract is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snapshots import run_report, snapshot

from lezerprint.port.contract.coding import ContractError, decoded, encoded, members
from lezerprint.port.contract.run_report import Place, RunReport
from lezerprint.port.contract.snapshot import Snapshot


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    size_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    count: int
    done: bool
    colour: Colour
    order: Literal["pause", "resume"]
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    targets: dict[int, float] = field(default_factory=dict)


GOOD = {"count": 3, "done": True, "colour": "red", "order": "pause"}

WHOLES = st.builds(
    Whole,
    count=st.integers(),
    done=st.booleans(),
    colour=st.sampled_from(Colour),
    order=st.sampled_from(["pause", "resume"]),
    part=st.one_of(st.none(), st.builds(Part, st.text(), st.floats(allow_nan=False, allow_infinity=False))),
    parts=st.lists(st.builds(Part, st.text())).map(tuple),
    targets=st.dictionaries(st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
)


@given(WHOLES)
def test_what_is_said_is_what_is_understood(whole):
    assert decoded(Whole, json.loads(encoded(whole))) == whole


def test_a_line_is_one_line():
    line = encoded(Part("two\nlines"))
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")


def test_what_is_not_known_is_passed_over_and_what_is_left_out_has_its_default():
    assert decoded(Whole, {**GOOD, "of a later version": [1]}) == Whole(3, True, Colour.RED, "pause")


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": "3"},
        {"count": 3.5},
        {"count": True},
        {"count": None},
        {"done": 1},
        {"colour": "blue"},
        {"order": "cancel"},
        {"part": []},
        {"part": {}},
        {"part": {"name": 5}},
        {"part": {"name": "a", "size_mm": "1"}},
        {"parts": {"name": "a"}},
        {"parts": [None]},
        {"targets": [1]},
        {"targets": {"x": 1.0}},
        {"targets": {"1": "hot"}},
    ],
)
def test_what_is_of_another_kind_is_refused(wrong):
    with pytest.raises(ContractError):
        decoded(Whole, {**GOOD, **wrong})


@pytest.mark.parametrize("missing", GOOD)
def test_what_is_needed_must_be_there(missing):
    with pytest.raises(ContractError, match=f"Whole has no {missing}"):
        decoded(Whole, {name: value for name, value in GOOD.items() if name != missing})


@pytest.mark.parametrize("data", [None, 1, "x", [], [GOOD]])
def test_what_is_no_object_is_refused(data):
    with pytest.raises(ContractError):
        decoded(Whole, data)


def test_a_whole_snapshot():
    run = run_report(place=Place(1, 2, 3, 4, 5, 6), refused_tools={1: 200.0}, restored=("G1 X1",))
    known = snapshot("busy", "in use", job=run, capabilities={"EMERGENCY_PARSER": True})
    assert decoded(Snapshot, json.loads(encoded(known))) == known


def test_members_are_those_of_the_dataclass():
    assert members(Part("a", 1.0)) == {"name": "a", "size_mm": 1.0}
    assert set(members(run_report())) == set(RunReport.__dataclass_fields__)
