"""Every state of link, print and printer by every order: what is done, or refused, and in which words.

Heaters off, one or all, and the emergency stop are done in all of them.
"""

from __future__ import annotations

import re

import pytest

from lezerprint.port.heaters_off import EffectOnPrint
from lezerprint.port.lock import DeviceLock, lock_key

DONE = None
ORDERS = {
    "command": ("inject", {"command": "M105", "wait": False}),
    "heat": ("inject", {"command": "M104 S150", "wait": False}),
    "home": ("inject", {"command": "G28", "wait": False}),
    "pause": ("pause", {}),
    "resume": ("resume", {}),
    "cancel": ("cancel", {}),
    "start": ("start", {}),
    "answer": ("answer", {"choice": 0}),
    "connect": ("connect", {}),
    "other device": ("connect", {"device": "/dev/other"}),
    "disconnect": ("disconnect", {}),
    "reset": ("reset", {}),
}
NO_JOB = dict.fromkeys(("pause", "resume", "cancel"), "nothing is being printed")
NO_PROMPT = {"answer": "the printer is not asking anything"}
LINKED = {"other device": "disconnect it first"}
WAITS = dict.fromkeys(("command", "heat", "home"), "the printer waits for its user and answers nothing until")


def unready(state):
    sent = ("command", "heat", "home", "start", "answer")
    return {**NO_JOB, **dict.fromkeys(sent, f"^the printer is {state}"), **LINKED}


def unlinked(state):
    return {**unready(state), "other device": DONE, "reset": f"^the printer is {state}.*cannot be reset"}


def printing(state, **more):
    busy = dict.fromkeys(
        ("start", "disconnect", "other device"), rf"the printer is busy with \S+ \({state}\)"
    )
    return {**NO_PROMPT, **busy, **more}


NOT_PAUSED = {"resume": "is not paused"}
FROM_CARD = dict.fromkeys(("start", "disconnect", "other device"), "from its SD card.*wait until it ends")
TABLE = {
    "ready": {**NO_JOB, **NO_PROMPT, **LINKED},
    "busy": unlinked("busy"),
    "connecting": unready("connecting"),
    "silent": unlinked("silent"),
    "halted": {**unready("halted"), "connect": "the firmware has stopped: reset the printer"},
    "stopping": {
        **unready("halted"),
        "connect": "the firmware has stopped: reset the printer",
        "disconnect": "an emergency stop is under way",
    },
    "absent": unlinked("absent"),
    "disconnected": unlinked("disconnected"),
    "printing": printing("printing", **NOT_PAUSED),
    "heating": printing("printing", **NOT_PAUSED),
    "pausing": printing("pausing", pause="is just being paused"),
    "paused": printing("paused", pause="is paused"),
    "cancelling": printing(
        "cancelling",
        **dict.fromkeys(("pause", "resume", "cancel"), "is just being cancelled"),
    ),
    "waiting, parser": printing("printing", **NOT_PAUSED, answer=DONE),
    "waiting": printing("printing", **NOT_PAUSED, **WAITS, answer=DONE),
    "away": {
        **printing("printing", **NOT_PAUSED),
        **dict.fromkeys(("command", "heat", "home", "answer"), "^the printer is absent"),
        "reset": "cannot be reset",
    },
    "from card": {
        **NO_PROMPT,
        **FROM_CARD,
        "resume": "is not paused",
    },
}
REACHED = {
    "stopping": "halted",
    "away": "absent",
    "waiting": "ready",
    **dict.fromkeys(("printing", "heating", "pausing", "paused", "cancelling", "from card"), "ready"),
    "waiting, parser": "ready",
}
CANCELLED = {"printing", "heating", "pausing", "paused", "waiting", "waiting, parser", "away", "from card"}
PAUSES = {"printing", "heating", "waiting", "waiting, parser", "away"}
MOVES = [f"G1 X{index % 50} F6000" for index in range(2000)]
FILES = {
    "heating": ["M104 S200", "M109 S220", *MOVES],
    "cancelling": ["M104 S200", "G1 X1", "G4 S60", "G1 X2"],
    "pausing": ["M104 S200", "G1 X1", "G4 S60", "G1 X2"],
    "waiting": ["M104 S200", "M0 Take the part", "G1 X2"],
    "waiting, parser": ["M104 S200", "M0 Take the part", "G1 X2"],
    **{state: ["M104 S200", *MOVES] for state in ("printing", "paused", "away")},
}


def unplug(bench):
    bench.controller._link_lost("unplugged", bench.now)
    bench.controller.connection.next_try_at = bench.now + 600


def kill(desk):
    desk.bench.board.emergency_stop()
    desk.bench.run(3.0)


def stop(desk):
    """Under way, since the firmware does not confirm it."""
    desk.bench.board.hung = True
    desk.give("emergency_stop")


def take_away(desk):
    """Another program opens it while we do not have it."""
    bench = desk.bench
    unplug(bench)
    desk.held = DeviceLock(lock_key(bench.bare.link), {"program": "another program", "pid": 1})
    bench.controller.connection.look_again(bench.now)
    bench.run(0.2)


