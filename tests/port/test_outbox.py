"""What happened is told once, to whoever asks since when."""

from __future__ import annotations

from lezerprint.port.contract import events
from lezerprint.port.outbox import Outbox


def texts(found):
    return [event.text for event in found]


def test_events_since():
    outbox = Outbox(1)
    start = outbox.sequence
    for text in ("a", "b", "c"):
        outbox.add(events.Halted(text=text))
    assert texts(outbox.since(start)) == ["a", "b", "c"]
    assert texts(outbox.since(start + 2)) == ["c"]
    assert outbox.since(outbox.sequence) == []
    assert [event.sequence for event in outbox.since(start)] == [start + 1, start + 2, start + 3]
    times = [event.time for event in outbox.since(start)]
    assert times == sorted(times)
    assert times[0] > 1.7e9


def test_only_the_last_are_kept():
    outbox = Outbox(0)
    for _ in range(3000):
        outbox.add(events.BoardReset())
    assert len(outbox.since(0)) == 2000
    assert outbox.since(0)[-1].sequence == 3000


def test_chatter_pushes_nothing_out():
    outbox = Outbox(0)
    outbox.add(events.BoardReset())
    for index in range(5000):
        kind = events.FirmwareText if index % 2 else events.FirmwareWarning
        outbox.add(kind(text="cold extrusion prevented"))
    outbox.add(events.Halted(text="killed"))
    found = outbox.since(0)
    assert [event.kind for event in (found[0], found[-1])] == ["board_reset", "halted"]
    assert len(found) == 502
    assert [event.sequence for event in found] == sorted(event.sequence for event in found)
    assert not outbox.has_lost_since(0)
    assert texts(outbox.since(found[-2].sequence)) == ["killed"]


def test_what_is_older_than_what_is_kept():
    outbox = Outbox(0)
    for _ in range(2001):
        outbox.add(events.BoardReset())
    assert outbox.has_lost_since(0)
    assert not outbox.has_lost_since(1)
    assert not outbox.has_lost_since(outbox.sequence)
    assert outbox.has_lost_since(outbox.sequence + 1), "of a journal that was lost"
    assert Outbox(2).has_lost_since(Outbox(1).sequence + 7), "of a process that is gone"


def test_a_successors_numbers_are_above_its_predecessors():
    first, second = Outbox(1), Outbox(2)
    for _ in range(5):
        first.add(events.Halted(text="old"))
    second.add(events.Halted(text="new"))
    assert texts(second.since(first.sequence)) == ["new"]


def test_a_number_of_a_journal_that_was_lost():
    outbox = Outbox(1)
    outbox.add(events.Halted(text="new"))
    assert texts(outbox.since(Outbox(9).sequence)) == ["new"]
