import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.errors import CommandError
from lezerprint.marlin.commands import (
    MAX_BODY_BYTES,
    Prepared,
    Wait,
    clean,
    command_code,
    fit,
    is_command,
    prepare,
    substitute,
    words,
)
from lezerprint.marlin.framing import checksum, encode
from lezerprint.marlin.plain_text import sendable


@pytest.mark.parametrize(
    ("line", "body"),
    [
        (b"G1 X10 Y20 ; a comment", b"G1 X10 Y20"),
        (b"; only a comment", b""),
        (b"  G1\t X10   Y20 \r\n", b"G1 X10 Y20"),
        (b"G1 (to the left) X1 (a) Y2", b"G1 X1 Y2"),
        (b"G1 X1 (a;b) Y2", b"G1 X1 (a"),
        (b"g1 x1 Y2", b"g1 x1 Y2"),
        (b"G1\x00 X\x011\x7f", b"G1 X1"),
        (b"N123 G1 X1*45", b"G1 X1"),
        (b"N123G1 X1 * 45 ; numbered", b"G1 X1"),
        (b"N5", b""),
        (b"M117 5*3", b"M117 5*3"),
        ("M117 Grüße, 50 °C".encode(), "M117 Grüße, 50 °C".encode()),
        ("M117 a\u00a0\u2003b".encode(), b"M117 a b"),
        (b"\xef\xbb\xbfG28", b"G28"),
        (b"M117 C:\\parts", b"M117 C:/parts"),
        (b"", b""),
    ],
)
def test_a_line_is_cleaned(line, body):
    assert clean(line) == body


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\\\n\r\0", exclude_categories=("Cc", "Cs"))))
def test_cleaning_is_what_an_outside_checker_expects(text):
    expected = re.sub(r"\s+", " ", re.sub(r"\([^)]*\)", "", text.split(";")[0])).strip()
    if re.match(r"[Nn] ?\d", expected) or text.startswith("\ufeff"):
        return
    assert clean(text.encode()).decode() == expected


@settings(deadline=None)
@given(st.binary())
def test_cleaning_a_clean_line_changes_nothing(line):
    body = clean(line)
    assert clean(body) == body or body.startswith((b"N", b"n", b"\xef\xbb\xbf"))


@pytest.mark.parametrize(
    "body", [b"G1", b"g28 X", b"T0", b"M 117 hi", b"G01 X1", b"T?", b"Tx", b"Tc", b"X10"]
)
def test_a_letter_and_a_digit_are_g_code(body):
    assert is_command(body)


@pytest.mark.parametrize(
    "body", [b"START_PRINT", b"hello", b"123", b"Tcl", b"", b"M", b"a 3", b"<G1>", b"(G1"]
)
def test_anything_else_is_none(body):
    assert not is_command(body)
    assert prepare(body) is None


def test_code_and_words():
    assert command_code(b"g01 X5") == ("G", 1)
    assert command_code(b"M 104 S5") == ("M", 104)
    assert command_code(b"Tx") is None
    assert words(b"G1 X-1.5 y.25 Z 3 E+4. F") == {"X": -1.5, "Y": 0.25, "Z": 3.0, "E": 4.0}
    assert words(b"G1 X1 X2") == {"X": 2.0}


@pytest.mark.parametrize("text", [b"M117 M110 N9", b"M118 try M110", b"M1100 S1"])
def test_m110_is_nowhere_in_what_is_sent(text):
    prepared = prepare(text)
    assert prepared is not None
    assert b"M110" not in prepared.body
    assert prepared.body.replace(b" ", b"").upper() == text.replace(b" ", b"").upper()
    assert prepared.original == text


@pytest.mark.parametrize("body", [b"M110", b"M110 N0", b"m110 N5", b"M 110 N5", b"M0110 N5"])
def test_the_files_own_m110_is_not_sent(body):
    assert prepare(body) is None


