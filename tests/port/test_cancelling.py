"""Cancel: what is done for each thing that the printer may be at, on each build of its firmware."""

from __future__ import annotations

import pytest

from lezerprint.marlin.replies import Reading, Temperatures
from lezerprint.port.cancelling import Facts, Step, decide, is_out_of_control
from lezerprint.port.heating import Heaters

STUCK = {"seconds": 1.2, "idle_seconds": 1.2, "rounds": 3, "hot": True, "command": b"G1 X1"}

PUSHES = {
    "command": b"G1 X1",
    "changes_filament": True,
    "emergency_parser": True,
    "buttons": 1,
    "can_extrude": True,
    "wakes": 2,
}


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (Facts(0.0, 0.0), Step.NOTHING),
        (Facts(0.3, 0.3, command=b"G1 X1"), Step.NOTHING),
        (Facts(0.6, 0.6, command=b"G1 X1", emergency_parser=True), Step.WAKE),
        *[
            (Facts(0.0, 0.0, command=command, emergency_parser=parser), Step.WAKE)
            for command in (b"M0", b"M1", b"M600", b"M109 S200", b"M190 S60", b"M303 E0 S200", b"M116")
            for parser in (True, False)
        ],
        *[
            (Facts(9.0, 9.0, command=command, emergency_parser=parser), Step.NOTHING)
            for command in (b"G4 S60", b"G28", b"G29", b"M48")
            for parser in (True, False)
        ],
        (Facts(9.0, 9.0, command=b"M600", buttons=2, emergency_parser=True), Step.ANSWER),
        (
            Facts(9.0, 9.0, command=b"M600", buttons=2, takes_answers=False, emergency_parser=True),
            Step.NOTHING,
        ),
        (Facts(9.0, 9.0, command=b"M600", buttons=1, emergency_parser=True), Step.WAKE),
        (
            Facts(9.0, 9.0, command=b"M600", emergency_parser=True, wakes=1, since_wake_seconds=0.1),
            Step.NOTHING,
        ),
        *[
            (
                Facts(
                    9.0, 9.0, command=b"M600", emergency_parser=True, wakes=wakes, since_wake_seconds=since
                ),
                step,
            )
            for wakes, since, step in (
                (1, 0.6, Step.WAKE),
                (3, 1.4, Step.NOTHING),
                (3, 1.6, Step.WAKE),
                (99, 15.0, Step.NOTHING),
                (99, 16.1, Step.WAKE),
            )
        ],
        *[
            (Facts(9.0, 9.0, **PUSHES | differs), step)
            for differs, step in (
                ({}, Step.QUICK_STOP),
                ({"wakes": 1}, Step.WAKE),  # it may not have reached it
                ({"wakes": 5}, Step.WAKE),
                ({"can_extrude": False}, Step.WAKE),  # then it goes back over the print
                ({"buttons": 0}, Step.WAKE),  # the same
                ({"buttons": 2}, Step.ANSWER),
                ({"changes_filament": False}, Step.WAKE),
                ({"emergency_parser": False, "wakes": 2}, Step.WAKE),
                ({"room_bytes": 4}, Step.ANSWER),
                ({"room_bytes": 4, "buttons": 0}, Step.NOTHING),
            )
        ],
        (Facts(9.0, 9.0, command=b"M600", wakes=3), Step.NOTHING),
        (Facts(900.0, 900.0, command=b"G29", hot=True), Step.NOTHING),
        (Facts(9.0, 9.0, command=b"G29", hot=True, out_of_control=True), Step.STOP),
        (Facts(9.0, 0.0, hot=True, out_of_control=True), Step.NOTHING),
        (Facts(**STUCK), Step.COOL),
        (Facts(**STUCK, since_cool_seconds=1.0), Step.NOTHING),
        (Facts(**STUCK, since_cool_seconds=1.6), Step.STOP),
        (Facts(**STUCK | {"hot": False}, since_cool_seconds=1.6), Step.GIVE_UP),
    ],
)
def test_the_table(facts, step):
    assert decide(facts) is step


