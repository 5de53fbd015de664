"""The watch over a simulated printer: by the reports and events of a real port process's mind.

The first part turns the clock itself; the second has real processes and a real plug.
"""

from __future__ import annotations

import contextlib
import time

import pytest
from serving import end_port
from simulated import SimulatedPrinter, wait_until

from lezerprint.alerts.watcher import Watcher
from lezerprint.base.enums import Severity
from lezerprint.port.channel import open_channel
from lezerprint.port.contract.messages import Events, Report
from lezerprint.port.contract.orders import Attach, Start
from lezerprint.port.options import PortOptions
from lezerprint.port.paths import port_paths
from lezerprint.settings.alerts import AlertSettings
from lezerprint.virtual.commands_user import press_button

MOVES = [f"G1 X{index % 200} Y{index % 7} F3000" for index in range(400)]


def test_a_print_that_goes_well(make_bench):
    bench = make_bench()
    bench.print(["M140 S60", "M104 S210", "M190 S60", "M109 S210", *MOVES, "M104 S0", "M140 S0"])
    bench.run_until(lambda: bench.controller.run.state == "completed")
    bench.run(60)
    assert bench.told == []


def test_drift_comes_before_the_runaway_that_follows(make_bench, kinds):
    bench = make_bench(drift_celsius=8.0, drift_seconds=1.0)
    bench.print(["M109 S210", "G4 S1000"])
    bench.run_until(lambda: bench.controller.run.sent > 1)
    bench.run(60)
    bench.board.heaters.hotend.broken = True
    killed = bench.run_until_told("thermal_runaway")
    assert killed.severity is Severity.CRITICAL
    assert "Thermal Runaway" in killed.message
    bench.run(60)
    told = kinds(bench.told)
    assert told[:2] == ["heater_drift", "heater_drift"]
    assert [alert.severity for alert in bench.told[:2]] == [Severity.WARNING, Severity.ERROR]
    assert told.count("thermal_runaway") == 1
    assert "firmware_killed" not in told


def test_a_heater_that_does_not_warm_before_the_firmware_gives_up(make_bench, kinds):
    bench = make_bench(heating_seconds=20.0)
    bench.board.heaters.hotend.broken = True
    bench.print(["M109 S210", "G1 X5"])
    bench.run_until_told("thermal_runaway")
    assert kinds(bench.told)[:2] == ["heating_stalled", "thermal_runaway"]


def test_filament_runs_out(make_bench, kinds):
    bench = make_bench()
    bench.print(MOVES)
    bench.run(5)
    bench.board.say("//action:filament_runout T0")
    bench.board.inject("M600")
    runout = bench.run_until_told("filament_runout")
    assert runout.data["argument"] == "T0"
    bench.run(300)
    assert kinds(bench.told) == ["filament_runout"]
    assert bench.told[0].severity is Severity.WARNING
    for _ in range(4):  # the nozzle has cooled: reheat, reheated, purged
        press_button(bench.board)
        bench.run(60)
    assert bench.run_until_told("filament_runout", ended=True).data["recovered"]
    bench.run_until(lambda: bench.controller.run.state == "completed")
    assert kinds(bench.told) == ["filament_runout", "-filament_runout"]


def test_a_pause_in_the_file(make_bench, kinds):
    bench = make_bench()
    bench.print([*MOVES[:20], "M0 Remove the tool", *MOVES[20:60]])
    asked = bench.run_until_told("user_wanted")
    assert "Remove the tool" in asked.message
    bench.run(300)
    press_button(bench.board)
    bench.run_until_told("user_wanted", ended=True)
    bench.run_until(lambda: bench.controller.run.state == "completed")
    assert kinds(bench.told) == ["user_wanted", "-user_wanted"]


def test_noise_and_lost_acknowledgements(make_bench, kinds):
    bench = make_bench(resends_per_minute=5)
    bench.print(MOVES)
    bench.board.faults.noise_ppm = 20_000
    noisy = bench.run_until_told("link_noisy")
    assert noisy.data["count"] >= 1
    bench.board.faults.noise_ppm = 0
    bench.run_until(lambda: bench.controller.run.state == "completed")
    bench.run(70)
    noise = [alert for alert in bench.told if alert.kind == "link_noisy"]
    assert len([alert for alert in noise if alert.ended]) * 2 == len(noise)


