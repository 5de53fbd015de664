"""Heaters off by order: all of them, or one; what it does to a print, and what it waits for."""

from __future__ import annotations

import pytest

from lezerprint.marlin.replies import Reading
from lezerprint.port.contract.states import RunState
from lezerprint.port.heaters_off import EffectOnPrint, effect_on, is_heated
from lezerprint.port.heating import Heaters
from lezerprint.virtual.commands_user import press_button

HEATED = ["M104 S200", "M140 S60", "G28"]


@pytest.fixture
def printing(make_bench, make_job, desk_at):
    """A print that keeps the hotend at 200 and the bed at 60 °C, and goes on for long."""

    def make(commands=(), speed=50.0, **board):
        bench = make_bench(board={"speed": speed, **board})
        moves = [f"G1 X{index % 50} F6000" for index in range(12_000)]
        job = make_job([*HEATED, *(commands or moves)])
        bench.controller.start("j", str(job.path), 0)
        bench.run(3.0)
        assert bench.controller.heaters.on
        return desk_at(bench)

    return make


def cold(bench):
    heaters = bench.board.heaters
    return heaters.hotend.target_celsius == heaters.bed.target_celsius == 0.0


def unplug(bench):
    bench.controller._link_lost("unplugged", bench.now)
    bench.controller.connection.next_try_at = bench.now + 600


def replug(bench):
    bench.controller.connection.look_again(bench.now)


def heated(desk):
    desk.give("inject", 2.0, command="M104 S200", wait=False)
    assert desk.bench.controller.heaters.on


@pytest.mark.parametrize(
    ("run", "from_card", "is_hot", "force", "effect"),
    [
        (None, False, True, False, EffectOnPrint.NONE),
        (None, True, True, False, EffectOnPrint.PAUSES_CARD),
        (None, True, True, True, EffectOnPrint.FORCED),
        (None, True, False, False, EffectOnPrint.NONE),
        (RunState.PRINTING, False, True, False, EffectOnPrint.PAUSES),
        (RunState.PRINTING, False, True, True, EffectOnPrint.FORCED),
        (RunState.PRINTING, False, False, False, EffectOnPrint.NONE),
        (RunState.PAUSING, False, True, False, EffectOnPrint.IS_PAUSED),
        (RunState.PAUSED, False, True, True, EffectOnPrint.IS_PAUSED),
        *(
            (state, False, True, False, EffectOnPrint.NONE)
            for state in (RunState.FINISHING, RunState.CANCELLING)
        ),
    ],
)
def test_what_one_heater_does_to_a_print(run, from_card, is_hot, force, effect):
    assert effect_on(run, from_card=from_card, heated=is_hot, force=force) is effect


def test_which_heater_is_meant():
    heaters = Heaters(tools={0: Reading(200.0, 200.0), 1: Reading(20.0, 0.0)}, bed=Reading(20.0, 0.0))
    heaters.known.numbered = {0, 1}
    assert [is_heated(heaters, body) for body in (b"M104 S0", b"M104 T1 S0", b"M140 S0", b"M568 P0 S0")] == [
        True,
        False,
        False,
        True,
    ]
    assert is_heated(heaters, b"M141 S0"), "what is not known to be off counts as on"


