"""On every family of firmware, on a real terminal: killed in mid-print and in a pause, unplugged, cancelled.

`LEZERPRINT_CHAOS_DIALECT=klipper LEZERPRINT_CHAOS_RUNS=50` chooses one, and how often the long form runs.
"""

from __future__ import annotations

import os
import random

import pytest
from simulated import SimulatedPrinter, wait_until

from lezerprint.marlin.firmware import Family, traits_of
from lezerprint.virtual.dialects import DIALECTS

pytestmark = pytest.mark.long

_ONE = os.environ.get("LEZERPRINT_CHAOS_DIALECT")
FAMILIES = [_ONE] if _ONE else sorted(DIALECTS)
COUNTING = [name for name in FAMILIES if traits_of(Family(name)).counts_line_numbers]
_RUNS = int(os.environ.get("LEZERPRINT_CHAOS_RUNS", "3"))
_SEED = int(os.environ.get("LEZERPRINT_CHAOS_SEED", "1"))


def sliced(lines):
    moves = [f"G1 X{index % 200}.{index:05} Y{index % 7} F9000" for index in range(lines)]
    return ["G28", "G90", "M140 S50", "M104 S200", *moves, "M104 S0", "M140 S0"]


def moves_of(commands):
    return [command for command in commands if command.startswith("G1")]


def is_cold(printer):
    return not any(heater["target_celsius"] for heater in printer.state()["heaters"].values())


def kill(host):
    host.kill_port()
    host.close()
    host.open()


def survive(host, printer, job, lines):
    """Kill at the first, pause and kill there at the second, unplug at the third; then see it to its end."""
    host.open().start(job)
    host.wait_acknowledged(lines[0])
    kill(host)
    host.wait_acknowledged(lines[1])
    host.ask("pause", script=[])
    kill(host)
    host.wait_job("paused")
    kill(host)
    host.wait_connection("ready")
    host.ask("resume", script=[])
    host.wait_acknowledged(lines[2])
    printer.order("unplug 0.2")
    assert host.finish(job).state == "completed"
    wait_until(lambda: is_cold(printer), "the heaters' end")


def check_lines(name, printer, job):
    """Each once and in order, where the firmware can be asked which it has."""
    if traits_of(Family(name)).counts_line_numbers:
        assert moves_of(printer.streamed()) == moves_of(job.bodies)
    else:
        assert set(moves_of(printer.streamed())) <= set(moves_of(job.bodies))


@pytest.mark.parametrize(
    "name",
    [name if name in COUNTING else pytest.param(name, marks=pytest.mark.slow) for name in FAMILIES],
)
def test_a_print_survives(make_host, make_job, name):
    job = make_job(sliced(1200))
    with SimulatedPrinter("--latency-ms", "1", "--dialect", name) as printer:
        survive(make_host(printer.link), printer, job, [100, 300, 600])
        check_lines(name, printer, job)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(_RUNS))
@pytest.mark.parametrize("name", FAMILIES)
def test_many_long_prints_survive(make_host, make_job, name, number):
    seed = _SEED * 1000 + number
    lines = sorted(random.Random(seed).sample(range(50, 5000), 3))
    job = make_job(sliced(9000))
    with SimulatedPrinter("--latency-ms", "1", "--dialect", name, "--seed", seed) as printer:
        survive(make_host(printer.link), printer, job, lines)
        check_lines(name, printer, job)


@pytest.mark.parametrize("name", COUNTING)
def test_a_cancelled_print_is_cold_though_the_port_process_is_killed(make_host, make_job, name):
    job = make_job(sliced(3000))
    with SimulatedPrinter("--latency-ms", "1", "--dialect", name) as printer:
        host = make_host(printer.link).open().start(job)
        host.wait_acknowledged(100)
        host.ask("cancel", script=[])
        kill(host)
        host.wait_job("cancelled")
        wait_until(lambda: is_cold(printer), "the heaters' end")
        assert len(moves_of(printer.streamed())) < 3000
