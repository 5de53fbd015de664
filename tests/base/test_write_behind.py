"""Writing in a thread of its own."""

import threading

import pytest
from simulated import wait_until

from lezerprint.base.backoff import Backoff
from lezerprint.base.write_behind import WriteBehind

BACKOFF = Backoff(first_seconds=0.01, cap_seconds=0.05)
LONG_SECONDS = 20.0


class Shelf:
    """Takes items, those of `refused` not yet, and nothing at all before it is open."""

    def __init__(self, *refused):
        self.refused = set(refused)
        self.taken = []
        self.open = threading.Event()

    def take(self, key, item):
        self.open.wait()
        if item is None:
            raise TypeError("nothing cannot be taken")
        if key in self.refused:
            raise OSError("not yet")
        self.taken.append((key, item))


@pytest.fixture
def started():
    """Makes one that ends with the test."""
    made = []

    def start(shelf, **options):
        made.append((shelf, WriteBehind("things", shelf.take, OSError, BACKOFF, **options)))
        return made[-1][1]

    yield start
    for shelf, writing in made:
        shelf.open.set()
        writing.close(0.0)


def test_the_newest_of_each_key_is_written_in_order(started):
    shelf = Shelf()
    writing = started(shelf)
    for key, item in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        writing.put(key, item)
    assert (writing.waiting, writing.get("a"), writing.get("z")) == (3, 3, None)
    shelf.open.set()
    assert writing.flush(LONG_SECONDS)
    assert [pair for pair in shelf.taken if pair != ("a", 1)] in (
        [("a", 3), ("b", 2), ("c", 4)],
        [("b", 2), ("c", 4), ("a", 3)],
    )
    assert writing.close(LONG_SECONDS)


@pytest.mark.parametrize("keeps_order", [True, False])
def test_what_cannot_be_written_yet_waits_and_the_others_with_it_only_for_the_order(
    started, keeps_order, caplog
):
    shelf = Shelf("a")
    shelf.open.set()
    writing = started(shelf, keeps_order=keeps_order)
    writing.put("a", 1)
    wait_until(lambda: "wait until they can be written: a: not yet" in caplog.text, "the refusal")
    writing.put("b", 2)
    if not keeps_order:
        wait_until(lambda: shelf.taken == [("b", 2)], "the other")
    shelf.refused.clear()
    assert writing.flush(LONG_SECONDS)
    assert shelf.taken == ([("a", 1), ("b", 2)] if keeps_order else [("b", 2), ("a", 1)])


def test_what_can_never_be_written_does_not_stop_the_others(started, caplog):
    shelf = Shelf()
    shelf.open.set()
    writing = started(shelf)
    writing.put("a", None)
    writing.put("b", 2)
    assert writing.close(LONG_SECONDS)
    assert shelf.taken == [("b", 2)]
    assert "this cannot be written: a" in caplog.text


def test_of_too_many_those_are_dropped_that_may_be(started, caplog):
    shelf = Shelf()
    writing = started(shelf, most_waiting=3, may_drop=lambda item: item > 1)
    for key, item in (("a", 1), ("b", 2), ("c", 3), ("d", 1), ("e", 1), ("f", 1)):
        writing.put(key, item)
    assert (writing.waiting, writing.dropped) == (3, 3)
    assert [writing.get(key) for key in "def"] == [1, 1, 1]
    assert "are lost" in caplog.text


def test_the_end_does_not_wait_for_what_cannot_be_written(started, caplog):
    shelf = Shelf("a")
    shelf.open.set()
    writing = started(shelf)
    writing.put("a", 1)
    assert not writing.close(0.1)
    assert "things: 1 are lost" in caplog.text
    wait_until(lambda: not writing._thread.is_alive(), "the end of its thread")
    writing.put("b", 2)
    assert "dropped during shutdown" in caplog.text
    assert shelf.taken == []
