"""Prints on every family of firmware, in virtual time: whole, paused, cancelled, stopped, with faults."""

from __future__ import annotations

import pytest

from lezerprint.virtual.dialects import DIALECTS

FAMILIES = sorted(DIALECTS)
NEED_CHECKSUMS = ["marlin", "marlin1", "prusa"]
"""The others take a line whose `*` noise has altered, as one without a checksum."""
MOST_SECONDS = 600.0
STEP_MM = 0.0101
LINES = 300
PAUSE = ["G91", "M83", "G1 E-2 F2400", "G1 Z5 F600", "G90", "G1 X5 Y5 F9000", "M83"]
RESUME = ["M83", "G1 E2 F1200"]


def sliced(lines=LINES):
    """Heat, texts, lower case, and moves of which no two are alike."""
    commands = ["G28", "M104 S200", "m109 s200", "M140 S50", "G21", "G90", "M83"]
    for index in range(lines):
        if index % 100 == 0:
            commands += [
                f"M117 Größe*{index} (fertig?",
                f"M117 PRUSA {index}",
                f"g1 z{0.2 + index / 500:.1f} f600",
            ]
        commands.append(f"G1 X{index % 200}.{index:04} Y{index % 7} E{STEP_MM} F9000")
    return [*commands, "M104 S0", "M140 S0"]


def moves(commands):
    return [command for command in commands if command.startswith("G1")]


@pytest.fixture
def connected(make_bench):
    """Makes connected controllers of a family's board."""

    def make(name, **given):
        return make_bench(dialect=name, board=given, connect_seconds=5.0, orphan_timeout_seconds=1e6)

    return make


def run_until(bench, condition, step=0.02):
    until = bench.now + MOST_SECONDS
    while not condition():
        assert bench.now < until, f"{bench.state}, {bench.controller.run.state}"
        bench.run(step, step)


def begin(bench, job, moved=0):
    """Start a job, and let it come so far."""
    bench.controller.start("j", str(job.path), 0)
    run_until(bench, lambda: len(moves(bench.files.executed)) >= moved)


def finish(bench):
    run_until(bench, lambda: bench.controller.run.state in ("completed", "failed", "cancelled"))
    return bench.controller.run.state


def is_cold(bench):
    return not any(heater.target_celsius for heater in bench.board.heaters.all)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_whole_print_arrives_once_and_in_order(connected, make_job, name):
    bench, job = connected(name), make_job(sliced())
    begin(bench, job)
    assert finish(bench) == "completed"
    assert bench.controller.interpreter.family == name
    assert moves(bench.files.executed) == moves(job.bodies)
    assert bench.board.machine.extruded_mm == pytest.approx(LINES * STEP_MM)
    assert bench.board.message == "Prusa 200"
    assert is_cold(bench)


@pytest.mark.parametrize("name", FAMILIES)
def test_paused_and_resumed_it_extrudes_the_same(connected, make_job, name):
    bench = connected(name)
    begin(bench, make_job(sliced()), moved=100)
    bench.controller.active_run().pause(PAUSE)
    run_until(bench, lambda: bench.controller.run.state == "paused")
    bench.controller.active_run().resume(RESUME)
    assert finish(bench) == "completed"
    assert bench.board.machine.logical["E"] == pytest.approx(LINES * STEP_MM, abs=0.005)
    assert bench.board.machine.extrudes_relative


@pytest.mark.parametrize("name", FAMILIES)
def test_cancelled_it_cools_at_once(connected, make_job, name):
    bench = connected(name)
    begin(bench, make_job(sliced()), moved=100)
    bench.controller.cancel(None, bench.now)
    bench.run(1.0)
    assert is_cold(bench)
    assert finish(bench) == "cancelled"


@pytest.mark.parametrize("name", FAMILIES)
def test_stopped_it_neither_heats_nor_prints(connected, make_job, name):
    bench = connected(name)
    begin(bench, make_job(sliced()), moved=100)
    bench.controller.emergency_stop(bench.now)
    bench.run(3.0)
    assert is_cold(bench)
    assert bench.controller.run.state == "failed"


@pytest.mark.parametrize("name", FAMILIES)
def test_lost_oks_cost_no_line(connected, make_job, name):
    bench, job = connected(name, drop_ok_ppm=10_000), make_job(sliced())
    begin(bench, job)
    assert finish(bench) == "completed"
    assert moves(bench.files.executed) == moves(job.bodies)


@pytest.mark.parametrize("name", NEED_CHECKSUMS)
def test_noise_costs_no_line(connected, make_job, name):
    bench, job = connected(name, noise_ppm=3000), make_job(sliced())
    begin(bench, job)
    assert finish(bench) == "completed"
    assert moves(bench.files.executed) == moves(job.bodies)


@pytest.mark.parametrize("name", FAMILIES)
def test_noise_ends_no_print(connected, make_job, name):
    bench, job = connected(name, noise_ppm=500), make_job(sliced())
    begin(bench, job)
    assert finish(bench) == "completed"
    missing = len(moves(job.bodies)) - len(moves(bench.files.executed))
    assert missing == 0 if name in NEED_CHECKSUMS else abs(missing) <= 3


@pytest.mark.slow
@pytest.mark.parametrize("name", NEED_CHECKSUMS)
@pytest.mark.parametrize("seed", range(5))
def test_long_prints_through_noise_and_lost_oks(connected, make_job, name, seed):
    bench, job = connected(name, noise_ppm=1000, drop_ok_ppm=10_000, seed=seed), make_job(sliced(5000))
    begin(bench, job)
    assert finish(bench) == "completed"
    assert moves(bench.files.executed) == moves(job.bodies)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_long_command_without_a_word_is_waited_for(connected, make_job, name):
    bench = connected(name, speed=1.0)
    begin(bench, make_job(["G28", "G4 S40", "G1 X9 F6000", "G1 X8"]))
    assert finish(bench) == "completed"
    assert moves(bench.files.executed) == ["G1 X9 F6000", "G1 X8"]
    assert bench.files.executed.count("G4 S40") == 1
