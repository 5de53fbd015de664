"""Prints that more happens to: processes in twos and threes, in pauses, frozen ones, a disk that is full.

`LEZERPRINT_CHAOS_FIRMWARE='linkfw {link} --log {log}'` prints on another firmware than the simulated one; its
log must have what it accepted, one command a line.
"""

from __future__ import annotations

import os

import pytest
from chaos import check_complete, kinds
from chaos_faults import ALL, OF_OURS, HarsherWorld
from chaos_firmware import OtherFirmware
from chaos_records import check_log, check_records, difference
from databases import database
from services import require
from simulated import commands_of, wait_until

pytestmark = pytest.mark.long

_SEED = int(os.environ.get("LEZERPRINT_CHAOS_SEED", "1"))
_RUNS = int(os.environ.get("LEZERPRINT_CHAOS_RUNS", "10"))
_FIRMWARE = os.environ.get("LEZERPRINT_CHAOS_FIRMWARE")

QUICK = {
    "processes": ["kill_port_and_launcher", "kill_all", "kill_launcher", "kill_port_thrice", "kill_workers"],
    "pauses": ["kill_server_in_a_pause", "kill_port_in_a_pause", "kill_all_in_a_pause", "unplug_in_a_pause"],
    "stops": ["freeze_server", "freeze_port", "hang", "cut", "refuse"],
}


def one_and_more(first, *others):
    """The others in the long form only."""
    return [first, *(pytest.param(one, marks=pytest.mark.slow) for one in others)]


def moves_of(commands):
    """All but what switches heaters and the fan, and what ends a wait."""
    return [one for one in commands if not one.startswith(("M104", "M106", "M107", "M108", "M140", "M141"))]


def survive(world, faults):
    """Print, let these happen, each after another line, and see that nothing is amiss."""
    world.start()
    lines = sorted(world.chance.randrange(50, world.lines * 2 // 3) for _ in faults)
    for line, fault in zip(lines, faults, strict=True):
        world.reach(line)
        world.do(fault)
    try:
        check_complete(world)
        check_records(world)
    except AssertionError as error:
        error.add_note(difference(world))
        raise


def chosen(world, faults, count=8):
    return [world.chance.choice(faults) for _ in range(count)]


@pytest.mark.parametrize("name", QUICK)
def test_a_print_survives(name):
    with HarsherWorld(1, lines=5000) as world:
        survive(world, QUICK[name])


def test_a_print_survives_a_full_disk():
    with HarsherWorld(2, lines=5000, own_disk=True) as world:
        survive(world, ["fill_own_disk", "kill_port", "fill_own_disk"])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(_RUNS))
def test_many_prints_survive(number):
    seed = _SEED * 1000 + number
    with (
        database("postgresql", None) as url,
        HarsherWorld(seed, lines=12_000, database=url, redis=True) as world,
    ):
        survive(world, chosen(world, ALL))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(_RUNS))
def test_many_prints_survive_on_a_disk_that_fills(number):
    with HarsherWorld(_SEED * 1000 + number, lines=12_000, own_disk=True) as world:
        survive(world, chosen(world, [*ALL, "fill_own_disk", "fill_own_disk"]))


@pytest.mark.slow
@pytest.mark.skipif(_FIRMWARE is None, reason="LEZERPRINT_CHAOS_FIRMWARE names none")
@pytest.mark.parametrize("number", range(_RUNS))
def test_many_prints_on_another_firmware_survive(number):
    printer = OtherFirmware(_FIRMWARE)
    with HarsherWorld(_SEED * 1000 + number, lines=12_000, firmware=printer) as world:
        survive(world, chosen(world, OF_OURS))


# Ends that somebody wants.


@pytest.mark.parametrize("fault", one_and_more("kill_all", "kill_port", "kill_server"))
def test_a_cancelled_print_ends_cold_and_the_next_one_is_whole(fault):
    with HarsherWorld(3, lines=4000) as world:
        world.start()
        world.reach(300)
        assert world.order("cancel").status_code == 200
        world.do(fault)
        wait_until(lambda: kinds(world)[-1:] == ["JOB_CANCELLED"], f"its record; {world.told}")
        check_cold(world)
        accepted = world.printer.streamed()
        moves = moves_of(accepted)
        assert moves == moves_of(commands_of(world.file))[: len(moves)]
        assert world.details()["job"]["progress"] < 100
        world.start()
        wait_until(lambda: kinds(world)[-1:] == ["JOB_COMPLETED"], f"the next print; {world.told}")
        assert world.printer.streamed()[len(accepted) :] == commands_of(world.file)
        check_cold(world)
        check_log(world)


@pytest.mark.parametrize("fault", one_and_more("kill_all", "kill_port", "kill_server"))
def test_a_print_that_was_stopped_stays_so(fault):
    with HarsherWorld(4, lines=6000) as world:
        world.start()
        world.reach(300)
        with world.client() as client:
            assert client.post("/api/printer/emergency-stop").status_code == 200
        world.do(fault)
        wait_until(lambda: world.printer.state()["killed"], "the firmware's end")
        wait_until(lambda: kinds(world)[-1:] == ["JOB_FAILED"], f"its record; {world.told}")
        wait_until(lambda: world.details()["job"]["failureReason"] == "EMERGENCY_STOP", "its cause")
        check_log(world)


def check_cold(world):
    wait_until(lambda: world.printer.target_celsius("hotend") == 0, "the hotend off")
    wait_until(lambda: world.printer.target_celsius("bed") == 0, "the bed off")


# Nobody is in charge.


@pytest.mark.parametrize("fault", one_and_more("kill_port", "kill_launcher", "unplug"))
def test_a_paused_print_is_cooled_whatever_else_happens(fault):
    with HarsherWorld(5, lines=3000, orphan_seconds=3.0) as world:
        world.start()
        world.reach(200)
        assert world.order("pause").status_code == 200
        wait_until(lambda: world.run_state() == "paused", "the pause")
        assert world.printer.target_celsius("hotend") == 200
        world.server.kill()
        world.do(fault)
        check_cold(world)
        world._start_server()
        assert world.run_state() == "paused"
        wait_until(lambda: world.order("resume").status_code == 200, "the link")
        wait_until(lambda: kinds(world)[-1:] == ["JOB_COMPLETED"], f"the end; {world.told}")
        assert moves_of(world.printer.streamed()) == moves_of(commands_of(world.file))
        check_cold(world)


@pytest.mark.parametrize("seconds", [3.0, pytest.param(30.0, marks=pytest.mark.slow)])
def test_an_outage_of_redis_costs_no_event_and_no_temperature(seconds):
    require("redis")
    with HarsherWorld(6, lines=6000, redis=True) as world:
        world.start()
        world.reach(300)
        world._stop_redis()
        world.wait(seconds)
        world._start_redis()
        check_complete(world)
        check_records(world)
