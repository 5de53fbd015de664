"""A print that was paused goes on as if nothing had been: over a real pseudo-terminal."""

from __future__ import annotations

import hashlib
import json
import random
import time
from dataclasses import replace

import pytest
from simulated import SimulatedPrinter, wait_until
from uninterrupted import MICROSTEP_MM, Uninterrupted, assert_same, sliced

from lezerprint.errors import PortError
from lezerprint.port.spool import HEADER_BYTES, SpoolReader

LEAVE = [
    *("G91", "M83", "G1 E-2 F2400", "G1 Z5 F600", "G90", "G1 X{x} Y5 F9000"),
    *("M107", "M220 S50", "M221 S50", "G92 E0"),
]
COME_BACK = ["M221 S{flow_factor}", "M83", "G1 E2 F1200"]


@pytest.fixture
def printer(slow_printer):
    """Slow enough to be paused a second time, some lines further on."""
    return slow_printer


def pause_at_random_lines(host, printer, job, times, seed=1):
    """Pause, ruin everything, resume; what is there afterwards is what an uninterrupted print has."""
    chance = random.Random(seed)
    twin = Uninterrupted(job.bodies)
    host.start(job)
    for place in sorted(chance.sample(range(10, len(job.bodies) // 2), times)):
        host.wait(lambda snapshot, place=place: snapshot.job.sent >= place, f"line {place}")
        host.ask("pause", script=LEAVE)
        host.wait_job("paused")
        assert printer.state()["fan"] == 0
        host.ask("resume", script=COME_BACK)
        compare_where_it_is(host, printer, twin)
    assert host.finish(job).state == "completed"
    assert_same(printer.state(), twin.at(len(job.bodies)))


def compare_where_it_is(host, printer, twin):
    """Stop once more, some lines further on, and do nothing there."""
    host.wait(lambda snapshot: snapshot.job.paused_machine is None, "its continuation")
    host.ask("pause", script=[])
    paused = host.wait_job("paused").job
    assert_same(printer.state(), twin.at(paused.sent))
    host.ask("resume")
    host.look()


@pytest.mark.parametrize("relative_extruder", [False, True])
def test_paused_at_random_lines(relative_extruder, make_host, make_job):
    job = make_job(sliced(2000, relative_extruder=relative_extruder))
    with SimulatedPrinter("--latency-ms", "1") as printer:
        pause_at_random_lines(make_host(printer.link).open(), printer, job, 4)


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--noise", "300", "--drop-ok", "3000"), ("--advanced-ok",)])
def test_paused_at_fifty_random_lines(options, make_host, make_job):
    job = make_job(sliced(20_000, seed=2))
    with SimulatedPrinter("--latency-ms", "1", *options) as printer:
        pause_at_random_lines(make_host(printer.link).open(), printer, job, 50, seed=3)


@pytest.mark.parametrize("patience_seconds", [0.0, 0.03, 0.1, 0.25, 0.6])
def test_killed_while_it_is_paused_and_resumed(patience_seconds, make_host, make_job):
    """Whatever the moment, the script is done once, and the state that was kept is the one before it."""
    job = make_job(sliced(250, seed=4))
    twin = Uninterrupted(job.bodies)
    with SimulatedPrinter("--latency-ms", "2", speed=200.0) as printer:
        host = make_host(printer.link).open().start(job)
        host.wait(lambda snapshot: snapshot.job.sent >= 60, "sixty lines")
        for order, script in (("pause", LEAVE), ("resume", COME_BACK)):
            host.ask(order, script=script)
            time.sleep(patience_seconds)  # the moment of death, not a wait for anything
            host.kill_port()
            host.open()
            if order == "pause":
                host.wait_job("paused")
        compare_where_it_is(host, printer, twin)
        assert host.finish(job).state == "completed"
        assert_same(printer.state(), twin.at(len(job.bodies)))
        counted = [line for line in printer.streamed() if line in ("G1 E-2 F2400", "G1 E2 F1200")]
        assert counted == ["G1 E-2 F2400", "G1 E2 F1200"]


def test_a_pause_without_a_script_moves_nothing(host, printer, make_job):
    job = make_job(sliced(3000))
    host.start(job)
    host.wait(lambda snapshot: snapshot.job.sent >= 50, "fifty lines")
    host.ask("pause")
    host.wait_job("paused")
    host.ask("inject", command="M117 paused")
    host.ask("resume")
    host.wait_job("completed")
    assert host.snapshot.job.restored == ()
    assert [line for line in printer.streamed() if not line.startswith("M117")] == job.bodies


def test_the_spools_own_scripts_are_done_without_a_server(make_host, make_job, printer, folder):
    job = make_job(sliced(3000))
    with_scripts(job, {"pause": ["G91", "G1 Z{park_lift_mm}", "G90", "G1 Z{park_z} X{park_x}", "M107"]})
    host = make_host(printer.link).open().start(job)
    host.wait(lambda snapshot: snapshot.job.sent >= 100, "a hundred lines")
    printer.order("lcd pause")
    paused = host.wait_job("paused").job.paused_machine
    state = printer.state()
    assert state["fan"] == 0
    assert state["position"]["z"] == pytest.approx(paused.values["z"] + 5, abs=MICROSTEP_MM), (
        "park_x is not told"
    )
    printer.order("lcd resume")
    host.wait_job("completed")
    assert_same(printer.state(), Uninterrupted(job.bodies).at(len(job.bodies)))


def with_scripts(job, scripts):
    """Write them into a spool's notes, as the maker of a spool does."""
    with SpoolReader.open(job.path) as spool:
        header, data = spool.header, job.path.read_bytes()
    notes = json.loads(data[header.notes_at :]) | {"scripts": scripts, "values": {"park_lift_mm": 5.0}}
    packed = json.dumps(notes).encode()
    payload = data[HEADER_BYTES : header.notes_at] + packed
    digest = hashlib.sha256(payload).digest()
    new = replace(header, notes_bytes=len(packed), payload_sha256=digest)
    job.path.write_bytes(new.pack() + payload)


def pause_at(host, job, line=100):
    host.start(job)
    host.wait(lambda snapshot: snapshot.job.sent >= line, f"line {line}")
    host.ask("pause")
    host.wait_job("paused")


def test_what_a_user_does_meanwhile_is_undone(host, printer, make_job):
    job = make_job(sliced(3000))
    pause_at(host, job)
    for command in ("G91", "G1 X-20 Z3 F500", "M106 S7", "M220 S33", "G92 E500", "G20", "G28 X"):
        host.ask("inject", command=command)
    with pytest.raises(PortError, match="G92 of X, Y or Z"):
        host.ask("inject", command="G92 X0")
    compare_after_continuing(host, printer, job)


def compare_after_continuing(host, printer, job):
    twin = Uninterrupted(job.bodies)
    host.ask("resume")
    compare_where_it_is(host, printer, twin)
    host.wait_job("completed")
    assert_same(printer.state(), twin.at(len(job.bodies)))


@pytest.mark.parametrize("killed", [False, True])
def test_a_temperature_that_the_user_sets_meanwhile_stays(host, printer, make_job, killed):
    job = make_job(["M104 S60", "M140 S40", "G28", *[f"G1 X{index % 200} F6000" for index in range(3000)]])
    host.start(job)
    host.wait(lambda snapshot: snapshot.job.sent >= 50, "fifty lines")
    host.ask("pause", script=["M104 S30", "M140 S0"])
    host.wait_job("paused")
    for command in ("M104 S70", "M140 S0"):
        host.ask("inject", command=command)
    if killed:
        host.kill_port()
        host.open()
    host.ask("resume")
    host.wait(lambda snapshot: snapshot.job.paused_machine is None, "its continuation")
    state = printer.state()["heaters"]
    assert (state["hotend"]["target_celsius"], state["bed"]["target_celsius"]) == (70, 40)
    assert state["hotend"]["celsius"] > 65
    host.ask("cancel")
    host.wait_job("cancelled")


def test_what_the_user_tuned_before_stays(host, printer, make_job):
    job = make_job(["G28", *[f"G1 X{index % 200}.{index:04} F6000" for index in range(3000)]])
    host.start(job)
    host.wait(lambda snapshot: snapshot.job.sent >= 50, "fifty lines")
    for command in ("M106 S51", "M220 S120", "M221 S90"):
        host.ask("inject", command=command)
    host.ask("pause", script=["M107", "M220 S100", "M221 S100"])
    host.kill_port()
    host.open().wait_job("paused")
    host.ask("resume")
    host.wait_job("completed")
    state = printer.state()
    assert (state["fan"], state["feed_factor"], state["flow_factor"]) == (51 / 255, 1.2, 0.9)


def test_without_its_motors_it_cannot_go_on_before_it_is_homed(host, printer, make_job):
    job = make_job(sliced(3000, origin=False))
    pause_at(host, job)
    host.ask("inject", command="M84 X Y")
    with pytest.raises(PortError, match="motors of X, Y were switched off"):
        host.ask("resume")
    assert host.look().job.paused_machine.unhomed == "XY"
    host.ask("inject", command="G28 X Y")
    compare_after_continuing(host, printer, job)


def test_homing_would_lose_an_origin_of_the_files_own(host, make_job):
    pause_at(
        host, make_job(["G28", "G1 X10", "G92 X0", *[f"G1 X{index % 9}.{index:04}" for index in range(3000)]])
    )
    host.ask("resume", script=["G1 Z0"])
    host.look()
    host.ask("pause")
    host.wait_job("paused")
    with pytest.raises(PortError, match="an origin of its own"):
        host.ask("resume", script=["G28"])


def test_heat_is_waited_for_before_anything_moves(make_host, make_job):
    job = make_job(["G28", "M109 S60", *[f"G1 X{index % 200}" for index in range(3000)]])
    words = "the hotend to reach 60 °C"
    with SimulatedPrinter("--latency-ms", "1", speed=6.0) as printer:
        host = make_host(printer.link).open().start(job)
        host.wait(lambda snapshot: snapshot.job.sent >= 10, "the first moves")
        host.ask("pause", script=["M104 S0", "G91", "G1 Z10"])
        host.wait_job("paused")
        wait_until(lambda: printer.state()["heaters"]["hotend"]["celsius"] < 55.0, "a cold nozzle")
        printer.order("heater-fault hotend on")
        host.ask("resume")
        host.wait(lambda snapshot: snapshot.job.waiting_for == words, "the wait for heat")
        assert printer.state()["position"]["z"] == 10.0
        host.ask("pause")
        assert host.wait_job("paused").job.paused_machine.values["hotend"] == 60.0
        host.ask("resume")
        host.look()
        host.kill_port()
        host.open()
        printer.order("heater-fault hotend off")
        host.wait(lambda snapshot: snapshot.job.paused_machine is None, "its continuation")
        assert printer.state()["heaters"]["hotend"]["celsius"] > 57.0
        host.ask("pause", script=[])
        host.wait_job("paused")
        assert printer.state()["position"]["z"] == 0.0


def test_a_job_that_is_paused_in_a_wait_outlives_the_heaters(host, printer, make_job):
    job = make_job(["G28", "M109 S200", *[f"G1 X{index % 200}" for index in range(300)]])
    printer.order("heater-fault hotend on")
    host.start(job)
    host.wait(lambda snapshot: snapshot.job.waiting_for, "the wait for heat")
    host.ask("pause")
    host.wait_job("paused")
    host.ask("cool")
    wait_until(lambda: printer.target_celsius() == 0, "the heater's end")
    assert host.look().job.state == "paused"
    printer.order("heater-fault hotend off")
    host.ask("resume")
    wait_until(lambda: printer.target_celsius() == 200, "the heater's target")
    host.wait_job("completed")
    wait_until(lambda: printer.target_celsius() == 0, "the heater's end, which the file leaves on")
