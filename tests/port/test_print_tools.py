"""Which tool a print has in use where, and what it waits for there."""

from __future__ import annotations

import pytest

from lezerprint.port.heating import Heaters
from lezerprint.port.injections import Injections
from lezerprint.port.print_tools import PrintTools
from lezerprint.port.spool import SpoolReader

DUAL = ["M109 T0 S210", "G1 X1", "M104 T0 S175", "T1", "M109 S220", "G1 X2", "T0", "M109 S210", "G1 X3"]


@pytest.fixture
def print_tools(make_job):
    """The tools of a job of these commands, what is known of the printer's, and what is injected."""
    opened = []

    def of(commands, *, selected=0):
        heaters, injections = Heaters(), Injections()
        heaters.known.selected = selected
        spool = SpoolReader.open(make_job(commands).path)
        opened.append(spool)
        return PrintTools(spool, injections, heaters, 0.0), heaters.known, injections

    yield of
    for spool in opened:
        spool.close()


def test_a_wait_without_a_tool_is_for_the_one_that_the_file_selected(print_tools):
    tools, known, _ = print_tools(DUAL)
    assert known.named == {0, 1}
    waits = {index: wait.wait.tool for index in range(len(DUAL)) if (wait := tools.wait_after(index))}
    assert waits == {0: 0, 4: 1, 7: 0}


def test_the_tool_in_use(print_tools):
    tools, known, _ = print_tools(DUAL)
    assert [tools.tool_at(index) for index in range(len(DUAL) + 1)] == [0, 0, 0, 0, 1, 1, 1, 0, 0, 0]
    tools.follow(5, None)
    assert known.selected == 1


def test_a_file_that_selects_none_prints_with_what_is_selected(print_tools):
    tools, _, _ = print_tools(["M109 S200", "G1 X1"], selected=2)
    assert tools.wait_after(0).wait.tool == 2


def test_a_tool_that_was_injected_counts_until_the_files_own(print_tools):
    tools, _, injections = print_tools(DUAL)
    injections.note(b"T2", 1)
    assert [tools.tool_at(index) for index in range(6)] == [0, 2, 2, 2, 1, 1]


def test_many_tools_are_bounded(print_tools):
    _, known, _ = print_tools([f"T{number}" for number in range(300)] + ["T99999999", "G1 X1"])
    assert len(known.off_commands([0], chamber=False)) <= 52


@pytest.mark.parametrize(
    ("mode", "copies"), [("M605 S2 X100", True), ("M605 S3 X100", True), ("M605 S1", False)]
)
def test_a_copying_carriage_heats_with_the_first(print_tools, mode, copies):
    tools, known, _ = print_tools(["G28", mode, "M109 S200", "G1 X1"])
    assert (tools.wait_after(2).also is not None) is copies
    tools.follow(2, None)
    assert known.copies is copies


def test_a_spool_of_an_older_version_says_nothing_of_tools(print_tools):
    tools, _, _ = print_tools(DUAL)
    tools._spool.tools = type(tools._spool.tools).of({})
    assert tools.tool_at(5) == 0
