"""What our base class takes for granted of pykka's privates; a release that changes one fails here first."""

import inspect
import queue
from typing import ClassVar

import pykka
import pytest
from pykka import ActorRegistry, messages
from pykka._envelope import Envelope

from actors.supervision import SupervisedActor, SupervisorSpec
from actors.supervision.mailbox import Reply

OVERRIDDEN = {
    "_actor_loop": "(self) -> 'None'",
    "_stop": "(self) -> 'None'",
    "_handle_receive": "(self, message: 'Any') -> 'Any'",
    "_start_actor_loop": "(self) -> 'None'",
    "_create_actor_inbox": "() -> 'ActorInbox'",
    "_create_future": "() -> 'Future[Any]'",
}


@pytest.mark.parametrize(("name", "signature"), OVERRIDDEN.items())
def test_what_we_override_is_there_with_the_same_signature(name, signature):
    assert str(inspect.signature(getattr(pykka.ThreadingActor, name))) == signature
    assert name in vars(SupervisedActor)


def test_there_is_no_private_method_that_we_do_not_know():
    private = {
        name
        for cls in (pykka.Actor, pykka.ThreadingActor)
        for name, value in vars(cls).items()
        if name.startswith("_") and not name.startswith(("__", "_abc")) and callable(getattr(cls, name))
    }
    replaced = {"_actor_loop_setup", "_actor_loop_running", "_actor_loop_teardown", "_handle_failure"}
    assert private == set(OVERRIDDEN) | replaced


def test_the_overridden_ones_call_only_what_we_replace_as_well():
    """The four that our loop replaces are called from nowhere but the loop and the stop it replaces."""
    for name in ("_actor_loop_setup", "_actor_loop_running", "_actor_loop_teardown", "_handle_failure"):
        callers = {
            each
            for each, function in vars(pykka.Actor).items()
            if inspect.isfunction(function) and name in function.__code__.co_names
        }
        assert callers <= {"_actor_loop", "_stop", "_actor_loop_setup", "_actor_loop_running"}


class Keeper(pykka.ThreadingActor):
    """A plain actor that keeps what is done to it; it starts no thread, and is kept alive here instead."""

    alive: ClassVar[list] = []

    def __init__(self, *arguments):
        super().__init__()
        self.arguments = arguments
        self.calls = []
        self.alive.append(self)

    def _start_actor_loop(self):
        self.calls.append(("loop", self.actor_ref in ActorRegistry.get_all()))

    def _stop(self):
        self.calls.append("stop")


@pytest.fixture
def keeper():
    ref = Keeper.start("context", 7)
    yield Keeper.alive.pop()
    ActorRegistry.unregister(ref)


def test_start_constructs_registers_and_then_starts_the_loop(keeper):
    assert keeper.arguments == ("context", 7)
    assert keeper.calls == [("loop", True)]


def test_a_reference_shares_the_inbox_and_the_stopped_flag(keeper):
    assert keeper.actor_ref.actor_inbox is keeper.actor_inbox
    assert keeper.actor_ref.actor_stopped is keeper.actor_stopped


def test_a_stop_is_a_message_with_a_future_of_ours_whose_handling_calls_stop(keeper):
    keeper.actor_ref.stop(block=False)
    envelope = keeper.actor_inbox.get()
    assert isinstance(envelope, Envelope)
    assert isinstance(envelope.message, messages._ActorStop)
    assert type(envelope.reply_to) is type(Keeper._create_future())
    keeper._handle_receive(envelope.message)
    assert keeper.calls[-1] == "stop"


def test_the_own_stop_is_told_too(keeper):
    keeper.stop()
    assert isinstance(keeper.actor_inbox.get().message, messages._ActorStop)


def test_any_other_message_goes_to_on_receive():
    class Receiver(Keeper):
        def on_receive(self, message):
            return ("received", message)

    ref = Receiver.start()
    assert Keeper.alive.pop()._handle_receive("hello") == ("received", "hello")
    ActorRegistry.unregister(ref)


def test_a_dead_reference_refuses(keeper):
    keeper.actor_stopped.set()
    with pytest.raises(pykka.ActorDeadError):
        keeper.actor_ref.tell("hello")
    assert keeper.actor_ref.stop() is False


def test_an_envelope_has_a_message_and_a_reply():
    future = pykka.ThreadingFuture()
    envelope = Envelope("hello", reply_to=future)
    assert (envelope.message, envelope.reply_to) == ("hello", future)
    assert Envelope("hello").reply_to is None


def test_a_future_that_is_set_twice_says_so():
    """This is how a reply knows that it is not the first."""
    future = pykka.ThreadingFuture()
    future.set(1)
    with pytest.raises(queue.Full):
        future.set(2)
    with pytest.raises(queue.Full):
        future.set_exception((ValueError, ValueError(), None))


def test_a_future_that_is_not_set_times_out():
    with pytest.raises(pykka.Timeout):
        Reply().get(timeout=0)


def test_unregistering_twice_is_no_error(keeper):
    ActorRegistry.unregister(keeper.actor_ref)
    ActorRegistry.unregister(keeper.actor_ref)
    assert keeper.actor_ref not in ActorRegistry.get_all()


def test_a_stopped_actor_of_ours_has_been_unregistered(run, worker, eventually):
    system = run(SupervisorSpec("root", (worker("a"),)))
    ref = system.address("a").ask(lambda actor: actor.actor_ref, 20)
    assert ref in ActorRegistry.get_all()
    assert system.stop(20)
    assert not ref.is_alive()
    assert ref not in ActorRegistry.get_all()
