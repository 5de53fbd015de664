"""How hot, how far and how fast."""

from __future__ import annotations

import pytest

from lezerprint.control.errors import InvalidOrderError, TooColdError
from lezerprint.control.limits import Limits
from lezerprint.settings import PrinterSettings
from lezerprint.settings.control import ControlSettings

LIMITS = Limits.of(PrinterSettings(volume=(220, 210, 250), max_hotend_celsius=280))
UNKNOWN = Limits.of(PrinterSettings(control=ControlSettings(cold_extrusion_celsius=0)))


@pytest.mark.parametrize(("heater", "celsius"), [("hotend", 280), ("bed", 120), ("chamber", 80)])
def test_targets(heater, celsius):
    LIMITS.check_target(heater, 0)
    LIMITS.check_target(heater, celsius)
    for wrong in (-1, celsius + 1):
        with pytest.raises(InvalidOrderError, match=heater):
            LIMITS.check_target(heater, wrong)


@pytest.mark.parametrize(
    "command",
    [
        b"M104 S281",
        b"M109 R300",
        b"m104 t1 s290",
        b"M140 S121",
        b"M191 S81",
        b"M303 S400",
        b"M303 E-1 S200",
        b"G10 P1 S290",
    ],
)
def test_commands_that_are_too_hot(command):
    with pytest.raises(InvalidOrderError, match="°C"):
        LIMITS.check_command(command)


@pytest.mark.parametrize(
    "command",
    [b"M104 S280", b"M104", b"M303 E-1 S90", b"M106 S300", b"G10 S400", b"M117 M104 S999", b"G1 X5 S999"],
)
def test_commands_that_are_not(command):
    LIMITS.check_command(command)


@pytest.mark.parametrize(
    ("axis", "distance", "start", "fits"),
    [
        ("X", 20, 200, True),
        ("X", 20.1, 200, False),
        ("Y", 211, 0, False),
        ("Z", -5, 5, True),
        ("Z", -5.1, 5, False),
        # What is outside already may come back.
        ("X", -10, 300, True),
        ("X", 10, -50, True),
        ("X", -10, -50, False),
    ],
)
def test_the_end_of_a_move(axis, distance, start, fits):
    if fits:
        LIMITS.check_end(axis, distance, start)
    else:
        with pytest.raises(InvalidOrderError, match=f"{axis} would be at"):
            LIMITS.check_end(axis, distance, start)
    UNKNOWN.check_end(axis, distance, start)


def test_speeds_are_bounded():
    assert LIMITS.bounded_speed("X", 20_000) == 10_000
    assert LIMITS.bounded_speed("Z", 9000) == 1200
    assert LIMITS.bounded_speed("E", 100) == 100


def test_cold_extrusion():
    LIMITS.check_warm(170)
    UNKNOWN.check_warm(None)
    with pytest.raises(TooColdError, match="at 169 °C"):
        LIMITS.check_warm(169.4)
    with pytest.raises(TooColdError, match="may be cold"):
        LIMITS.check_warm(None)
