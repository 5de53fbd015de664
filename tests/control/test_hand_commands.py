"""What is kept of commands by hand that take long, by what the port process tells."""

from __future__ import annotations

import pytest
from snapshots import snapshot

from lezerprint.control.hand_commands import HandCommandLog, HandCommandState, hand_command_data, long_command
from lezerprint.port.contract.events import HandCommandBegun, HandCommandEnded, Silent
from lezerprint.port.contract.snapshot import HandCommand

TUNING = HandCommand("a", "M303 E0 S210 C8", 1000.0, 1200.0)
PROBING = HandCommand("b", "G29", 1010.0, 600.0)
FIGURES = (" Kp: 20.35", " Ki: 1.67", " Kd: 61.90")


def begun(command):
    return HandCommandBegun(command=command, time=command.since)


def ended(command, lines=(), error=None):
    return HandCommandEnded(command=command, lines=lines, error=error, time=command.since + 100)


def test_a_command_is_under_way_and_then_done_with_what_was_said():
    log = HandCommandLog()
    assert log.heard(begun(TUNING)).state is HandCommandState.UNDER_WAY
    done = log.heard(ended(TUNING, FIGURES))
    assert (done.state, done.until, done.pid.kp) == (HandCommandState.DONE, 1100.0, 20.35)
    assert log.newest_first() == [done]
    told = hand_command_data(done)
    assert (told["command"], told["state"], told["lines"]) == (TUNING.text, "done", list(FIGURES))
    assert told["pid"]["commands"] == ["M301 P20.35 I1.67 D61.9", "M500"]


def test_one_whose_answer_was_lost_is_not_known_to_be_done():
    log = HandCommandLog()
    lost = log.heard(ended(PROBING, error="the board was reset"))
    assert (lost.state, lost.reason, lost.pid) == (HandCommandState.UNKNOWN, "the board was reset", None)
    assert hand_command_data(lost)["pid"] is None


def test_a_new_port_process_does_not_know_those_of_the_old_one():
    log = HandCommandLog()
    log.heard(begun(TUNING))
    (lost,) = log.linked(snapshot(by_hand=(PROBING,)), 2000.0)
    assert (lost.id, lost.state, lost.until) == ("a", HandCommandState.UNKNOWN, 2000.0)
    assert [record.id for record in log.newest_first()] == ["b", "a"]
    assert log.linked(snapshot(by_hand=(PROBING,)), 2001.0) == []


def test_the_oldest_are_forgotten():
    log = HandCommandLog()
    for number in range(60):
        log.heard(begun(HandCommand(str(number), "G29", 1000.0 + number)))
    kept = [record.id for record in log.newest_first()]
    assert (len(kept), kept[0], kept[-1]) == (50, "59", "10")


def test_other_events_say_nothing_of_them():
    assert HandCommandLog().heard(Silent(seconds=9.0)) is None


@pytest.mark.parametrize(
    ("by_hand", "found"),
    [
        ((), None),
        ((HandCommand("c", "G4 S1", 1.0, 2.0),), None),
        ((HandCommand("c", "M114", 1.0), TUNING), TUNING),
    ],
)
def test_one_that_takes_many_minutes_keeps_others_waiting(by_hand, found):
    assert long_command(None) is None
    assert long_command(snapshot(by_hand=by_hand)) == found
