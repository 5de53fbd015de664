import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_files import binary_stl, cube, read_or_refused, sphere, text_stl
from stl import Mesh

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.stl import read_stl


@pytest.fixture
def path(tmp_path):
    return tmp_path / "part.stl"


@pytest.mark.parametrize("header", [b"", b"solid part", b"solid facet normal 0 0 1"])
def test_a_binary_file_is_told_by_its_size_whatever_its_header_says(path, header):
    path.write_bytes(binary_stl(cube(10), header))
    assert np.array_equal(read_stl(path), cube(10))


def test_what_numpy_stl_writes_is_read(path):
    data = np.zeros(12, Mesh.dtype)
    data["vectors"] = cube(3)
    Mesh(data).save(str(path))
    assert np.array_equal(read_stl(path), cube(3))


def test_a_binary_file_may_be_padded(path):
    path.write_bytes(binary_stl(cube()) + b"\r\n")
    assert len(read_stl(path)) == 12


@pytest.mark.parametrize("count", [13, 11, 2**32 - 1, 100_000_000])
def test_a_count_that_the_size_belies_is_refused_before_anything_is_allocated(path, count):
    path.write_bytes(binary_stl(cube(), count=count))
    with pytest.raises(MeshError, match=f"it says {count:,} triangles and has room for 12"):
        read_stl(path)


@pytest.mark.parametrize("length", [84, 83, 80, 5, 134, 633, 683])
def test_a_binary_file_cut_short_is_refused(path, length):
    path.write_bytes(binary_stl(cube())[:length])
    with pytest.raises(MeshError):
        read_stl(path)


def test_a_binary_file_without_triangles_is_refused(path):
    path.write_bytes(binary_stl(cube()[:0]))
    with pytest.raises(MeshError, match="no triangles"):
        read_stl(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"\r"),
        lambda text: text.upper(),
        lambda text: text.replace(b" ", b"\t   "),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text[: text.index(b"endsolid")],
        lambda text: text.replace(b"endsolid", b"end solid"),
        lambda text: text.replace(b"part", b""),
        lambda text: text.replace(b"\n", b"\n\n"),
        lambda text: re.sub(rb"\n\s*(?=outer|vertex|endloop)", b" ", text),
    ],
)
def test_text_is_read_as_exporters_write_it(path, change):
    path.write_bytes(change(text_stl(cube(0.1))))
    assert np.allclose(read_stl(path), cube(0.1), rtol=0, atol=1e-12)


def test_several_solids_are_one_model(path):
    path.write_bytes(text_stl(cube(), "one facet") + text_stl(cube(2), "vertex 1 2"))
    assert np.array_equal(read_stl(path), np.concatenate((cube(), cube(2))))


def test_a_text_of_several_blocks_is_whole(path, monkeypatch):
    monkeypatch.setattr("lezerprint.mesh.text._BLOCK_BYTES", 700)
    path.write_bytes(text_stl(sphere(9)).replace(b"\n", b"\r\n"))
    assert np.allclose(read_stl(path), sphere(9), rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"vertex 0", b"vertex 0,5", r'line 4: a number expected, but there is "0,5.*decimal point'),
        (b"vertex 0", b"vertex 1 0", r'line 4: endloop|line 4: vertex expected, but there is "0'),
        (b"vertex 0", b"vertex nan", 'line 4: a number expected, but there is "nan'),
        (b"endloop", b"endlop", 'line 7: endloop expected, but there is "endlop"'),
        (b"outer loop", b"\xff\xfe\x01", "line 3: outer expected"),
        (b"facet normal", b"facet abnormal", 'line 2: normal expected, but there is "abnormal"'),
    ],
)
def test_text_that_is_wrong_says_where(path, old, new, message):
    path.write_bytes(text_stl(cube()).replace(old, new, 1))
    with pytest.raises(MeshError, match=message):
        read_stl(path)


@pytest.mark.parametrize(
    "normal",
    [
        b"nan nan nan",
        b"-nan(ind) -nan(ind) 0",
        b"1.#QNAN -1.#IND 1.#INF",
        b"inf -inf 1e999",
        b"0,5 0 1",
        b"0 0",
        b"",
    ],
)
def test_normals_are_not_judged(path, normal):
    text = text_stl(cube()).replace(b"facet normal 0 0 0", b"facet normal " + normal)
    assert normal in text
    path.write_bytes(text)
    assert np.array_equal(read_stl(path), cube())


def test_what_is_wrong_beside_a_normal_that_is_no_number_says_where(path):
    text = (
        text_stl(cube())
        .replace(b"normal 0 0 0", b"normal nan nan nan")
        .replace(b"vertex 0", b"vertex nan", 1)
    )
    path.write_bytes(text)
    with pytest.raises(MeshError, match='line 4: a number expected, but there is "nan'):
        read_stl(path)


def test_a_text_cut_short_within_a_facet_is_refused(path):
    text = text_stl(cube())
    path.write_bytes(text[: text.rindex(b"endloop")])
    with pytest.raises(MeshError, match="cut short"):
        read_stl(path)


def test_a_line_without_end_is_refused_and_not_kept(path):
    path.write_bytes(text_stl(cube()).replace(b"endsolid", b"9" * 10_000_000))
    with pytest.raises(MeshError, match="line 85: more than 1,048,576 bytes without an end"):
        read_stl(path)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_damage_to_a_file_raises_anything_else(tmp_path_factory, data):
    whole = data.draw(st.sampled_from([binary_stl(cube()), text_stl(cube())]))
    at = data.draw(st.integers(0, len(whole)))
    patch = data.draw(st.binary(max_size=20))
    rest = data.draw(st.sampled_from([0, len(patch), 7]))
    path = tmp_path_factory.getbasetemp() / "damaged.stl"
    path.write_bytes(whole[:at] + patch + whole[at + rest :])
    with read_or_refused():
        assert read_stl(path).shape[1:] == (3, 3)
