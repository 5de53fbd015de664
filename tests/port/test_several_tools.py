"""Prints with several tools, one nozzle for all, two carriages and chambers, on the simulated printer."""

from __future__ import annotations

import pytest
from simulated import SimulatedPrinter

from lezerprint.port.contract.heaters import Tools

DUAL = [
    *("M104 T0 S210", "M104 T1 S200", "M109 T0 S210", "G28", "G92 E0", "G1 X10 Y10 E2 F3000"),
    *("M104 T0 S175", "T1", "M109 S220", "G92 E0", "G1 X20 Y20 E2", "G1 X30 Y20 E4"),
    *("T0", "M109 T0 S210", "G1 X40 E6", "M104 T0 S0", "M104 T1 S0"),
]
COLD = [
    *("M109 T0 S210", "G28", "G92 E0", "G1 X10 Y10 E2 F3000", "M104 T0 S175", "T1", "M109 S220"),
    *("G92 E0", "G1 X20 Y20 E2", "G1 X30 Y20 E4", "M104 T0 S0", "M104 T1 S0"),
]
MULTI_MATERIAL = [
    *("M104 S215", "M109 S215", "G28", "M83", "T0", "G1 X50 Y10 Z0.2 E50 F1200", "T3", "M104 S220"),
    *("M109 S220", "G1 X60 Y10 E25 F1200", "T0", "G1 X90 Y10 E50 F1200"),
]


def targets(printer):
    return {name: heater["target_celsius"] for name, heater in printer.state()["heaters"].items()}


def is_done(host, printer, job):
    assert host.finish(job).state == "completed"
    assert printer.state()["counts"]["cold_extrusions"] == 0
    return True


@pytest.mark.parametrize("dialect", ["marlin", "smoothieware", "repetier"])
@pytest.mark.parametrize("commands", [DUAL, COLD])
def test_two_tools(make_host, make_job, dialect, commands):
    with SimulatedPrinter("--tools", "2", "--dialect", dialect) as printer:
        host, job = make_host(printer.link).open(), make_job(commands)
        assert is_done(host, printer, job)
        assert host.look().tools.named == (0, 1)


def test_the_tool_in_use_is_told(make_host, make_job):
    with SimulatedPrinter("--tools", "2", speed=1) as printer:
        host = make_host(printer.link).open()
        host.start(make_job(["M104 T0 S175", "T1", "M109 S220", "G4 P1"]))
        host.wait(lambda snapshot: snapshot.job.waiting_for == "hotend 1 to reach 220 °C", "the wait")
        host.wait(lambda snapshot: snapshot.tools == Tools(1, (0, 1)), "the tool in use")
        assert {"tool0", "tool1"} < host.snapshot.temperatures.keys()


@pytest.mark.parametrize("killed", [False, True])
def test_cancelling_switches_every_tool_off(make_host, make_job, killed):
    """Also one that another process has heated, or that the file has not come to."""
    with SimulatedPrinter("--tools", "3", speed=1) as printer:
        host = make_host(printer.link).open()
        host.start(make_job(["M104 T1 S200", "M109 T0 S210", "T2", "M104 S100"]))
        host.wait(lambda snapshot: snapshot.job.waiting_for, "the wait")
        if killed:
            host.kill_port()
            host.close()
            host.open()
            host.wait_connection("ready")
        host.ask("cancel")
        host.wait_job("cancelled")
        assert set(targets(printer).values()) == {0}
        assert {"M104 T0 S0", "M104 T1 S0", "M104 T2 S0"} <= set(printer.accepted())


def test_disconnecting_switches_off_what_the_api_has_heated(make_host):
    with SimulatedPrinter("--tools", "2") as printer:
        host = make_host(printer.link).open()
        host.wait_connection("ready")
        host.ask("inject", command="M104 T1 S200")
        host.ask("disconnect")
        assert set(targets(printer).values()) == {0}


@pytest.mark.parametrize("commands", [["M109 S210", "M109 T1 S200"], ["M104 T0 S210", "M109 T1"]])
def test_a_wait_for_a_second_tool_on_a_printer_with_one_nozzle(make_host, make_job, commands):
    with SimulatedPrinter() as printer:
        host = make_host(printer.link).open()
        assert is_done(host, printer, make_job([*commands, "G28", "G1 X10 E1 F3000"]))


