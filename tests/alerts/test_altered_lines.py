"""Noise that passes the checksum: what it did to the print is noticed, and told."""

from __future__ import annotations

from lezerprint.base.enums import Severity
from lezerprint.virtual.control import Orders

HOME = ["G28", "G90", "G1 X9 Y9 F9000"]


def order(bench, text):
    reply = Orders(bench.simulator, plug=None).carry_out(text, bench.now)
    assert reply["ok"], reply


def told_events(bench, kind):
    return [event for event in bench.controller.event_log.since(0) if event.kind == kind]


def test_a_feed_rate_that_was_altered_makes_a_line_slow(make_bench):
    """`F3000` arrives as `F3` and two spaces: 50 mm at 3 mm a minute."""
    bench = make_bench()
    bench.print([*HOME, *(f"G1 X{10 + 50 * (index % 2)} F3000" for index in range(200))])
    bench.run_until(lambda: bench.board.receiver.last_line_number > 12)
    order(bench, "resend 3")
    bench.run_until(lambda: not bench.board.receiver.refuse_next)
    order(bench, "alter F")
    alert = bench.run_until_told("slow_line")
    assert bench.board.receiver.altered_lines == 1
    assert alert.severity is Severity.ERROR
    (event,) = told_events(bench, "slow_line")
    assert event.seconds > 3 * event.planned_seconds
    assert bench.controller.run.state == "printing"


def test_a_place_that_was_altered_is_told_after_the_next_refusals(make_bench):
    """`Y66` arrives as `Y6&`, which is 6."""
    bench = make_bench()
    bench.print([*HOME, "G1 X20 Y66 F6000", *(f"G1 X{index % 90}.5 F6000" for index in range(200))])
    order(bench, "alter Y")
    bench.run_until(lambda: bench.board.receiver.altered_lines)
    order(bench, "resend 3")
    alert = bench.run_until_told("position_error")
    assert alert.severity is Severity.ERROR
    (event, *_) = told_events(bench, "position_error")
    assert (event.axes, event.expected["y"], event.found["y"]) == (("y",), 66.0, 6.0)
