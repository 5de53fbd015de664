"""Commands that no limit refuses."""

from __future__ import annotations

import pytest

from lezerprint.control.safety import only_makes_safer


@pytest.mark.parametrize(
    "commands", [["M112"], ["M104 S0"], ["m140 s0", "M104 S0"], ["M25"], ["M410"], ["M524"], ["M141 S0"]]
)
def test_what_stops_or_cools_makes_safer(commands):
    assert only_makes_safer(commands)


@pytest.mark.parametrize(
    "commands", [[], ["M104 S200"], ["M104 S0", "G28"], ["G1 X5"], ["no command"], ["M112\nM104 S200"]]
)
def test_everything_else_does_not(commands):
    assert not only_makes_safer(commands)
