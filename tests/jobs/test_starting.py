"""When a job may begin: every kind of start request in every situation, and how long an order stands."""

from __future__ import annotations

from itertools import product
from uuid import uuid4

import pytest
from snapshots import run_report, snapshot

from lezerprint.jobs.starting import (
    OUTCOMES,
    Course,
    Obstacle,
    Outcome,
    PrinterView,
    Request,
    Situation,
    Standing,
    StartOrders,
    course_of,
    decide,
    view_of,
    view_without_port,
)
from lezerprint.port.contract.states import NOT_OPENED, ConnectionState, RunState

READY = PrinterView(Standing.READY, "the printer is ready")
COMING = PrinterView(Standing.COMING, "the printer is connecting")
AWAY = PrinterView(Standing.AWAY, "the printer is absent (unplugged)")
HALTED = PrinterView(Standing.SHUT, "the printer is halted (Thermal Runaway)", "reset it")
FOREIGN = PrinterView(Standing.READY, "the printer is ready", prints="cli.gcode", prints_job="1")
CARD = PrinterView(Standing.READY, "the printer is ready", prints_itself="CARD.GCO")
PROBING = PrinterView(Standing.READY, "the printer is ready", at_command="G29")

SITUATIONS = {
    "free": Situation(READY),
    "being connected": Situation(COMING),
    "away": Situation(AWAY),
    "halted": Situation(HALTED),
    "halted, in mid-print": Situation(HALTED, current="a.gcode (PRINTING)"),
    "prints": Situation(READY, current="a.gcode (PRINTING)"),
    "prints what is none of ours": Situation(FOREIGN),
    "prints from its card": Situation(CARD),
    "is at a long command": Situation(PROBING),
    "others wait for the bed": Situation(READY, waits_before="b.gcode", bed_is_clear=False),
    "others wait": Situation(READY, waits_before="b.gcode"),
    "bed not cleared": Situation(READY, bed_is_clear=False),
    "away, and others wait": Situation(AWAY, waits_before="b.gcode"),
    "queue not read": Situation(READY, queue_is_known=False),
}

B, W, R = Outcome.BEGIN, Outcome.WAIT, Outcome.REFUSE
TABLE = {
    # START QUEUE BEGIN BED_CLEAR REST FILE
    "free": (B, B, B, B, B, B),
    "being connected": (B, B, B, B, B, B),
    "away": (W, W, R, W, R, R),
    "halted": (W, W, R, W, R, R),
    "halted, in mid-print": (W, W, R, R, R, R),
    "prints": (W, W, R, R, R, R),
    "prints what is none of ours": (W, W, R, R, R, R),
    "prints from its card": (W, W, R, W, R, R),
    "is at a long command": (W, W, R, W, R, R),
    "others wait for the bed": (W, W, B, B, B, B),
    "others wait": (W, W, B, B, B, B),
    "bed not cleared": (B, W, B, B, B, B),
    "away, and others wait": (W, W, R, W, R, R),
    "queue not read": (W, W, B, B, B, B),
}


@pytest.mark.parametrize(
    ("situation", "request_", "outcome"),
    [
        (name, request, outcome)
        for name, outcomes in TABLE.items()
        for request, outcome in zip(Request, outcomes, strict=True)
    ],
)
def test_every_request_in_every_situation(situation, request_, outcome):
    decision = decide(request_, SITUATIONS[situation])
    assert decision.outcome is outcome
    if outcome is not B and decision.obstacle is not Obstacle.NONE:
        assert decision.reason


def test_nothing_is_left_out():
    assert set(TABLE) == set(SITUATIONS)
    assert {(obstacle, request) for obstacle in OUTCOMES for request in OUTCOMES[obstacle]} == set(
        product(Obstacle, Request)
    )
    assert {situation.obstacle for situation in SITUATIONS.values()} == set(Obstacle)


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        ("halted", "the printer is halted (Thermal Runaway): reset it; then start the job again"),
        ("others wait for the bed", "it waits behind b.gcode, which waits for the bed to be cleared"),
        ("others wait", "it waits behind b.gcode"),
        ("prints", "the printer is busy with a.gcode (PRINTING)"),
        (
            "is at a long command",
            "the printer is busy with G29: wait until it is done, then start the job again",
        ),
        ("prints from its card", "the printer is printing CARD.GCO by itself"),
    ],
)
def test_the_reason_says_what_is_wrong_and_what_to_do(situation, words):
    assert decide(Request.START, SITUATIONS[situation]).reason == words


@pytest.mark.parametrize("state", ConnectionState)
def test_only_a_printer_that_is_ready_or_on_its_way_can_be_started_on(state):
    view = view_of(snapshot(state, "so"))
    begins = decide(Request.START, Situation(view)).outcome is B
    assert begins == (state in (ConnectionState.READY, ConnectionState.CONNECTING))
    assert state.value in view.told


def test_a_device_that_nobody_has_looked_for_yet_is_on_its_way():
    assert view_of(snapshot("absent", NOT_OPENED)).standing is Standing.COMING
    assert view_without_port("it died").standing is Standing.COMING


@pytest.mark.parametrize("state", RunState)
def test_what_runs_is_seen(state):
    view = view_of(snapshot(job=run_report(state)))
    has_ended = state in (RunState.COMPLETED, RunState.CANCELLED, RunState.FAILED)
    assert bool(view.prints) is not has_ended


@pytest.mark.parametrize(
    ("printer", "away_seconds", "course"),
    [
        (READY, 0.0, Course.START),
        (READY, 500.0, Course.START),
        (READY, None, Course.GIVE_BACK),  # the server was stopped since
        (COMING, 29.0, Course.HOLD_ON),
        (COMING, 31.0, Course.GIVE_BACK),
        (AWAY, 9.0, Course.HOLD_ON),
        (AWAY, 11.0, Course.GIVE_BACK),
        (AWAY, None, Course.GIVE_BACK),
        (HALTED, 0.0, Course.GIVE_BACK),
        (CARD, 0.0, Course.GIVE_BACK),
    ],
)
def test_how_long_an_order_stands(printer, away_seconds, course):
    assert course_of(printer, away_seconds, 30.0) is course


def test_an_order_ages_while_the_printer_is_not_ready():
    now = [100.0]
    orders, job_id = StartOrders(30.0, lambda: now[0]), uuid4()
    orders.saw_ready(job_id)
    assert orders.away_seconds(job_id) is None
    orders.give(job_id)
    now[0] = 120.0
    assert orders.away_seconds(job_id) == 20.0
    orders.saw_ready(job_id)
    assert orders.away_seconds(job_id) == 0.0
    orders.end(job_id)
    assert orders.away_seconds(job_id) is None