class TestAllHeaters:
    def test_at_once_where_nothing_is_printed(self, make_bench, desk_at):
        desk = desk_at(make_bench())
        heated(desk)
        answer = desk.give("heaters_off")
        assert answer.message == "all heaters are switched off"
        assert not answer.print_cancelled
        desk.bench.run(2.0)
        assert cold(desk.bench)

    def test_a_print_is_cancelled_and_nothing_heats_again(self, printing):
        desk = printing()
        answer = desk.give("heaters_off", 15.0)
        assert answer.message == "the print is cancelled; all heaters are switched off"
        assert answer.print_cancelled
        assert desk.bench.controller.run.state == "cancelled"
        assert cold(desk.bench)

    def test_a_paused_print_too(self, printing):
        desk = printing()
        desk.give("pause", 10.0)
        assert desk.bench.controller.run.state == "paused"
        assert desk.give("heaters_off", 5.0).print_cancelled
        assert desk.bench.controller.run.state == "cancelled"
        assert cold(desk.bench)

    @pytest.mark.parametrize("emergency_parser", [True, False])
    def test_a_printer_that_waits_for_its_user(self, printing, emergency_parser):
        desk = printing(["G1 X1", "M0 Take the part", "G1 X2"], emergency_parser=emergency_parser)
        desk.bench.run(3.0)
        assert desk.bench.controller.interpreter.user.waited_for
        answer = desk.give("heaters_off")
        assert "as soon as the printer answers: it waits for its user" in answer.message
        assert ("emergency stop" in answer.message) is not emergency_parser
        desk.bench.run(20.0)
        assert desk.bench.controller.run.state == "cancelled"
        assert cold(desk.bench)

    def test_a_wait_that_was_ordered_by_hand_is_ended(self, make_bench, desk_at):
        desk = desk_at(make_bench(board={"speed": 1.0}))
        desk.give("inject", 4.0, command="M109 S250", wait=False)
        answer = desk.give("heaters_off")
        assert "it is at M109 S250" in answer.message
        desk.bench.run(6.0)
        assert cold(desk.bench)

    def test_without_a_link_it_is_remembered_also_by_a_successor(self, make_bench, desk_at):
        bench = make_bench()
        desk = desk_at(bench)
        heated(desk)
        unplug(bench)
        answer = desk.give("heaters_off")
        assert answer.message.endswith("is absent: its heaters are switched off as soon as it answers")
        assert bench.controller.heat.kept() == {"off_wanted": True}
        assert bench.controller.journal.inherited()["off_wanted"] is True
        bench.controller.heat.wanted = False
        bench.controller.heat.restore(bench.controller.journal.inherited())
        replug(bench)
        bench.run(10.0)
        assert bench.state == "ready"
        assert cold(bench)
        assert bench.controller.heat.kept() == {"off_wanted": False}

    def test_a_link_that_is_lost_before_it_is_done(self, make_bench, desk_at):
        bench = make_bench()
        desk = desk_at(bench)
        heated(desk)
        bench.board.hung = True
        desk.give("heaters_off", 0.2)
        unplug(bench)
        assert bench.controller.heat.wanted
        bench.board.hung = False
        replug(bench)
        bench.run(15.0)
        assert cold(bench)

    def test_what_a_print_from_the_card_does(self, make_bench, desk_at):
        bench = make_bench()
        desk = desk_at(bench)
        heated(desk)
        bench.controller.interpreter.sd_print._begin()
        answer = desk.give("heaters_off", 2.0)
        assert answer.print_cancelled
        assert b"M524" in bench.written
        assert cold(bench)


