"""The print job timer, what starts and stops it, and the runout sensor that obeys it."""

from __future__ import annotations

import pytest

from lezerprint.virtual.files import Files
from lezerprint.virtual.options import BoardOptions
from lezerprint.virtual.simulator import Simulator


class Printer:
    def __init__(self, **options):
        self.now = 1000.0
        self.simulator = Simulator(BoardOptions(**{"speed": 0.0, **options}), Files())
        self.board = self.simulator.board
        self.board.boot(self.now)
        self.board.take_output()

    def send(self, *commands):
        said = b""
        for command in commands:
            self.simulator.receive(command.encode() + b"\n", self.now)
            for _ in range(200):
                self.now += 0.1
                said += self.simulator.advance(self.now)
                if self.board.running_command is None:
                    break
        return said.decode().splitlines()

    @property
    def runs(self):
        return self.board.job_timer.running


@pytest.mark.parametrize(
    ("commands", "autostart", "runs"),
    [
        (["M104 S210"], True, False),
        (["M140 S60"], True, False),
        (["M109 S210"], True, True),
        (["M190 S60"], True, True),
        (["M109 S210"], False, False),
        (["M109 S210", "M104 S0"], True, False),
        (["M109 S210", "M190 S60", "M104 S0"], True, True),
        (["M109 S210", "M190 S60", "M104 S0", "M140 S0"], True, False),
        (["M75", "M104 S210", "M140 S60"], True, True),
        (["M75", "M104 S0"], True, False),
        (["M75", "M104 S0"], False, True),
        (["M75", "M76"], True, False),
        (["M75", "M76", "M75"], True, True),
        (["M75", "M77"], True, False),
    ],
)
def test_what_starts_and_stops_it(commands, autostart, runs):
    printer = Printer(job_timer_autostart=autostart)
    printer.send(*commands)
    assert printer.runs is runs


def test_the_runout_sensor_is_watched_only_while_it_runs():
    printer = Printer()
    printer.board.filament_present = False
    assert "//action:paused filament_runout 0" not in printer.send("M104 S200", "G28")
    assert "//action:paused filament_runout 0" in printer.send("M75", "M105")
    assert printer.board.runout.ran_out


def test_a_runout_may_be_left_to_the_host_and_is_told_once_until_it_is_reset():
    printer = Printer()
    printer.send("M412 H1", "M75")
    printer.board.filament_present = False
    asked = "//action:pause filament_runout 0"
    assert printer.send("G28").count(asked) == 1
    assert printer.send("G28").count(asked) == 0
    printer.send("M412 S0")
    assert printer.send("G28").count(asked) == 0
    assert printer.send("M412 S1", "G28").count(asked) == 1


def test_reports():
    printer = Printer(speed=1.0)
    printer.send("M75")
    printer.now += 62.0
    assert printer.send("M31")[0] == "echo:Print time: 1m 2s"
    printer.send("M77", "M75")
    assert printer.send("M78")[0] == "Stats: Prints: 2, Finished: 1, Failed: 0"
    assert printer.send("M412")[0] == "echo:Filament runout ON ; Host handling OFF"
    assert Printer(runout_sensor=False).send("M412")[0] == 'echo:Unknown command: "M412"'
