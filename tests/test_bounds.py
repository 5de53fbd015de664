"""Numbers from outside, held against what can be true."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.bounds import MOST_WHOLE, whole, within

ANYTHING = st.one_of(st.floats(), st.integers(), st.none(), st.booleans(), st.text())


@pytest.mark.parametrize(
    ("value", "known"),
    [
        *[(0, 0.0), (10.0, 10.0), (10.1, None), (-0.1, None), (math.nan, None), (math.inf, None)],
        *[(None, None), (True, None), ("5", None), (10**400, None)],
    ],
    ids=lambda value: str(value)[:9],
)
def test_what_is_known(value, known):
    assert within(value, 10.0) == known


@given(ANYTHING)
def test_a_column_holds_it(value):
    number = whole(value)
    assert number is None or 0 <= number <= MOST_WHOLE
