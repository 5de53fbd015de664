"""A printer that has stopped, or is said to have: what is believed, what is tried, what is known."""

from __future__ import annotations

import pytest

from lezerprint.errors import PortError
from lezerprint.port.contract.messages import Answer
from lezerprint.port.failure import FailureReason

KILL = "Error:Printer halted. kill() called!"
OFF = ("M104 S0", "M140 S0")


@pytest.fixture
def hot(make_bench):
    """Makes printers with a hotend at 200 °C."""

    def make(**options):
        bench = make_bench(**options)
        bench.controller.inject(b"M104 S200", None)
        bench.run(8.0)
        assert bench.controller.heaters.report()["tool0"].target == 200.0
        return bench

    return make


def events(bench, kind):
    return [event for event in bench.controller.event_log.since(0) if event.kind == kind]


def heaters_off(bench):
    """How the operator's order is answered."""
    answers = []
    bench.controller.inject(b"M104 S0", answers.append)
    bench.run(1.0)
    return answers


class TestASupposedKill:
    def test_a_print_goes_on_that_the_firmware_goes_on_with(self, make_bench, make_job):
        bench, job = make_bench(), make_job(["G28", *[f"G1 X{index % 50}" for index in range(100)], "G4 S2"])
        bench.controller.start("j", str(job.path), 0)
        bench.run(0.2)
        bench.board.say(KILL)
        bench.run(10.0)
        assert bench.state == "ready"
        assert bench.controller.run.state == "completed"
        assert events(bench, "halt_disproved")

    def test_the_words_of_an_operator_are_his(self, make_bench, make_job):
        commands = ["G28", "M118 start", "M118 Error:0: Extruder MINTEMP triggered", "M118 A1 action:cancel"]
        bench, job = make_bench(), make_job([*commands, "G1 X10"])
        bench.controller.start("j", str(job.path), 0)
        bench.run(10.0)
        assert bench.controller.run.state == "completed"
        assert not any(events(bench, kind) for kind in ("halted", "halt_disproved", "board_reset", "action"))

    def test_one_that_is_disproved_late_leaves_no_heat(self, hot):
        bench = hot()
        bench.board.say(KILL)
        bench.board.hung = True
        bench.run(4.0)
        assert bench.state == "halted"
        assert bench.controller.heaters.on
        bench.board.hung = False
        bench.run(10.0)
        assert bench.state == "ready"
        assert bench.board.heaters.hotend.target_celsius == 0.0
        assert not bench.controller.heaters.on

    def test_klipper_refuses_a_command_and_goes_on(self, make_bench, make_job):
        bench = make_bench(dialect="klipper")
        job = make_job(["G28", "G1 X9999", "G1 X10", "G1 X20"])
        bench.controller.start("j", str(job.path), 0)
        bench.run(20.0)
        assert bench.state == "ready"
        assert not events(bench, "halted")
        assert b"STATUS" in bench.written

    @pytest.mark.parametrize("dialect", ["marlin", "prusa", "smoothieware"])
    def test_only_klipper_is_asked_for_its_state(self, make_bench, dialect):
        bench = make_bench(dialect=dialect)
        bench.board.say("!! a text")
        bench.run(3.0)
        assert b"STATUS" not in bench.written

    def test_klipper_that_was_shut_down_has_stopped(self, hot):
        bench = hot(dialect="klipper")
        bench.board.say("// Klipper state: Shutdown")
        bench.run(1.0)
        assert bench.state == "halted"


class TestARealKill:
    def test_it_is_known_within_a_moment_and_the_heaters_a_little_later(self, hot, make_job):
        bench, job = hot(board={"speed": 1.0}), make_job(["G4 S60", "G1 X1"])
        bench.controller.start("j", str(job.path), 0)
        bench.run(1.0)
        bench.board.emergency_stop()
        bench.run(3.0)
        assert bench.state == "halted"
        assert bench.controller.run.state == "failed"
        assert bench.controller.heaters.on, "nothing has proved yet that it is dead"
        before = bench.written.count(b"\nM105\n")
        bench.run(6.0)
        assert not bench.controller.heaters.on
        assert bench.written.count(b"\nM105\n") > before
        assert all(off.encode() in bench.written for off in OFF)

    def test_heaters_off_is_tried_whenever_somebody_asks_for_it(self, hot):
        bench = hot()
        bench.board.emergency_stop()
        bench.run(3.0)
        before = bench.written.count(b"M104 S0")
        (answer,) = heaters_off(bench)
        assert "the printer is halted: heaters off is sent" in answer.lines[0]
        assert bench.written.count(b"M104 S0") > before
        with pytest.raises(PortError, match="halted"):
            bench.controller.inject(b"M104 S200", None)

    def test_a_firmware_that_answers_says_itself_that_its_heaters_are_off(self, hot):
        bench = hot()
        bench.board.say("Error:Printer stopped due to errors. Supervision required.")
        bench.run(0.5)
        assert bench.state == "halted"
        bench.run(3.0)
        data = bench.controller.heaters.report()
        assert data["tool0"].actual > 0, "temperatures are asked for"
        assert data["tool0"].target == 0.0, "it did what it was told"
        assert not bench.controller.heaters.on


