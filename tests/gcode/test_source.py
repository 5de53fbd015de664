import hashlib
import io
import os
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.errors import GcodeFileError
from lezerprint.gcode.source import LONGEST_ROW_BYTES, check_lengths, open_gcode, whole_lines


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([b"G1 X1", b"", b"\n", b"\r", b"\r\n", b";"])).map(b"".join), st.integers(1, 9)
)
def test_blocks_are_whole_lines_and_nothing_is_lost(content, block_bytes):
    blocks = [block.text for block in whole_lines(io.BytesIO(content), block_bytes, len(content))]
    assert b"".join(blocks) == content
    for block, following in pairwise(blocks):
        assert block.endswith((b"\n", b"\r"))
        assert not (block.endswith(b"\r") and following.startswith(b"\n"))
    assert re.split(rb"\r\n|\r|\n", content) == [
        *(line for block in blocks[:-1] for line in re.split(rb"\r\n|\r|\n", block)[:-1]),
        *re.split(rb"\r\n|\r|\n", blocks[-1] if blocks else b""),
    ]


def test_a_line_without_end_does_not_fill_the_memory():
    content = b"G1 " * (2 * LONGEST_ROW_BYTES)
    blocks = list(whole_lines(io.BytesIO(content), LONGEST_ROW_BYTES // 4, len(content)))
    assert max(len(block.text) for block in blocks) <= 2 * LONGEST_ROW_BYTES
    assert b"".join(block.text for block in blocks) == content


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([b"G1 X1 ;" + b"x" * 300_000, b"; short", b"G28", b""]), min_size=1),
    st.sampled_from([b"\n", b"\r", b"\r\n"]),
    st.sampled_from([5_000, 150_000, 1 << 20]),
)
def test_a_long_comment_is_shortened_and_counted_whole(lines, line_end, block_bytes):
    content = line_end.join(lines)
    blocks = list(whole_lines(io.BytesIO(content), block_bytes, len(content)))
    assert sum(block.byte_count for block in blocks) == len(content)
    assert max((len(block.text) for block in blocks), default=0) <= block_bytes + LONGEST_ROW_BYTES
    rows = re.split(rb"\r\n|\r|\n", b"".join(block.text for block in blocks))
    assert [row[:1000] for row in rows if row] == [line[:1000] for line in lines if line]
    offset = 0
    for block in blocks:
        assert content.startswith(block.text[:1000], offset)
        offset += block.byte_count


def test_only_a_command_may_not_be_long():
    def check(content):
        rows = np.frombuffer(content, np.uint8)
        check_lengths(content, np.flatnonzero(rows == ord("\n")), 7)

    check(b"G28\nG1 X1 ;" + b"x" * 300_000 + b"\nG28\n")
    with pytest.raises(GcodeFileError, match=r"line 8 is longer than 64 KiB$"):
        check(b"G28\nG1 " + b"X" * 300_000 + b";\nG28\n")
    with pytest.raises(GcodeFileError, match="line 8 is longer than 64 KiB: it contains zero bytes"):
        check(b"G28\nG1 " + bytes(300_000) + b"\nG28\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (bytes(3000), "contains only zeros"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, "is a binary file"),
        (b"solid".ljust(80) + bytes(2000) + b"\x01", "is a binary file"),
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
    with open_gcode(path) as text:
        assert len(text.file.read()) in {text.size_bytes, 0}
        assert b"".join(block.text for block in text.blocks()) == path.read_bytes()


@pytest.mark.parametrize("zeros", [1, 4096, 200_000])
def test_zeros_at_the_end_are_no_text(tmp_path, zeros):
    content = b"G28\nG1 X1 Y1\n" + bytes(zeros)
    path = tmp_path / "part.gcode"
    path.write_bytes(content)
    with open_gcode(path) as text:
        assert [block.text for block in text.blocks(hashed=True)] == [content.rstrip(b"\0")]
        assert text.sha256 == hashlib.sha256(content).digest()
        assert text.remarks
        assert f"{zeros:,} bytes" in text.remarks[0]
