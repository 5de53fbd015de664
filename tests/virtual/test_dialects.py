"""The families of firmware: their words, the lines they accept, and what makes E relative."""

from __future__ import annotations

import pytest

from lezerprint.marlin.firmware import Family, family_of
from lezerprint.marlin.parsing import parse_reply
from lezerprint.marlin.replies import (
    Busy,
    FirmwareInfo,
    Ok,
    ReportedPosition,
    Resend,
    Temperatures,
    UnknownCommand,
)
from lezerprint.virtual.dialects import DIALECTS
from lezerprint.virtual.options import BoardOptions

ALL = list(DIALECTS)
COUNTING = ["marlin", "marlin1", "prusa", "smoothieware", "repetier"]
CHECKING = [*COUNTING, "reprapfirmware"]
E_AFTER_THESE_IS_RELATIVE = {
    "G91": {"marlin", "marlin1", "klipper", "smoothieware", "repetier"},
    "M83": set(ALL),
    "M83 G90": set(ALL) - {"marlin", "smoothieware"},
    "G91 M82": {"marlin1", "klipper", "repetier"},
    "G90 M83": set(ALL),
    "M83 G90 M82": set(),
    "G91 G90": set(),
}


@pytest.fixture
def board(bench):
    """Makes printers of a dialect, ready and homed."""

    def make(name, **given):
        options = BoardOptions.of_dialect(name, **{"speed": 0, **given})
        printer = bench(**{field: getattr(options, field) for field in BoardOptions.__dataclass_fields__})
        printer.send("G28")
        printer.run(60)
        return printer

    return make


def replies(lines):
    return [parse_reply(text) for text in lines]


@pytest.mark.parametrize("name", ALL)
def test_m115_tells_the_family(board, name):
    fields = {}
    for reply, text in ((parse_reply(text), text) for text in board(name).send("M115")):
        if isinstance(reply, FirmwareInfo):
            fields |= reply.fields
        elif text.startswith("ok FIRMWARE_NAME"):
            fields["FIRMWARE_NAME"] = text.partition("FIRMWARE_NAME:")[2]
    assert family_of(fields) is Family(name)


@pytest.mark.parametrize("name", ALL)
def test_temperatures_and_position_are_understood(board, name):
    printer = board(name)
    said = [reply.report if isinstance(reply, Ok) else reply for reply in replies(printer.send("M105"))]
    temperatures = next(reply for reply in said if isinstance(reply, Temperatures))
    assert temperatures.tools[0].actual_celsius == pytest.approx(22, abs=0.1)
    assert temperatures.bed.actual_celsius == pytest.approx(22, abs=0.1)
    said = [reply.report if isinstance(reply, Ok) else reply for reply in replies(printer.send("M114"))]
    assert any(isinstance(reply, ReportedPosition) for reply in said)


@pytest.mark.parametrize("name", ["marlin", "marlin1", "klipper", "repetier"])
def test_an_unknown_command_is_told_and_acknowledged(board, name):
    unknown, *_ = [reply for reply in replies(board(name).send("M9999")) if isinstance(reply, UnknownCommand)]
    assert "M9999" in unknown.command


@pytest.mark.parametrize("name", ALL)
def test_an_unknown_command_gets_one_ok(board, name):
    oks = [reply for reply in replies(board(name).send("M9999")) if isinstance(reply, Ok)]
    assert len(oks) == 1


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("modes", E_AFTER_THESE_IS_RELATIVE)
def test_what_makes_e_relative(board, name, modes):
    printer = board(name)
    for mode in modes.split():
        printer.send(mode)
    printer.send("M302 P1")
    printer.board.lowest_extrusion_celsius = 0
    for _ in range(2):
        printer.send("G1 E5 F600")
    expected = 10 if name in E_AFTER_THESE_IS_RELATIVE[modes] else 5
    assert printer.board.machine.logical["E"] == pytest.approx(expected)


@pytest.mark.parametrize("name", COUNTING)
def test_a_line_out_of_turn_is_asked_for_again(board, name, line):
    printer = board(name)
    printer.send(line(10, "M110 N10"))
    asked = [reply for reply in replies(printer.send(line(60, "M105"))) if isinstance(reply, Resend)]
    assert asked == [Resend(11)]


@pytest.mark.parametrize("name", ALL)
def test_what_becomes_of_a_damaged_line(board, name, line):
    printer = board(name)
    printer.send(line(10, "M110 N10"))
    printer.send(line(11, "G1 X20").replace(b"X20", b"X21"))
    assert printer.board.machine.logical["X"] == (0 if name in CHECKING else 21)


@pytest.mark.parametrize(
    ("body", "survives"),
    [
        ("M117 a*b", {"marlin", "marlin1", "klipper", "repetier"}),
        ("M117 gr\xfc\xdfe", {"marlin", "marlin1", "reprapfirmware", "smoothieware", "repetier"}),
        ("M117 ready?", set(ALL) - {"smoothieware"}),
        ('M117 a "quote', set(ALL)),
    ],
)
@pytest.mark.parametrize("name", ALL)
def test_which_texts_survive_the_checksum(board, name, body, survives, line):
    printer = board(name)
    printer.send(line(10, "M110 N10"))
    printer.send(line(11, body))
    assert (printer.board.message != "") == (name in survives)


