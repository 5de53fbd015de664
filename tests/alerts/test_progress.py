"""A print that stalls, and one that waits for its user."""

from __future__ import annotations

import pytest

from lezerprint.base.enums import EventType, Severity
from lezerprint.port.contract.link import ConnectionReport
from lezerprint.port.contract.snapshot import CommandReport
from lezerprint.port.contract.states import ConnectionState, RunState, WaitsFor


def test_a_stall_is_told_once_and_again_when_it_lasts_and_its_end(world):
    world.prints().gets_on(10)
    assert world.run(179) == []
    (stall,) = world.run(300)
    assert (stall.kind, stall.severity) == ("stall", Severity.WARNING)
    (worse,) = world.run(300)
    assert (worse.severity, worse.message) == (
        Severity.ERROR,
        "the print has made no progress for 540 seconds",
    )
    (over,) = world.gets_on(10)
    assert (over.ended, over.message, over.data["recovered"]) == (
        True,
        "the print makes progress again",
        True,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"job": None},
        {"waits_for_user": True},
        {"connection": ConnectionReport(ConnectionState.CONNECTING)},
    ],
)
def test_reasons_not_to_get_on(world, changes):
    world.prints().run(1)
    world.run(600, **changes)
    assert "stall" not in [alert.kind for alert in world.told]


@pytest.mark.parametrize(
    "changes",
    [
        {"waiting_for": "the bed to reach 60 °C", "waits": WaitsFor.HEAT},
        {"state": "paused"},
        {"state": "failed"},
    ],
)
def test_jobs_that_need_not_get_on(world, changes):
    assert world.prints(**changes).run(600) == []


@pytest.mark.parametrize("state", ["pausing", "finishing", "cancelling"])
def test_what_moves_before_a_pause_and_at_the_end_may_stall_too(world, kinds, state):
    assert kinds(world.prints(state=state).run(200)) == ["stall"]


def test_firmware_that_says_that_it_waits(world, kinds):
    world.prints().run()
    world.run(400, waits_for_user=True)
    assert kinds(world.told) == ["user_wanted"]
    assert kinds(world.gets_on(10)) == ["-user_wanted"]


def test_the_next_print_asks_for_itself(world, kinds):
    """Also when it follows at once: nobody waits for what a print asked that has ended."""
    world.prints().run()
    world.asks("Nozzle Parked")
    assert kinds(world.run(5)) == ["filament_change"]
    world.prints(state="cancelled")
    world.asks_nothing()
    assert kinds(world.run(0.5)) == ["-filament_change"]
    world.prints(job="8", state="printing")
    assert kinds(world.run(0.5)) == []
    world.asks("Press me")
    assert kinds(world.run(2)) == ["user_wanted"]


def test_firmware_that_says_that_it_is_busy(world, kinds):
    world.prints().run()
    for _ in range(200):
        world.counts(busy=world.report.link.busy + 1)
        assert world.run(2) == []
    assert kinds(world.run(190)) == ["stall"]


@pytest.mark.parametrize(("usual", "told_after"), [(None, 180), (60.0, 180), (1800.0, 1800)])
def test_a_late_command_is_an_alert_after_what_it_usually_takes(world, usual, told_after):
    world.prints().gets_on(5)
    command = CommandReport("G29", 0.0, usual)
    assert world.run(told_after - 2, command=command) == []
    (stall,) = world.run(4, command=command)
    assert (stall.kind, stall.severity) == ("stall", Severity.WARNING)
    assert stall.message.endswith("seconds: the printer is at G29")


def test_a_stall_goes_over_into_something_else(world):
    world.prints().run(200)
    (over,) = world.prints(state="failed").run(5)
    assert (over.kind, over.ended, over.data["recovered"]) == ("stall", True, False)


def runs_out(world, name):
    if name == "filament_runout event":
        return world.event("filament_runout", text="filament_runout T0")
    return world.event("action", name=name, argument="T0")


@pytest.mark.parametrize("name", ["filament_runout", "out_of_filament", "filament_runout event"])
def test_filament_runs_out_and_the_firmware_asks(world, kinds, name):
    world.prints().gets_on(5)
    assert runs_out(world, name) == []
    (runout,) = world.gets_on(2)
    assert (runout.kind, runout.severity) == ("filament_runout", Severity.WARNING)
    assert runout.event_type is EventType.FILAMENT_CHANGE
    world.asks()
    assert world.run(60) == []
    world.asks_nothing()  # one question after another
    world.run(1)
    world.asks("Purge more?")
    assert world.run(60) == []
    world.asks_nothing()
    (over,) = world.gets_on(10)
    assert (over.kind, over.ended, over.event_type) == ("filament_runout", True, EventType.FILAMENT_CHANGE)
    assert world.gets_on(60) == []


def test_filament_runs_out_and_the_host_pauses(world, kinds):
    world.prints().gets_on(5)
    world.event("action", name="out_of_filament", argument="")
    assert kinds(world.gets_on(30)) == ["filament_runout"]
    world.job(state=RunState.PAUSING)
    world.run(2)
    world.job(state=RunState.PAUSED)
    assert world.run(600) == []
    world.job(state=RunState.PRINTING)
    assert kinds(world.gets_on(2)) == ["-filament_runout"]


def test_the_print_is_given_up_after_a_runout(world):
    world.prints().gets_on(5)
    world.event("action", name="filament_runout", argument="T0")
    world.gets_on(1)
    (over,) = world.prints(state="cancelled").run(10)
    assert (over.ended, over.data["recovered"]) == (True, False)


def test_a_sensor_that_speaks_while_nothing_is_printed(world):
    world.run()
    world.event("action", name="filament_runout", argument="T0")
    assert world.run(10) == []


@pytest.mark.parametrize(
    ("text", "kind", "event_type"),
    [
        ("Nozzle Parked", "filament_change", EventType.FILAMENT_CHANGE),
        ("Load Filament T0", "filament_change", EventType.FILAMENT_CHANGE),
        ("M0/1 Break Called", "user_wanted", EventType.CUSTOM),
    ],
)
def test_questions_by_their_words(world, text, kind, event_type):
    world.prints().gets_on(5)
    world.asks(text)
    (asked,) = world.run(60)
    assert (asked.kind, asked.event_type, asked.data["question"]) == (kind, event_type, text)
    assert text in asked.message
    world.asks_nothing()
    (over,) = world.gets_on(10)
    assert (over.kind, over.ended) == (kind, True)


def test_a_filament_change_by_the_file(world, kinds):
    world.prints().gets_on(5)
    world.event("filament_change")
    assert kinds(world.gets_on(1)) == ["filament_change"]


def test_a_question_that_is_found_open(world):
    world.prints()
    world.asks()
    (found,) = world.run(30)
    assert found.data["found"]
    world.restart()
    assert [alert.data["found"] for alert in world.run(30)] == [True]


def test_a_prompt_that_is_not_shown_yet(world):
    world.prints()
    world.asks(shown=False)
    assert world.gets_on(10) == []


def test_a_pause_by_the_user_is_nothing(world):
    assert world.prints(state="paused").run(60) == []
