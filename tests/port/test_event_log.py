"""What happened is told once, to whoever asks since when."""

from __future__ import annotations

from lezerprint.port.contract import events
from lezerprint.port.event_log import EventLog


def texts(found):
    return [event.text for event in found]


def test_events_since():
    event_log = EventLog(1)
    start = event_log.sequence
    for text in ("a", "b", "c"):
        event_log.add(events.Halted(text=text))
    assert texts(event_log.since(start)) == ["a", "b", "c"]
    assert texts(event_log.since(start + 2)) == ["c"]
    assert event_log.since(event_log.sequence) == []
    assert [event.sequence for event in event_log.since(start)] == [start + 1, start + 2, start + 3]
    times = [event.time for event in event_log.since(start)]
    assert times == sorted(times)
    assert times[0] > 1.7e9


def test_only_the_last_are_kept():
    event_log = EventLog(0)
    for _ in range(3000):
        event_log.add(events.BoardReset())
    assert len(event_log.since(0)) == 2000
    assert event_log.since(0)[-1].sequence == 3000


def test_chatter_pushes_nothing_out():
    event_log = EventLog(0)
    event_log.add(events.BoardReset())
    for index in range(5000):
        kind = events.FirmwareText if index % 2 else events.FirmwareWarning
        event_log.add(kind(text="cold extrusion prevented"))
    event_log.add(events.Halted(text="killed"))
    found = event_log.since(0)
    assert [event.kind for event in (found[0], found[-1])] == ["board_reset", "halted"]
    assert len(found) == 502
    assert [event.sequence for event in found] == sorted(event.sequence for event in found)
    assert not event_log.has_lost_since(0)
    assert texts(event_log.since(found[-2].sequence)) == ["killed"]


def test_what_is_older_than_what_is_kept():
    event_log = EventLog(0)
    for _ in range(2001):
        event_log.add(events.BoardReset())
    assert event_log.has_lost_since(0)
    assert not event_log.has_lost_since(1)
    assert not event_log.has_lost_since(event_log.sequence)
    assert event_log.has_lost_since(event_log.sequence + 1), "of a journal that was lost"
    assert EventLog(2).has_lost_since(EventLog(1).sequence + 7), "of a process that is gone"


def test_a_successors_numbers_are_above_its_predecessors():
    first, second = EventLog(1), EventLog(2)
    for _ in range(5):
        first.add(events.Halted(text="old"))
    second.add(events.Halted(text="new"))
    assert texts(second.since(first.sequence)) == ["new"]


def test_a_number_of_a_journal_that_was_lost():
    event_log = EventLog(1)
    event_log.add(events.Halted(text="new"))
    assert texts(event_log.since(EventLog(9).sequence)) == ["new"]
