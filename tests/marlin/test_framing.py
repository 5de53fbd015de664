from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.marlin.framing import LONGEST_REPLY_BYTES, LineReader, checksum, encode


def test_the_checksum_of_the_hello_is_marlins():
    assert checksum(b"N0 M110 N0") == 125


@pytest.mark.parametrize("number", [0, 7, 42, 999, 1000, 1001, 8999, 123_456, 12_345_678])
def test_a_line_carries_number_and_checksum_without_a_space_between(number):
    line = encode(number, b"G1 X1.5", checksum(b"G1 X1.5"))
    text, _, total = line.removesuffix(b"\n").partition(b"*")
    assert text == b"N%dG1 X1.5" % number
    assert int(total) == checksum(text)


@given(st.integers(0, 99_999_999), st.binary(max_size=80))
def test_the_table_gives_the_same_checksum_as_counting(number, body):
    assert encode(number, body, checksum(body)) == b"N%d%b*%d\n" % (
        number,
        body,
        checksum(b"N%d%b" % (number, body)),
    )


@given(st.lists(st.text("ok T:0123456789Error", min_size=1, max_size=20), max_size=8), st.data())
def test_lines_are_the_same_however_they_are_split(lines, data):
    stream = "".join(f"{line}\n" for line in lines).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    reader = LineReader()
    found = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += reader.feed(stream[start:stop])
    assert found == lines
    assert reader.empty


def test_carriage_returns_end_lines_and_leading_spaces_stay():
    assert LineReader().feed(b" T:20 /0\r\nok\r\n") == [" T:20 /0", "ok"]


def test_garbage_without_an_end_is_cut():
    reader = LineReader()
    (line,) = reader.feed(b"x" * (LONGEST_REPLY_BYTES + 500))
    assert len(line) == LONGEST_REPLY_BYTES
    assert reader.empty


def test_bytes_that_are_no_text_do_no_harm():
    assert LineReader().feed(b"\xff\xfeok\n") == ["��ok"]


def test_a_half_line_is_forgotten_on_order():
    reader = LineReader()
    reader.feed(b"ok T:2")
    reader.clear()
    assert reader.feed(b"ok\n") == ["ok"]
