"""Who hangs, judged from dependencies: purely first, then with real actors that really hang."""

import threading
import time

import pytest

from actors.errors import ActorFailed, Unavailable
from actors.supervision import ChildSpec, Intensity, State, SupervisedActor, SupervisorSpec
from actors.supervision.metrics import Activity
from actors.supervision.monitor import Judge, Observation


def seen(since, limit, path="a"):
    return Observation(path, 1, Activity("Poll", since, limit), None)


def test_who_takes_longer_than_its_limit_hangs():
    judge = Judge(tolerance_seconds=0.2)
    slow, quick, patient = seen(94.9, 5, "slow"), seen(95.1, 5, "quick"), seen(10, 100, "patient")
    assert judge.hung(now=100, due=99.9, observations=[slow, quick, patient]) == [slow]


def test_a_late_tick_judges_nobody_and_time_begins_anew():
    judge = Judge(tolerance_seconds=0.2)
    assert judge.hung(now=100, due=99.7, observations=[seen(10, 5)]) == []
    assert judge.hung(now=104.9, due=104.9, observations=[seen(10, 5)]) == []
    assert judge.hung(now=105.1, due=105.1, observations=[seen(10, 5)]) == [seen_like(10)]


def seen_like(since):
    """Compare by what was seen: each activity is an individual."""

    class Like:
        def __eq__(self, other):
            return other.activity.since_seconds == since

        __hash__ = None

    return Like()


def tree(*children, **settings):
    return SupervisorSpec("root", children, **{"intensity": Intensity(100, 60), **settings})


def test_a_hung_message_is_abandoned_and_its_askers_are_told(
    run, worker, gate, generation, eventually, journal
):
    system = run(tree(worker("a", message_limit_seconds=0.1), worker("b")))
    address = system.address("a")
    outcomes = {}

    def ask(key, message):
        try:
            address.ask(message, 20)
        except (ActorFailed, Unavailable) as error:
            outcomes[key] = error

    askers = [threading.Thread(target=ask, args=("in hand", lambda _actor: gate.wait()))]
    askers[0].start()
    eventually(lambda: system.inspect("a").current)
    askers.append(threading.Thread(target=ask, args=("waiting", print)))
    askers[1].start()
    for asker in askers:
        asker.join(20)
    assert isinstance(outcomes["in hand"], ActorFailed)
    assert isinstance(outcomes["waiting"], Unavailable)
    eventually(lambda: generation(system, "a") == 2)
    assert generation(system, "b") == 1
    failure = system.inspect("a").last_failure
    assert failure.error_type == "Hung"
    assert failure.message == "function took longer than 0.1 s"
    assert "gate.wait()" in failure.traceback_text
    assert ("release", "a", 1) not in journal
    gate.set()
    eventually(lambda: ("release", "a", 1) in journal)
    assert ("stop", "a", 1) not in journal
    assert generation(system, "a") == 2
    assert system.inspect("a").restarts == 1


@pytest.mark.parametrize("hook", ["at_start", "at_stop", "at_release"])
def test_hooks_can_hang_too(run, worker, gate, generation, eventually, hook):
    def hang(actor):
        if actor.generation == 1:
            gate.wait()

    limits = {"start_limit_seconds": 0.3, "shutdown_seconds": 0.3}
    system = run(tree(worker("a", **{hook: hang}, **limits)), wait=hook == "at_start")
    if hook != "at_start":
        eventually(lambda: system.address("a").tell(lambda actor: actor.stop()))
    eventually(lambda: generation(system, "a") == 2)
    assert system.inspect("a").last_failure.error_type == "Hung"


def test_hangs_count_as_restarts(run, worker, gate, eventually):
    failures = []
    system = run(
        tree(worker("a", message_limit_seconds=0.05), intensity=Intensity(0, 60)),
        on_exhausted=failures.append,
    )
    system.address("a").tell(lambda _actor: gate.wait())
    assert system.wait_until_ended(20)
    eventually(lambda: len(failures) == 1)
    assert "last a: Hung: function took longer than 0.05 s" in failures[0].message


def test_an_idle_actor_with_a_backlog_behind_it_does_not_hang(run, worker, generation):
    system = run(tree(worker("a", message_limit_seconds=0.7)))
    address = system.address("a")
    begun = time.monotonic()
    for _ in range(90):
        address.tell(lambda _actor: time.sleep(0.01))
    assert address.ask(lambda actor: actor.generation, 20) == 1
    assert time.monotonic() - begun > 0.7
    assert generation(system, "a") == 1


class Nested(SupervisedActor):
    """A worker whose constructor, which runs on its supervisor's thread, hangs in its first life."""

    gate: threading.Event

    def __init__(self, context):
        super().__init__(context)
        if context.generation == 1:
            self.gate.wait()


def test_a_hung_supervisor_is_abandoned_with_all_below_it(run, worker, gate, generation, eventually, journal):
    Nested.gate = gate
    inner = SupervisorSpec("s", (worker("a"), ChildSpec("b", Nested.start)), message_limit_seconds=0.4)
    system = run(tree(inner, worker("z")))
    eventually(lambda: system.inspect("s").state is State.UP)
    assert (system.inspect("s").generation, generation(system, "s/a"), generation(system, "z")) == (2, 2, 1)
    eventually(lambda: ("release", "s/a", 1) in journal)
    gate.set()
    assert system.stop(20)


def test_a_hung_root_ends_the_system(run, worker, gate, eventually):
    Nested.gate = gate
    failures = []
    spec = tree(worker("a"), ChildSpec("b", Nested.start), message_limit_seconds=0.1, start_limit_seconds=60)
    system = run(spec, wait=False, on_exhausted=failures.append)
    assert system.wait_until_ended(20)
    eventually(lambda: len(failures) == 1)
    assert failures[0].error_type == "Hung"
    assert system.inspect("a").state is State.STOPPED
