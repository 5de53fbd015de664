import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.gcode.digits import LARGEST_NUMBER
from lezerprint.gcode.tokens import NO_CODE, code_of, read_words, unify_line_ends

digits = st.text("0123456789", max_size=20)
numbers = st.one_of(
    st.tuples(st.sampled_from(["", "-", "+"]), digits, st.sampled_from(["", "."]), digits)
    .map("".join)
    .filter(lambda text: re.search(r"\d", text)),
    st.decimals(-10_000, 10_000, places=5).map(lambda value: f"{value:f}"),
)


def words_of(text):
    table = read_words(text)
    return [
        (chr(letter), value if numbered else None)
        for letter, value, numbered in zip(table.letters, table.values, table.numbered, strict=True)
    ]


@settings(deadline=None)
@given(st.lists(numbers, min_size=1, max_size=20))
def test_numbers_are_read_as_python_reads_them(texts):
    found = [
        value
        for letter, value in words_of("".join(f"G1X{text}\n" for text in texts).encode())
        if letter == "X"
    ]
    expected = [max(min(float(text), LARGEST_NUMBER), -LARGEST_NUMBER) for text in texts]
    assert found == expected


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(content):
    table = read_words(unify_line_ends(content))
    assert np.isfinite(table.values).all()
    lines = re.sub(rb"\r\n?", b"\n", content)
    assert table.row_count == lines.count(b"\n") + (not lines.endswith(b"\n"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"G1 X1.5 Y-2", [("G", 1), ("X", 1.5), ("Y", -2)]),
        (b"g01x.5y+2e-.25", [("G", 1), ("X", 0.5), ("Y", 2), ("E", -0.25)]),
        (b"G 1 X 5", [("G", 1), ("X", 5)]),
        (b"N12 G1 X5*71", [("G", 1), ("X", 5)]),
        (b"N1N2G1X5*71 ; N3", [("G", 1), ("X", 5)]),
        (b"G1 X5 ; Y7", [("G", 1), ("X", 5)]),
        (b"G1 X5 (to Y7) Z8", [("G", 1), ("X", 5), ("Z", 8)]),
        (b"G1 X5 ; (Y7\n", [("G", 1), ("X", 5)]),
        (b"G28 X Y", [("G", 28), ("X", None), ("Y", None)]),
        (b"G1 X1.2.3 Y- Z. E--1", [("G", 1), ("X", 1.2), ("Y", None), ("Z", None), ("E", None)]),
        (b"G1 XNAN", [("G", 1), ("X", None), ("N", None), ("A", None), ("N", None)]),
        (b"G1 X1e5", [("G", 1), ("X", 1), ("E", 5)]),
        (b"G1\x00 X\x005\r", [("G", 1), ("X", 5)]),
        (b"; G1 X5", []),
        (b"", []),
    ],
)
def test_words(line, words):
    assert words_of(line + b"\n") == words


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"G1", code_of("G", 1)),
        (b"m0104 S5", code_of("M", 104)),
        (b"N5 T1", code_of("T", 1)),
        (b"G92.1", NO_CODE),
        (b"G-1", NO_CODE),
        (b"G4000", NO_CODE),
        (b"T?", NO_CODE),
        (b"%G1", NO_CODE),
        (b"12 G1", NO_CODE),
        (b"START_PRINT BED=60", NO_CODE),
        (b"\xe4G1", NO_CODE),
    ],
)
def test_codes(line, code):
    assert read_words(line + b"\n").codes.tolist() == [code]


def test_rows_are_counted_with_those_that_are_empty():
    table = read_words(b"\n;x\nG1 X1\n\nM117 a;b\nN5\nT0\n")
    assert table.rows.tolist() == [2, 4, 6]
    assert table.row_count == 7


def test_line_ends_become_one_and_keep_their_places():
    assert unify_line_ends(b"a\r\nb\rc\n\rd") == b"a \nb\nc\n\nd\n"
