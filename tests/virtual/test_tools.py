"""Several tools, one nozzle behind several, two carriages, and chambers."""

from __future__ import annotations

import pytest

from lezerprint.marlin.reports import parse_temperatures
from lezerprint.virtual.equipment import Chamber, Nozzles


@pytest.fixture
def make_host(bench):
    """Makes printers in which nothing takes time."""

    def make(**options):
        printer = bench(speed=0, **options)

        def ask(command):
            heard = printer.send(command)
            while not heard or not heard[-1].startswith("ok"):
                heard += printer.run(0.1)
            return heard

        printer.ask = ask
        return printer

    return make


@pytest.fixture
def two(make_host):
    """A printer with two hotends."""
    return make_host(tools=2)


def targets(host):
    return [heater.target_celsius for heater in host.board.heaters.hotends]


def report(host):
    return parse_temperatures(host.ask("M105")[-1].removeprefix("ok"))


def test_a_target_is_for_the_tool_that_is_named_or_in_use(two):
    two.ask("M104 S200")
    two.ask("M104 T1 S180")
    assert targets(two) == [200, 180]
    two.ask("T1")
    two.ask("M104 S190")
    assert targets(two) == [200, 190]
    assert two.ask("M104 T2 S200") == ["echo:M104 Invalid extruder 2", "ok"]
    assert two.ask("T2") == ["echo:T2 Invalid extruder", "ok"]


def test_the_report_has_every_hotend_and_the_one_in_use_first(two):
    two.ask("M104 T1 S180")
    line = two.ask("M105")[-1]
    assert [word.partition(":")[0] for word in line.split()[1:] if ":" in word] == [
        *("T", "B", "C", "T0", "T1", "@", "B@", "C@", "@0", "@1")
    ]
    assert report(two).active.target_celsius == 0
    two.ask("T1")
    assert report(two).active.target_celsius == 180
    assert report(two).tools[1].target_celsius == 180


def test_while_m109_waits_the_bare_reading_is_that_of_its_tool(two):
    said = two.ask("M109 T1 S60")
    waiting = [found for line in said if (found := parse_temperatures(line)) and found.waiting]
    assert waiting
    assert {found.active.target_celsius for found in waiting} == {60}
    assert report(two).active.target_celsius == 0


def test_one_hotend_is_reported_as_ever(make_host):
    assert list(report(make_host(tools=1)).tools) == [0]
    assert "T0" not in make_host(tools=3, nozzles=Nozzles.SHARED).ask("M105")[-1]


def test_a_shared_nozzle_is_heated_by_any_tool(make_host):
    host = make_host(tools=3, nozzles=Nozzles.SHARED)
    host.ask("T2")
    host.ask("M104 T1 S200")
    assert targets(host) == [200]
    assert host.ask("M104 T3 S200")[0] == "echo:M104 Invalid extruder 3"


def test_a_multi_material_unit_changes_filament_and_heats_nothing(make_host):
    host = make_host(tools=5, nozzles=Nozzles.MMU)
    assert host.ask("T3") == ["ok"]
    assert host.ask("M104 T3 S200")[0] == "echo:M104 Invalid extruder 3"
    host.ask("M104 S200")
    assert targets(host) == [200]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (["M605 S2 X100", "M104 S200"], [200, 200]),
        (["M605 S2 R5", "M605 S2", "M104 S200"], [200, 205]),
        (["M605 S2", "M605 S3", "M104 S200"], [200, 200]),
        (["M605 S3", "M104 S200"], [200, 0]),
        (["M605 S2", "M104 S200", "M104 S0"], [0, 0]),
        (["M605 S2", "M605 S1", "M104 S200"], [200, 0]),
    ],
)
def test_two_carriages(two, commands, expected):
    for command in commands:
        two.ask(command)
    assert targets(two) == expected


def test_a_reset_selects_the_first_tool(two):
    two.ask("T1")
    two.board.reset(two.now)
    assert two.board.heaters.selected == 0


@pytest.mark.parametrize(
    ("chamber", "is_reported", "has_heater"),
    [(Chamber.HEATED, True, True), (Chamber.SENSOR, True, False), (Chamber.NONE, False, False)],
)
def test_chambers(make_host, chamber, is_reported, has_heater):
    host = make_host(chamber=chamber)
    assert (report(host).chamber is not None) is is_reported
    assert (host.ask("M141 S40") == ["ok"]) is has_heater
    assert host.board.heaters.chamber.target_celsius == (40 if has_heater else 0)
