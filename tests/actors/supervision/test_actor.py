"""The life of one actor: how it starts, handles, ends, and what is left of it."""

import gc
import logging
import threading
from functools import partial

import pytest
from pykka import ActorRegistry

from actors.errors import ActorFailed, Unavailable, UnknownMessage
from actors.supervision import ChildSpec, Intensity, Restart, State, SupervisedActor, SupervisorSpec

PLENTY = Intensity(100, 5)


def tree(*children, **settings):
    return SupervisorSpec("root", children, **{"intensity": PLENTY, **settings})


def test_a_life_in_peace(run, worker, journal):
    system = run(tree(worker("a")))
    assert system.address("a").ask(lambda actor: actor.generation, 5) == 1
    assert system.stop(5)
    assert journal == [("start", "a", 1), ("stop", "a", 1), ("release", "a", 1)]


def test_it_is_up_only_after_on_start(run, worker, gate, eventually):
    system = run(tree(worker("a", at_start=lambda _actor: gate.wait())), wait=False)
    eventually(lambda: system.inspect("a").state is State.STARTING)
    assert not system.wait_until_up(0.01)
    assert system.inspect("a").current.label == "on_start"
    with pytest.raises(Unavailable, match="starting"):
        system.address("a").ask(print, 5)
    assert system.address("a").tell(lambda actor: actor.journal.append("told during on_start"))
    gate.set()
    assert system.wait_until_up(5)


def test_told_messages_wait_for_the_end_of_on_start(run, worker, journal, gate, eventually):
    system = run(tree(worker("a", at_start=lambda _actor: gate.wait())), wait=False)
    eventually(lambda: system.address("a").tell(lambda actor: actor.note("told", None)))
    gate.set()
    eventually(lambda: journal == [("start", "a", 1), ("told", "a", 1)])


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
def test_any_exception_in_a_message_is_the_crash_of_one_actor(
    run, worker, journal, generation, eventually, error
):
    system = run(tree(worker("a"), worker("b")))

    def fail(_actor):
        raise error

    assert system.address("a").tell(fail)
    eventually(lambda: generation(system, "a") == 2)
    assert ("release", "a", 1) in journal
    assert ("stop", "a", 1) not in journal
    assert generation(system, "b") == 1
    assert system.inspect("a").last_failure.error_type == type(error).__name__


def test_a_crash_in_an_ask_goes_to_the_asker_and_takes_the_actor_down(
    run, worker, boom, generation, eventually
):
    system = run(tree(worker("a")))
    with pytest.raises(ActorFailed, match="ordered by a test") as caught:
        system.address("a").ask(boom, 5)
    assert isinstance(caught.value.__cause__, ValueError)
    eventually(lambda: generation(system, "a") == 2)


def test_a_returned_exception_is_raised_at_the_asker_and_is_no_crash(run, worker, generation):
    system = run(tree(worker("a")))
    with pytest.raises(FileNotFoundError, match="no such job"):
        system.address("a").ask(lambda _actor: FileNotFoundError("no such job"), 5)
    assert system.address("a").tell(lambda _actor: FileNotFoundError("nobody waits for this"))
    assert generation(system, "a") == 1


def test_an_unknown_message_is_refused_without_a_crash(run, worker, generation):
    system = run(tree(worker("a")))
    with pytest.raises(UnknownMessage, match="a has no handler for str"):
        system.address("a").ask("nonsense", 5)
    assert generation(system, "a") == 1


def test_a_start_that_fails_is_tried_again_and_released(run, worker, journal):
    def at_start(actor):
        if actor.generation < 3:
            raise OSError("not yet")

    system = run(tree(worker("a", at_start=at_start)))
    assert journal == [
        *[("start", "a", 1), ("release", "a", 1)],
        *[("start", "a", 2), ("release", "a", 2)],
        ("start", "a", 3),
    ]
    seen = system.inspect("a")
    assert (seen.state, seen.generation, seen.restarts) == (State.UP, 3, 2)
    assert "OSError: not yet" in seen.last_failure.traceback_text


