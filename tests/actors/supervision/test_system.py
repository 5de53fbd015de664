"""A system as a whole: its start and end, and what subscribers hear of it."""

import threading
import time
from itertools import pairwise

import pytest

from actors.errors import Unavailable, UnknownPath
from actors.supervision import Intensity, State, SupervisorSpec, System


def root(*children, **settings):
    return SupervisorSpec("root", children, **settings)


def test_it_is_a_context_and_leaves_no_thread_behind(worker):
    before = set(threading.enumerate())
    with System(root(worker("a"), worker("b"))) as system:
        assert system.wait_until_up(20)
        assert len(set(threading.enumerate()) - before) == 4  # two workers, the root, the timers
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
    assert set(threading.enumerate()) <= before


def test_a_stop_in_peace_is_no_failure(run, worker):
    failures = []
    system = run(root(worker("a")), on_exhausted=failures.append)
    assert not system.wait_until_ended(0)
    assert system.stop(20)
    assert system.stop(20)
    assert system.wait_until_ended(0)
    assert not system.wait_until_up(0)
    assert system.failure is None
    assert not failures


def test_a_system_can_be_stopped_from_the_callback_of_its_end(run, worker, boom):
    stopped = []
    system = run(
        root(worker("a"), intensity=Intensity(0, 5)),
        on_exhausted=lambda _failure: stopped.append(system.stop(20)),
    )
    system.address("a").tell(boom)
    assert system.wait_until_ended(20)
    deadline = time.monotonic() + 20
    while not stopped and time.monotonic() < deadline:
        time.sleep(0.002)
    assert stopped == [True]


def test_subscribers_hear_every_change_in_order(run, worker, boom, generation, eventually):
    system = System(root(worker("a"), worker("b")), tick_seconds=0.02)
    heard = []
    unsubscribe = system.subscribe(heard.append)
    with system:
        assert system.wait_until_up(20)
        system.address("a").tell(boom)
        eventually(lambda: generation(system, "a") == 2)
    changes = {
        path: [(change.new, change.generation) for change in heard if change.path == path]
        for path in ("root", "a", "b")
    }
    up, stopping, stopped = State.UP, State.STOPPING, State.STOPPED
    assert changes["root"] == [(State.STARTING, 1), (up, 1), (stopping, 1), (stopped, 1)]
    assert changes["b"] == changes["root"]
    assert changes["a"] == [
        *[(State.STARTING, 1), (up, 1), (State.RESTARTING, 1)],
        *[(State.STARTING, 2), (up, 2), (stopping, 2), (stopped, 2)],
    ]
    for path in changes:
        states = [(change.old, change.new) for change in heard if change.path == path]
        assert all(before[1] is after[0] for before, after in pairwise(states))
    assert next(change for change in heard if change.new is State.RESTARTING).reason == (
        "ValueError: ordered by a test"
    )
    unsubscribe()


def test_a_failing_subscriber_disturbs_neither_actors_nor_others(run, worker, boom, generation, eventually):
    system = run(root(worker("a")))
    heard = []
    system.subscribe(lambda _change: 1 / 0)
    unsubscribe = system.subscribe(heard.append)
    system.address("a").tell(boom)
    eventually(lambda: generation(system, "a") == 2)
    eventually(lambda: len(heard) == 3)
    unsubscribe()
    system.address("a").tell(boom)
    eventually(lambda: generation(system, "a") == 3)
    assert len(heard) == 3


def test_a_subscriber_may_inspect_and_send(run, worker, boom, eventually):
    system = run(root(worker("a")))
    seen = []

    def look(change):
        seen.append(system.inspect(change.path).path)
        system.address("a").tell(lambda _actor: None)

    system.subscribe(look)
    system.address("a").tell(boom)
    eventually(lambda: len(seen) == 3)


def test_changes_from_many_threads_reach_a_subscriber_in_each_actors_order(run, worker, boom, eventually):
    names = [f"w{number}" for number in range(8)]
    system = run(root(*(worker(name) for name in names), intensity=Intensity(10_000, 60)))
    heard = []
    system.subscribe(heard.append)

    def crash_often(name):
        done = 0
        while done < 10:
            done += system.address(name).tell(boom)

    crashers = [threading.Thread(target=crash_often, args=(name,)) for name in names]
    for crasher in crashers:
        crasher.start()
    for crasher in crashers:
        crasher.join(30)
    eventually(lambda: all(view.state is State.UP for view in system.inspect().children))
    total = sum(view.generation - 1 for view in system.inspect().children)
    eventually(lambda: len(heard) == 3 * total)
    for name in names:
        states = [change.new for change in heard if change.path == name]
        assert states == [State.RESTARTING, State.STARTING, State.UP] * (len(states) // 3)


def test_orders_that_cannot_be_carried_out(run, worker):
    system = run(root(worker("a")))
    with pytest.raises(UnknownPath):
        system.restart("root")
    system.stop(20)
    with pytest.raises(Unavailable):
        system.restart("a")
    with pytest.raises(Unavailable):
        system.crash("a")
