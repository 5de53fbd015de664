"""What is said of a link by its figures."""

from __future__ import annotations

import json

import pytest

from lezerprint.diagnosis import Cause, diagnose
from lezerprint.host.throttling import Throttling
from lezerprint.port.contract.link import LinkHistory, LinkMinute

QUIET = {
    **dict.fromkeys(("resends", "oks_lost", "unchecked", "overflows", "reconnects", "busy"), 0),
    **dict.fromkeys(("planner_dry", "planner_dry_fed", "underruns", "underruns_fed"), 0),
    **dict.fromkeys(("stalls", "stalled_ms", "longest_stall_ms", "longest_underrun_ms"), 0),
    "time": 1_700_000_000.0,
    "seconds": 60.0,
    "printing_seconds": 60.0,
    "processor_seconds": 3.0,
    "lines": 3000,
    "longest_ok_ms": 900.0,
    "round_trip_ms": 40.0,
    "shortest_round_trip_ms": 1.1,
}
IDLE = {**QUIET, "lines": 0, "printing_seconds": 0.0}


def verdict(*minutes, planner_reported=True, **arguments):
    """The diagnosis of minutes that differ from a quiet one."""
    told = tuple(LinkMinute(**{**QUIET, **minute}) for minute in minutes)
    return diagnose(LinkHistory(told, planner_reported, window_bytes=121), **arguments)


def test_a_quiet_link():
    diagnosis = verdict({}, {})
    assert diagnosis.verdict is Cause.WELL
    assert (diagnosis.minutes, diagnosis.lines, diagnosis.findings) == (2, 6000, ())
    assert "did not run out of moves" in diagnosis.words
    assert "ADVANCED_OK" in verdict({}, planner_reported=False).words


@pytest.mark.parametrize("minutes", [[], [IDLE], [{"lines": 150}]])
def test_too_little_to_tell(minutes):
    assert verdict(*minutes).verdict is Cause.UNKNOWN


@pytest.mark.parametrize(
    ("minute", "words"),
    [
        ({"resends": 4}, "4 lines arrived spoiled and were sent again"),
        ({"oks_lost": 3}, "3 answers were lost"),
        ({"unchecked": 1}, "1 times the rest of a broken line ran unchecked"),
        ({"overflows": 2}, "2 times the printer had no room"),
        ({"reconnects": 1}, "the connection broke 1 times"),
        ({"reconnects": 1, "lines": 0, "printing_seconds": 0.0}, "the connection broke 1 times"),
        ({"resends": 300, "planner_dry": 200, "stalls": 2, "stalled_ms": 120}, "300 lines"),
    ],
)
def test_a_bad_cable(minute, words):
    diagnosis = verdict(minute)
    assert diagnosis.verdict is Cause.CABLE
    assert words in diagnosis.words
    (finding,) = diagnosis.findings
    assert finding.words == diagnosis.words
    assert finding.figures["resends"] == minute.get("resends", 0)
    assert "cable" in finding.advice


@pytest.mark.parametrize(
    "minute", [{"resends": 2}, {"oks_lost": 1, "resends": 1}, {"resends": 4, "lines": 9000}]
)
def test_what_happens_to_every_cable_now_and_then(minute):
    assert verdict(minute).verdict is Cause.WELL


@pytest.mark.parametrize(
    "minute",
    [
        {"stalls": 12, "stalled_ms": 3000.0, "longest_stall_ms": 420.0, "planner_dry": 20},
        {
            "stalls": 12,
            "stalled_ms": 3000.0,
            "longest_stall_ms": 420.0,
            "planner_dry": 20,
            "planner_dry_fed": 19,
        },
        {"stalls": 12, "stalled_ms": 3000.0, "longest_stall_ms": 420.0, "underruns": 15},
        {"stalls": 1, "stalled_ms": 700.0, "longest_stall_ms": 700.0},
        {"stalls": 20, "stalled_ms": 1400.0, "longest_stall_ms": 90.0},
        {"planner_dry": 20, "processor_seconds": 58.0},
    ],
)
def test_a_late_host(minute):
    diagnosis = verdict(minute)
    assert diagnosis.verdict is Cause.HOST
    assert diagnosis.findings[0].figures["longest_stall_ms"] == minute.get("longest_stall_ms", 0)
    assert ("ran out of moves" in diagnosis.words) is ("planner_dry" in minute or "underruns" in minute)


def test_a_delay_that_nobody_sees():
    assert verdict({"stalls": 2, "stalled_ms": 180.0, "longest_stall_ms": 120.0}).verdict is Cause.WELL


@pytest.mark.parametrize(
    "minute",
    [
        {"planner_dry": 400, "planner_dry_fed": 390, "busy": 3},
        {"planner_dry": 400, "planner_dry_fed": 390, "stalls": 3, "stalled_ms": 300, "longest_stall_ms": 120},
        {"underruns": 80, "underruns_fed": 70},
    ],
)
def test_a_firmware_that_does_not_keep_up(minute):
    diagnosis = verdict(minute)
    assert diagnosis.verdict is Cause.FIRMWARE
    assert "although it had lines to work on" in diagnosis.words


def test_a_link_that_is_too_slow():
    diagnosis = verdict({"planner_dry": 400, "planner_dry_fed": 20})
    assert diagnosis.verdict is Cause.SPEED
    assert "baud rate" in diagnosis.findings[0].advice


def test_a_few_pauses_are_none():
    assert verdict({"planner_dry": 4}).verdict is Cause.WELL
    assert verdict({"planner_dry": 8, "lines": 9000}).verdict is Cause.WELL


def test_two_troubles_at_once():
    diagnosis = verdict(
        {"resends": 30, "planner_dry": 30, "stalls": 30, "stalled_ms": 9000, "longest_stall_ms": 400}
    )
    assert [finding.cause for finding in diagnosis.findings] == [Cause.CABLE, Cause.HOST]
    assert diagnosis.verdict is Cause.CABLE


def test_only_the_last_minutes_in_which_something_was_sent_are_looked_at():
    old, new = {"resends": 100}, {}
    assert verdict(old, *[new] * 10).verdict is Cause.WELL
    assert verdict(old, *[IDLE] * 30, *[new] * 9).verdict is Cause.CABLE
    assert verdict(old, new, new, minutes=2).verdict is Cause.WELL


def test_as_data():
    data = json.loads(json.dumps(verdict({"resends": 9}).as_data()))
    assert data["verdict"] == data["findings"][0]["cause"] == "cable"
    assert data["findings"][0]["figures"]["lines"] == 3000


def test_a_weak_supply_comes_before_what_follows_from_it():
    late = {"stalls": 200, "stalled_ms": 6000.0, "longest_stall_ms": 900.0}
    diagnosis = verdict(late, throttling=Throttling.of(0x50005))
    assert [finding.cause for finding in diagnosis.findings] == [Cause.POWER, Cause.HOST]
    assert (diagnosis.verdict, diagnosis.findings[0].figures["under_voltage"]) == (Cause.POWER, 1.0)
    assert verdict(late, throttling=Throttling.of(0x50000)).verdict is Cause.HOST
