"""What a board must be told again after a reset, besides position and modes."""

from __future__ import annotations

import pytest

from lezerprint.gcode.spooling import write_spool
from lezerprint.port.spool import SpoolReader
from lezerprint.recovery.forgotten import Forgotten, forgotten_before


def forgotten(tmp_path, lines):
    """Of these commands and one more."""
    source = tmp_path / "part.gcode"
    source.write_text("\n".join([*lines, "G1 X1"]) + "\n")
    write_spool(source, tmp_path / "commands.spool")
    with SpoolReader.open(tmp_path / "commands.spool") as spool:
        return forgotten_before(spool, len(lines))


def test_of_each_setting_the_last_in_the_order_of_the_job(tmp_path):
    lines = ["m201 X500", "M204 P800 T900", "M205 X8", "M204 S1", "G18", "M204 T700 P600", "G17", "M900 K0.1"]
    kept = ("M201 X500", "M205 X8", "M204 S1", "M204 T700 P600", "G17", "M900 K0.1")
    assert forgotten(tmp_path, lines) == Forgotten(kept)


@pytest.mark.parametrize("line", ["M20", "M206 X1", "M2040 S1", "M117 M204 S1", "G1 X1", "G170"])
def test_what_is_no_such_setting(tmp_path, line):
    assert forgotten(tmp_path, [line]) == Forgotten()


def test_what_comes_later_was_not_told_yet(tmp_path):
    source = tmp_path / "part.gcode"
    source.write_text("G1 X1\nM204 S500\nG29\nM109 T1 S200\n")
    write_spool(source, tmp_path / "commands.spool")
    with SpoolReader.open(tmp_path / "commands.spool") as spool:
        assert forgotten_before(spool, 1) == Forgotten()
        assert forgotten_before(spool, 4) == Forgotten(("M204 S500",), levelled=True, names_tools=True)


def test_the_units_of_a_job_in_inches_are_not_guessed(tmp_path):
    assert forgotten(tmp_path, ["G20", "M201 X50"]).settings == ()


def test_settings_far_apart(tmp_path):
    lines = ["M204 S1", *(f"G1 X{step}" for step in range(45_000)), "M204 S2", "M203 Z5"]
    assert forgotten(tmp_path, lines).settings == ("M204 S2", "M203 Z5")
