"""Pauses of a file that the host makes up for."""

from __future__ import annotations

import pytest

from lezerprint.marlin.host_pauses import reason_of, stops_the_print


@pytest.mark.parametrize("body", [b"M0", b"M1 Wait", b"M25", b"M125", b"M226", b"M600", b"M601", b"M600 L10"])
def test_these_stop_the_print(body):
    assert stops_the_print(body)


@pytest.mark.parametrize("body", [b"M104 S0", b"G28", b"M117 M0", b"M25 X10 S1", b"M601 Y200 S1"])
def test_these_do_not(body):
    assert not stops_the_print(body)


@pytest.mark.parametrize(
    ("body", "known", "words"),
    [
        (b"M600", True, "the file asks for a filament change: M600 at line 12"),
        (b"M0", False, "the file asks for a pause: M0 at line 12, which this firmware does not know"),
    ],
)
def test_the_reason_names_the_line(body, known, words):
    assert reason_of(body, 12, is_known=known) == words
