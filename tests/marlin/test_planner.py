"""Whether the firmware's planner ran dry in mid-print."""

from __future__ import annotations

import pytest
from conversation import Conversation, Lines
from model_firmware import Faults

from lezerprint.marlin.ledger import Ledger
from lezerprint.marlin.planner import PlannerWatch

START = 5000


def watched(commands, answers, *, learn=True):
    """A job whose lines are answered with these (free blocks, free lines); the last has no line after it."""
    ledger = Ledger()
    ledger.restart(START)
    watch = PlannerWatch(ledger)
    if learn:
        watch.begin_numbering()
        ledger.took_other(b"M115", 10)
        watch.heard(ledger.sent, 15, 3, more=False)
    ledger.begin_job(Lines(commands), 0)
    first = ledger.sent + 1
    for _ in commands:
        ledger.took_job_line(10)
    for index, (blocks_free, lines_free) in enumerate(answers):
        if blocks_free >= watch.nearly_empty:
            watch.heard(first + index, blocks_free, lines_free, more=index < len(commands) - 1)
    return watch.dry, watch.dry_fed


MOVES = [b"G1 X%d" % index for index in range(6)]


@pytest.mark.parametrize(
    ("commands", "answers", "dry"),
    [
        (MOVES, [(14, 3), (13, 3), (12, 3), (2, 3), (0, 0), (0, 0)], (0, 0)),
        (MOVES, [(14, 3), (14, 3), (13, 3), (14, 3), (13, 3), (12, 3)], (2, 0)),
        (MOVES, [(14, 2), (14, 1), (15, 0), (14, 2), (14, 2), (14, 2)], (4, 4)),
        ([b"G1 X1", b"M400", b"G1 X2", b"G28", b"G0 X3", b"G4 S1"], [(14, 3), (15, 3)] * 3, (0, 0)),
        ([b"G1 X1", b"G1 F1800", b"G1 X2", b"G10", b"G1", b"G1 X3"], [(14, 3)] * 6, (0, 0)),
        ([b"g01x1", b"G2 X5 I3", b"G3 X5 J-3", b"G1 E-2", b"G1 E2", b"M105"], [(14, 3)] * 6, (4, 0)),
    ],
)
def test_a_move_that_finds_the_planner_empty_after_another(commands, answers, dry):
    assert watched(commands, answers) == dry


def test_a_planner_whose_size_was_not_told_has_sixteen_blocks():
    assert watched(MOVES, [(7, 3)] * 6, learn=False) == (0, 0)
    assert watched(MOVES, [(14, 3)] * 6, learn=False) == (4, 0)


@pytest.mark.parametrize(("advanced", "reported"), [(True, True), (False, False)])
def test_a_stream_whose_firmware_tells_of_its_planner(advanced, reported):
    conversation = Conversation([b"G1 X%d" % index for index in range(50)], Faults(advanced=advanced))
    conversation.run()
    planner = conversation.protocol.planner
    assert planner.reported is reported
    assert (planner.dry > 30) is advanced, "the model has always room for fifteen moves"
