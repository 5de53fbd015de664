"""Queue, acknowledgements, keepalive, emergency commands, kill and reset."""

from __future__ import annotations

import pytest

from lezerprint.virtual.heaters import AMBIENT_CELSIUS

KILLED_BY_M112 = ["echo:M112 Shutdown", "Error:Printer halted. kill() called!", "//action:poweroff"]


def test_unknown_commands_are_echoed_and_acknowledged(bench):
    assert bench().send("M9999 S1") == ['echo:Unknown command: "M9999 S1"', "ok"]
    assert bench().send("hello") == ['echo:Unknown command: "hello"', "ok"]


def test_the_log_has_what_ran_in_order_without_numbers_and_questions(bench, line):
    printer = bench(speed=0)
    printer.send(line(0, "M110 N0"))
    for number, command in enumerate(["G28", "M105", "G1 X1 ", "M114", "M115", "M155 S0", "M9999"], 1):
        printer.send(line(number, command))
    assert printer.files.executed == ["G28", "G1 X1", "M9999"]


def test_the_running_command_keeps_its_place_in_the_queue(bench):
    printer = bench(speed=1)
    printer.send("G4 S10")
    printer.send(b"G1 X1\n" * 6)
    assert printer.board.counts.accepted == 4
    printer.run(11)
    assert printer.board.counts.accepted == 7


def test_advanced_ok_tells_line_free_blocks_and_free_places(bench, line):
    printer = bench(speed=1, advanced_ok=True)
    assert printer.send(line(1, "G1 X1")) == ["ok N1 P14 B3"]
    assert printer.send("M400 ; unnumbered")[:1] == []
    heard, _ = printer.run_until("ok P15 B3")
    assert heard == ["ok P15 B3"]


def test_neither_m105_nor_a_resend_says_an_advanced_ok(bench, line):
    printer = bench(speed=0, advanced_ok=True)
    assert printer.send(line(1, "M105"))[0].startswith("ok T:22.00 /0.00 B:22.00 /0.00")
    assert printer.send(b"N2 M105*1\n")[-1] == "ok"


def test_a_command_that_blocks_says_busy_every_two_seconds(bench):
    printer = bench(speed=1)
    printer.send("G4 S5")
    assert printer.run(5.5) == ["echo:busy: processing"] * 2 + ["ok"]


def test_m113_sets_how_often_and_0_ends_it(bench):
    printer = bench(speed=1)
    assert printer.send("M113 S1") == ["ok"]
    printer.send("G4 S3.5")
    assert printer.run(4).count("echo:busy: processing") == 3
    printer.send("M113 S0")
    printer.send("G4 S9")
    assert printer.run(10) == ["ok"]


def test_without_keepalive_nothing_is_said(bench):
    printer = bench(speed=1, keepalive=False)
    printer.send("G4 S9")
    assert printer.run(10) == ["ok"]


def test_m112_kills_at_once_with_the_emergency_parser(bench, line):
    printer = bench(speed=1)
    printer.send("M104 S200")
    printer.send("G4 S100")
    printer.send(b"G1 X1\n" * 10)
    assert printer.send(line(77, "M112")) == KILLED_BY_M112
    assert printer.board.heaters.hotend.target_celsius == 0
    assert printer.send("M105") == []
    assert printer.run(10) == []


def test_m112_arrives_in_pieces(bench):
    printer = bench()
    assert [printer.send(piece) for piece in (b"\nM1", b"12", b"\n")] == [[], [], KILLED_BY_M112]


def test_without_the_emergency_parser_only_an_unnumbered_m112_acts_when_it_is_read(bench, line):
    printer = bench(speed=1, emergency_parser=False)
    printer.send("G4 S5")
    assert printer.send(line(1, "M112")) == []
    assert printer.send(b"M112\n") == KILLED_BY_M112


def test_without_the_emergency_parser_a_full_queue_keeps_m112_waiting(bench):
    printer = bench(speed=1, emergency_parser=False)
    printer.send("G4 S5")
    printer.send(b"M400\n" * 3)
    assert printer.send(b"M112\n") == []
    assert printer.run(4.9) == ["echo:busy: processing"] * 2
    assert printer.run(0.2)[-3:] == KILLED_BY_M112


def test_a_numbered_m112_kills_when_it_runs(bench, line):
    printer = bench(speed=1, emergency_parser=False, keepalive=False)
    printer.send("G4 S5")
    printer.send(line(1, "M112"))
    heard, seconds = printer.run_until("//action:poweroff")
    assert heard == ["ok", *KILLED_BY_M112]
    assert seconds == pytest.approx(5, abs=0.1)


def test_a_reset_says_start_and_forgets_all_but_the_heat(bench, line):
    printer = bench(speed=0)
    printer.send(line(1, "G28"))
    printer.send("G1 X50")
    printer.send("M104 S200")
    printer.run(5)
    printer.simulator.reset(printer.now)
    heard = printer.heard()
    assert heard[0] == "start"
    assert heard[1] == " External Reset"
    assert heard[2].startswith("Marlin 2.1")
    board = printer.board
    assert (board.receiver.last_line_number, board.machine.native.x, board.machine.homed) == (0, 0, set())
    assert board.heaters.hotend.target_celsius == 0
    assert board.heaters.hotend.celsius > AMBIENT_CELSIUS + 100
    assert printer.send(line(1, "M400")) == ["ok"]


def test_a_reset_brings_a_killed_board_back(bench):
    printer = bench()
    printer.send("M112")
    printer.simulator.reset(printer.now)
    assert printer.heard()[0] == "start"
    assert printer.send("M400") == ["ok"]


def test_a_slow_processor_takes_its_time_over_each_command(bench):
    printer = bench(speed=0, command_seconds=0.5)
    assert printer.send(b"M400\n" * 3) == ["ok"]
    _, took = printer.run_until("ok")
    assert took == pytest.approx(0.5)
    assert printer.run(0.4) == []
    assert printer.run(0.2) == ["ok"]


def test_m410_stops_the_motion_where_it_is(bench):
    printer = bench(speed=1)
    printer.send("G1 X200 F600")
    printer.send("G1 X0")
    printer.run(5)
    printer.send("M410")
    stopped = printer.board.machine.native.x
    assert 30 < stopped < 60
    printer.send("M400")
    printer.run(30)
    assert printer.board.motors().x == pytest.approx(stopped)


def test_m85_kills_a_board_that_was_left_alone(bench):
    printer = bench(speed=1)
    printer.send("M85 S30")
    printer.run(20)
    printer.send("M105")
    assert printer.run(29) == []
    assert printer.run(2)[-2:] == ["Error:Printer halted. kill() called!", "//action:poweroff"]


def test_lost_oks(bench):
    printer = bench(speed=0)
    printer.board.faults.drop_ok_next = 2
    assert [printer.send("M400") for _ in range(3)] == [[], [], ["ok"]]
    printer.board.faults.drop_ok_ppm = 500_000
    heard = [ok for _ in range(200) for ok in printer.send("M105")]
    assert 60 < len(heard) < 140
