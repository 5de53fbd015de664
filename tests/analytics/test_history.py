"""Corrections learn slowly and without regard to outliers; probabilities say what they rest on."""

from __future__ import annotations

import math
import random
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.analytics.history import PastPrint, correction, success

PLA, PETG = frozenset({"PLA"}), frozenset({"PETG"})


def past(ratio=1.0, *, completed=True, seconds=3600.0, materials=PLA, profile_id=None):
    return PastPrint(completed, seconds, seconds * ratio, materials, profile_id)


def test_without_prints_nothing_is_corrected_and_the_prior_is_the_uncertainty():
    known = correction([])
    assert (known.factor, known.prints) == (1.0, 0)
    assert 0.12 < known.log_deviation < 0.2


def test_prints_that_say_nothing_do_not_count():
    silent = [
        past(2, completed=False),
        PastPrint(True, None, 5.0),
        PastPrint(True, 5.0, None),
        PastPrint(True, 0.0, 5.0),
    ]
    assert correction(silent) == correction([])


def test_it_comes_near_to_what_the_printer_does():
    chance = random.Random(1)
    prints = [past(1.2 * math.exp(chance.gauss(0, 0.03))) for _ in range(300)]
    factors = [correction(prints[:count]).factor for count in (1, 5, 30, 300)]
    assert factors == sorted(factors)
    assert factors[0] < 1.06
    assert factors[-1] == pytest.approx(1.2, rel=0.01)
    assert correction(prints).log_deviation == pytest.approx(0.03, rel=0.35)


def test_outliers_do_not_move_it():
    steady = [past(1.1)] * 50
    assert correction([*steady, *[past(100)] * 5]).factor == pytest.approx(
        correction(steady).factor, rel=0.02
    )


@given(st.lists(st.floats(0.1, 10), max_size=40))
def test_it_is_between_one_and_what_prints_say_and_more_prints_say_it_surer(ratios):
    known = correction([past(ratio) for ratio in ratios])
    assert min([1.0, *ratios]) - 1e-9 <= known.factor <= max([1.0, *ratios]) + 1e-9
    assert known.prints == len(ratios)
    assert known.log_deviation > 0


def test_nobody_knows_how_likely_the_first_print_is_completed():
    found = success([], 3600, PLA, None)
    assert (found.probability, found.prints, found.compared_by) == (None, 0, ())


def test_few_prints_are_all_compared_and_say_so():
    found = success([past(), past(completed=False, seconds=60, materials=PETG)], 3600, PLA, None)
    assert (found.probability, found.prints, found.compared_by) == (0.5, 2, ())


def test_the_most_alike_count_if_there_are_enough():
    profile = uuid4()
    prints = [
        *[past(profile_id=profile)] * 8,
        *[past(completed=False)] * 8,
        *[past(completed=False, materials=PETG)] * 8,
        *[past(completed=False, seconds=60)] * 8,
    ]
    by_all = success(prints, 3600, PLA, profile)
    assert (by_all.prints, by_all.compared_by) == (8, ("length", "material", "profile"))
    assert by_all.probability == pytest.approx(8.5 / 9)
    assert success(prints, 3600, PLA, None).probability == pytest.approx(0.5)
    assert success(prints, 3600, PLA, uuid4()).compared_by == ("length", "material")
    assert success(prints, 3600, frozenset(), None).compared_by == ("length",)
    assert success(prints, 3600, frozenset({"ABS"}), profile).compared_by == ("length",)
    assert success(prints, 1_000_000, PLA, profile).compared_by == ()


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_a_probability_is_never_certain(outcomes):
    found = success([past(completed=one) for one in outcomes], 3600, PLA, None)
    assert 0 < found.probability < 1
    assert found.prints == len(outcomes)
