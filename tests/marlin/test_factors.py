"""What firmwares say of their feed and flow factors."""

from __future__ import annotations

import pytest

from lezerprint.marlin.factors import Factors, factors_in, tells_factors
from lezerprint.marlin.firmware import Family


@pytest.mark.parametrize(
    ("family", "feed", "flow"),
    [
        (Family.MARLIN, "FR:80%", "echo:E1 Flow: 95%"),
        (Family.PRUSA_BUDDY, "FR:80%", "echo:E0 Flow: 95%"),
        (Family.PRUSA, "80%", "95%"),
        (Family.REPRAPFIRMWARE, "Speed factor: 80.0%", "Extrusion factor(s) for current tool: 95.0% 100.0%"),
        (Family.SMOOTHIEWARE, "Speed factor at  80.00 %", "Flow rate at  95.00 %"),
    ],
)
def test_both_or_none(family, feed, flow):
    busy = "echo:busy: processing"
    assert tells_factors(family)
    assert factors_in(family, [busy, feed], [flow]) == Factors(80.0, 95.0)
    assert factors_in(family, [busy], [feed]) is None
    assert factors_in(family, [feed, feed], [flow]) is None
    assert factors_in(family, [feed], [busy]) is None


@pytest.mark.parametrize("percent", ["0", "1001", "-5", "nan", "9" * 400])
def test_what_no_printer_can_mean(percent):
    assert factors_in(Family.MARLIN, [f"FR:{percent}%"], ["echo:E0 Flow: 100%"]) is None


@pytest.mark.parametrize("family", [Family.KLIPPER, Family.REPETIER, Family.MARLIN_1, Family.UNKNOWN])
def test_these_are_never_asked(family):
    """Klipper and Repetier set 100 % then."""
    assert not tells_factors(family)
