"""What helpers return, and that all of it is carried out."""

from __future__ import annotations

import pytest

from lezerprint.errors import PortError
from lezerprint.marlin.events import CommandDone
from lezerprint.marlin.protocol import Protocol
from lezerprint.port import effects
from lezerprint.port.contract.events import EmergencyStopped, HostActionRefused
from lezerprint.port.contract.messages import Answer
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.disconnecting import Disconnecting, DisconnectingFacts
from lezerprint.port.effects import (
    AnswerTo,
    Attempt,
    Cool,
    Effect,
    FailJob,
    LetGo,
    LinkReady,
    ReplyCallbacks,
    Send,
    StopAtOnce,
    Tell,
)
from lezerprint.port.heating import Heaters

KINDS = [
    kind
    for kind in vars(effects).values()
    if isinstance(kind, type) and issubclass(kind, Effect) and kind is not Effect
]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_carried_out(kind, make_bench):
    assert kind in make_bench().controller._carriers


def test_they_are_carried_out_in_order_and_what_follows_from_an_answer_too(make_bench):
    bench = make_bench()
    told = []
    stops = AnswerTo(lambda answer: told.append(answer.message) or [StopAtOnce()], Answer(message="stop"))
    before = bench.controller.event_log.sequence
    bench.controller.carry_out([stops, Send(b"M105", lambda answer: told.append(answer.error))])
    assert bench.controller.connection.state is ConnectionState.HALTED
    assert [type(event) for event in bench.controller.event_log.since(before)] == [EmergencyStopped]
    assert told == ["stop"]


def test_an_answer_to_a_greeting_does_not_end_a_stop_that_came_meanwhile(make_bench):
    bench = make_bench()
    bench.controller.connect(bench.now)
    bench.controller.emergency_stop(bench.now)
    bench.controller.carry_out([LinkReady(numbered=True)])
    assert bench.controller.connection.state is ConnectionState.HALTED


def test_what_the_job_refuses_the_printer_is_told(make_bench):
    def refuse():
        raise PortError("no")

    bench = make_bench()
    before = bench.controller.event_log.sequence
    bench.controller.carry_out([Attempt("pause", refuse)])
    (event,) = bench.controller.event_log.since(before)
    assert (type(event), event.name, event.reason) == (HostActionRefused, "pause", "no")


def test_each_waits_for_one_answer():
    replies, protocol = ReplyCallbacks(), Protocol()
    token = replies.token_for(print, protocol)
    assert replies.token_for(None, protocol) is None
    assert replies.done(CommandDone(token, 7, ("ok",))) == [AnswerTo(print, Answer(number=7, lines=("ok",)))]
    assert replies.done(CommandDone(token, 7, ())) == []
    replies.token_for(print, protocol)
    (lost,) = replies.fail("gone")
    assert lost.answer.error is not None
    assert not replies.waited_for


class TestDisconnecting:
    """As an example of a helper: it is told facts, and knows nobody."""

    def test_a_printer_that_is_not_there_is_let_go_of_at_once(self):
        away = DisconnectingFacts(ready=False, linked=False, stopping=False, blocked=False)
        effects = Disconnecting(Heaters()).order(away, 0.0, force=False, then=print)
        assert effects == [
            FailJob("the printer was disconnected by order"),
            LetGo("disconnected by order"),
            AnswerTo(print, Answer()),
        ]

    def test_a_hot_one_that_has_stopped_is_given_time(self):
        halted = DisconnectingFacts(ready=False, linked=True, stopping=False, blocked=False)
        heaters = Heaters()
        heaters.note(b"M104 S200")
        order = Disconnecting(heaters)
        assert order.order(halted, 0.0, force=False, then=print)[1:] == [Cool("the printer is disconnected")]
        assert order.on_time(halted, 7.0) == []
        (refused,) = order.on_time(halted, 9.0)
        assert refused.answer.error is not None
        assert not order.under_way
        assert not any(isinstance(effect, Tell | LetGo) for effect in order.on_time(halted, 99.0))
