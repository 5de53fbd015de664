"""Whose hotend an order is for."""

from __future__ import annotations

import pytest
from snapshots import snapshot

from lezerprint.control.errors import InvalidOrderError
from lezerprint.control.tools import check_tool, hotend_order
from lezerprint.hotends import Hotends
from lezerprint.port.contract.heaters import HeaterReading, Tools
from lezerprint.status import temperatures_of

COLD = HeaterReading(20.0, 0.0)
HOT = HeaterReading(200.0, 210.0)
BED = HeaterReading(30.0, 0.0)


def report(readings, in_use=0, named=(), **firmware):
    tools = {f"tool{tool}": reading for tool, reading in readings.items()}
    return snapshot(temperatures={**tools, "bed": BED}, tools=Tools(in_use, named), firmware=firmware)


ONE = report({0: COLD})
TWO = report({0: COLD, 1: HOT}, in_use=1)
MULTI_MATERIAL = report({0: HOT}, in_use=3, named=(0, 3))


@pytest.mark.parametrize(
    ("known", "tool", "celsius", "meant", "word"),
    [
        (ONE, None, 200, 0, None),
        (ONE, 0, 200, 0, None),
        (ONE, 5, 0, 5, 5),
        (TWO, None, 200, 1, 1),
        (TWO, 0, 200, 0, 0),
        (TWO, 1, 200, 1, 1),
        (MULTI_MATERIAL, None, 200, 3, None),
        (MULTI_MATERIAL, 3, 200, 3, None),
        (MULTI_MATERIAL, 0, 200, 0, None),
        (snapshot(), None, 200, 0, None),
        (snapshot(), 1, 200, 1, 1),
    ],
)
def test_the_tool_that_is_meant(known, tool, celsius, meant, word):
    order = hotend_order(Hotends.of(known), tool, celsius)
    assert (order.tool, order.word) == (meant, word)


@pytest.mark.parametrize(
    ("known", "tool", "why"),
    [
        (ONE, 1, "the printer has no tool 1"),
        (TWO, 2, "the printer has no tool 2"),
        (report({0: HOT}, in_use=3, named=(0, 1, 3)), 1, "tool 1 has no hotend of its own"),
        (report({0: COLD}, EXTRUDER_COUNT="2"), 1, "tool 1 has no hotend of its own"),
    ],
)
def test_a_tool_without_a_hotend(known, tool, why):
    with pytest.raises(InvalidOrderError, match=why):
        hotend_order(Hotends.of(known), tool, 200)


def test_filament_of_a_tool_that_is_not_there():
    check_tool(Hotends.of(ONE), None)
    check_tool(Hotends.of(MULTI_MATERIAL), 3)
    check_tool(Hotends.of(report({0: COLD}, EXTRUDER_COUNT="5")), 4)
    check_tool(Hotends.of(snapshot()), 9)
    with pytest.raises(InvalidOrderError):
        check_tool(Hotends.of(ONE), 1)


def test_what_is_shown():
    assert temperatures_of(TWO) == {
        "hotend": {"actual": 200.0, "target": 210.0},
        "bed": {"actual": 30.0, "target": 0.0},
        "chamber": None,
        "tool": 1,
        "tools": [
            {"tool": 0, "actual": 20.0, "target": 0.0},
            {"tool": 1, "actual": 200.0, "target": 210.0},
        ],
    }
    assert temperatures_of(MULTI_MATERIAL) | {"tools": []} == {
        "hotend": {"actual": 200.0, "target": 210.0},
        "bed": {"actual": 30.0, "target": 0.0},
        "chamber": None,
        "tool": 3,
        "tools": [],
    }
    assert temperatures_of(snapshot())["hotend"] is None
