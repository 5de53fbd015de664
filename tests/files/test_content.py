import os
import zipfile

import numpy as np
import pytest
from binary_gcode import GCODE as BINARY_GCODE
from binary_gcode import block, header
from model_files import binary_stl, cube, cube_model, text_stl, write_threemf

from lezerprint.base.enums import FileType
from lezerprint.files.content import ContentError, content_type

GCODE = b"G28\nG1 X10 Y10 F3000\nM104 S200\n"
OBJ = b"# a model\no part\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"


@pytest.fixture
def type_of(tmp_path):
    def look(content):
        path = tmp_path / "upload"
        path.write_bytes(content)
        return content_type(path)

    return look


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (binary_stl(cube()), FileType.STL),
        (binary_stl(cube(), b"solid"), FileType.STL),
        (binary_stl(cube(), b"G28 G1 X1\n"), FileType.STL),
        (text_stl(cube()), FileType.STL),
        (b"solid\nendsolid\n", FileType.STL),
        (GCODE, FileType.GCODE),
        (b"\xef\xbb\xbf; header\r\n" + GCODE.replace(b"\n", b"\r\n"), FileType.GCODE),
        (b"; thumbnail begin\n" + b"; c29tZQ==\n" * 200_000 + GCODE, FileType.GCODE),
        (b"N1 G28*18\nN2 G1 X1*99\n", FileType.GCODE),
        (b"EXCLUDE_OBJECT_DEFINE NAME=v\nSTART_PRINT BED=60\n" + GCODE, FileType.GCODE),
        (b"g28\ng1 x1\n", FileType.GCODE),
        (GCODE.decode().encode("utf-16"), FileType.GCODE),
        (GCODE.decode().encode("utf-16-be"), FileType.GCODE),
        (GCODE + bytes(10_000), FileType.GCODE),
        (GCODE.replace(b"\n", b"\r"), FileType.GCODE),
        (header() + block(BINARY_GCODE, GCODE), FileType.GCODE),
        (OBJ, FileType.OBJ),
        (OBJ.replace(b"\n", b"\r"), FileType.OBJ),
    ],
)
def test_a_file_is_what_its_content_is(type_of, content, expected):
    assert type_of(content) is expected


def test_a_3mf_with_gcode_is_gcode(tmp_path):
    path = write_threemf(tmp_path / "part.gcode.3mf", cube_model())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Metadata/plate_1.gcode", GCODE)
    assert content_type(path) is FileType.GCODE
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Metadata/plate_2.gcode", GCODE)
    assert content_type(path) is FileType.GCODE


def test_a_3mf_is_a_zip_with_a_model(tmp_path):
    assert content_type(write_threemf(tmp_path / "part.gcode", cube_model())) is FileType.THREEMF
    path = tmp_path / "photos.3mf"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", "x")
    with pytest.raises(ContentError, match="a zip archive, but not a 3MF"):
        content_type(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"Dear printer,\nplease print G28 for me.\nG28\nYours\n", "a text, but neither"),
        (b"; only\n; comments\n", "a text, but neither"),
        (b"\n\n\n", "a text, but neither"),
        (b"GCDE\x01\0\0\0", "binary G-code is cut short"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\x1f\x8b\x08" + bytes(99), "compressed by gzip"),
        (b"ISO-10303-21;\nHEADER;\n", "a STEP model"),
        (b"PK\3\4" + bytes(50), "the 3MF is damaged"),
        (
            binary_stl(cube(), count=4_000_000_000),
            r"neither .*says 4,000,000,000 triangles and has room for 12",
        ),
        (binary_stl(cube())[:-100], "neither .*says 12 triangles and has room for 10"),
        (bytes(50), "only zeros"),
        (np.random.default_rng(1).bytes(10_000), "neither STL, OBJ, 3MF nor G-code"),
        ("Dear printer,\nplease print.\n".encode("utf-16"), "a text, but neither"),
        (b"v" * 10_000_000, "a text, but neither"),
    ],
)
def test_anything_else_is_refused_with_what_it_is(type_of, content, message):
    with pytest.raises(ContentError, match=message):
        type_of(content)


def test_only_regular_files_are_looked_into(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(ContentError, match="not a regular file"):
            content_type(path)
