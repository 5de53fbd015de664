"""Heaters off when nobody is there, and not before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lezerprint.port.heat_watch import Watchdog


def test_hot_and_alone_for_the_time_out():
    watchdog = Watchdog(300.0, 1000.0)
    assert not watchdog.must_cool(heating=True, busy=False, now=1299.9)
    assert watchdog.must_cool(heating=True, busy=False, now=1300.0)


def test_the_order_is_repeated_while_the_firmware_reports_a_target():
    watchdog = Watchdog(300.0, 0.0)
    assert watchdog.must_cool(heating=True, busy=False, now=300.0)
    assert not watchdog.must_cool(heating=True, busy=False, now=309.0)
    assert watchdog.must_cool(heating=True, busy=False, now=310.0)
    assert not watchdog.must_cool(heating=False, busy=False, now=400.0)


def test_a_running_job_puts_the_time_off():
    watchdog = Watchdog(300.0, 0.0)
    assert not watchdog.must_cool(heating=True, busy=True, now=1000.0)
    assert not watchdog.must_cool(heating=True, busy=False, now=1299.0)
    assert watchdog.must_cool(heating=True, busy=False, now=1300.0)
    assert watchdog.alone_seconds(1300.0) == 300.0


def test_a_server_that_goes_away_starts_the_time_once():
    watchdog = Watchdog(300.0, 0.0)
    watchdog.attended(True, 100.0)
    assert watchdog.alone_seconds(5000.0) == 0.0
    assert not watchdog.must_cool(heating=True, busy=False, now=5000.0)
    watchdog.attended(False, 5000.0)
    watchdog.attended(False, 5200.0)
    assert not watchdog.must_cool(heating=True, busy=False, now=5299.0)
    assert watchdog.must_cool(heating=True, busy=False, now=5300.0)


STEPS = st.lists(
    st.tuples(st.floats(0.01, 100.0), st.sampled_from(["alone", "server", "busy", "cold", "hot"]))
)


@given(STEPS)
def test_never_before_the_time_out_and_always_after_it(steps):
    watchdog, now, since, last = Watchdog(60.0, 0.0), 0.0, 0.0, None
    attended = busy = heating = False
    for seconds, what in steps:
        now += seconds
        if what in ("alone", "server"):
            if attended or what == "server":
                since, last = now, None
            attended = what == "server"
            watchdog.attended(attended, now)
        elif what in ("cold", "hot"):
            heating = what == "hot"
        busy = what == "busy"
        if busy or attended:
            since = now
        cooled = watchdog.must_cool(heating=heating, busy=busy, now=now)
        due = heating and not busy and not attended and now - since >= 60.0
        again = last is None or now - last >= 10.0
        assert cooled == (due and again)
        last = now if cooled else last
