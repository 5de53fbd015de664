"""A mailbox that can be closed, and replies that are given once."""

import threading

import pytest
from pykka._envelope import Envelope

from actors.errors import ActorFailed, Unavailable
from actors.supervision.mailbox import Mailbox, MailboxClosed, Reply


@pytest.fixture
def mailbox():
    made = Mailbox()
    made.path, made.limit = "a", 3
    return made


def test_messages_come_out_in_order(mailbox):
    for number in range(3):
        assert mailbox.offer(Envelope(number)) is None
    assert len(mailbox) == 3
    assert [mailbox.get().message for _ in range(3)] == [0, 1, 2]
    assert mailbox.empty()


def test_what_pykka_puts_goes_past_the_limit(mailbox):
    for number in range(5):
        mailbox.put(Envelope(number))
    assert len(mailbox) == 5
    assert mailbox.offer(Envelope(5)) == "its mailbox is full (3 messages wait)"


def test_closing_answers_what_waits_and_what_is_in_hand(mailbox):
    in_hand, waiting, late = Reply(), Reply(), Reply()
    mailbox.put(Envelope("in hand", in_hand))
    mailbox.put(Envelope("waiting", waiting))
    mailbox.get()
    mailbox.close("it crashed", ValueError("x"))
    mailbox.put(Envelope("late", late))
    with pytest.raises(ActorFailed, match="it crashed") as caught:
        in_hand.get(timeout=0)
    assert isinstance(caught.value.__cause__, ValueError)
    for reply in (waiting, late):
        with pytest.raises(Unavailable):
            reply.get(timeout=0)
    assert mailbox.offer(Envelope("later")) == "it is ending"
    with pytest.raises(MailboxClosed):
        mailbox.get()


def test_closing_wakes_whoever_waits(mailbox):
    woken = threading.Event()

    def wait():
        try:
            mailbox.get()
        except MailboxClosed:
            woken.set()

    threading.Thread(target=wait, daemon=True).start()
    mailbox.close("the end")
    assert woken.wait(20)


def test_a_settled_reply_is_left_alone(mailbox):
    reply = Reply()
    mailbox.put(Envelope("message", reply))
    mailbox.get()
    reply.set("answer")
    mailbox.answered(reply)
    mailbox.close("the end")
    assert reply.get(timeout=0) == "answer"


def test_the_first_answer_counts():
    reply = Reply()
    reply.set("first")
    reply.set("second")
    reply.set_exception((ValueError, ValueError(), None))
    assert reply.get(timeout=0) == "first"


def test_an_answer_that_is_an_exception_is_raised_at_the_asker():
    reply = Reply()
    reply.set(LookupError("no such job"))
    with pytest.raises(LookupError, match="no such job"):
        reply.get(timeout=0)


def test_callbacks_come_once_before_or_after_the_answer():
    reply, calls = Reply(), []
    reply.when_done(lambda: calls.append("before"))
    assert not calls
    reply.set(None)
    reply.set(None)
    reply.when_done(lambda: calls.append("after"))
    assert calls == ["before", "after"]
