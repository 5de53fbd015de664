"""All rules together, on whatever a port process may say."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from lezerprint.alerts.watcher import Watcher
from lezerprint.settings.alerts import AlertSettings

CELSIUS = st.one_of(st.none(), st.sampled_from([0.0, 20.0, 150.0, 188.0, 199.0, 200.0, 230.0]))
HEAT = st.fixed_dictionaries({"actual": CELSIUS, "target": st.sampled_from([None, 0.0, 200.0])})
JOB = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "job": st.just("7"),
            "state": st.sampled_from(
                ["printing", "pausing", "paused", "finishing", "completed", "failed", "new"]
            ),
            "acknowledged": st.integers(0, 2),
            "waiting_for": st.sampled_from([None, "the bed"]),
        }
    ),
)
PROMPT = st.one_of(st.none(), st.fixed_dictionaries({"text": st.text(max_size=9), "shown": st.booleans()}))
STATES = st.sampled_from(["ready", "absent", "busy", "connecting", "halted", "silent"])
REPORT = st.fixed_dictionaries(
    {},
    optional={
        "connection": st.fixed_dictionaries({"state": STATES, "reason": st.sampled_from(["", "why"])}),
        "temperatures": st.dictionaries(st.sampled_from(["tool0", "tool1", "bed", "chamber"]), HEAT),
        "job": JOB,
        "prompt": PROMPT,
        "link": st.dictionaries(st.sampled_from(["resends", "oks_lost", "unchecked"]), st.integers(0, 99)),
    },
)
NAMES = [
    *("halted", "emergency_stop", "board_reset", "heaters_off", "position_error", "firmware_warning"),
    *("waiting_for_user", "filament_runout", "filament_change", "connection", "action", "x"),
]
EVENT = st.fixed_dictionaries(
    {"event": st.sampled_from(NAMES)},
    optional={
        "text": st.sampled_from(["kill", "MINTEMP", "{}"]),
        "name": st.sampled_from(["filament_runout", "prompt_end"]),
        "state": STATES,
        "resumed_after": st.just(7),
        "reason": st.just("because"),
    },
)
STEP = st.tuples(st.one_of(REPORT, EVENT, st.just("away")), st.sampled_from([0.0, 0.1, 1.0, 30.0, 400.0]))


@given(st.lists(STEP, max_size=60))
def test_conditions_begin_before_they_end_and_everything_is_json(steps):
    watcher, now, open_ones = Watcher(AlertSettings()), 0.0, set()
    for said, seconds in steps:
        now += seconds
        if said == "away":
            alerts = watcher.link_down("gone", now)
        elif "event" in said:
            alerts = watcher.event(said, now)
        else:
            alerts = watcher.report(said, now)
        for alert in alerts:
            json.dumps(alert.data, allow_nan=False)
            key = alert.kind, alert.subject
            if alert.ended:
                assert key in open_ones
                open_ones.remove(key)
            else:
                open_ones.add(key)


def test_nothing_is_told_of_a_printer_that_is_well(world):
    world.prints().heats(200.0, 200.0)
    assert world.gets_on(300) == []


def test_no_report_is_nothing(world):
    assert world.watcher.report({}, 0.0) == []


def test_what_is_still_the_matter_is_found_once_by_each_watch(world, kinds):
    world.prints().connection("absent").run(30)
    world.restart()
    world.run(30)
    assert kinds(world.told) == ["link_lost", "link_lost"]
    assert [alert.data.get("found") for alert in world.told] == [True, True]
    assert kinds(world.connection("ready").run(5)) == ["-link_lost"]
