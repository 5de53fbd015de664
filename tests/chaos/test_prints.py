"""Prints that everything happens to but the loss of the printer, and prints of which nobody is in charge.

`LEZERPRINT_CHAOS_SEED=7 LEZERPRINT_CHAOS_RUNS=50 pytest -m slow tests/chaos` runs others, and longer.
"""

from __future__ import annotations

import os
import time

import pytest
from chaos import SURVIVED, World, check_complete, kinds, longest_gap_seconds
from databases import database
from services import require
from simulated import wait_until

_SEED = int(os.environ.get("LEZERPRINT_CHAOS_SEED", "1"))
_RUNS = int(os.environ.get("LEZERPRINT_CHAOS_RUNS", "10"))

QUICK = {
    "processes": ["kill_server", "kill_port", "kill_both"],
    "orders": ["pause", "end_server", "crash_actor", "crash_actor"],
    "link": ["noise", "unplug", "lose_oks", "kill_port"],
    "host": ["jump_clock", "fill_disk", "crash_actor", "kill_server"],
}


def survive(world, faults):
    """Print, let these happen, each after another line, and see that nothing is amiss."""
    world.start()
    lines = sorted(world.chance.randrange(50, world.lines * 2 // 3) for _ in faults)
    for line, fault in zip(lines, faults, strict=True):
        world.reach(line)
        world.do(fault)
    check_complete(world)


@pytest.mark.parametrize(
    "name", [name if name == "processes" else pytest.param(name, marks=pytest.mark.long) for name in QUICK]
)
def test_a_print_survives(name):
    with World(1, lines=5000) as world:
        survive(world, QUICK[name])


def test_a_print_survives_its_services():
    require("redis")
    with database("postgresql", None) as url, World(2, lines=6000, database=url, redis=True) as world:
        survive(world, ["cut_database", "restart_redis", "stall_database", "kill_server"])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(_RUNS))
def test_many_prints_survive(number):
    seed = _SEED * 1000 + number
    with database("postgresql", None) as url, World(seed, lines=12_000, database=url, redis=True) as world:
        survive(world, [world.chance.choice(SURVIVED) for _ in range(8)])


# Nobody is in charge.


def test_a_paused_print_that_nobody_looks_after_is_cooled():
    with World(3) as world:
        world.start()
        world.reach(200)
        assert world.order("pause").status_code == 200
        wait_until(lambda: getattr(world.run(), "state", None) == "paused", "the pause")
        assert world.printer.target_celsius("hotend") == 200
        world.server.kill()
        wait_until(lambda: world.printer.target_celsius("hotend") == 0, "the hotend off")
        assert world.printer.target_celsius("bed") == 0


def test_a_running_print_needs_nobody_and_ends_cold():
    with World(4, lines=4000) as world:
        world.start()
        world.reach(200)
        killed_at = time.time()
        world.server.kill()
        assert world.printer.target_celsius("hotend") == 200
        wait_until(lambda: getattr(world.run(), "state", None) == "completed", "the end")
        assert world.printer.target_celsius("hotend") == world.printer.target_celsius("bed") == 0
        world._start_server()
        world.absences.append((killed_at, time.time()))
        check_complete(world)


def test_a_print_that_loses_its_printer_says_where_and_is_cold():
    with World(5) as world:
        world.start()
        world.reach(500)
        world.server.kill()
        world.printer.order("power-loss")
        wait_until(lambda: getattr(world.run(), "state", None) == "failed", "the failure")
        world._start_server()
        wait_until(lambda: kinds(world)[-1:] == ["JOB_FAILED"], "its record")
        job = world.details()["job"]
        assert job["status"] == "FAILED"
        wait_until(lambda: world.details()["job"]["failureReason"] == "POWER_LOSS", "the cause")
        place = next(one for one in world.details()["events"] if one["eventType"] == "JOB_FAILED")
        accepted = len(world.printer.streamed())
        assert place["metadata"]["place"]["executed"] <= accepted <= place["metadata"]["place"]["sent"]
        assert world.printer.target_celsius("hotend") == world.printer.target_celsius("bed") == 0


@pytest.mark.parametrize("seconds", [3.0, pytest.param(30.0, marks=pytest.mark.slow)])
def test_an_outage_of_the_database_costs_no_event_and_no_temperature(seconds):
    with database("postgresql", None) as url, World(6, lines=9000, database=url) as world:
        world.start()
        world.reach(300)
        world.proxy.cut()
        before = world.run().acknowledged
        world.printer.order("say //action:pause")
        wait_until(lambda: world.run().state == "paused", "the pause")
        world.printer.order("say //action:resume")
        wait_until(lambda: world.run().acknowledged > before, "the print going on")
        world.wait(seconds)
        world.proxy.mend()
        world.pauses = 1
        check_complete(world)
        assert longest_gap_seconds(world.details()) < 3.0
