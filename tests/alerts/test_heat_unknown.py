"""A printer that does not answer, and may be hot."""

from __future__ import annotations

from dataclasses import replace

from lezerprint.base.enums import Severity


def test_it_is_told_when_nothing_proves_that_it_is_cold(world, kinds):
    world.run()
    world.report = replace(world.report, may_be_hot=True)
    assert world.run(60) == []
    world.connection("silent", "no firmware answers")
    (alert,) = world.run(60)
    assert (alert.kind, alert.severity) == ("may_be_hot", Severity.CRITICAL)
    assert "switch it off" in alert.message
    world.report = replace(world.report, may_be_hot=False)
    assert kinds(world.run(5)) == ["-may_be_hot"]


def test_not_within_the_time_that_the_proof_takes(world, kinds):
    world.report = replace(world.report, may_be_hot=True)
    world.connection("halted", "emergency stop").run(12)
    world.report = replace(world.report, may_be_hot=False)
    world.run(60)
    assert "may_be_hot" not in kinds(world.told)


def test_a_wait_for_heat_that_has_trouble_is_told(world):
    world.run()
    (alert,) = world.event(
        "heat_trouble", trouble="target_limited", message="the firmware heats it to 260 °C"
    )
    assert alert.message == "the firmware heats it to 260 °C"