class TestNeverLeavingHeat:
    def test_a_port_process_stays_while_nothing_proves_that_the_heaters_are_off(self, hot):
        bench = hot(orphan_timeout_seconds=12.0)
        bench.board.hung = True
        bench.controller.emergency_stop(bench.now)
        bench.run(60.0, step=0.2)
        assert bench.controller.heaters.on
        assert not bench.controller.exit_policy.due

    def test_it_leaves_once_the_firmware_is_proved_dead(self, hot):
        bench = hot(orphan_timeout_seconds=12.0)
        bench.controller.emergency_stop(bench.now)
        bench.run(12.0)
        assert not bench.controller.heaters.on
        assert bench.controller.exit_policy.due

    @pytest.mark.parametrize("link", ["hung", "halted", "absent"])
    def test_a_signal_ends_it_only_once_the_heaters_are_known_to_be_off(self, hot, link, capsys):
        bench = hot()
        exit_policy = bench.controller.exit_policy
        bench.board.hung = True
        if link == "halted":
            bench.controller.emergency_stop(bench.now)
        elif link == "absent":
            bench.controller._link_lost("unplugged", bench.now)
            bench.controller.connection.next_try_at = bench.now + 60
        exit_policy.signalled(bench.now)
        exit_policy.signalled(bench.now + 0.1)  # the launcher's, of the same signal
        bench.run(50.0, step=0.2)
        assert bench.controller.heaters.on
        assert not exit_policy.due
        assert "a heater may be on" in capsys.readouterr().err
        exit_policy.signalled(bench.now)
        bench.run(0.2)
        assert exit_policy.due
        assert "signalled twice" in capsys.readouterr().err

    def test_a_signal_ends_it_when_the_printer_confirms(self, hot):
        bench = hot()
        bench.board.hung = True
        bench.controller.exit_policy.signalled(bench.now)
        bench.run(20.0)
        assert not bench.controller.exit_policy.due
        bench.board.hung = False
        bench.run(5.0)
        assert bench.controller.exit_policy.due
        assert bench.board.heaters.hotend.target_celsius == 0.0

    def test_signals_in_mid_print_do_not_count_as_insisting(self, hot, make_job):
        bench, job = hot(board={"speed": 1.0}), make_job(["G4 S10", "G1 X1"])
        bench.controller.start("j", str(job.path), 0)
        for _ in range(3):
            bench.controller.exit_policy.signalled(bench.now)
            bench.run(2.0)
            assert bench.controller.run.active
            assert not bench.controller.exit_policy.due

    def test_it_may_leave_a_printer_that_was_let_go_of_by_order(self, hot):
        bench = hot()
        bench.board.hung = True
        bench.controller.exit_policy.signalled(bench.now)
        bench.run(8.0)
        assert not bench.controller.exit_policy.due
        bench.controller.disconnect(bench.now, force=True, then=lambda _: None)
        bench.run(10.0)
        assert bench.state == "disconnected"
        assert bench.controller.exit_policy.due

    def test_a_dead_printer_can_be_let_go_of(self, hot):
        bench, answers = hot(), []
        bench.controller.emergency_stop(bench.now)
        bench.run(0.5)
        bench.controller.disconnect(bench.now, force=False, then=answers.append)
        bench.run(8.0)
        assert answers == [Answer()]
        assert bench.state == "disconnected"

    def test_one_that_may_be_hot_is_let_go_of_by_force_alone(self, hot):
        bench, answers = hot(), []
        bench.board.hung = True
        bench.controller.protocol.halt()
        bench.controller.halted("the firmware stopped: so it said", FailureReason.FIRMWARE_ERROR)
        bench.controller.disconnect(bench.now, force=False, then=answers.append)
        bench.run(9.0)
        assert "does not confirm" in answers[0].error.message
        assert bench.state == "halted"


class TestARestart:
    def test_a_cut_line_before_the_banner(self, hot):
        bench = hot()
        bench.board.emergency_stop()
        bench.run(3.0)
        assert bench.state == "halted"
        bench.board.reset(bench.now)
        bench.board.take_output()
        bench.board.say(" T:-15.00 /0.00start")
        bench.run(3.0)
        assert bench.state == "ready"
        assert not bench.controller.heaters.on

    def test_a_banner_without_start_keeps_the_cause(self, make_bench, make_job):
        bench, job = make_bench(board={"speed": 1.0}), make_job(["G4 S60", "G1 X1"])
        bench.controller.start("j", str(job.path), 0)
        bench.run(1.0)
        bench.board.lose_power(bench.now)
        said = bench.board.take_output().replace(b"start\n", b" T:20.0 /0.0 @:\xffstart\n", 1)
        bench.board.say(said.decode("latin-1").rstrip("\n"))
        bench.run(3.0)
        assert bench.controller.run.failure is FailureReason.POWER_LOSS
        assert bench.state == "ready"

    def test_a_reset_without_effect_says_what_to_do(self, hot):
        bench, answers = hot(), []
        bench.board.emergency_stop()
        bench.run(3.0)
        bench.controller.reset(bench.now, answers.append)
        bench.run(8.0)
        assert answers[0].restarted is False
        assert "press the reset button" in answers[0].message
        bench.run(20.0)
        assert bench.state == "halted"
        assert "press the reset button" in bench.controller.connection.reason
        bench.board.reset(bench.now)
        bench.run(3.0)
        assert bench.state == "ready"

    def test_a_board_that_answers_and_was_not_reset(self, hot):
        bench, answers = hot(), []
        bench.controller.reset(bench.now, answers.append)
        bench.run(3.0)
        assert answers[0].restarted is False
        assert bench.state == "ready"
        assert bench.controller.heaters.on, "it was not reset, so it is as hot as before"

    def test_a_board_that_was_reset(self, hot):
        bench, answers = hot(), []
        bench.controller.reset(bench.now, answers.append)
        bench.board.reset(bench.now)
        bench.run(3.0)
        assert answers == [Answer(restarted=True)]
        assert not bench.controller.heaters.on
