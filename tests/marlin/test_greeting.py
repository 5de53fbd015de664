"""How a conversation begins: hello, the number, and the barrier that ends it."""

from __future__ import annotations

import pytest

from lezerprint.marlin.greeting import Greeting, Reaction, lines_for

OK, BARRIER, TIME = "ok", "ok T:", "a second"


def reactions(*heard):
    greeting = Greeting()
    does = {
        OK: lambda: greeting.heard_ok(is_barrier=False),
        BARRIER: lambda: greeting.heard_ok(is_barrier=True),
        TIME: greeting.overdue,
    }
    return greeting, [does[one]() for one in heard]


@pytest.mark.parametrize(
    ("heard", "last"),
    [
        ([TIME], Reaction.SAY_HELLO),
        ([OK], Reaction.SET_NUMBER),
        ([BARRIER], Reaction.SET_NUMBER),  # of an M105 before our time
        ([OK, OK], Reaction.NOTHING),  # M110's
        ([OK, OK, BARRIER], Reaction.BEGIN),
        ([OK, TIME], Reaction.SAY_HELLO),
        ([OK, TIME, OK, BARRIER], Reaction.NOTHING),  # the first barrier's; the second is to come
        ([OK, TIME, OK, BARRIER, BARRIER], Reaction.BEGIN),
        ([OK, TIME, OK, BARRIER, TIME], Reaction.BEGIN),  # it was lost; hello would set the number back
    ],
)
def test_what_is_done(heard, last):
    greeting, done = reactions(*heard)
    assert done[-1] is last
    assert greeting.answers_barriers


def test_a_firmware_whose_barrier_never_comes_has_none():
    greeting, done = reactions(*[OK, TIME] * 3, OK, OK)
    assert done[-1] is Reaction.BEGIN
    assert not greeting.answers_barriers


def test_its_lines():
    assert lines_for(Reaction.SAY_HELLO, 1234) == [b"\nN0 M110 N0*125\n"]
    assert [line.rpartition(b"*")[0] for line in lines_for(Reaction.SET_NUMBER, 1234)] == [
        b"N1234M110",
        b"N1235M105",
    ]