class TestOneHeater:
    def test_a_print_is_paused_and_resuming_heats_again(self, printing):
        desk = printing()
        answer = desk.give("inject", 4.0, command="M104 S0")
        assert answer.lines[-1] == EffectOnPrint.PAUSES
        desk.bench.run(10.0)
        assert desk.bench.controller.run.state == "paused"
        assert "switches a heater off" in desk.bench.controller.run.reason
        assert desk.bench.board.heaters.hotend.target_celsius == 0.0
        assert desk.give("inject", 2.0, command="M140 S0").lines[-1] == EffectOnPrint.IS_PAUSED
        assert cold(desk.bench)
        assert desk.give("resume", 30.0).error is None
        assert desk.bench.controller.run.state == "printing"
        assert desk.bench.board.heaters.hotend.target_celsius == 200.0
        assert desk.bench.board.heaters.bed.target_celsius == 60.0

    def test_also_the_second_one_before_the_print_stands_still(self, printing):
        desk = printing()
        for command in ("M104 S0", "M140 S0"):
            desk.give("inject", command=command, wait=False)
        desk.bench.run(10.0)
        assert desk.bench.controller.run.state == "paused"
        assert cold(desk.bench)
        desk.give("resume", 10.0)
        assert desk.bench.board.heaters.bed.target_celsius == 60.0
        assert desk.bench.board.heaters.hotend.target_celsius == 200.0

    def test_by_force_the_print_goes_on(self, printing):
        desk = printing()
        answer = desk.give("inject", 3.0, command="M140 S0", force=True)
        assert answer.lines[-1] == EffectOnPrint.FORCED
        assert desk.bench.controller.run.state == "printing"
        assert desk.bench.board.heaters.bed.target_celsius == 0.0
        desk.give("pause", 10.0)
        desk.give("resume", 10.0)
        assert desk.bench.board.heaters.bed.target_celsius == 0.0, "it was meant to stay off"

    def test_a_target_of_the_file_that_is_on_its_way_counts(self, make_bench, make_job, desk_at):
        bench, job = (
            make_bench(board={"speed": 1.0}),
            make_job(["M104 S200", *["G1 X1 F600", "G1 X50"] * 99]),
        )
        desk = desk_at(bench)
        bench.controller.start("j", str(job.path), 0)
        bench.run(0.1)
        assert bench.controller.run.sent
        assert not bench.controller.heaters.on, "it is not reported yet"
        assert desk.give("inject", 0.5, command="M104 S0").lines[-1] == EffectOnPrint.PAUSES
        bench.run(60.0)
        assert bench.controller.run.state == "paused"
        assert bench.board.heaters.hotend.target_celsius == 0.0
        desk.give("resume", 4.0)
        assert bench.board.heaters.hotend.target_celsius == 200.0

    def test_one_that_is_off_already_changes_nothing(self, printing):
        desk = printing(["G1 X1", "M140 S0", *["G1 X1 F3000", "G1 X50"] * 4000])
        desk.bench.run(2.0)
        assert desk.bench.controller.heaters.bed.target_celsius == 0.0
        answer = desk.give("inject", 2.0, command="M140 S0")
        assert EffectOnPrint.PAUSES not in answer.lines
        assert desk.bench.controller.run.state == "printing"

    def test_m109_does_not_block_the_firmware(self, printing):
        desk = printing()
        desk.give("inject", 4.0, command="M109 R0")
        assert b"M104 S0" in desk.bench.written
        assert b"M109 R0" not in desk.bench.written

    def test_a_print_that_waits_for_heat_is_paused_and_does_not_fail(self, make_bench, make_job, desk_at):
        bench, job = make_bench(board={"speed": 1.0}), make_job(["M109 S250", "G1 X1"])
        desk = desk_at(bench)
        bench.controller.start("j", str(job.path), 0)
        bench.run(3.0)
        assert bench.controller.run.wait is not None
        desk.give("inject", 5.0, command="M104 S0")
        assert bench.controller.run.state == "paused"
        bench.run(70.0, step=0.2)
        assert bench.controller.run.state == "paused"
        desk.give("resume", 5.0)
        assert bench.board.heaters.hotend.target_celsius == 250.0
        assert bench.controller.run.wait is not None

    @pytest.mark.parametrize("emergency_parser", [True, False])
    @pytest.mark.parametrize("wait", [True, False])
    def test_it_is_queued_while_the_printer_waits_for_its_user(self, printing, emergency_parser, wait):
        desk = printing(["G1 X1", "M0 Take the part", "G1 X2"], emergency_parser=emergency_parser)
        desk.bench.run(3.0)
        answer = desk.give("inject", command="M104 S0", wait=wait)
        assert "as soon as the printer answers: it waits for its user" in answer.lines[0]
        press_button(desk.bench.board)
        desk.bench.run(10.0)
        assert desk.bench.controller.run.state == "paused"
        assert desk.bench.board.heaters.hotend.target_celsius == 0.0

    def test_a_print_whose_printer_is_away_is_paused(self, printing):
        desk = printing()
        bench = desk.bench
        unplug(bench)
        answer = desk.give("inject", command="M104 S0")
        assert "as soon as it answers" in answer.lines[0]
        assert answer.lines[-1] == EffectOnPrint.PAUSES
        replug(bench)
        bench.run(20.0)
        assert bench.controller.run.state == "paused"
        assert cold(bench)
