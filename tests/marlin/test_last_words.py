"""Words of death are no proof of it."""

from __future__ import annotations

import pytest
from conversation import Conversation, moves
from model_firmware import Faults

from lezerprint.marlin.events import BoardReset, HaltDisproved, Halted, Refused
from lezerprint.marlin.flow import Flow
from lezerprint.marlin.last_words import LastWords, last_words
from lezerprint.marlin.parsing import parse_reply
from lezerprint.marlin.replies import Fatal, KlipperReady, Ok, Started

KILL = "Error:Printer halted. kill() called!"


def told(conversation, kind):
    return [event for event in conversation.events if isinstance(event, kind)]


def printing(commands=None, **faults):
    conversation = Conversation(commands or moves(300), Faults(**faults))
    conversation.run(until=100)
    return conversation


def says(conversation, *lines):
    conversation.protocol.receive_data("".join(f"{line}\n" for line in lines).encode(), conversation.now)
    conversation.events += conversation.protocol.take_events()


def assert_exact(conversation):
    assert conversation.firmware.executed == [body.decode() for body, _ in conversation.job.bodies(0, 300)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (KILL, LastWords.KILLED),
        ("Error:Thermal Runaway, system stopped! Heater_ID: bed", LastWords.KILLED),
        ("!! KILL caused by KILL button/pin", LastWords.KILLED),
        ("KILL: 2", LastWords.KILLED),
        ("Error:Printer stopped due to errors. Supervision required.", LastWords.STOPPED),
        ("!! STOP called because of BLTouch error - restart with M999", LastWords.STOPPED),
        ("fatal: Heater/sensor error", LastWords.STOPPED),
        ("HALT asserted - reset or M999 required", LastWords.STOPPED),
        ("ok Emergency Stop Requested - reset or M999 required to exit HALT state", LastWords.STOPPED),
        ("!!", LastWords.STOPPED),
        ("// Klipper state: Shutdown", LastWords.STOPPED),
        ("// Klipper state: Not ready", LastWords.STOPPED),
        ("!! Move out of range: 999.000 0.000 0.000 [0.000]", LastWords.REFUSED),
        ("!! Lost communication with MCU 'mcu'", LastWords.REFUSED),
    ],
)
def test_what_was_said(line, words):
    reply = parse_reply(line)
    assert isinstance(reply, Fatal)
    assert last_words(reply) is words


def test_a_firmware_that_goes_on_is_printed_on():
    conversation = printing()
    conversation.firmware.replies.append(KILL)
    conversation.run()
    assert told(conversation, HaltDisproved) == [
        HaltDisproved("Printer halted. kill() called!", in_time=True)
    ]
    assert not told(conversation, Halted)
    assert_exact(conversation)


def test_a_firmware_that_wakes_up_late_was_not_dead():
    conversation = printing()
    conversation.firmware.kill()
    conversation.run()
    assert told(conversation, Halted)
    says(conversation, "ok T:200.0 /200.0 B:60.0 /60.0")
    assert [event.in_time for event in told(conversation, HaltDisproved)] == [False]


def test_one_that_only_answers_stays_stopped():
    conversation = printing()
    says(conversation, "Error:Printer stopped due to errors. Supervision required.", "ok T:200.0 /0.0")
    assert [event.mute for event in told(conversation, Halted)] == [False]
    assert not told(conversation, HaltDisproved)
    assert conversation.protocol.flow is Flow.HALTED


def test_a_stop_that_was_ordered_is_confirmed_at_once():
    conversation = printing()
    conversation.protocol.halt()
    says(conversation, "echo:M112 Shutdown", KILL)
    assert told(conversation, Halted)


def test_a_refused_command_is_none():
    conversation = printing()
    conversation.firmware.replies += ["!! Move out of range: 999.000 0.000 0.000 [0.000]"]
    conversation.run()
    assert told(conversation, Refused)
    assert not told(conversation, Halted)
    assert_exact(conversation)


