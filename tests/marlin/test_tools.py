"""Which tool a command names."""

from __future__ import annotations

import pytest

from lezerprint.marlin.tools import copies_first_tool, named_tool, selected_tool


@pytest.mark.parametrize(
    ("body", "named", "selected"),
    [
        (b"T1", 1, 1),
        (b"T 2", 2, 2),
        (b"t3 S1", 3, 3),
        (b"T?", None, None),
        (b"Tx", None, None),
        (b"T4294967295", None, 4294967295),
        (b"M104 T1 S200", 1, None),
        (b"M104 S200 T1", 1, None),
        (b"M104 S200", None, None),
        (b"M104 T S200", None, None),
        (b"M104 Tn S200", None, None),
        (b"M104 T-1 S200", None, None),
        (b"M109 R150 T2", 2, None),
        (b"M303 E1 S200 C8", 1, None),
        (b"M303 E-1 S60", None, None),
        (b"G10 P1 S200 R100", 1, None),
        (b"G10 P1", None, None),
        (b"G10 S1", None, None),
        (b"M568 P2 S210", 2, None),
        (b"M140 S60 T1", None, None),
        (b"G1 X1 T1", None, None),
        (b"M605 S2", None, 0),
        (b"M605 S1", None, None),
    ],
)
def test_the_tool_that_is_named(body, named, selected):
    assert (named_tool(body), selected_tool(body)) == (named, selected)


@pytest.mark.parametrize(
    ("body", "copies"),
    [(b"M605 S2 X100", True), (b"M605 S3", True), (b"M605 S1", False), (b"M605", None), (b"M606 S2", None)],
)
def test_carriages_that_do_the_same(body, copies):
    assert copies_first_tool(body) is copies
