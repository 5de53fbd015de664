"""What a port process sends, line by line."""

from __future__ import annotations

import json

import pytest
from snapshots import run_report, snapshot

from lezerprint.port.contract import events
from lezerprint.port.contract.coding import ContractError, encoded
from lezerprint.port.contract.messages import (
    VERSION,
    Answer,
    Events,
    Greeting,
    Replaced,
    Report,
    answer_line,
    parsed,
)

HALTED = events.Halted(text="killed", sequence=7, time=1.5)


@pytest.mark.parametrize(
    "message",
    [
        Greeting(VERSION, 17, 16, "p"),
        Report(snapshot(job=run_report())),
        Events((HALTED, events.JobChanged(run=run_report(), sequence=8))),
        Events(()),
        Replaced(),
    ],
)
def test_messages_are_told_apart(message):
    assert parsed(encoded(message)) == message


@pytest.mark.parametrize(
    "answer",
    [
        Answer(1),
        Answer(None),
        Answer.refused("PORT", "the printer is absent"),
        Answer(2, lines=("ok",), number=41),
        Answer(3, snapshot=snapshot(), epoch=1, missed=True),
        Answer(4, message="all heaters are off", print_cancelled=True),
    ],
)
def test_answers_say_only_what_there_is_to_say(answer):
    line = answer_line(answer)
    assert parsed(line) == answer
    assert {"id", *(name for name, value in json.loads(line).items() if value)} == set(json.loads(line))


def test_an_answer_that_will_not_come_is_no_refusal():
    assert Answer.lost("the port process has ended").is_lost
    assert not Answer.refused("PORT", "no").is_lost
    assert not Answer(1).is_lost


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"{", b"[]", b"5", b"null", b"\xff", b"[" * 100000),
        *(b'{"report": {}}', b'{"events": {}}', b'{"events": [1]}', b'{"events": [{"text": "no kind"}]}'),
        *(b'{"id": "seven"}', b'{"hello": "x"}', b'{"event": 1}'),
    ],
)
def test_what_is_no_message_is_refused(line):
    with pytest.raises(ContractError):
        parsed(line)


def test_an_event_of_a_later_version_is_passed_over():
    told = json.loads(encoded(Events((HALTED,))))
    told["events"].append({"event": "of a later version", "sequence": 8, "time": 1.0})
    line = json.dumps(told).encode()
    assert parsed(line, newer=True) == Events((HALTED,))
    with pytest.raises(ContractError, match="of a later version"):
        parsed(line)
