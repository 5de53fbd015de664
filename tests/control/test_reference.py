"""What the commands of a firmware do."""

from __future__ import annotations

import pytest

from lezerprint.control.reference import known_to, reference
from lezerprint.marlin.firmware import Family
from lezerprint.preflight.known_commands import MARLIN


def test_what_is_described_are_commands_of_marlin():
    assert reference().keys() <= MARLIN
    assert len(reference()) > 0.75 * len(MARLIN)


def test_each_has_a_description_and_parameters_with_names():
    for command in reference().values():
        assert command.description[0].isupper()
        assert not command.description.endswith(".")
        assert all(parameter.name for parameter in command.parameters), command.code


def test_they_are_in_order():
    codes = [(code[0], int(code[1:])) for code in reference()]
    assert codes == sorted(codes)


def test_parameters():
    command = reference()["M104"]
    assert [one.name for one in command.parameters] == ["S", "T", "I", "F"]
    assert command.parameters[0].meaning == "target in °C"
    assert [one.name for one in reference()["G1"].parameters] == ["X, Y, Z", "E", "F"]
    assert reference()["M117"].parameters[0].name == "text"


@pytest.mark.parametrize("family", Family)
def test_every_firmware_knows_how_to_move_and_heat(family):
    codes = [command.code for command in known_to(family)]
    assert {"G1", "G28", "M104", "M140", "M105", "M112"} <= set(codes)
    assert ("M420" in codes) == (family in {Family.MARLIN, Family.MARLIN_1, Family.PRUSA, Family.PRUSA_BUDDY})
