"""No round about one and the same line goes on for ever."""

from __future__ import annotations

import random
import re

import pytest
from conversation import Conversation, moves
from model_firmware import Faults, ModelFirmware

from lezerprint.marlin.events import BoardReset, LineRefused, OksLost, TextLeftOut, Uncounted
from lezerprint.marlin.protocol import Protocol
from lezerprint.marlin.rounds import MOST_IMPLAUSIBLE, MOST_ROUNDS, Rounds

NUMBERED = re.compile(r"(?:N(\d+))? *(.*)")
PRUSA = b"M117 PRUSA i3 test"
NO_TEXT = b"M862.3 P PRUSA"


class UncountingFirmware(ModelFirmware):
    """Takes a line that contains `PRUSA` without counting its number, as Prusa-Firmware does."""

    honours_m110 = True
    acknowledges = True

    def _check(self, line):
        number, command = NUMBERED.match(line).groups()
        number = int(number or 0)
        if "PRUSA" in line:
            if self.acknowledges:
                self._queue.append((command.partition("*")[0], number))
        elif "M110" in line and number > 5000 and not self.honours_m110:
            self._queue.append(("M110", None))
        elif number > 5000 and number in (self.last_number, self.last_number - 1) and "M110" not in line:
            self._refuse("Line Number is not Last Line Number+1")  # this family is never silent
        else:
            super()._check(line)


def conversation_with(commands, faults=None, seed=1, **traits):
    conversation = Conversation(commands, faults or Faults(), seed)
    conversation.firmware = UncountingFirmware(conversation.firmware.faults, random.Random(seed))
    for name, value in traits.items():
        setattr(conversation.firmware, name, value)
    return conversation


def told(conversation, kind):
    return [event for event in conversation.events if isinstance(event, kind)]


def texts(conversation):
    return [line for line in conversation.firmware.executed if "PRUSA" in line]


def others(conversation):
    return [line for line in conversation.firmware.executed if "PRUSA" not in line]


@pytest.mark.parametrize("at", [0, 1, 7, 199, 200])
@pytest.mark.parametrize(
    "faults", [Faults(), Faults(advanced=True), Faults(latency=0.05), Faults(resend_ok="never")]
)
def test_a_line_that_is_taken_uncounted(at, faults):
    lines = moves(200)
    conversation = conversation_with([*lines[:at], PRUSA, *lines[at:]], Faults(**vars(faults)))
    conversation.run(seconds=60.0)
    assert others(conversation) == [line.decode() for line in lines]
    assert len(told(conversation, Uncounted)) == 1
    assert 1 <= len(texts(conversation)) <= 4
    assert not told(conversation, LineRefused)


def test_many_of_them_on_a_noisy_link():
    lines = [PRUSA if index % 20 == 5 else line for index, line in enumerate(moves(400))]
    conversation = conversation_with(
        lines, Faults(corrupt_byte=1e-3, lose_ok=5e-3, resend_ok="sometimes"), seed=3
    )
    conversation.run(seconds=600.0)
    assert others(conversation) == [line.decode() for line in lines if line != PRUSA]
    assert len(told(conversation, Uncounted)) == 20


@pytest.mark.parametrize("traits", [{"honours_m110": False}, {"acknowledges": False}])
def test_one_that_nothing_helps_against_is_given_up(traits):
    conversation = conversation_with([*moves(30), NO_TEXT, *moves(30)], **traits)
    conversation.run(seconds=300.0)
    (refused,) = told(conversation, LineRefused)
    assert refused.times == MOST_ROUNDS
    assert len(others(conversation)) == 30


def test_noise_is_no_proof():
    for seed in range(4):
        conversation = Conversation(
            moves(300), Faults(corrupt_byte=4e-3, lose_ok=2e-2, resend_ok="sometimes"), seed
        )
        conversation.run()
        assert not told(conversation, Uncounted)
        assert not told(conversation, LineRefused)


def test_two_lines_that_take_turns_are_a_circle_too():
    rounds = Rounds()
    assert [rounds.about(wanted) for wanted in (10, 9, 10, 9, 10)] == [1, 2, 3, 4, 5]
    assert rounds.about(11) == 1


