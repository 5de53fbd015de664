"""Numbers in the places of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.errors import PortError
from lezerprint.port.template import check, longest, number, render


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (-0.000001, "0"),
        (200, "200"),
        (200.0, "200"),
        (0.1 + 0.2, "0.3"),
        (1e-5, "0.00001"),
        (12345.67891, "12345.67891"),
        (-3.5, "-3.5"),
        (1200, "1200"),
    ],
)
def test_numbers(value, text):
    assert number(value) == text


@given(st.floats(-99999, 99999))
def test_a_number_is_exact_to_five_decimals_and_has_no_exponent(value):
    assert "e" not in number(value)
    assert float(number(value)) == pytest.approx(value, abs=0.0000051)


def test_rendered():
    templates = ["G1 X{park_x} F{travel_feed_mm_min}", "G91", "M117 {percent}%"]
    values = {"park_x": 5.0, "travel_feed_mm_min": 9000.0, "percent": 42.5}
    assert render(templates, values) == [b"G1 X5 F9000", b"G91", b"M117 42.5%"]


def test_a_template_without_its_value_is_left_out():
    assert render(["G1 X{park_x} Y{park_y}", "G90"], {"park_x": 5.0}) == [b"G90"]


def test_all_that_is_known_may_be_named():
    check(["G1 X{x} Y{y} Z{park_z} E{e} F{f}", "M106 S{fan}", "T{tool}", "M104 S{hotend}", "M117 {layer}"])


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("G1 X{nowhere}", "no value 'nowhere'"),
        ("G1 X{x", "a brace"),
        ("G1 X{}", "a brace"),
        ("G1 X{x!r}", "a brace"),
        ("{x}", "not a G-code"),
        ("G1 X1\nG1 X2", "one command"),
        ("M110 N{line}", "M110"),
        ("M117 " + "{x}" * 12, "longer than"),
    ],
)
def test_what_is_refused(template, message):
    with pytest.raises(PortError, match=message):
        check([template])


def test_the_longest_is_longer_than_any():
    assert longest(["G1 X{x}"]) == [b"G1 X999999.99999"]
