"""Several tools: whose a reading is, what a wait is for, and what switches all off."""

from __future__ import annotations

import pytest

from lezerprint.marlin.commands import substitute
from lezerprint.marlin.firmware import Family
from lezerprint.marlin.reports import parse_temperatures
from lezerprint.port.heating import Heaters, HeatWait
from lezerprint.port.tools import KnownTools


def heaters_after(*lines, sent=()):
    """What is known after these commands and these reports, one a second."""
    heaters = Heaters()
    for command in sent:
        heaters.known.note(command)
    for now, line in enumerate(lines):
        heaters.update(parse_temperatures(line), now + 1.0)
    return heaters


MARLIN = "T:{t1} B:20 /0 T0:{t0} T1:{t1} @:0 B@:0 @0:0 @1:0"  # T1 is active
SMOOTHIEWARE = "T:{t0} @0 T1:{t1} @0 B:20.0 /0.0 @0"
KLIPPER = "T0:{t0} T1:{t1} B:20.0 /0.0"
REPRAPFIRMWARE = "T:{t1} T0:{t0} T1:{t1} B:20.0 /0.0"
ALL = [MARLIN, SMOOTHIEWARE, KLIPPER, REPRAPFIRMWARE]


@pytest.mark.parametrize("report", ALL)
@pytest.mark.parametrize(
    ("command", "t0", "t1", "over"),
    [
        (b"M109 T0 S210", "210.0 /210.0", "25.0 /200.0", True),
        (b"M109 T0 S210", "25.0 /210.0", "200.0 /200.0", False),
        (b"M109 T1 S200", "210.0 /210.0", "25.0 /200.0", False),
        (b"M109 T1 S200", "25.0 /210.0", "200.0 /200.0", True),
        (b"M109 R200 T1", "25.0 /0.0", "240.0 /200.0", False),
        (b"M109 S220", "175.0 /175.0", "25.0 /220.0", False),
        (b"M109 S220", "175.0 /175.0", "220.0 /220.0", True),
        (b"M109 T1", "25.0 /0.0", "100.0 /200.0", False),
        (b"M109 T1", "25.0 /0.0", "25.0 /0.0", True),
        (b"M109 T5 S200", "25.0 /0.0", "200.0 /200.0", True),
    ],
)
def test_a_wait_is_for_its_tool(report, command, t0, t1, over):
    """T1 is selected; a wait that names a tool that is not there looks at that in use."""
    heaters = heaters_after(sent=[b"T1"])
    _, wanted = substitute(command)
    wait = HeatWait(wanted, residency_seconds=0.0)
    if wanted.tool is None:  # as `PrintTools` has it
        wait = HeatWait(
            type(wanted)("hotend", heaters.known.selected, wanted.target_celsius, wanted.cooling), 0
        )
    assert not wait.is_over(heaters, 0.0)
    heaters.update(parse_temperatures(report.format(t0=t0, t1=t1)), 1.0)
    assert wait.is_over(heaters, 1.0) is over


ONE_NOZZLE = ["T:{} B:20 /0 @:0", "T:{0} B:20 /0 T0:{0} @:0", "T0:{} B:20 /0"]


@pytest.mark.parametrize("report", ONE_NOZZLE)
@pytest.mark.parametrize(
    ("reading", "over"),
    [
        ("215.0 /215.0", True),
        ("100.0 /215.0", False),
        ("20.0 /0.0", True),  # the firmware has refused the target, and does not wait either
        ("100.0", False),
        ("210.0", True),
    ],
)
def test_one_nozzle_behind_several_tools(report, reading, over):
    heaters = heaters_after(sent=[b"T3"])
    wait = HeatWait(substitute(b"M109 T3 S210")[1], 0.0)
    assert not wait.is_over(heaters, 0.0)
    heaters.update(parse_temperatures(report.format(reading)), 1.0)
    assert wait.is_over(heaters, 1.0) is over
    assert wait.unreported
    assert wait.describe() == "the hotend to reach 210 °C"
    assert list(heaters.tools) == [0]


def test_a_bare_reading_between_numbered_ones():
    heaters = heaters_after("T:30 /0 T0:30 /0 T1:40 /0", "T:50 /200", sent=[b"T1"])
    assert heaters.tools[1].actual_celsius == 50
    assert heaters.tools[0].actual_celsius == 30
    heaters.update(parse_temperatures("T:99.0 E:0 W:?"), 5.0)
    assert heaters.tools[0].actual_celsius == 99, "Marlin 1 says for which tool M109 waits"


