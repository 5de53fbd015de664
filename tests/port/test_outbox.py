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


def test_chatter_pushes_nothing_out():
    outbox = Outbox(0)
    outbox.add("job", state="completed")
    for index in range(5000):
        outbox.add("text" if index % 2 else "firmware_warning", text="cold extrusion prevented")
    outbox.add("halted")
    events = outbox.since(0)
    assert [event["event"] for event in (events[0], events[-1])] == ["job", "halted"]
    assert len(events) == 502
    assert [event["sequence"] for event in events] == sorted(event["sequence"] for event in events)
    assert not outbox.has_lost_since(0)
    assert kinds(outbox.since(events[-2]["sequence"])) == ["halted"]


def test_what_is_older_than_what_is_kept():
    outbox = Outbox(0)
    for _ in range(2001):
        outbox.add("x")
    assert outbox.has_lost_since(0)
    assert not outbox.has_lost_since(1)
    assert not outbox.has_lost_since(outbox.sequence)
    assert outbox.has_lost_since(outbox.sequence + 1), "of a journal that was lost"
    assert Outbox(2).has_lost_since(Outbox(1).sequence + 7), "of a process that is gone"


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
