"""A form is the same, however it is cut on its way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uploading import BOUNDARY, field_part, file_part, form

from web.forms import FormReader
from web.validation import InvalidInputError

WANTED = frozenset({"folder", "name"})


def read(body, cuts=()):
    """The form, and the content of its file."""
    reader = FormReader(BOUNDARY.encode(), WANTED)
    content = b""
    for start, end in zip((0, *cuts), (*cuts, len(body)), strict=True):
        reader.feed(body[start:end])
        pending = reader.pending_bytes
        piece = b"".join(reader.take())
        assert len(piece) == pending
        content += piece
    return reader.finish(), content


@given(
    st.data(),
    st.lists(st.sampled_from([b"\r", b"\n", b"-", b"\r\n--", BOUNDARY.encode(), b"x"]), max_size=30),
)
def test_it_is_cut_anywhere(data, pieces):
    content = b"".join(pieces).replace(b"\r\n--" + BOUNDARY.encode(), b"")
    if f"\r\n--{BOUNDARY}".encode() in b"\r\n" + content:
        return
    body = form(field_part("other", "x"), file_part(content, "a b.stl"), field_part("name", "Ä"))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=8)))
    read_form, read_content = read(body, cuts)
    assert read_content == content
    assert read_form.fields == {"name": "Ä"}
    assert read_form.file_name == "a b.stl"


@given(st.binary(max_size=300))
def test_whatever_comes_is_a_form_or_refused(data):
    with pytest.raises(InvalidInputError):
        read(data)
    with pytest.raises(InvalidInputError):
        read(form(file_part(b"x"), end=False) + data.replace(b"-", b""))


def test_of_a_field_given_twice_the_last_counts():
    read_form, _ = read(form(field_part("name", "a"), file_part(b"x"), field_part("name", "b")))
    assert read_form.fields == {"name": "b"}


def test_what_follows_the_last_boundary_is_nothing():
    _, content = read(form(file_part(b"x")) + b"epilogue")
    assert content == b"x"


def test_a_part_that_is_left_out_is_not_kept():
    reader = FormReader(BOUNDARY.encode(), WANTED)
    reader.feed(form(field_part("other", "x" * 1_000_000), end=False))
    assert reader.pending_bytes == 0
    assert not reader.has_file