@pytest.mark.parametrize("name", ALL)
def test_heat_is_waited_for_with_reports(board, name):
    printer = board(name)
    heard = printer.send("M109 S200") + printer.run(20)
    assert any(isinstance(reply, Temperatures) for reply in replies(heard))
    assert printer.board.heaters.hotend.celsius > 190


@pytest.mark.parametrize("name", ["marlin", "marlin1", "prusa", "repetier"])
def test_a_command_that_blocks_says_busy(board, name):
    printer = board(name, speed=1)
    printer.send("G4 S5")
    assert any(isinstance(reply, Busy) for reply in replies(printer.run(5)))


@pytest.mark.parametrize("name", ["klipper", "reprapfirmware", "smoothieware"])
def test_these_say_nothing_while_a_command_blocks(board, name):
    printer = board(name, speed=1)
    printer.send("G4 S5")
    assert printer.run(6) == ["ok"]


@pytest.mark.parametrize("name", ALL)
def test_m112_ends_heating_and_moves(board, name):
    printer = board(name)
    printer.send("M104 S200")
    printer.send("M112")
    assert printer.board.heaters.hotend.target_celsius == 0


def test_klipper_refuses_after_m112_until_it_is_restarted(board):
    printer = board("klipper")
    assert printer.send("M112") == ["// Klipper state: Shutdown", "ok"]
    assert printer.send("G1 X5")[-2:] == ["!! Shutdown due to M112 command", "ok"]
    assert printer.send("M105")[0].startswith("ok B:")
    assert printer.send("FIRMWARE_RESTART") == ["// Klipper state: Ready"]
    assert printer.send("G28") == ["ok"]


def test_smoothieware_refuses_after_m112_without_an_ok(board):
    printer = board("smoothieware")
    assert printer.send("M112")[0].startswith("ok Emergency Stop Requested")
    assert printer.send("G1 X5") == ["!!"]
    assert printer.send("M999")[-1] == "ok"


def test_repetier_restarts_at_m112(board):
    assert board("repetier").send("M112")[0] == "start"


def test_klipper_refuses_a_move_that_cannot_be_made_and_goes_on(board):
    printer = board("klipper")
    assert printer.send("G1 X999 F6000")[-2:] == ["!! Move out of range: 999.000 0.000 0.000 [0.000]", "ok"]
    assert printer.send("G1 E5")[-2:] == ["!! Extrude below minimum temp", "ok"]
    assert printer.board.machine.logical["X"] == 0
    assert printer.send("G1 X9") == ["ok"]


def test_prusa_pauses_by_itself_and_goes_on_reading(board):
    printer = board("prusa")
    printer.send("M104 S210")
    printer.run(5)
    assert printer.send("M601") == ["ok", "//action:paused"]
    assert printer.board.heaters.hotend.target_celsius == 0
    assert printer.send("G1 X9") == ["ok"]
    printer.run(5)
    assert printer.send("M602") == []
    assert printer.run(20) == ["//action:resumed", "ok"]
    assert printer.board.heaters.hotend.target_celsius == 210


def test_prusa_takes_a_line_with_its_name_without_counting_it(board, line):
    printer = board("prusa")
    printer.send(line(10, "M110 N10"))
    assert printer.send(line(11, "M117 PRUSA")) == ["ok"]
    assert Resend(11) in replies(printer.send(line(12, "M105")))


def test_repetier_acknowledges_on_arrival_with_the_number_and_skips_what_it_had(board, line):
    printer = board("repetier", speed=1)
    printer.send(line(10, "M110 N10"))
    assert printer.send(line(11, "G4 S1")) == ["ok 11"]
    printer.run(1)
    assert printer.send(line(11, "G4 S1")) == ["skip 11", "ok"]
    assert "wait" in printer.run(1.5)


def test_smoothieware_splits_texts_at_g_and_m(board):
    printer = board("smoothieware")
    printer.send("M104 S100")
    assert printer.send("M118 See M104 S0") == ["ok", "ok"]
    assert printer.board.heaters.hotend.target_celsius == 0


@pytest.mark.parametrize("name", ALL)
def test_commands_in_lower_case(board, name):
    printer = board(name)
    printer.send("g1 x20")
    taken = name in {"klipper", "reprapfirmware", "repetier"}
    assert printer.board.machine.logical["X"] == (20 if taken else 0)


def test_reprapfirmware_waits_for_all_heaters(board):
    printer = board("reprapfirmware")
    printer.send("G10 P0 S150")
    printer.send("M140 S50")
    printer.send("M116")
    heard = printer.run(30)
    assert heard[-1] == "ok"
    assert printer.board.heaters.hotend.celsius > 147