def test_a_tool_that_was_reported_and_is_not_any_more_is_no_single_nozzle():
    heaters = heaters_after("T:30 /0 T0:30 /0 T1:40 /0")
    heaters.tools.clear()
    assert heaters.reading("hotend", 1) is None


def test_a_damaged_line_makes_no_tool():
    heaters = heaters_after(
        "T:30 /0 T0:30 /0 T1:40 /0", "T:30 /0 T0:30 /0 T7:40 /200", "T:30 /0 T0:30 /0 T1:40 /0"
    )
    assert sorted(heaters.tools) == [0, 1]
    heaters = heaters_after("T:30 /0 T0:30 /0", "T:30 /0 T0:30 /0 T2:40 /200")
    assert sorted(heaters.tools) == [0]
    heaters = heaters_after("T:30 /0 T0:30 /0 T1:40 /0", *["T:30 /0 T0:30 /0 T1:40 /0 T2:40 /200"] * 2)
    assert sorted(heaters.tools) == [0, 1, 2]


def test_a_tool_changed_at_the_printer():
    line = "T:40 /0 T0:30 /0 T1:40 /0"
    assert heaters_after(line, line).known.selected == 0
    assert heaters_after(line, line, line).known.selected == 1
    waiting = line + " W:?"
    assert heaters_after(waiting, waiting, waiting).known.selected == 0, "there T is what M109 waits for"


def test_a_copying_carriage_is_waited_for_too():
    heaters = Heaters()
    also = HeatWait(substitute(b"M109 T1")[1], 0.0)
    wait = HeatWait(substitute(b"M109 S200")[1], 0.0, also)
    assert not wait.is_over(heaters, 0.0)
    heaters.update(parse_temperatures("T:200 /200 T0:200 /200 T1:150 /200"), 1.0)
    assert not wait.is_over(heaters, 1.0)
    heaters.update(parse_temperatures("T:200 /200 T0:200 /200 T1:200 /200"), 2.0)
    assert wait.is_over(heaters, 2.0)


TWO = "T:30 /0 T0:30 /0 T1:40 /0"


@pytest.mark.parametrize(
    ("sent", "reports", "commands"),
    [
        ([], [], ["M104 S0", "M140 S0"]),
        ([b"M104 S200", b"T0"], ["T:30 /200"], ["M104 S0", "M140 S0"]),
        ([], [TWO], ["M104 T0 S0", "M104 T1 S0", "M140 S0"]),
        ([b"M104 T1 S200"], [], ["M104 S0", "M104 T1 S0", "M140 S0"]),
        ([b"M104 T2 S200"], [TWO], ["M104 T0 S0", "M104 T1 S0", "M104 T2 S0", "M140 S0"]),
        ([b"T3"], ["T:30 /200"], ["M104 S0", "M104 T0 S0", "M104 T3 S0", "M140 S0"]),
        ([b"M303 E1 S200"], ["T:30 /200"], ["M104 S0", "M104 T0 S0", "M104 T1 S0", "M140 S0"]),
        ([b"M141 S40"], ["T:30 /200"], ["M104 S0", "M140 S0", "M141 S0"]),
        ([], ["T:30 /0 C:20 /0"], ["M104 S0", "M140 S0", "M141 S0"]),
    ],
)
def test_switching_off_covers_every_tool_ever_named_or_reported(sent, reports, commands):
    heaters = heaters_after(*reports, sent=sent)
    assert [command.decode() for command in heaters.off_commands()] == commands
    heaters.clear()
    left = {command.decode() for command in heaters.off_commands()}
    assert left >= {f"M104 T{tool} S0" for tool in heaters.known.named if tool}


def test_reprapfirmware_keeps_a_temperature_for_tools_in_standby():
    known = KnownTools(family=Family.REPRAPFIRMWARE)
    known.note(b"G10 P1 S200 R150")
    assert b"G10 P1 S0 R0" in known.off_commands([0], chamber=False)
    assert not any(
        command.startswith(b"G10") for command in KnownTools(named={1}).off_commands([0], chamber=False)
    )


def test_a_successor_knows_them():
    known = KnownTools()
    assert known.note(b"T2")
    assert known.note(b"M141 S40")
    assert not known.note(b"M104 S200")
    again = KnownTools()
    again.restore(known.kept())
    assert (again.named, again.selected, again.chamber) == ({2}, 2, True)
    again.restore({})


def test_a_reset_selects_the_first_tool():
    known = KnownTools()
    known.note(b"T2")
    known.board_started()
    assert known.selected == 0
    assert known.named == {2}
