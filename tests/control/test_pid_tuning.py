"""PID values out of what firmwares say to M303."""

from __future__ import annotations

import pytest

from lezerprint.control.pid_tuning import pid_values

CYCLE = [" bias: 92 d: 92 min: 196.56 max: 203.47 Ku: 33.92 Tu: 24.33", " Classic PID"]
ONE_BY_ONE = [" Kp: 20.35", " Ki: 1.67", " Kd: 61.90"]
FINISHED = "PID Autotune finished! Put the last Kp, Ki and Kd constants from below into Configuration.h"


@pytest.mark.parametrize(
    "lines",
    [
        [*CYCLE, *ONE_BY_ONE],
        [*CYCLE, " Kp: 20.35 Ki: 1.67 Kd: 61.90"],
        ["Kp: 1.00", "Ki: 2.00", "Kd: 3.00", *ONE_BY_ONE],
        [FINISHED, "#define DEFAULT_Kp 20.35", "#define DEFAULT_Ki 1.67", "#define DEFAULT_Kd 61.90"],
        [
            FINISHED,
            "#define DEFAULT_bedKp 20.35",
            "#define DEFAULT_bedKi 1.67",
            "#define DEFAULT_bedKd 61.90",
        ],
    ],
)
def test_the_last_ones_count(lines):
    found = pid_values(b"M303 E0 S210 C8", lines)
    assert (found.kp, found.ki, found.kd) == (20.35, 1.67, 61.9)


@pytest.mark.parametrize(
    ("command", "heater", "sets"),
    [
        (b"M303", "tool0", "M301 P20.35 I1.67 D61.9"),
        (b"M303 E1 S200", "tool1", "M301 E1 P20.35 I1.67 D61.9"),
        (b"M303 E-1 S60", "bed", "M304 P20.35 I1.67 D61.9"),
        (b"M303 E-2 S50", "chamber", "M309 P20.35 I1.67 D61.9"),
    ],
)
def test_what_would_keep_them(command, heater, sets):
    found = pid_values(command, ONE_BY_ONE)
    assert (found.heater, found.commands) == (heater, (sets, "M500"))


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        (b"M303", []),
        (b"M303", ["PID Autotune start"]),
        (b"M303", [*ONE_BY_ONE, "PID Autotune failed! Temperature too high"]),
        (b"M303", ONE_BY_ONE[:2]),
        (b"M503", ONE_BY_ONE),
    ],
)
def test_nothing_was_found(command, lines):
    assert pid_values(command, lines) is None