def test_answers_that_cannot_be_and_are_never_the_same():
    protocol = Protocol()
    protocol.connect(5000, 0.0)
    protocol.data_to_send(0.0)
    protocol.receive_data(b"ok\n", 0.0)
    protocol.data_to_send(0.0)
    protocol.receive_data(b"ok\nok T:20 /0\n", 0.0)
    for count in range(MOST_IMPLAUSIBLE):
        assert not any(isinstance(event, BoardReset) for event in protocol.take_events())
        protocol.data_to_send(1.0 + count)
        protocol.receive_data(b"Resend: %d\n" % (count + 1), 1.0 + count)
    assert any(isinstance(event, BoardReset) for event in protocol.take_events())


class WithoutTemperatures(ModelFirmware):
    """Has no sensor: its M105 is answered by a plain `ok`."""

    def _ok(self, command, number):
        super()._ok("M400" if command.startswith("M105") else command, number)


def test_a_lost_ok_where_no_barrier_can_be_told_apart():
    conversation = Conversation(moves(100), Faults())
    conversation.firmware = WithoutTemperatures(conversation.firmware.faults, conversation.chance)
    conversation.run(until=50)
    conversation.firmware.faults.lose_ok = 1.0
    conversation.run(until=56)
    conversation.firmware.faults.lose_ok = 0.0
    conversation.run(seconds=60.0)
    assert told(conversation, OksLost)
    assert conversation.protocol.ledger.acknowledged == conversation.protocol.ledger.sent


class BlockedFirmware(ModelFirmware):
    """Does its first command for ever, reading lines while its queue has room, as Marlin does."""

    def step(self, now):
        self._read_lines()
        if self._queue and not self._queue[0][0].startswith("M0"):
            super().step(now)


def test_a_place_in_the_queue_is_left_while_a_command_blocks():
    conversation = Conversation([b"M0"], Faults(keepalive=False))
    conversation.firmware = BlockedFirmware(conversation.firmware.faults, conversation.chance)
    conversation._last_barrier = 0  # nothing is sent behind it
    conversation.run(seconds=500.0)
    assert len(conversation.firmware._queue) < conversation.firmware.queue_size


class RefusingFirmware(ModelFirmware):
    """Finds fault with every line that contains `odd`."""

    def _check(self, line):
        if "odd" in line:
            self._refuse("checksum mismatch")
        else:
            super()._check(line)


def test_a_text_that_is_refused_for_ever_is_left_out():
    lines = moves(50)
    conversation = conversation_with([*lines[:20], b"M117 an odd text", *lines[20:]])
    conversation.firmware = RefusingFirmware(conversation.firmware.faults, random.Random(1))
    conversation.run(seconds=60.0)
    assert conversation.firmware.executed == [line.decode() for line in lines]
    assert [event.command for event in told(conversation, TextLeftOut)] == ["M117 an odd text"]
    assert told(conversation, LineRefused) == []


class CountlessFirmware(ModelFirmware):
    """Looks at no numbers, and says what M105 answers in a line of its own, before the `ok`."""

    def _check(self, line):
        number, command = NUMBERED.match(line.partition("*")[0].strip()).groups()
        self._queue.append((command, int(number or 0)))

    def _ok(self, command, _number):
        if command.startswith("M105"):
            self.replies.append("T:20.00 /0.00")
        if self.chance.random() >= self.faults.lose_ok:
            self.replies.append("ok")


@pytest.mark.parametrize("lose_ok", [0.0, 0.02, 0.1])
def test_a_firmware_without_numbers_and_without_barriers(lose_ok):
    """Its bare `ok`s are all that it says to our question: they end it."""
    lines = moves(200)
    conversation = Conversation(lines, Faults(lose_ok=lose_ok), seed=2)
    conversation.firmware = CountlessFirmware(conversation.firmware.faults, random.Random(2))
    conversation.run(seconds=900.0)
    assert conversation.firmware.executed == [line.decode() for line in lines]
    assert conversation.protocol.ledger.acknowledged >= len(lines)
    assert not told(conversation, LineRefused)
