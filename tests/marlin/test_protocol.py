"""The protocol against a model of Marlin on a hostile link: every command once, in order."""

from __future__ import annotations

import pytest
from conversation import Conversation, moves
from hypothesis import given, settings
from hypothesis import strategies as st
from model_firmware import Faults

from lezerprint.marlin.events import (
    BoardReset,
    CommandDone,
    Connected,
    Halted,
    OksLost,
    Resent,
    Resumed,
    Silent,
    Unchecked,
)
from lezerprint.marlin.flow import Flow
from lezerprint.marlin.protocol import EMERGENCY_STOP, Protocol
from lezerprint.marlin.window import FULL_WINDOW_BYTES


def talk(faults: Faults, count: int = 1500, seed: int = 1) -> Conversation:
    conversation = Conversation(moves(count), faults, seed)
    conversation.run()
    return conversation


def assert_exact(conversation: Conversation) -> None:
    commands = [body.decode() for body, _ in conversation.job.bodies(0, len(conversation.job))]
    assert conversation.firmware.executed == commands
    assert conversation.firmware.overflow == 0


def told(conversation: Conversation, kind: type) -> list:
    return [event for event in conversation.events if isinstance(event, kind)]


@pytest.mark.parametrize(
    "faults",
    [
        Faults(),
        Faults(advanced=True),
        Faults(corrupt_byte=1e-3),
        Faults(corrupt_byte=1e-3, resend_ok="never"),
        Faults(corrupt_byte=1e-3, resend_ok="sometimes", split=True, jitter=1e-3),
        Faults(lose_ok=1e-2),
        Faults(lose_ok=1e-2, advanced=True),
        Faults(lose_byte=1e-3, split=True),
        Faults(corrupt_byte=1e-3, lose_ok=1e-2, advanced=True, resend_ok="sometimes", split=True),
        Faults(slow_command=2e-3, lose_ok=1e-2),
        Faults(slow_command=2e-3, keepalive=False),
        Faults(cut=(100.5, 102.5)),
        Faults(latency=0.0, jitter=0.02),
    ],
    ids=lambda faults: ",".join(
        f"{name}={value}" for name, value in vars(faults).items() if value not in (0, None)
    ),
)
def test_every_command_once_and_in_order(faults):
    assert_exact(talk(faults))


@settings(max_examples=40, deadline=None)
@given(
    faults=st.builds(
        Faults,
        corrupt_byte=st.sampled_from([0.0, 3e-4, 3e-3]),
        lose_byte=st.sampled_from([0.0, 3e-4]),
        lose_ok=st.sampled_from([0.0, 1e-2, 1e-1]),
        latency=st.sampled_from([0.0, 5e-4, 2e-2]),
        jitter=st.sampled_from([0.0, 1e-3, 2e-2]),
        split=st.booleans(),
        resend_ok=st.sampled_from(["always", "sometimes", "never"]),
        advanced=st.booleans(),
        slow_command=st.sampled_from([0.0, 1e-2]),
        keepalive=st.booleans(),
    ),
    seed=st.integers(0, 2**32),
)
def test_nothing_is_lost_or_doubled_whatever_the_link_does(faults, seed):
    conversation = talk(faults, count=200, seed=seed)
    assert conversation.firmware.executed == [body.decode() for body, _ in conversation.job.bodies(0, 200)]


def test_the_window_opens_to_its_full_width_and_keeps_room_for_the_emergency_stop():
    conversation = talk(Faults())
    assert conversation.protocol.window.limit_bytes == FULL_WINDOW_BYTES
    assert FULL_WINDOW_BYTES - 32 < conversation.most_in_flight <= FULL_WINDOW_BYTES
    assert FULL_WINDOW_BYTES + len(EMERGENCY_STOP.lstrip()) <= 127


def test_one_line_at_a_time_after_the_first_sign_of_noise():
    conversation = Conversation(moves(1500), Faults(corrupt_byte=2e-3))
    conversation.run(until=1000)
    first = told(conversation, Resent)[0]
    assert first.lines_in_flight >= 1
    assert not conversation.protocol.window.wide


