"""Which firmware shifts its nozzle, and keeps that."""

from __future__ import annotations

import pytest
from snapshots import snapshot

from lezerprint.control.errors import InvalidOrderError, NotSupportedError
from lezerprint.control.z_offset import save_command, step_command, why_not_saved, why_not_stepped
from lezerprint.marlin.firmware import Family
from lezerprint.port.contract.snapshot import TuningReport

HAS = {"BABYSTEPPING": True, "Z_PROBE": True}


@pytest.mark.parametrize(
    ("family", "capabilities", "steps", "saves"),
    [
        (Family.MARLIN, HAS, True, True),
        (Family.MARLIN, {"BABYSTEPPING": True}, True, False),
        (Family.MARLIN, {"Z_PROBE": True}, False, False),
        (Family.PRUSA_BUDDY, HAS, True, True),
        (Family.PRUSA, {}, False, False),
        (Family.KLIPPER, {}, False, False),
        (Family.REPRAPFIRMWARE, {}, True, False),
        (Family.UNKNOWN, HAS, False, False),
    ],
)
def test_by_firmware(family, capabilities, steps, saves):
    report = snapshot(family=family, capabilities=capabilities)
    assert (why_not_stepped(report) == "", why_not_saved(report) == "") == (steps, saves)
    if not steps:
        with pytest.raises(NotSupportedError):
            step_command(0.05, report)
    if not saves:
        with pytest.raises(NotSupportedError):
            save_command(report)


def test_nothing_is_known_of_a_printer_that_is_away():
    with pytest.raises(NotSupportedError, match="wait until it is connected"):
        step_command(0.05, None)


@pytest.mark.parametrize(
    ("offset", "step", "command"),
    [(0.0, -0.05, "M290 Z-0.05"), (1.9, 0.1, "M290 Z0.1"), (1.9, 0.2, None), (2.5, -0.5, "M290 Z-0.5")],
)
def test_the_sum_has_a_limit_but_leads_back(offset, step, command):
    report = snapshot(family=Family.MARLIN, capabilities=HAS, tuning=TuningReport(z_offset_mm=offset))
    if command is None:
        with pytest.raises(InvalidOrderError):
            step_command(step, report)
    else:
        assert step_command(step, report) == command
