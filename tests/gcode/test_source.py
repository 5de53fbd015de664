import io
import os
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.errors import GcodeFileError
from lezerprint.gcode.source import LONGEST_ROW_BYTES, open_gcode, whole_lines


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([b"G1 X1", b"", b"\n", b"\r", b"\r\n", b";"])).map(b"".join), st.integers(1, 9)
)
def test_blocks_are_whole_lines_and_nothing_is_lost(content, block_bytes):
    blocks = list(whole_lines(io.BytesIO(content), block_bytes))
    assert b"".join(blocks) == content
    for block, following in pairwise(blocks):
        assert block.endswith((b"\n", b"\r"))
        assert not (block.endswith(b"\r") and following.startswith(b"\n"))
    assert re.split(rb"\r\n|\r|\n", content) == [
        *(line for block in blocks[:-1] for line in re.split(rb"\r\n|\r|\n", block)[:-1]),
        *re.split(rb"\r\n|\r|\n", blocks[-1] if blocks else b""),
    ]


def test_a_line_without_end_does_not_fill_the_memory():
    content = b";" * (4 * LONGEST_ROW_BYTES)
    assert max(map(len, whole_lines(io.BytesIO(content), LONGEST_ROW_BYTES // 4))) <= 2 * LONGEST_ROW_BYTES


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"GCDE\x01\x00\x00\x00\x01\x00", r"is binary G-code \(\.bgcode\)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, "is a binary file"),
        (b"solid".ljust(80) + bytes(2000), "is a binary file"),
        ("G28\nG1 X1\n".encode("utf-16"), "is a binary file"),
        (bytes(range(256)) * 40, "is a binary file"),
    ],
)
def test_what_is_no_gcode_is_named(tmp_path, content, message):
    path = tmp_path / "part.gcode"
    path.write_bytes(content)
    with pytest.raises(GcodeFileError, match=rf"part\.gcode {message}"), open_gcode(path):
        pass


def test_files_that_are_none(tmp_path):
    with pytest.raises(GcodeFileError, match="No such file"), open_gcode(tmp_path / "missing.gcode"):
        pass
    with pytest.raises(GcodeFileError, match="is a directory"), open_gcode(tmp_path):
        pass
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(GcodeFileError, match="is not a regular file"), open_gcode(tmp_path / "pipe"):
        pass


def test_a_damaged_byte_or_a_foreign_encoding_is_no_binary_file(tmp_path):
    path = tmp_path / "part.gcode"
    path.write_bytes("; Größe\n".encode("latin-1") * 50 + b"G28\x00\n" + b"G1 X1 Y1\n" * 50)
    with open_gcode(path) as (file, size_bytes):
        assert len(file.read()) == size_bytes
