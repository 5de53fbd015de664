import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lezerprint.errors import CommandError, GcodeFileError
from lezerprint.gcode.batch import clean_batch, code_of
from lezerprint.marlin.commands import clean, command_code, prepare
from lezerprint.marlin.framing import checksum

ORDINARY = [b"G1 X10.5 Y-3 E.02", b"G1 F1800", b"M204 S1000", b"g92 e0", b"T1", b"G28"]
CAREFUL = [
    b"M109 S200",
    b"m190 R50",
    b"M191 S50",
    b"M0109 S5",
    b"M 109 S7",
    b"N12 G1 X1*33",
    b"M110 N0",
    b"M117 M110 N9",
    b"START_PRINT BED=60",
    b"G1234567 X1",
    b"M117 " + "Schöne Grüße ".encode() * 8,
    b"G1 X0.00000000000001 Y0.00000000000001 Z0.00000000000001 E0.00000000000001 I0.000000001 J1",
    b"M117 a\\b",
    b"M117 a\\;b ; c",
    b"G1\x00 X1\x7f",
    b"\xef\xbb\xbfG21",
    b"Tx",
    b"m104 s200",
    b"g1 x10y2.5 e1",
    b"m117 Lower g28",
    b"m23 File.gco",
    b'm587 s"Net*work"',
    b"M117 Part 2*3 (of 6",
    b"M118 PRUSA G28 ready?",
    b"M486 AM\xfcller {a}",
    b'M0486 A"x',
    b"G1 X5*33",
    b"M204 P\xc3\xa4",
    b"-",
    b"G",
]
PIECES = [
    b"",
    b" ",
    b"  ",
    b"\t",
    b"; comment",
    b";",
    b"(note)",
    b"(",
    b")",
    b"\x1c",
    b"\xc2\xa0",
    b"X5",
    b"M110",
]
rows = st.one_of(
    st.sampled_from(ORDINARY),
    st.sampled_from(CAREFUL),
    st.lists(st.sampled_from(PIECES + ORDINARY + CAREFUL), max_size=5).map(b"".join),
    st.binary(max_size=12),
)
blocks = st.lists(st.tuples(rows, st.sampled_from([b"\n", b"\r\n", b"\r", b"\n\n"])), min_size=1, max_size=30)


def reference(block):
    """The kept commands with row and place, and the skipped rows, line by line."""
    kept, skipped, place = [], [], 0
    for row, line in enumerate(re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", block)):
        body = clean(line)
        prepared = prepare(body) if body else None
        if prepared:
            kept.append((prepared, row, place))
        elif body:
            skipped.append((row, body))
        place += len(line)
    return kept, skipped


@settings(deadline=None)
@given(blocks.map(lambda parts: b"".join(row + end for row, end in parts)), st.booleans())
@example(b"G1 X1", False)
@example(b"\r", False)
@example(b" (a) \n (b)", False)
def test_a_batch_is_what_the_reference_makes_line_by_line(block, cut):
    block = block[:-1] if cut and len(block) > 1 else block
    try:
        kept, skipped = reference(block)
    except CommandError:
        with pytest.raises(GcodeFileError):
            clean_batch(block)
        return
    batch = clean_batch(block)
    assert [batch.body(index) for index in range(len(batch))] == [prepared.body for prepared, _, _ in kept]
    assert batch.text == b"".join(prepared.body + b"\n" for prepared, _, _ in kept)
    assert batch.kept_rows.tolist() == [row for _, row, _ in kept]
    assert batch.row_starts[batch.kept_rows].tolist() == [place for _, _, place in kept]
    assert batch.checksums().tolist() == [checksum(prepared.body) for prepared, _, _ in kept]
    assert batch.skipped == skipped
    altered = {index: prepared for index, (prepared, _, _) in enumerate(kept) if altered_or_waiting(prepared)}
    assert altered.items() <= batch.prepared.items()
    for index, (prepared, _, _) in enumerate(kept):
        code = command_code(prepared.body)
        assert batch.codes[index] == (code_of(*code) if code and code[1] < 1 << 20 else 0)


def altered_or_waiting(prepared):
    return prepared.wait is not None or prepared.original.upper() != prepared.body.upper()


def test_ordinary_lines_do_not_go_through_the_reference():
    batch = clean_batch(b"G1 X1 ; a\n; b\n\n  G1 X2 (c)\r\nM204 S5\n")
    assert batch.text == b"G1 X1\nG1 X2\nM204 S5\n"
    assert not batch.prepared


def test_comments_are_where_a_rows_first_semicolon_is():
    block = b"G1 ; a ; b\nG1\n;c\n"
    assert clean_batch(block).comments.tolist() == [3, 14]


def test_a_block_without_commands():
    batch = clean_batch(b"; nothing\n\n")
    assert len(batch) == 0
    assert batch.text == b""
    assert batch.offsets.tolist() == [0]
    assert batch.checksums().dtype == np.uint8


def test_a_command_too_long_names_the_files_line():
    block = b"G28\n; comment\nG1 X" + b"1" * 100 + b"\n"
    with pytest.raises(GcodeFileError, match=r"^line 43: a command of 104 bytes does not fit"):
        clean_batch(block, 41)
