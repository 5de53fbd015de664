"""All rules together, on whatever a port process may say."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from snapshots import run_report, snapshot

from lezerprint.alerts.watcher import Watcher
from lezerprint.port.contract import events
from lezerprint.port.contract.heaters import HeaterReading
from lezerprint.port.contract.link import LinkCounts
from lezerprint.port.contract.snapshot import Prompt
from lezerprint.port.contract.states import ConnectionState, RunState, WaitsFor
from lezerprint.settings.alerts import AlertSettings

CELSIUS = st.one_of(st.none(), st.sampled_from([0.0, 20.0, 150.0, 188.0, 199.0, 200.0, 230.0]))
HEAT = st.builds(HeaterReading, CELSIUS, st.sampled_from([None, 0.0, 200.0]))
JOB = st.builds(
    run_report,
    st.sampled_from(RunState),
    acknowledged=st.integers(0, 2),
    waits=st.one_of(st.none(), st.sampled_from(WaitsFor)),
)
PROMPT = st.builds(Prompt, st.text(max_size=9), st.just(("Continue",)), st.booleans())
REPORT = st.builds(
    snapshot,
    st.sampled_from(ConnectionState),
    st.sampled_from(["", "why"]),
    temperatures=st.dictionaries(st.sampled_from(["tool0", "tool1", "bed", "chamber"]), HEAT),
    job=st.one_of(st.none(), JOB),
    prompt=st.one_of(st.none(), PROMPT),
    waits_for_user=st.booleans(),
    may_be_hot=st.booleans(),
    link=st.builds(
        LinkCounts, resends=st.integers(0, 99), oks_lost=st.integers(0, 99), unchecked=st.integers(0, 99)
    ),
)
WORDS = st.sampled_from(["kill", "MINTEMP", "{}"])
EVENT = st.one_of(
    st.builds(events.Halted, text=WORDS),
    st.builds(events.EmergencyStopped, written=st.booleans()),
    st.builds(events.BoardReset),
    st.builds(events.HeatersOff, reason=WORDS),
    st.builds(
        events.PositionError,
        expected=st.just({"x": 1.0}),
        found=st.just({"x": 2.0}),
        axes=st.just(("x",)),
    ),
    st.builds(events.FirmwareWarning, text=WORDS),
    st.builds(events.WaitingForUser, reason=WORDS),
    st.builds(events.FilamentRunout, text=WORDS),
    st.builds(events.FilamentChange),
    st.builds(
        events.ConnectionChanged,
        state=st.sampled_from(ConnectionState),
        reason=WORDS,
        resumed_after=st.one_of(st.none(), st.just(7)),
    ),
    st.builds(events.HostAction, name=st.sampled_from(["filament_runout", "prompt_end"])),
    st.builds(events.FirmwareText, text=WORDS),
)
STEP = st.tuples(st.one_of(REPORT, EVENT, st.just("away")), st.sampled_from([0.0, 0.1, 1.0, 30.0, 400.0]))


@given(st.lists(STEP, max_size=60))
def test_conditions_begin_before_they_end_and_everything_is_json(steps):
    watcher, now, open_ones = Watcher(AlertSettings()), 0.0, set()
    for said, seconds in steps:
        now += seconds
        if said == "away":
            alerts = watcher.link_down("gone", now)
        elif isinstance(said, events.PortEvent):
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


def test_what_is_still_the_matter_is_found_once_by_each_watch(world, kinds):
    world.prints().connection("absent").run(30)
    world.restart()
    world.run(30)
    assert kinds(world.told) == ["link_lost", "link_lost"]
    assert [alert.data.get("found") for alert in world.told] == [True, True]
    assert kinds(world.connection("ready").run(5)) == ["-link_lost"]
