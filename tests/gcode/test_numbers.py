import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.gcode.numbers import LONGEST_NUMBER_BYTES, has_number, numbers_at

digits = st.text("0123456789", max_size=20)
numbers = (
    st.tuples(st.sampled_from(["", "-", "+"]), digits, st.just("."), digits)
    .map("".join)
    .filter(lambda text: text.strip("+-") != ".")
)


def placed(texts):
    """The texts one after another, with a stranger after each, and where each begins."""
    lengths = [len(text) + 1 for text in texts]
    starts = np.cumsum([0, *lengths[:-1]])
    joined = "".join(text + "XEY ."[index % 5] for index, text in enumerate(texts))
    return np.frombuffer(joined.encode() + bytes(LONGEST_NUMBER_BYTES), np.uint8), starts


@settings(deadline=None)
@given(st.lists(numbers, min_size=1, max_size=20))
def test_numbers_are_read_as_python_reads_them(texts):
    data, starts = placed(texts)
    assert has_number(data, starts).all()
    assert numbers_at(data, starts) == pytest.approx([float(text) for text in texts], rel=1e-15, abs=0)


@settings(deadline=None)
@given(st.lists(st.decimals(-10_000, 10_000, places=5).map(str), min_size=1, max_size=20))
def test_what_slicers_write_is_read_exactly(texts):
    data, starts = placed(texts)
    assert numbers_at(data, starts).tolist() == [float(text) for text in texts]


@pytest.mark.parametrize("text", ["", "-", "+", ".", "-.", "--1", "X1", " 1", ".-1", "..1"])
def test_what_is_no_number(text):
    data, starts = placed([text])
    assert not has_number(data, starts).any()
