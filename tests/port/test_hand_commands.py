"""Commands by hand that take long: told as they begin and end, and what works beside them."""

from __future__ import annotations

import pytest

from lezerprint.port.contract.events import HandCommandBegun, HandCommandEnded

TUNE = "M303 E0 S200 C3"


@pytest.fixture
def desk(make_bench, desk_at):
    return desk_at(make_bench(board={"speed": 5.0}))


def told(desk, kind):
    log = desk.bench.controller.event_log
    return [event for event in log.since(0) if isinstance(event, kind)]


def sent(desk, command, seconds=1.0, *, wait=True):
    return desk.give("inject", seconds, command=command, wait=wait, command_id="one")


def test_its_beginning_is_told_at_once_and_its_end_with_what_the_firmware_said(desk):
    assert sent(desk, TUNE) is None
    (begun,) = told(desk, HandCommandBegun)
    assert (begun.command.id, begun.command.text) == ("one", TUNE)
    assert begun.command.usual_seconds > 600
    desk.bench.run(60.0)
    (ended,) = told(desk, HandCommandEnded)
    assert ended.command == begun.command
    assert ended.error is None
    assert "#define DEFAULT_Kp 20.35" in ended.lines


def test_the_end_is_told_to_who_did_not_wait(desk):
    assert sent(desk, TUNE, wait=False).error is None
    desk.bench.run(60.0)
    assert told(desk, HandCommandEnded)


def test_what_is_done_at_once_is_not_told(desk):
    assert sent(desk, "M117 hello").error is None
    assert not told(desk, HandCommandBegun) + told(desk, HandCommandEnded)


def test_what_turns_out_to_take_long_is(desk):
    desk.give("inject", command="G4 S30", wait=False)
    sent(desk, "M117 hello", 3.0)
    assert told(desk, HandCommandBegun)[0].command.text == "M117 hello"
    desk.bench.run(10.0)
    assert told(desk, HandCommandEnded)[0].error is None


def test_the_snapshot_has_it_until_it_is_done(desk):
    sent(desk, TUNE)
    (shown,) = desk.give("status").snapshot.by_hand
    assert shown.id == "one"
    desk.bench.run(60.0)
    assert desk.give("status").snapshot.by_hand == ()


def test_heaters_off_ends_it(desk):
    sent(desk, TUNE, 3.0)
    heaters = desk.bench.board.heaters
    assert heaters.hotend.target_celsius == 200
    desk.give("heaters_off", 5.0)
    assert heaters.hotend.target_celsius == 0
    assert told(desk, HandCommandEnded)


def test_an_emergency_stop_ends_it_at_once(desk):
    sent(desk, TUNE, 3.0)
    assert desk.give("emergency_stop", 1.0).written
    (ended,) = told(desk, HandCommandEnded)
    assert ended.error
    assert desk.bench.state == "halted"


def test_one_that_cannot_be_sent_leaves_nothing(desk):
    desk.give("emergency_stop", 2.0)
    assert sent(desk, TUNE).error is not None
    assert desk.give("status").snapshot.by_hand == ()


def test_without_an_emergency_parser_heaters_go_off_once_it_is_done(make_bench, desk_at):
    desk = desk_at(make_bench(board={"speed": 50.0, "emergency_parser": False}))
    sent(desk, "G28", 3.0)
    sent(desk, "G29", 0.3)
    desk.give("heaters_off", 5.0)
    assert desk.bench.board.heaters.hotend.target_celsius == 0
    assert [event.error for event in told(desk, HandCommandEnded)] == [None, None]
