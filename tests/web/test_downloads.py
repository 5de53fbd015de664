"""A file is saved by its name, whatever that is."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.files.errors import InvalidFileError
from lezerprint.files.names import uploaded_name
from web.downloads import attachment


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("a.stl", "a.stl", "a.stl"),
        ("Größe ä.stl", "Gro_e a.stl", "Gr%C3%B6%C3%9Fe%20%C3%A4.stl"),
        ('a"b\\c%d.stl', "a_b_c_d.stl", "a%22b%5Cc%25d.stl"),
        ("a;b'c*.stl", "a;b'c*.stl", "a%3Bb%27c%2A.stl"),
    ],
)
def test_in_both_forms(name, plain, whole):
    assert attachment(name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"


@given(st.text(min_size=1))
def test_any_name_is_one_header(text):
    try:
        name = uploaded_name(text)
    except InvalidFileError:
        return
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert unquote(header.rpartition("''")[2]) == name
