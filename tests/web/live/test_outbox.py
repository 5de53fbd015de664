"""What waits for a slow client."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.live.messages import Message
from web.live.outbox import Outbox, OutboxFullError


def a_message(key=None):
    return Message({"event": "e"}, key)


def test_what_must_arrive_goes_first_and_in_order():
    outbox = Outbox()
    state, first, second = a_message("k"), a_message(), a_message()
    for message in (state, first, second):
        assert outbox.add(message) is False
    assert outbox.take(2) == [first, second]
    assert outbox.take(2) == [state]
    assert len(outbox) == 0


def test_the_newest_takes_the_place_of_the_older():
    outbox = Outbox()
    old, new, other = a_message("k"), a_message("k"), a_message("l")
    outbox.add(old)
    outbox.add(other)
    assert outbox.add(new) is True
    assert outbox.take(10) == [new, other]


def test_it_has_an_end():
    outbox = Outbox(2)
    outbox.add(a_message())
    outbox.add(a_message())
    outbox.add(a_message("k"))
    with pytest.raises(OutboxFullError):
        outbox.add(a_message())
    outbox.clear()
    assert len(outbox) == 0


@given(st.lists(st.sampled_from([None, "a", "b", "take"]), max_size=60))
def test_nothing_that_must_arrive_is_lost_and_states_are_the_newest(steps):
    outbox, taken, added, newest = Outbox(), [], [], {}
    for step in steps:
        if step == "take":
            for message in outbox.take(2):
                taken.append(message)
                assert message.key is None or newest.pop(message.key) is message
            continue
        message = a_message(step)
        outbox.add(message)
        if step is None:
            added.append(message)
        else:
            newest[step] = message
        assert len(outbox) == len(newest) + len(added) - sum(one.key is None for one in taken)
    taken += outbox.take(1000)
    assert [message for message in taken if message.key is None] == added