@pytest.mark.parametrize(
    ("body", "sent", "wait"),
    [
        (b"M109 S200", b"M104 S200", Wait("hotend", None, 200.0, cooling=False)),
        (b"M109 R180 T1", b"M104 S180 T1", Wait("hotend", 1, 180.0, cooling=True)),
        (b"M109 T2 S215.5", b"M104 T2 S215.5", Wait("hotend", 2, 215.5, cooling=False)),
        (b"M109", b"M104", Wait("hotend", None, None, cooling=False)),
        (b"M109 S200 R180", b"M104 S200", Wait("hotend", None, 200.0, cooling=False)),
        (b"M190 S60", b"M140 S60", Wait("bed", None, 60.0, cooling=False)),
        (b"M190 R40", b"M140 S40", Wait("bed", None, 40.0, cooling=True)),
        (b"m190 r40", b"m140 s40", Wait("bed", None, 40.0, cooling=True)),
        (b"M0190 S60", b"M140 S60", Wait("bed", None, 60.0, cooling=False)),
        (b"M109S200", b"M104S200", Wait("hotend", None, 200.0, cooling=False)),
        (b"M191 S50", b"M141 S50", Wait("chamber", None, 50.0, cooling=False)),
        (b"M191 R30", b"M141 S30", Wait("chamber", None, 30.0, cooling=True)),
        (b"M1090 S1", b"M1090 S1", None),
        (b"M117 M109 S200", b"M117 M109 S200", None),
        (b"G1 X1", b"G1 X1", None),
    ],
)
def test_waits_for_heat_are_left_to_the_host(body, sent, wait):
    assert substitute(body) == (sent, wait)


def test_a_short_command_is_left_alone():
    body = b"G1 X1 Y2 E3".ljust(MAX_BODY_BYTES, b"0")
    assert fit(body) == body


def test_the_longest_body_fits_marlins_buffer_with_eight_digits():
    body = b"M117 ".ljust(MAX_BODY_BYTES, b"x")
    assert len(encode(99_999_999, body, checksum(body)).rstrip(b"\n")) <= 95


def test_spaces_are_spared_first_but_not_those_that_part_numbers():
    body = b"G1 X0.0000000001 Y0 X0.0000000002 Z0.000000000003 E0.00000000004 I1.0 J2.0 F1200.000000"
    assert len(body) > MAX_BODY_BYTES
    fitted = fit(body)
    assert len(fitted) <= MAX_BODY_BYTES
    assert words(fitted) == words(body)
    assert b"0 X" in fitted


def test_shown_text_is_cut():
    assert fit(("M117 " + "ü" * 60).encode()) == (b"M117 " + b"ue" * 60)[:MAX_BODY_BYTES]


@pytest.mark.parametrize("body", [b"M23 " + b"long/" * 20, b"G1 X" + b"1" * 100, b"M23 " + b"M110" * 30])
def test_what_cannot_be_shortened_is_refused(body):
    with pytest.raises(CommandError, match="does not fit Marlin's 82"):
        fit(body)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_what_is_prepared_can_always_be_sent(line):
    body = clean(line)
    try:
        prepared = prepare(body)
    except CommandError:
        return
    if prepared is not None:
        assert isinstance(prepared, Prepared)
        assert len(prepared.body) <= MAX_BODY_BYTES
        assert not set(prepared.body) & {*range(32), *range(127, 256), *b";\\*"}
        assert b"M110" not in prepared.body
        assert sendable(prepared.body) == prepared.body


@pytest.mark.parametrize(
    "body", [b"M25", b"M025", b"M226", b"M601", b"M601 X50 Y190", b"@pause", b"@ pause", b"@PAUSE now"]
)
def test_orders_to_pause_are_the_hosts(body):
    assert prepare(body) == Prepared(b"M400", body, None, pauses=True)


@pytest.mark.parametrize(
    "body", [b"M25 S1", b"M226 P12 S1", b"M601 S0 X50", b"M0", b"M1", b"M600", b"M250", b"M117 @pause"]
)
def test_others_are_the_firmwares(body):
    assert prepare(body) == Prepared(body, body, None)


@pytest.mark.parametrize("body", [b"@paused", b"@resume", b"@cancel"])
def test_other_orders_to_a_host_are_not_sent(body):
    assert prepare(body) is None
