"""What waits for a slow client."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.live.messages import Message
from web.live.send_queue import SendQueue, SendQueueFullError


def a_message(key=None):
    return Message({"event": "e"}, key)


def test_what_must_arrive_goes_first_and_in_order():
    send_queue = SendQueue()
    state, first, second = a_message("k"), a_message(), a_message()
    for message in (state, first, second):
        assert send_queue.add(message) is False
    assert send_queue.take(2) == [first, second]
    assert send_queue.take(2) == [state]
    assert len(send_queue) == 0


def test_the_newest_takes_the_place_of_the_older():
    send_queue = SendQueue()
    old, new, other = a_message("k"), a_message("k"), a_message("l")
    send_queue.add(old)
    send_queue.add(other)
    assert send_queue.add(new) is True
    assert send_queue.take(10) == [new, other]


def test_it_has_an_end():
    send_queue = SendQueue(2)
    send_queue.add(a_message())
    send_queue.add(a_message())
    send_queue.add(a_message("k"))
    with pytest.raises(SendQueueFullError):
        send_queue.add(a_message())
    send_queue.clear()
    assert len(send_queue) == 0


@given(st.lists(st.sampled_from([None, "a", "b", "take"]), max_size=60))
def test_nothing_that_must_arrive_is_lost_and_states_are_the_newest(steps):
    send_queue, taken, added, newest = SendQueue(), [], [], {}
    for step in steps:
        if step == "take":
            for message in send_queue.take(2):
                taken.append(message)
                assert message.key is None or newest.pop(message.key) is message
            continue
        message = a_message(step)
        send_queue.add(message)
        if step is None:
            added.append(message)
        else:
            newest[step] = message
        assert len(send_queue) == len(newest) + len(added) - sum(one.key is None for one in taken)
    taken += send_queue.take(1000)
    assert [message for message in taken if message.key is None] == added