def test_a_constructor_that_fails_is_a_failed_start(run, eventually, generation):
    tries = []

    class Fragile(SupervisedActor):
        def __init__(self, context):
            super().__init__(context)
            tries.append(context.generation)
            if context.generation < 3:
                raise SystemExit(1)

        def on_receive(self, message):
            return message(self)

    system = run(tree(ChildSpec("a", Fragile.start)))
    assert tries == [1, 2, 3]
    assert generation(system, "a") == 3


def test_a_factory_that_fails_after_the_start_leaves_no_actor_behind(
    run, worker, journal, generation, eventually
):
    def factory(context):
        ref = worker("a").factory(context)
        if context.generation == 1:
            raise LookupError("after the start")
        return ref

    system = run(tree(ChildSpec("a", factory)))
    eventually(lambda: ("release", "a", 1) in journal and generation(system, "a") == 2)
    assert len([ref for ref in ActorRegistry.get_all() if ref.actor_class.__name__ == "Worker"]) == 1


@pytest.mark.parametrize(
    ("restart", "state", "restarts"),
    [
        (Restart.PERMANENT, State.UP, 1),
        (Restart.TRANSIENT, State.STOPPED, 0),
        (Restart.TEMPORARY, State.STOPPED, 0),
    ],
)
def test_an_actor_that_ends_itself(run, worker, journal, eventually, restart, state, restarts):
    system = run(tree(worker("a", restart=restart)))
    system.address("a").tell(lambda actor: actor.stop())
    eventually(lambda: ("release", "a", 1) in journal and system.inspect("a").state is state)
    seen = system.inspect("a")
    assert ("stop", "a", 1) in journal
    assert (seen.restarts, seen.last_failure) == (restarts, None)


def test_a_failing_on_stop_is_a_failure_and_still_releases(run, worker, journal, boom):
    system = run(tree(worker("a", at_stop=boom)))
    assert system.stop(5)
    assert journal[-1] == ("release", "a", 1)
    assert system.inspect("a").last_failure.error_type == "ValueError"


def test_a_failing_release_is_a_failure(run, worker, boom, generation, eventually):
    system = run(tree(worker("a", at_release=boom, restart=Restart.TRANSIENT)))
    system.address("a").tell(lambda actor: actor.stop())
    eventually(lambda: generation(system, "a") == 2)


def test_the_successor_starts_after_the_release_and_without_the_old_mail(
    run, worker, journal, gate, eventually, generation
):
    def at_release(actor):
        if actor.generation == 1:
            gate.wait()

    def fail(_actor):
        for _ in range(3):
            system.address("a").tell(lambda actor: actor.note("inherited", None))
        raise ValueError

    system = run(tree(worker("a", at_release=at_release)))
    system.address("a").tell(fail)
    eventually(lambda: ("release", "a", 1) in journal)
    with pytest.raises(Unavailable):
        system.address("a").ask(print, 5)
    assert not system.address("a").tell(print)
    gate.set()
    eventually(lambda: generation(system, "a") == 2)
    assert journal == [("start", "a", 1), ("release", "a", 1), ("start", "a", 2)]


def test_generations_and_the_registry_of_pykka_over_many_crashes(run, worker, boom, generation, eventually):
    system = run(tree(worker("a")))
    for life in range(1, 30):
        eventually(lambda life=life: generation(system, "a") == life)
        system.address("a").tell(boom)
    eventually(lambda: generation(system, "a") == 30)
    assert len(ActorRegistry.get_all()) == 2


def test_a_reply_given_later(run, worker):
    system = run(tree(worker("a")))
    owed = []

    def postpone(actor):
        owed.append(actor.reply_later())
        return owed[0]

    answers = []
    asker = threading.Thread(target=lambda: answers.append(system.address("a").ask(postpone, 20)))
    asker.start()
    while not owed:
        system.address("a").ask(lambda _actor: None, 20)
    system.address("a").ask(lambda _actor: owed[0].set("late"), 20)
    asker.join()
    assert answers == ["late"]