def test_a_board_that_hangs(make_bench, kinds):
    bench = make_bench(stall_seconds=20.0)
    bench.print(MOVES)
    bench.run(5)
    bench.board.hung = True
    assert bench.run_until_told("stall").severity is Severity.WARNING


def test_a_reset_in_mid_print(make_bench, kinds):
    bench = make_bench()
    bench.print(MOVES)
    bench.run(5)
    bench.simulator.reset(bench.now)
    assert bench.run_until_told("board_reset").severity is Severity.CRITICAL
    bench.run(60)
    assert kinds(bench.told) == ["board_reset"]


def test_an_emergency_stop(make_bench, kinds):
    bench = make_bench()
    bench.print(MOVES)
    bench.run(5)
    bench.controller.emergency_stop(bench.now)
    bench.run(60)
    assert kinds(bench.told) == ["emergency_stop"]


class Attached:
    """A real port process, and a watcher of what it says."""

    def __init__(self, folder, device, **settings):
        self.options = PortOptions(
            "p", str(device), folder=folder, residency_seconds=0.0, orphan_timeout_seconds=60.0
        )
        self.channel = open_channel(self.options)
        self.report = self.channel.ask(Attach()).snapshot
        self.watcher = Watcher(AlertSettings(**settings))
        self.told = []

    @property
    def acknowledged(self):
        return 0 if self.report.job is None else self.report.job.acknowledged

    def close(self):
        self.channel.close()
        end_port(port_paths("p", self.options.folder))

    def listen(self):
        """Take in what is told, in the order in which an actor would."""
        for message in self.channel.messages(0.05):
            now = time.monotonic()
            match message:
                case Events(events):
                    for event in events:
                        self.told += self.watcher.event(event, now)
                case Report(report):
                    self.report = report
        self.told += self.watcher.report(self.report, time.monotonic())

    def start(self, spool):
        self.wait(lambda: self.report.connection.state == "ready", "the printer")
        self.channel.ask(Start("7", str(spool)))

    def wait(self, condition, what):
        def there():
            self.listen()
            return condition()

        wait_until(there, what)

    def wait_told(self, kind, *, ended=False):
        def found():
            return [alert for alert in self.told if (alert.kind, alert.ended) == (kind, ended)]

        self.wait(found, f"the alert {kind}")
        return found()[0]


@pytest.fixture
def make_attached(folder):
    with contextlib.ExitStack() as stack:

        def make(device, **settings):
            attached = Attached(folder, device, **settings)
            stack.callback(attached.close)
            return attached

        yield make


def test_the_plug_is_pulled_and_put_back(make_attached, folder, spool_of, kinds):
    with SimulatedPrinter(speed=1.0) as printer:
        attached = make_attached(printer.link, link_lost_seconds=0.5)
        attached.start(spool_of(folder, MOVES))
        attached.wait(lambda: attached.acknowledged > 5, "some lines")
        printer.order("unplug")
        lost = attached.wait_told("link_lost")
        assert lost.severity is Severity.ERROR
        printer.order("replug")
        assert attached.wait_told("link_lost", ended=True).data["recovered"]
        assert kinds(attached.told)[:2] == ["link_lost", "-link_lost"]


def test_a_runaway_and_a_watch_that_comes_later(make_attached, folder, spool_of, kinds):
    with SimulatedPrinter(speed=1.0) as printer:
        attached = make_attached(printer.link)
        attached.start(spool_of(folder, MOVES))
        attached.wait(lambda: attached.acknowledged > 5, "some lines")
        printer.order("runaway hotend")
        attached.wait_told("thermal_runaway")
        attached.wait(lambda: attached.report.connection.state == "halted", "the end")
        assert kinds(attached.told) == ["thermal_runaway"]
        attached.watcher, attached.told = Watcher(AlertSettings()), []
        assert attached.wait_told("thermal_runaway").data["found"]
        printer.order("reset")
        attached.wait_told("thermal_runaway", ended=True)
        assert kinds(attached.told) == ["thermal_runaway", "-thermal_runaway"]