WAYS = {
    "silent": lambda desk: desk.bench.run(10.0, step=0.2),
    "halted": kill,
    "stopping": stop,
    "absent": lambda desk: unplug(desk.bench),
    "away": lambda desk: unplug(desk.bench),
    "busy": take_away,
    "disconnected": lambda desk: desk.give("disconnect", 3.0),
    "from card": lambda desk: desk.bench.controller.interpreter.sd_print._begin(),
    "paused": lambda desk: desk.give("pause", 8.0),
    "pausing": lambda desk: desk.give("pause", 0.1),
    "cancelling": lambda desk: desk.give("cancel", 0.1),
}


@pytest.fixture
def desk_in(make_bench, make_job, desk_at):
    """Brings a printer, whose hotend is hot, to a state."""

    desks = []

    def make(state):
        hung = state in ("connecting", "silent")
        bench = make_bench(hung=hung, board={"speed": 1.0, "emergency_parser": state != "waiting"})
        desk = desk_at(bench)
        desks.append(desk)
        if state in FILES:
            bench.controller.start("j", str(make_job(FILES[state]).path), 0)
            bench.run(1.5)
        elif not hung:
            desk.give("inject", 1.5, command="M104 S200", wait=False)
        if state in WAYS:
            WAYS[state](desk)
        assert bench.state == REACHED.get(state, state)
        assert bench.controller.is_printing is (state in FILES)
        assert bench.controller.interpreter.user.waited_for is state.startswith("waiting")
        return desk

    yield make
    for desk in desks:
        if desk.held is not None:
            desk.held.release()


def given(desk, name, job):
    order, arguments = ORDERS[name]
    more = {"job": "k", "spool": str(job.path)} if name == "start" else {}
    return desk.give(order, **arguments, **more)


@pytest.mark.parametrize("state", TABLE)
def test_what_is_refused_and_in_which_words(state, desk_in, make_job):
    desk, job = desk_in(state), make_job(["G1 X1"], name="other")
    for name, words in TABLE[state].items():
        if words is not DONE:
            answer = given(desk, name, job)
            assert answer is not None, name
            assert answer.error, (name, answer)
            message = answer.error.message
            assert re.search(words, message), (name, message)
    assert desk.bench.state == REACHED.get(state, state), "a refused order changes nothing"


@pytest.mark.parametrize(
    ("state", "name"),
    [(state, name) for state, refused in TABLE.items() for name in ORDERS if refused.get(name) is DONE],
)
def test_what_is_done(state, name, desk_in, make_job):
    desk, job = desk_in(state), make_job(["G1 X1"], name="other")
    answer = given(desk, name, job)
    assert answer is None or answer.error is None, answer


@pytest.mark.parametrize("state", TABLE)
def test_all_heaters_off_is_always_possible(state, desk_in):
    desk = desk_in(state)
    answer = desk.give("heaters_off")
    assert answer.error is None, answer
    assert answer.print_cancelled is (state in CANCELLED)
    assert answer.message.startswith("the print is cancelled; ") is (state in CANCELLED)
    if desk.bench.state != "ready":
        assert f"the printer is {desk.bench.state}: " in answer.message
    elif state.startswith("waiting"):
        assert "as soon as the printer answers: it waits for its user" in answer.message
    run = desk.bench.controller.run
    assert run is None or run.state in ("cancelling", "cancelled")


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize("state", TABLE)
def test_one_heater_off_is_always_possible(state, wait, desk_in):
    desk = desk_in(state)
    answer = desk.give("inject", command="M104 S0", wait=wait) or desk.give("ping", 1.0)
    assert answer.error is None, answer
    run = desk.bench.controller.run
    if state in PAUSES:
        assert run.state in ("pausing", "paused")
    if state in PAUSES and not wait:
        assert answer.lines[-1] == EffectOnPrint.PAUSES
    if state == "from card":
        desk.bench.run(1.0)
        assert b"M25" in desk.bench.written


@pytest.mark.parametrize("state", TABLE)
def test_an_emergency_stop_is_always_possible(state, desk_in):
    desk = desk_in(state)
    assert desk.give("emergency_stop").error is None
    assert desk.give("inject", command="M112").error is None


def test_without_a_lease_too_a_print_is_steered_and_the_server_is_told(desk_in):
    desk = desk_in("printing")
    for order in ("pause", "resume", "cancel"):
        assert desk.give_without_lease(order, 8.0).error is None
    events = desk.bench.controller.event_log.since(0)
    assert [event.order for event in events if event.kind == "steered"] == [
        "pause",
        "resume",
        "cancel",
    ]


def test_the_server_is_not_told_of_its_own_orders(desk_in):
    desk = desk_in("printing")
    for order in ("pause", "resume", "cancel"):
        assert desk.give(order, 8.0).error is None
    assert not [event for event in desk.bench.controller.event_log.since(0) if event.kind == "steered"]
