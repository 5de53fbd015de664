"""Where nothing is under way, the port process waits instead of looking."""

from __future__ import annotations

import time
from pathlib import Path

WATCHED_SECONDS = 2.0


def turns(pid):
    """How often it has waited for something so far."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt"))


def watched(host):
    """How often a second the port process wakes while its server listens."""
    before, until = turns(host.pids[-1]), time.monotonic() + WATCHED_SECONDS
    while time.monotonic() < until:
        host.listen(0.1)
    return (turns(host.pids[-1]) - before) / WATCHED_SECONDS


def test_it_wakes_a_few_times_a_second(host):
    host.wait_connection("ready")
    watched(host)  # what the firmware is asked at first
    assert watched(host) < 20  # that it looks at time twenty times a second would be more


def test_time_is_looked_at_seldom_only_while_nothing_is_under_way(make_bench, desk_at):
    bench = make_bench()
    bench.run(1.0)
    assert bench.controller.rests
    assert bench.controller.next_deadline() > bench.now
    bench.board.hung = True
    desk_at(bench).give("inject", seconds=0.1, command="M105")
    assert not bench.controller.rests
    bench.board.hung = False
    bench.run(1.0)
    assert bench.controller.rests


def test_an_order_ends_the_wait(make_bench, desk_at):
    bench = make_bench()
    desk = desk_at(bench)
    while bench.controller.next_deadline() - bench.now < 0.2:
        bench.run(0.05)
    desk.give("status")
    assert bench.controller.next_deadline() - bench.now <= 0.05
