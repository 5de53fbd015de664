import pytest

from lezerprint.control.firmware_limits import limits_of
from lezerprint.virtual.dialects import DIALECTS
from lezerprint.virtual.options import BoardOptions


def limits(name):
    """What is said of a family, by what its M115 answers."""
    said = " ".join(DIALECTS[name].identity(BoardOptions.of_dialect(name)))
    info = {"FIRMWARE_NAME": said.partition("FIRMWARE_NAME:")[2]}
    return " ".join(limits_of(info, {"EMERGENCY_PARSER": "Cap:EMERGENCY_PARSER:1" in said}))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("klipper", ["Klipper does not check line numbers", "lost on the wire cannot be noticed"]),
        ("reprapfirmware", ["RepRapFirmware does not check line numbers", "drops a damaged line"]),
        ("marlin1", ["no emergency parser"]),
        ("prusa", ["no emergency parser"]),
        ("smoothieware", ["lost its checksum", "no emergency parser"]),
        ("repetier", ["lost its checksum", "M112 resets"]),
    ],
)
def test_what_cannot_be_promised_for_a_family(name, words):
    assert all(word in limits(name) for word in words)


def test_of_marlin_with_an_emergency_parser_nothing_is_said():
    assert limits("marlin") == ""


def test_an_unknown_firmware():
    assert "The firmware is unknown" in limits_of({"FIRMWARE_NAME": "Other 1.0"}, {})[0]


def test_nothing_is_said_before_the_firmware_has_spoken():
    assert limits_of({}, {}) == []