BUILDS = {
    "full": {},
    "no keepalive": {"keepalive": False},
    "no parser": {"emergency_parser": False},
    "no parser, no keepalive": {"emergency_parser": False, "keepalive": False},
}
ENDED_AT_ONCE = ("M109 S200", "M190 S60", "M0", "M1 Look")
NEEDS_PARSER = ("M600",)
NOT_ENDED = ("G4 S60", "G28", "G29")


def cancelled(make_bench, make_job, command, build):
    """A bench whose job is at `command` and was cancelled a second ago."""
    bench = make_bench(board={"speed": 1.0, **BUILDS[build]})
    bench.controller.start("j", str(make_job(["M104 S150", command, "G1 X1"]).path), 0)
    bench.run(4.0)
    assert bench.controller.run.state == "printing"
    bench.controller.cancel(None, bench.now)
    return bench


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("command", ENDED_AT_ONCE)
def test_waits_that_are_ended_at_once(command, build, make_bench, make_job):
    bench = cancelled(make_bench, make_job, command, build)
    bench.run(6.0)
    assert bench.controller.run.state == "cancelled"
    assert bench.board.heaters.hotend.target_celsius == 0
    assert b"M112" not in bench.written


@pytest.mark.parametrize("after_seconds", [0.0, 60.0])
@pytest.mark.parametrize("build", ["full", "no keepalive"])
def test_m600_at_each_of_its_prompts(build, after_seconds, make_bench, make_job):
    bench = make_bench(board={"speed": 1.0, **BUILDS[build]})
    bench.controller.start("j", str(make_job(["M104 S150", "M600", "G1 X1"]).path), 0)
    bench.run(4.0 + after_seconds)
    bench.controller.cancel(None, bench.now)
    bench.run(6.0)
    assert bench.controller.run.state == "cancelled"
    assert bench.board.heaters.hotend.target_celsius == 0
    assert bench.board.heaters.hotend.celsius < 180
    assert bench.controller.interpreter.user.prompt is None


@pytest.mark.parametrize("purge_mm", [0.0, 50.0])
@pytest.mark.parametrize("heaters_off", [False, True])
def test_the_filament_that_m600_pushes_is_not_waited_for(purge_mm, heaters_off, make_bench, make_job):
    bench = make_bench(board={"speed": 1.0, "purge_mm": purge_mm})
    bench.controller.start("j", str(make_job(["M104 S200", "G4 S60", "M600", "G1 X1"]).path), 0)
    bench.run(75.0, step=0.2)
    assert bench.controller.interpreter.user.question == "Nozzle Parked"
    if heaters_off:
        bench.controller.switch_all_off(bench.now)
    else:
        bench.controller.cancel(None, bench.now)
    bench.run(5.0)
    assert bench.controller.run.state == "cancelled"
    assert bench.board.heaters.hotend.target_celsius == 0
    assert (b"\nM410\n" in bench.written) == (purge_mm > 0)


def test_nor_where_the_filament_ran_out(make_bench, make_job):
    """Marlin begins M600 by itself then: the oldest line without an answer is a move of the file."""
    bench = make_bench(board={"speed": 1.0, "purge_mm": 50.0})
    lines = ["M75", "M104 S200", "G4 S60", *["G1 X9 F600", "G1 X1 F600"] * 50]
    bench.controller.start("j", str(make_job(lines).path), 0)
    bench.run(75.0, step=0.2)
    bench.board.filament_present = False
    bench.run(20.0, step=0.2)
    assert bench.controller.interpreter.user.question == "Nozzle Parked"
    bench.board.filament_present = True
    bench.controller.cancel(None, bench.now)
    bench.run(5.0)
    assert bench.controller.run.state == "cancelled"
    assert bench.board.heaters.hotend.target_celsius == 0