def test_a_reply_owed_at_the_end_is_an_error(run, worker, boom):
    system = run(tree(worker("a")))
    address = system.address("a")
    errors = []

    def postpone(actor):
        address.tell(boom)
        return actor.reply_later()

    with pytest.raises(ActorFailed, match="ordered by a test"):
        address.ask(postpone, 20)
    assert not errors


def test_a_later_reply_to_a_told_message_goes_nowhere(run, worker, generation):
    system = run(tree(worker("a")))
    system.address("a").tell(lambda actor: actor.reply_later())
    assert generation(system, "a") == 1


def test_its_own_address_and_those_of_others(run, worker):
    system = run(tree(SupervisorSpec("printer/x", (worker("serial"), worker("job"))), worker("z")))
    serial = system.address("printer/x/serial")
    assert serial.ask(lambda actor: actor.address.path, 5) == "printer/x/serial"
    assert serial.ask(lambda actor: actor.sibling("job").path, 5) == "printer/x/job"
    assert serial.ask(lambda actor: actor.address_of("z").ask(lambda z: z.generation, 5), 5) == 1
    assert system.address("z").ask(lambda actor: actor.sibling("printer/x").path, 5) == "printer/x"


def test_threads_are_daemons_named_by_path(run, worker):
    system = run(tree(worker("a")))
    thread = system.address("a").ask(lambda _actor: threading.current_thread(), 5)
    assert thread.daemon
    assert thread.name == "a (generation 1)"


def test_a_hook_that_would_never_run_is_refused():
    with pytest.raises(TypeError, match=r"release\(\)"):
        type("Wrong", (SupervisedActor,), {"on_failure": lambda *_args: None})


def test_an_exception_that_cannot_be_printed_does_not_hide_the_crash(run, worker, generation, eventually):
    class MuteError(Exception):
        def __str__(self):
            raise RuntimeError("no words")

    def fail(_actor):
        raise MuteError

    system = run(tree(worker("a")))
    system.address("a").tell(fail)
    eventually(lambda: generation(system, "a") == 2)
    assert system.inspect("a").last_failure.error_type == "MuteError"


def test_a_crash_pins_nothing(run, worker, generation, eventually, monkeypatch):
    """The frames of a crash, and what they hold, are gone with the actor, without the garbage collector."""
    gone = threading.Event()

    class Resource:
        def __del__(self):
            gone.set()

    def fail(_actor):
        held = Resource()
        raise ValueError(id(held))

    # pytest keeps all that is logged, and with it the frames.
    monkeypatch.setattr(logging.getLogger("actors.supervision.actor"), "disabled", True)
    gc.disable()
    try:
        system = run(tree(worker("a")))
        system.address("a").tell(fail)
        eventually(lambda: generation(system, "a") == 2)
        eventually(gone.is_set)
    finally:
        gc.enable()


class Listener(SupervisedActor):
    """Reckons with numbers from dependencies."""

    passes_over = (int, str)

    def __init__(self, context, passed):
        super().__init__(context)
        self._passed = passed

    def on_receive(self, message):
        return self.generation if message == "generation" else 1 // message

    def passed_over(self, message, error):
        self._passed.append((message, type(error)))


def test_of_data_from_outside_it_dies_once(run, eventually):
    """It is a crash again where the fault is another, or somebody waits for an answer."""
    passed = []
    system = run(tree(ChildSpec("a", partial(Listener.start, passed=passed))))
    address = system.address("a")

    def generation():
        try:
            return address.ask("generation", 5)
        except Unavailable:
            return None

    address.tell(0)
    eventually(lambda: generation() == 2)
    address.tell(0)
    address.tell(0)
    eventually(lambda: passed == [(0, ZeroDivisionError)] * 2)
    assert generation() == 2
    address.tell("nothing")
    eventually(lambda: generation() == 3)
    with pytest.raises(ActorFailed):
        address.ask(0, 5)
    eventually(lambda: generation() == 4)
