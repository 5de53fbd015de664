"""What would ruin a print."""

from __future__ import annotations

import pytest
from snapshots import run_report, snapshot

from lezerprint.control import guard
from lezerprint.control.errors import WouldRuinPrintError
from lezerprint.control.guard import danger, situation_of
from lezerprint.control.run_states import Situation
from lezerprint.port.contract.snapshot import CardPrint
from lezerprint.port.contract.states import ENDED

PRINTING_ONLY = (
    *("G0 X5", "G1 X5", "G2 X5 I1", "G91", "G90", "G20", "M82", "M83", "G4 S10", "G28 X", "T1", "M108"),
    *("M104 S100", "M109 S200", "M140 S20", "M190 S60", "M410"),
    *("M220 S1", "M221 S0", "M420 S0", "G10", "M701", "M125", "M0", "M1 S5", "M226 P5"),
)
ALSO_WHILE_PAUSED = (
    *("G28", "G28 Z", "g28 x z", "G29", "G30", "G92 E0", "G92", "M84", "M18", "M18 X", "M500", "M501"),
    *("M502", "M81", "M24", "M25", "M32 a.gco", "M27", "M23 a.gco", "M999", "M92 X80", "M303 S200", "M85 S5"),
)
HARMLESS = (
    *("M105", "M114", "M115", "M106 S255", "M107", "M220 S120", "M221 S95", "M104 S210", "M140 S65"),
    *("M117 G28", "M290 Z0.02", "M503", "M420 V", "M119", "M84 S600", "M112", "M600", "M876 S0"),
    *("M104 S0", "M104 T1 S0", "M109 R0", "M140 S0", "M190 S0", "M141 S0"),
    *("M204 P500", "M900 K0.1", "M851 Z-1", "M155 S1", "M104", "M140", "M300", "hello", "M85", "M85 S0"),
)


@pytest.mark.parametrize("command", PRINTING_ONLY)
def test_while_printing_alone(command):
    assert danger(command.encode(), Situation.PRINTING, 170)
    assert danger(command.encode(), Situation.PAUSED, 170) is None


@pytest.mark.parametrize("command", ALSO_WHILE_PAUSED)
def test_while_paused_too(command):
    for situation in (Situation.PRINTING, Situation.PAUSED):
        assert danger(command.encode(), situation, 170)


@pytest.mark.parametrize("command", HARMLESS)
def test_harmless(command):
    for situation in Situation:
        assert danger(command.encode(), situation, 170) is None


@pytest.mark.parametrize("command", PRINTING_ONLY + ALSO_WHILE_PAUSED)
def test_all_is_well_while_idle(command):
    guard.check(command.encode(), Situation.IDLE, 170)


@pytest.mark.parametrize("command", ["M24", "M25", "M27", "M524", *HARMLESS])
def test_what_a_print_from_the_card_may_be_told(command):
    assert danger(command.encode(), Situation.FROM_CARD, 170) is None


@pytest.mark.parametrize("command", ["M23 a.gco", "M21", "M22", *PRINTING_ONLY, "G28", "M84", "M92 X80"])
def test_what_would_ruin_a_print_from_the_card(command):
    with pytest.raises(WouldRuinPrintError, match="from the SD card is under way"):
        guard.check(command.encode(), Situation.FROM_CARD, 170)


def test_nothing_is_moved_by_hand_during_a_print_from_the_card():
    with pytest.raises(WouldRuinPrintError, match="SD card"):
        guard.check_free_to_move(Situation.FROM_CARD)


def test_the_refusal_is_a_sentence():
    with pytest.raises(
        WouldRuinPrintError,
        match=r"^M84 lets go of the position, and a print is paused: wait until it ends, or .* with force$",
    ):
        guard.check(b"M84", Situation.PAUSED)
    with pytest.raises(
        WouldRuinPrintError,
        match=r"^M104 S9 lets the hotend become too cold to extrude, and a print is under way",
    ):
        guard.check(b"M104 S9", Situation.PRINTING, 170)


def test_a_hotend_may_be_cold_where_nothing_is_said_of_that():
    assert danger(b"M104 S50", Situation.PRINTING, 0) is None


def of_job(state, **changes):
    return snapshot(job=run_report(state), **changes)


@pytest.mark.parametrize(
    ("report", "situation"),
    [
        (None, Situation.IDLE),
        (snapshot(), Situation.IDLE),
        *((of_job(state), Situation.IDLE) for state in ENDED),
        (snapshot(sd_print=CardPrint("a")), Situation.FROM_CARD),
        (of_job("completed", sd_print=CardPrint("a")), Situation.FROM_CARD),
        (of_job("paused"), Situation.PAUSED),
        *(
            (of_job(state), Situation.PRINTING)
            for state in ("printing", "pausing", "finishing", "cancelling")
        ),
    ],
)
def test_what_the_printer_is_doing(report, situation):
    assert situation_of(report) is situation


def test_the_head_is_free_but_while_printing():
    for situation in (Situation.IDLE, Situation.PAUSED):
        guard.check_free_to_move(situation)
    with pytest.raises(WouldRuinPrintError):
        guard.check_free_to_move(Situation.PRINTING)
