"""Pauses, prompts, messages, settings and identity."""

from __future__ import annotations

import json

import pytest
from filament_change import PURGE, RESUMED

from lezerprint.virtual.commands_user import press_button
from lezerprint.virtual.files import Files

ASKS_SECONDS = 0.02
"""For so long a prompt is shown before its answer is waited for."""

PROMPT = [
    "//action:prompt_end",
    "//action:prompt_begin Nozzle Parked",
    "//action:prompt_button Continue",
    "//action:prompt_show",
]


def test_m600_pauses_and_says_that_it_waits_for_the_user(bench):
    printer = bench(speed=1)
    assert printer.send("M600") == ["//action:paused", *PROMPT]
    assert printer.run(4.5) == ["echo:busy: paused for user"] * 2
    press_button(printer.board)
    assert printer.heard() == PURGE
    printer.begin_to_wait()
    press_button(printer.board)
    assert printer.heard() == RESUMED


@pytest.mark.parametrize("answer", ["M108", "M876 S0"])
def test_the_host_ends_m600(bench, answer):
    printer = bench(speed=1)
    printer.send("M600")
    printer.begin_to_wait()
    assert printer.send(answer) == PURGE
    printer.begin_to_wait()
    assert printer.send("M108") == []
    assert printer.send("M876 S0") == PURGE
    printer.begin_to_wait()
    assert printer.send("M876 S1")[: len(RESUMED)] == RESUMED


def test_an_answer_that_comes_before_the_board_waits_is_lost(bench):
    printer = bench(speed=1)
    printer.send("M600")
    assert printer.send("M876 S0") == []
    printer.begin_to_wait()
    assert printer.send("M876 S0") == []
    assert printer.send("M108") == PURGE


def test_m600_lets_the_nozzle_cool_and_heats_it_again_for_who_comes(bench):
    printer = bench(speed=1)
    printer.send("M104 S200")
    printer.run(120)
    printer.send("M600")
    assert "//action:prompt_begin Heater Timeout" in printer.run(120)
    assert printer.board.heaters.hotend.target_celsius == 0
    assert "//action:prompt_begin Reheating" in printer.send("M108")
    assert printer.board.heaters.hotend.target_celsius == 200
    assert "//action:prompt_begin Reheat Done" in printer.send("M108")
    printer.begin_to_wait()
    assert printer.send("M108") == PURGE


def test_m876_does_nothing_without_a_prompt(bench):
    printer = bench(speed=1)
    printer.send("M109 S200")
    assert "ok" not in printer.send("M876 S0")


def test_without_the_emergency_parser_m876_cannot_reach_a_board_that_waits(bench):
    printer = bench(speed=1, emergency_parser=False)
    printer.send("M600")
    printer.begin_to_wait()
    assert printer.send("M876 S0") == []
    assert printer.send("M108") == PURGE


def test_m0_shows_its_message_and_ends_by_itself_after_its_time(bench):
    printer = bench(speed=1)
    assert printer.send("M0 S3 Insert the nut")[1] == "//action:prompt_begin Insert the nut"
    heard, seconds = printer.run_until("ok")
    assert heard == ["echo:busy: paused for user", "ok"]
    assert seconds == pytest.approx(ASKS_SECONDS + 3)
    assert printer.send("M1")[1] == "//action:prompt_begin M1 Stop"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("M118 hello", "hello"),
        ("M118 E1 hello", "echo:hello"),
        ("M118 A1 action:cancel", "//action:cancel"),
        ("M118 P0 A1 action:pause", "//action:pause"),
    ],
)
def test_m118_talks_to_the_host(bench, command, said):
    assert bench().send(command) == [said, "ok"]


def test_messages_and_progress_are_kept(bench):
    printer = bench()
    assert printer.send("M117 Layer 3/10") == ["ok"]
    assert printer.send("M73 P42 R10") == ["ok"]
    assert (printer.board.message, printer.board.progress_percent) == ("Layer 3/10", 42)


def test_m115_tells_what_the_firmware_can(bench):
    heard = bench().send("M115")
    assert heard[0].startswith("FIRMWARE_NAME:Marlin ")
    assert {"Cap:EEPROM:1", "Cap:AUTOREPORT_TEMP:1", "Cap:AUTOREPORT_POS:1", "Cap:EMERGENCY_PARSER:1"} <= set(
        heard
    )
    assert {"Cap:HOST_ACTION_COMMANDS:1", "Cap:PROMPT_SUPPORT:1"} <= set(heard)
    assert heard[-2].startswith(
        "area:{full:{min:{x:0.00,y:0.00,z:0.00},max:{x:220.00,y:220.00,z:250.00}},work:"
    )
    without = bench(emergency_parser=False, autoreport=False).send("M115")
    assert {"Cap:EMERGENCY_PARSER:0", "Cap:AUTOREPORT_TEMP:0"} <= set(without)


def test_settings_are_listed_and_changed(bench):
    printer = bench()
    printer.send("M92 E100 Q5")
    printer.send("M204 S500")
    listed = printer.send("M503")
    assert "echo:; Steps per unit:" in listed
    assert "echo:  M92 X80.00 Y80.00 Z400.00 E100.00" in listed
    assert "echo:  M204 P500.00 R1000.00 T500.00" in listed


def test_settings_survive_a_reset_once_stored(bench):
    printer = bench()
    printer.send("M92 E100")
    assert printer.send("M500")[1] == "ok"
    printer.send("M92 E200")
    printer.simulator.reset(printer.now)
    assert printer.heard()[-1].startswith("echo:V88 stored settings retrieved")
    assert printer.board.settings.value("M92", "E") == 100
    printer.send("M502")
    assert printer.board.settings.value("M92", "E") == 93
    printer.send("M501")
    assert printer.board.settings.value("M92", "E") == 100


def test_m501_without_stored_settings_loads_the_defaults(bench):
    printer = bench()
    printer.send("M92 E100")
    assert printer.send("M501")[-2:] == ["echo:Hardcoded Default Settings Loaded", "ok"]
    assert printer.board.settings.value("M92", "E") == 93


def test_the_eeprom_file_holds_settings_and_may_be_spoiled(tmp_path):
    path = tmp_path / "eeprom.json"
    files = Files(path)
    assert files.load() is None
    files.save({"M92": {"E": 100.0}})
    assert Files(path).load() == json.loads(path.read_text()) == {"M92": {"E": 100.0}}
    path.write_text("{")
    assert Files(path).load() is None