def test_prusa_firmware_that_starts_anew_after_a_kill_keeps_its_reason():
    conversation = printing()
    says(conversation, KILL, "start")
    assert [type(event) for event in conversation.events if isinstance(event, Halted | BoardReset)] == [
        Halted,
        BoardReset,
    ]


BOOTS = (
    "start",
    "\0start",
    " T:-15.00 /0.00start",
    " T:23.4 /0.0 B:2start",
    "ok N5343 P1start",
    "ostart",
    "X:12.00 Y:3.00 Z:0.20 E:0.00 Coustart",
    "echo:busy: procstart",
    "Marlin 2.1.2",
    "echo:Marlin bugfix-2.1.x",
    "echo: Last Updated: 2024-01-01 | Author: me",
    "PowerUp",
    "echo: External Reset",
    "Info:External Reset",
    "// Klipper state: Ready",
    "Smoothie",
    "RepRapFirmware for Duet 2 WiFi/Ethernet version 3.5.1 is up and running.",
)


@pytest.mark.parametrize("line", BOOTS)
@pytest.mark.parametrize("flow", ["streaming", "asking", "settling", "halted", "doubt"])
def test_a_boot_banner_in_any_state_is_a_restart(line, flow):
    conversation = printing()
    protocol = conversation.protocol
    if flow == "asking":
        protocol.ask(conversation.now)
    elif flow == "settling":
        protocol.go_back(protocol.ledger.sent, conversation.now, 1.0)
    elif flow == "halted":
        protocol.halt()
    elif flow == "doubt":
        says(conversation, KILL)
    says(conversation, line)
    assert told(conversation, BoardReset)


@pytest.mark.parametrize(
    "line",
    [
        "//action:start",
        "Error:Fix the error and use M999 to restart",
        "echo:SD print start",
        "starting",
        "echo:Settings Stored",
    ],
)
def test_what_is_no_boot_banner(line):
    assert not isinstance(parse_reply(line), Started)


def test_klipper_that_was_asked_for_its_state_has_not_restarted():
    conversation = printing()
    conversation.protocol.inject(b"STATUS")
    conversation.protocol.data_to_send(conversation.now)
    says(conversation, "// Klipper state: Ready")
    assert parse_reply("// Klipper state: Ready") == KlipperReady()
    assert not told(conversation, BoardReset)


TEXTS = [
    "start",
    "Error: MINTEMP triggered",
    "Error:Printer halted. kill() called!",
    "Resend: 12",
    "ok",
    "ok T:21.0 /0.0",
    "busy: processing",
    "T:999.0 /0.0",
    "action:cancel",
    "!! shutdown",
    "// Klipper state: Shutdown",
    "PowerUp",
    "wait",
    "fatal: all is well",
]


@pytest.mark.parametrize("prefix", ["M118 {}", "M118 E1 {}", "M118 A1 {}", "M118 E1 P0 {}", "M117 {}"])
@pytest.mark.parametrize("text", TEXTS)
def test_the_text_of_a_command_in_flight_is_text(prefix, text):
    """As Marlin's M118 prints it; in the middle of a print that goes on as if nothing had been said."""
    command = prefix.format(text)
    conversation = Conversation([*moves(40), command.encode(), *moves(40)], Faults(echoes=True))
    conversation.run()
    assert not told(conversation, Halted | BoardReset | HaltDisproved | Refused)
    assert conversation.firmware.executed == [
        body.decode() for body, _ in conversation.job.bodies(0, len(conversation.job))
    ]
    assert not any(isinstance(event, Ok) for event in conversation.events)


def test_it_is_text_once():
    conversation = Conversation([*moves(40), b"M118 start", *moves(40)], Faults())
    conversation.run(until=41)
    says(conversation, "start")
    assert not told(conversation, BoardReset)
    says(conversation, "start")
    assert told(conversation, BoardReset)


def test_long_after_it_was_done_it_is_not_its_text():
    conversation = Conversation([b"M118 start", *moves(300)], Faults())
    conversation.run(until=100)
    says(conversation, "start")
    assert told(conversation, BoardReset)