def test_what_wakes_the_firmware_finds_room_in_its_ring(make_bench, make_job):
    """An M108 that is cut short there would be M1 afterwards, which waits for its user."""
    bench = make_bench(board={"speed": 1.0, "tools": 6})
    bench.controller.start("j", str(make_job(["M104 S200", "G1 X90 F6", "M400"]).path), 0)
    bench.run(4.0)
    bench.controller.cancel(None, bench.now)
    bench.run(600.0, step=0.5)
    assert bench.board.running_command == "M400"
    assert bench.written.count(b"M108") > 5
    assert bench.board.receiver.overflow_bytes == 0


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("command", NOT_ENDED)
def test_what_nothing_ends_is_named_and_waited_for(command, build, make_bench, make_job):
    bench = make_bench(board={"speed": 1.0, **BUILDS[build]})
    bench.controller.start("j", str(make_job(["M104 S150", "G28", command, "G1 X1"]).path), 0)
    for _ in range(300):
        bench.run(0.2)
        if bench.board.running_command == command:
            break
    assert bench.board.running_command == command
    bench.run(3.0)  # it may say that it is busy
    bench.board.hung = True  # it takes as long as it takes
    bench.controller.cancel(None, bench.now)
    bench.run(30.0, step=0.2)
    assert bench.controller.run.state == "cancelling"
    assert b"M112" not in bench.written
    assert b"M108" not in bench.written
    bench.board.hung = False
    bench.run(120.0, step=0.2)
    assert bench.controller.run.state == "cancelled"
    assert bench.board.heaters.hotend.target_celsius == 0


@pytest.mark.parametrize(
    ("celsius", "expected"),
    [
        ([240, 238, 236, 230], False),  # the file has lowered the target
        ([240, 241, 240, 241], False),
        ([240, 241, 243, 245], True),
        ([150, 155, 160, 170], False),
        ([float("nan"), 240, 240, 243], True),
        ([240, float("nan")], False),
    ],
)
@pytest.mark.parametrize("heater", ["hotend", "bed"])
def test_a_heater_out_of_control_gets_hotter_far_above_its_target(celsius, expected, heater):
    heaters, before = Heaters(), {}
    for now, actual in enumerate(celsius):
        reading = Reading(actual, 150.0)
        report = Temperatures(tools={0: reading}) if heater == "hotend" else Temperatures({}, bed=reading)
        heaters.update(report, float(now))
        found = is_out_of_control(heaters, before)
    assert found == expected


def test_a_stream_that_is_stuck_in_refusals(make_bench, make_job):
    bench = make_bench(board={"speed": 1.0})
    bench.controller.start("j", str(make_job(["M104 S200", "G4 S1", *["G1 X1"] * 400]).path), 0)
    bench.run(3.0)
    assert bench.board.heaters.hotend.target_celsius == 200
    bench.board.receiver.refuse_next = 10**9
    bench.run(0.2)
    bench.controller.cancel(None, bench.now)
    bench.run(3.0)
    assert bench.board.heaters.hotend.target_celsius == 0
    assert not bench.board.killed
    bench.board.receiver.refuse_next = 0
    bench.run(5.0)
    assert bench.controller.run.state in ("cancelled", "failed")
    assert bench.state == "ready"


def test_noise_that_is_over_is_no_stream_that_is_stuck(make_bench, make_job):
    bench = make_bench(board={"speed": 1.0})
    lines = ["M104 S200", "G4 S1", *["G1 X1"] * 40, "G4 S8", "G1 X1"]
    bench.controller.start("j", str(make_job(lines).path), 0)
    bench.run(1.0)
    bench.board.receiver.refuse_next = 6
    for _ in range(300):
        bench.run(0.1)
        if bench.board.running_command == "G4 S8":
            break
    assert bench.board.running_command == "G4 S8"
    assert bench.controller.protocol.rounds.count >= 2
    bench.controller.cancel(None, bench.now)
    for _ in range(60):
        bench.run(0.1)
        assert bench.state == "ready"
    bench.run(6.0)
    assert bench.controller.run.state == "cancelled"
    assert b"\nM104 S0" not in bench.written  # unnumbered
    assert b"M112" not in bench.written
