import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.mesh.runs import counting, pieces

COUNTS = st.lists(st.integers(0, 9))


@given(COUNTS)
def test_every_run_counts_from_zero(counts):
    expected = [place for count in counts for place in range(count)]
    assert counting(np.array(counts, np.int64)).tolist() == expected


@given(COUNTS, st.integers(1, 12))
def test_pieces_are_all_runs_in_order_and_none_larger_than_it_must_be(counts, limit):
    array = np.array(counts, np.int64)
    slices = list(pieces(array, limit))
    assert [count for piece in slices for count in counts[piece]] == counts
    assert all(sum(counts[piece]) <= limit or piece.stop - piece.start == 1 for piece in slices)
