"""A file that heats tools which the printer does not have."""

from __future__ import annotations


def test_each_tool_is_told_once_a_job(world):
    world.prints()
    world.job(refused_tools={1: 200.0})
    (told,) = world.run(5)
    assert told.kind == "tool_unknown"
    assert told.message.startswith(
        "the file waits for tool 1 to reach 200 °C, and the printer reports no such"
    )
    assert world.run(60) == []
    world.job(refused_tools={1: 200.0, 2: 210.0})
    assert [one.subject for one in world.run(5)] == ["tool2"]
