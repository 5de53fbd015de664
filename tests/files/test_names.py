"""No name leads anywhere, and people keep the names they gave."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.base.enums import FileType
from lezerprint.files.errors import InvalidFileError
from lezerprint.files.names import (
    FOLDER_CHARACTERS,
    NAME_CHARACTERS,
    clean_folder,
    clean_name,
    uploaded_name,
    with_suffix,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("benchy.stl", "benchy.stl"),
        ("../../etc/passwd.stl", "passwd.stl"),
        ("C:\\Users\\ann\\part.stl", "part.stl"),
        ("e\u0301.stl", "\u00e9.stl"),
        (f"{FAMILY}.stl", f"{FAMILY}.stl"),
        ("a\0b\n\x1b[31mc.stl", "ab[31mc.stl"),
        ("evil\u202elts.exe", "evillts.exe"),
        ("  spaced .stl ", "spaced .stl"),
        (".hidden.stl", ".hidden.stl"),
        ("%2e%2e%2fpart.stl", "%2e%2e%2fpart.stl"),
        ("\ud800a.stl", "a.stl"),
    ],
)
def test_a_name_is_kept_as_far_as_it_can_be_shown(given_name, name):
    assert uploaded_name(given_name) == name


@pytest.mark.parametrize("name", ["", " ", ".", "..", "...", "a/..", "\0", "\u202e", "folder/"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(InvalidFileError):
        uploaded_name(name)


@pytest.mark.parametrize("name", ["a/b.stl", "..\\b.stl"])
def test_a_new_name_is_no_path(name):
    with pytest.raises(InvalidFileError):
        clean_name(name)


def test_a_long_name_is_cut_before_its_suffix():
    cut = uploaded_name("x" * 300 + ".GCODE")
    assert cut == "x" * (NAME_CHARACTERS - 6) + ".GCODE"
    assert uploaded_name("\U0001f600" * 300) == "\U0001f600" * NAME_CHARACTERS


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("part", "part.gcode"),
        ("part.GCO", "part.GCO"),
        ("part.g", "part.g"),
        ("v1.2", "v1.2.gcode"),
        ("y" * NAME_CHARACTERS, "y" * (NAME_CHARACTERS - 6) + ".gcode"),
    ],
)
def test_a_name_without_suffix_gets_one(name, whole):
    assert with_suffix(name, FileType.GCODE) == whole


@pytest.mark.parametrize(
    ("given_folder", "folder"),
    [
        ("", ""),
        ("/", ""),
        ("parts", "parts"),
        ("parts/gears/", "parts/gears"),
        ("a..b/c", "a..b/c"),
        ("Ha\u0308user", "H\u00e4user"),
    ],
)
def test_a_folder_is_relative(given_folder, folder):
    assert clean_folder(given_folder) == folder


@pytest.mark.parametrize(
    "folder",
    [
        *("..", "../x", "a/../b", "a/..", ".", "./a", "/etc", "//a", "a//b", ".ssh", "a/.git", "~/\0"),
        *("a\\b", "..\\..", "a\0b", "a/\nb", "a /b", "x" * 101, "/".join("abcdefghi"), "\u202ea"),
        "/".join(["x" * 90] * 7),
    ],
)
def test_a_folder_that_could_lead_elsewhere_is_refused(folder):
    with pytest.raises(InvalidFileError):
        clean_folder(folder)


@given(st.text(max_size=400))
def test_whatever_the_text_a_name_is_one_that_stays_as_it_is(text):
    try:
        name = uploaded_name(text)
    except InvalidFileError:
        return
    assert 0 < len(name) <= NAME_CHARACTERS
    assert not set(name) & set("/\\\0\r\n")
    assert unicodedata.is_normalized("NFC", name)
    name.encode()
    assert clean_name(name) == name


@given(st.text(alphabet=st.sampled_from("./\\a \0é"), max_size=600))
def test_whatever_the_text_a_folder_stays_below_the_root(text):
    try:
        folder = clean_folder(text)
    except InvalidFileError:
        return
    assert len(folder) <= FOLDER_CHARACTERS
    assert not any(segment.startswith(".") for segment in folder.split("/"))
    assert not folder.startswith("/")
    assert clean_folder(folder) == folder
