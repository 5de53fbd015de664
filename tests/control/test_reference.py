"""What the commands of a firmware do."""

from __future__ import annotations

import pytest

from lezerprint.control.reference import described, reference
from lezerprint.marlin.firmware import Family
from lezerprint.preflight.known_commands import VOCABULARIES

MARLIN = VOCABULARIES[Family.MARLIN].commands


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


def test_of_an_unknown_firmware_only_what_all_know():
    codes = {command.code for command in described(None)}
    assert {"G1", "G28", "M104", "M140", "M105", "M112"} <= codes
    assert "M420" not in codes
    assert all(codes <= one.commands for one in VOCABULARIES.values())


@pytest.mark.parametrize("family", VOCABULARIES)
def test_most_of_what_a_firmware_knows_is_described(family):
    assert len(described(VOCABULARIES[family].commands)) > 0.5 * len(VOCABULARIES[family].commands)
