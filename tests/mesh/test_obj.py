import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_files import CUBE_FACES, CUBE_VERTICES, cube, read_or_refused

from lezerprint.mesh.errors import MeshError
from lezerprint.mesh.obj import read_obj

VERTICES = "".join(f"v {x:.6f} {y:.3e} {z:g}\n" for x, y, z in CUBE_VERTICES.tolist())
FACES = "".join(f"f {a} {b} {c}\n" for a, b, c in (CUBE_FACES + 1).tolist())


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "part.obj"
        path.write_bytes(text.encode())
        model = read_obj(path)
        return model[: len(model)]

    return read_text


@pytest.mark.parametrize(
    "text",
    [
        VERTICES + FACES,
        "# a cube\nmtllib x.mtl\no cube\n" + VERTICES + "vt 0 0\nvn 0 0 1\ng a\nusemtl b\ns off\n" + FACES,
        (VERTICES + FACES).replace("\n", "\r\n"),
        (VERTICES + FACES).replace(" ", "\t  "),
        re.sub("^", "  ", VERTICES + FACES, flags=re.MULTILINE),
        VERTICES + re.sub(r"(\d+)(?=[ \n])", r"\1/1/1", FACES),
        VERTICES + re.sub(r"(\d+)(?=[ \n])", r"\1//7", FACES),
        VERTICES + re.sub(r"(\d+)(?=[ \n])", r"\1/3", FACES),
        re.sub(r"$", " 1.0", VERTICES, flags=re.MULTILINE).strip() + "\n" + FACES,
        re.sub(r"\n", " 0.1 0.2 0.3\n", VERTICES) + FACES,
        re.sub(r"\n", " nan nan nan\n", VERTICES) + "vn nan -nan(ind) 1.#QNAN\nvt nan nan\n" + FACES,
        VERTICES + "".join(f"f {a} {b} {c}\n" for a, b, c in (CUBE_FACES - 8).tolist()),
        VERTICES + FACES.replace(" 3", " \\\n3"),
        (VERTICES + FACES).replace("\n", " # remark\n"),
        (VERTICES + FACES).removesuffix("\n"),
        VERTICES + "l 1 2\np 1\n" + FACES + "end\n",
    ],
)
def test_a_cube_is_one_however_it_is_written(read, text):
    assert np.array_equal(read(text), cube())


def test_polygons_become_fans_among_triangles(read):
    text = VERTICES + "f 1 2 3\nf 1 2 3 4 5\nf 6 7 8\nf 5 6 7 8\n"
    expected = [[0, 1, 2], [0, 1, 2], [0, 2, 3], [0, 3, 4], [5, 6, 7], [4, 5, 6], [4, 6, 7]]
    assert np.array_equal(read(text), CUBE_VERTICES[np.array(expected)])


def test_negative_indices_count_from_the_vertices_so_far_in_any_block(read, monkeypatch):
    monkeypatch.setattr("lezerprint.mesh.text._BLOCK_BYTES", 50)
    text = "".join(f"v {n} 0 0\nv 0 {n} 0\nv 0 0 {n}\nf -3 -2 -1\n" for n in range(1, 50))
    corners = read(text)
    assert corners.shape == (49, 3, 3)
    assert np.array_equal(corners, np.eye(3) * np.arange(1, 50)[:, None, None])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("v 1 2\n", "line 9: a vertex needs three numbers"),
        ("v 1 2,5 3\n", 'line 9: "2,5" is not a number'),
        ("v 1 2 x\n", 'line 9: "x" is not a number'),
        ("f 1 2\n", "line 9: a face needs three corners"),
        ("f\n", "line 9: a face needs three corners"),
        ("\n\nf 1 2 0\n", 'line 11: "0" is not a vertex'),
        ("f 1 2 -9\n", 'line 9: "-9" is not a vertex'),
        ("f 1 2 3.5\n", 'line 9: "3.5" is not a vertex'),
        ("f 1 2 x\n", 'line 9: "x" is not a vertex'),
        ("f 1 2 /3\n", 'line 9: "/3" is not a vertex'),
        ("f 1 2 12345678901234567890\n", "line 9: .* is not a vertex"),
        ("f 1 2 9\n", "a face refers to vertex 9, but there are 8"),
        ("f 1 2 999999999\n", "a face refers to vertex 999,999,999, but there are 8"),
        ("v " + "1" * 10_000_000, "line 9: more than 1,048,576 bytes"),
        ("f" + " 1" * 5_000_000, "line 9: more than 1,048,576 bytes"),
    ],
)
def test_what_is_wrong_says_where(read, text, message):
    with pytest.raises(MeshError, match=message):
        read(VERTICES + text)


def test_more_triangles_than_are_worked_with_are_refused(read, monkeypatch):
    monkeypatch.setattr("lezerprint.mesh.triangles.MAX_TRIANGLES", 11)
    with pytest.raises(MeshError, match="the model has 12 triangles, more than 11: simplify it"):
        read(VERTICES + FACES)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from([*"vf 0123456789.-+e/\\\n#\0\t\r", "f ", "v ", "1 2 3", "nan", "é"])))
def test_no_text_raises_anything_else(tmp_path_factory, pieces):
    path = tmp_path_factory.getbasetemp() / "any.obj"
    path.write_bytes((VERTICES + "".join(pieces)).encode())
    with read_or_refused():
        read_obj(path)