@pytest.mark.parametrize(("advanced", "limit_seconds"), [(False, 3.0), (True, 0.2)])
def test_a_lost_ok_costs_little(advanced, limit_seconds):
    clean = talk(Faults(advanced=advanced))
    conversation = Conversation(moves(1500), Faults(advanced=advanced))
    for place in (200, 700, 1200):
        conversation.run(until=place)
        conversation.firmware.faults.lose_ok = 1.0
        conversation.run(until=place + 1)
        conversation.firmware.faults.lose_ok = 0.0
    conversation.run()
    assert_exact(conversation)
    assert conversation.now - clean.now < 3 * limit_seconds
    assert sum(event.count for event in told(conversation, OksLost)) >= 3


def test_a_lost_ok_with_one_line_in_flight_costs_little():
    conversation = Conversation(moves(20), Faults())
    conversation.protocol.window.full_bytes = 0
    conversation.run(until=10)
    before = conversation.now
    conversation.firmware.faults.lose_ok = 1.0
    conversation.run(seconds=0.05)
    conversation.firmware.faults.lose_ok = 0.0
    conversation.run()
    assert_exact(conversation)
    assert conversation.now - before < 0.5


def test_a_busy_firmware_is_left_alone():
    conversation = Conversation(moves(50), Faults(slow_command=0.5))
    conversation.run()
    assert_exact(conversation)
    assert not told(conversation, Resent)


def test_a_reset_ends_the_stream_and_names_its_bounds():
    conversation = talk(Faults(reset_after=700))
    (event,) = told(conversation, BoardReset)
    ledger = conversation.protocol.ledger
    assert ledger.job_line_after(event.last_accepted) <= 700 + 4
    assert ledger.job_line_after(event.last_sent) >= 700
    assert len(conversation.firmware.executed) == 700


def test_a_reset_whose_word_was_lost_is_found_by_the_numbers():
    conversation = Conversation(moves(1500), Faults())
    conversation.run(until=500)
    conversation.firmware.boot()
    conversation.firmware.replies.clear()
    conversation.run()
    assert told(conversation, BoardReset)
    assert len(conversation.firmware.executed) < 510


@pytest.mark.parametrize("planned", [1, 15, 19, 40])
def test_a_firmware_that_threw_its_moves_away_gets_them_again(planned):
    """As Prusa-Firmware at a crash: it goes back by its planner, and says no more than `Resend:`."""
    conversation = Conversation(moves(900), Faults())
    conversation.run(until=500)
    firmware = conversation.firmware
    firmware.last_number -= planned + len(firmware._queue)
    del firmware.executed[-planned:]
    firmware._queue.clear()
    firmware._ring.clear()
    firmware._line.clear()
    firmware.done_at = firmware.busy_at = None
    firmware.replies += [f"Resend: {firmware.last_number + 1}", "ok"]
    conversation.run()
    assert not told(conversation, BoardReset)
    assert_exact(conversation)


def test_silence_is_told_and_ends_when_the_firmware_speaks_again():
    conversation = Conversation(moves(300), Faults())
    conversation.run(until=100)
    conversation.firmware.faults.cut = (conversation.now, conversation.now + 35)
    conversation.run()
    seconds = [event.seconds for event in told(conversation, Silent)]
    assert seconds == sorted(seconds)
    assert len(seconds) >= 2
    assert_exact(conversation)


def test_the_rest_of_a_broken_line_is_told_and_is_no_acknowledgement():
    conversation = Conversation(moves(300), Faults())
    conversation.run(until=100)
    conversation.firmware.replies += ['echo:Unknown command: "O5101G1 X9"', "ok"]
    conversation.run()
    assert [event.text for event in told(conversation, Unchecked)] == ["O5101G1 X9"]
    assert_exact(conversation)


