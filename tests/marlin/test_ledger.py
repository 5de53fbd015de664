from __future__ import annotations

import pytest
from conversation import Lines, moves
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.marlin.ledger import Ledger

JOB = Lines(moves(600))


def ledger_with_job(first_line: int = 0) -> Ledger:
    ledger = Ledger()
    ledger.restart(5000)
    ledger.begin_job(JOB, first_line)
    return ledger


def send(ledger: Ledger, count: int = 1) -> None:
    for _ in range(count):
        body, _ = ledger.fresh_job_line()
        ledger.took_job_line(len(body))


@given(st.lists(st.sampled_from(["job", "other"]), max_size=300), st.integers(0, 200))
def test_a_number_means_the_same_text_for_ever(steps, first_line):
    ledger = ledger_with_job(first_line)
    sent = {}
    for step in steps:
        if step == "job":
            sent[ledger.next] = ledger.fresh_job_line()[0]
            send(ledger)
        else:
            body = b"M105 ; %d" % ledger.next
            sent[ledger.next] = body
            ledger.took_other(body, len(body))
    assert {number: ledger.line(number)[0] for number in sent} == sent


@given(st.lists(st.sampled_from(["job", "other"]), max_size=100), st.integers(0, 200))
def test_a_successor_knows_the_same_from_the_anchors(steps, first_line):
    ledger = Ledger()
    ledger.restart(5000)
    anchors = [ledger.begin_job(JOB, first_line)]
    for step in steps:
        if step == "job":
            send(ledger)
        else:
            anchors.append(ledger.took_other(b"M105", 4))
    successor = Ledger()
    successor.restore(ledger.sent, ledger.acknowledged, anchors, JOB)
    assert successor.next_job_line == ledger.next_job_line
    for number in range(5001, ledger.sent + 1):
        assert successor.line(number) == ledger.line(number)
        assert successor.job_line_after(number) == ledger.job_line_after(number)


def test_bytes_in_flight_are_those_the_firmware_may_not_have_taken():
    ledger = ledger_with_job()
    lengths = [len(body) for body, _ in JOB.bodies(0, 5)]
    send(ledger, 5)
    assert ledger.bytes_in_flight == sum(lengths)
    ledger.acknowledge(2)
    assert ledger.bytes_in_flight == sum(lengths[2:])
    ledger.rejected(5004)
    assert (ledger.bytes_in_flight, ledger.lines_in_flight, ledger.next) == (0, 0, 5004)
    assert ledger.acknowledged == 5002


def test_a_plain_ok_never_answers_a_barrier():
    ledger = ledger_with_job()
    send(ledger, 2)
    ledger.took_other(b"M105", 4)
    ledger.barriers.append(ledger.sent)
    send(ledger, 2)
    assert ledger.acknowledge(10) == 2
    assert ledger.acknowledge_through(ledger.barriers[0]) == 0
    assert not ledger.barriers
    assert ledger.acknowledge(10) == 2


def test_a_barrier_tells_how_many_oks_were_lost():
    ledger = ledger_with_job()
    send(ledger, 4)
    ledger.acknowledge(1)
    ledger.took_other(b"M105", 4)
    ledger.barriers.append(ledger.sent)
    assert ledger.acknowledge_through(ledger.sent) == 3


def test_a_refusal_takes_back_what_was_counted_too_much():
    ledger = ledger_with_job()
    send(ledger, 4)
    ledger.acknowledge(4)
    ledger.rejected(5003)
    assert (ledger.acknowledged, ledger.next) == (5002, 5003)


def test_lines_of_before_are_not_known():
    ledger = ledger_with_job()
    with pytest.raises(LookupError):
        ledger.line(4000)
    with pytest.raises(LookupError):
        ledger.line(5000)


def test_a_second_job_keeps_the_numbers_of_the_first():
    ledger = ledger_with_job()
    send(ledger, 3)
    ledger.took_other(b"M105", 4)
    other = Lines([b"G28", b"G29"])
    ledger.begin_job(other, 0)
    send(ledger, 2)
    assert [ledger.line(number)[0] for number in (5004, 5005, 5006)] == [b"M105", b"G28", b"G29"]