def test_a_target_that_the_firmware_has_refused_is_told(make_host, make_job):
    with SimulatedPrinter() as printer:
        host = make_host(printer.link).open()
        ended = host.finish(make_job(["M109 T1 S200", "G28"]))
        assert (ended.state, ended.refused_tools) == ("completed", {1: 200.0})


@pytest.mark.parametrize("nozzles", ["--single-nozzle", "--mmu"])
def test_several_tools_with_one_nozzle(make_host, make_job, nozzles):
    with SimulatedPrinter("--tools", "5", nozzles) as printer:
        host = make_host(printer.link).open()
        assert is_done(host, printer, make_job(MULTI_MATERIAL))
        assert printer.state()["heaters"]["hotend"]["celsius"] > 200
        assert "tool3" not in host.look().temperatures, "T3 is no heater"
        # The file leaves it on, so the end of the job switches it off.
        host.wait(lambda snapshot: snapshot.temperatures["tool0"].target == 0, "the end of the heat")


@pytest.mark.parametrize("mode", [["M605 S2"], ["M605 S2 R10", "M605 S2", "M605 S3"]])
def test_a_carriage_that_copies_the_first(make_host, make_job, mode):
    with SimulatedPrinter("--tools", "2", speed=4) as printer:
        host = make_host(printer.link).open()
        printer.order("heater-fault hotend1 on")
        host.start(make_job([*mode, "M109 S60", "G4 P1"]))
        host.wait(
            lambda snapshot: "tool0" in snapshot.temperatures and snapshot.temperatures["tool0"].actual > 59,
            "the first",
        )
        assert host.look().job.waiting_for == "the hotend to reach 60 °C"
        printer.order("heater-fault hotend1 off")
        host.wait_job("completed")
        assert printer.state()["heaters"]["hotend1"]["celsius"] > 55


@pytest.mark.parametrize("chamber", ["heated", "sensor", "none"])
def test_a_chamber_is_waited_for_where_it_has_a_heater(make_host, make_job, chamber):
    with SimulatedPrinter("--chamber", chamber) as printer:
        host = make_host(printer.link).open()
        job = make_job(["M141 S24", "M191 S24", "G28"])
        assert host.finish(job).state == "completed"
        is_warm = printer.state()["heaters"].get("chamber", {}).get("celsius", 0) > 23
        assert is_warm == (chamber == "heated")
        host.ask("cool")
        host.wait_event("heaters_off")
        assert targets(printer)["chamber"] == 0 or host.wait(
            lambda _: not targets(printer)["chamber"], "cold"
        )


def test_a_pause_brings_every_tool_back(make_host, make_job):
    """The pause cools both and changes the tool: each gets its own temperature again, and then the tool."""
    with SimulatedPrinter("--tools", "2") as printer:
        host = make_host(printer.link).open()
        lines = [f"G1 X{20 + index % 50} E{index / 100:.2f}" for index in range(400)]
        host.start(make_job(["M82", *COLD[:-4], "G4 S1", *lines, *COLD[-2:]]))
        host.wait_acknowledged(8)
        host.ask("pause", script=["M104 S100", "T0", "M104 S90"])
        host.wait_job("paused")
        assert targets(printer) | {"bed": 0} == {"hotend": 90, "hotend1": 100, "bed": 0, "chamber": 0}
        host.ask("resume")
        host.wait(lambda snapshot: snapshot.job.restored, "the way back")
        assert host.look().job.restored.count("T1") == 1
        assert host.finish(make_job(["G28"], "never")).state == "completed"
        after = printer.accepted()[printer.accepted().index("M104 S90") :]
        assert {"M104 T0 S175", "M104 T1 S220"} <= set(after)
        assert printer.state()["counts"]["cold_extrusions"] == 0


def test_a_pause_that_leaves_the_tool_selects_none(make_host, make_job):
    with SimulatedPrinter("--tools", "2") as printer:
        host = make_host(printer.link).open()
        host.start(make_job([*COLD[:7], "G4 S1", *["G1 X20", "G1 X30"] * 100]))
        host.wait_acknowledged(7)
        host.ask("pause", script=["G91", "G1 X1 F3000", "G90"])
        host.wait_job("paused")
        host.ask("resume")
        host.wait_job("completed")
        assert printer.accepted().count("T1") == 1