def test_the_ok_of_an_unnumbered_line_is_no_sign_of_noise():
    conversation = Conversation(moves(300), Faults(advanced=True))
    conversation.run(until=50)
    conversation.protocol.send_urgent(b"M108")
    conversation.run(until=100)
    assert conversation.firmware.unchecked == ["M108"]
    assert not told(conversation, Unchecked)
    conversation.firmware.replies += ["ok P15 B3"]
    conversation.run()
    assert len(told(conversation, Unchecked)) == 1


def test_an_unknown_command_of_the_file_is_no_noise():
    commands = [*moves(50), b"M9999 S1", *moves(50)]
    conversation = Conversation(commands, Faults())
    conversation.firmware.replies.append("")
    conversation.run()
    assert not told(conversation, Unchecked)


def test_injected_commands_come_between_the_jobs_and_their_answers_are_caught():
    conversation = Conversation(moves(300), Faults())
    conversation.run(until=100)
    token = conversation.protocol.new_token()
    conversation.protocol.inject(b"G4 P1", token)
    conversation.run()
    (done,) = [event for event in told(conversation, CommandDone) if event.token == token]
    executed = [command for command in conversation.firmware.executed if command != "G4 P1"]
    assert executed == [body.decode() for body, _ in conversation.job.bodies(0, 300)]
    assert conversation.protocol.ledger.line(done.number)[0] == b"G4 P1"


@pytest.mark.parametrize("kill_at", range(3, 60, 7))
@pytest.mark.parametrize("advanced", [False, True])
def test_a_successor_goes_on_at_exactly_the_next_line(kill_at, advanced):
    """The first protocol is thrown away; the second knows the counts, the anchors and the job alone."""
    conversation = Conversation(moves(80), Faults(advanced=advanced))
    conversation.run(until=kill_at)
    old = conversation.protocol.ledger
    anchors = conversation.protocol.take_anchors()
    successor = Protocol()
    successor.ledger.restore(old.sent, old.acknowledged, anchors, conversation.job)
    successor.limit_job(len(conversation.job))
    conversation.protocol = successor
    successor.take_over(conversation.now)
    conversation.run()
    assert_exact(conversation)
    assert told(conversation, Resumed)


def test_nothing_goes_out_after_a_kill():
    conversation = Conversation(moves(300), Faults())
    conversation.run(until=100)
    began = conversation.now
    conversation.firmware.kill()
    conversation.run()
    (halted,) = told(conversation, Halted)
    assert halted.mute
    assert conversation.now - began < 3.0
    assert len(conversation.firmware.executed) == 100
    assert conversation.protocol.flow is Flow.HALTED
    assert conversation.protocol.data_to_send(conversation.now + 100) == b""


def test_a_firmware_whose_m105_tells_no_temperature_is_streamed_to_all_the_same():
    protocol = Protocol()
    protocol.connect(5000, 0.0)
    now = 0.0
    for _ in range(8):
        if protocol.data_to_send(now):
            protocol.receive_data(b"ok\nok\n", now)
        now += 1.0
    assert any(isinstance(event, Connected) for event in protocol.take_events())


@given(st.binary(max_size=400))
def test_no_bytes_from_the_wire_break_it(data):
    protocol = Protocol()
    protocol.connect(5000, 0.0)
    protocol.data_to_send(0.0)
    protocol.receive_data(b"ok\n", 0.0)
    protocol.data_to_send(0.0)
    protocol.receive_data(b"ok\nok T:20 /0\n", 0.0)
    protocol.receive_data(data, 0.1)
    protocol.data_to_send(0.1)
    protocol.data_to_send(100.0)


def test_the_ok_to_an_urgent_line_answers_no_other_for_long():
    conversation = Conversation(moves(300), Faults())
    conversation.run(until=100)
    conversation.protocol.send_urgent(b"M108")
    conversation.run(seconds=0.05)
    ledger = conversation.protocol.ledger
    assert ledger.acknowledged <= conversation.firmware.last_number
    conversation.run()
    assert_exact(conversation)
