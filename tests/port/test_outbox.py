"""What happened is told once, to whoever asks since when."""

from __future__ import annotations

from lezerprint.port.outbox import Outbox


def kinds(events):
    return [event["event"] for event in events]


def test_events_since():
    outbox = Outbox(1)
    start = outbox.sequence
    for kind in ("a", "b", "c"):
        outbox.add(kind, more=1)
    assert kinds(outbox.since(start)) == ["a", "b", "c"]
    assert kinds(outbox.since(start + 2)) == ["c"]
    assert outbox.since(outbox.sequence) == []
    assert [event["sequence"] for event in outbox.since(start)] == [start + 1, start + 2, start + 3]
    assert outbox.since(start)[0]["more"] == 1


def test_only_the_last_are_kept():
    outbox = Outbox(0)
    for _ in range(3000):
        outbox.add("x")
    assert len(outbox.since(0)) == 2000
    assert outbox.since(0)[-1]["sequence"] == 3000


def test_a_successors_numbers_are_above_its_predecessors():
    first, second = Outbox(1), Outbox(2)
    for _ in range(5):
        first.add("old")
    second.add("new")
    assert kinds(second.since(first.sequence)) == ["new"]


def test_a_number_of_a_journal_that_was_lost():
    outbox = Outbox(1)
    outbox.add("new")
    assert kinds(outbox.since(Outbox(9).sequence)) == ["new"]
