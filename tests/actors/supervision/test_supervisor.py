"""Supervisors with real children: order, strategies, escalation, parking."""

import threading

import pytest

from actors.errors import Unavailable
from actors.supervision import (
    Backoff,
    Inspect,
    Intensity,
    OnExhausted,
    Restart,
    State,
    Strategy,
    SupervisorSpec,
)
from actors.supervision.messages import ChildDown, ChildUp, StopOverdue

QUICK = Backoff(first_seconds=0.05, factor=2, cap_seconds=0.2)
LONG = Backoff(first_seconds=300, cap_seconds=300)
FEW = Intensity(1, 60)


def root(*children, **settings):
    return SupervisorSpec("root", children, **settings)


def paths(journal, event):
    return [path for kind, path, _ in journal if kind == event]


def test_the_whole_tree_starts_left_to_right_and_stops_in_reverse(run, worker, journal):
    middle = SupervisorSpec("m", (worker("b"), worker("c")))
    system = run(root(worker("a"), middle, worker("d")))
    order = ["a", "m/b", "m/c", "d"]
    assert paths(journal, "start") == order
    assert system.stop(5)
    assert paths(journal, "stop") == paths(journal, "release") == order[::-1]
    assert {system.inspect(path).state for path in ("root", "m", *order)} == {State.STOPPED}


@pytest.mark.parametrize(
    ("strategy", "stopped", "started"),
    [
        (Strategy.ONE_FOR_ONE, [], ["b"]),
        (Strategy.REST_FOR_ONE, ["d", "c"], ["b", "c", "d"]),
        (Strategy.ONE_FOR_ALL, ["d", "c", "a"], ["a", "b", "c", "d"]),
    ],
)
def test_strategies(run, worker, journal, boom, eventually, strategy, stopped, started):
    system = run(root(*(worker(name) for name in "abcd"), strategy=strategy))
    journal.clear()
    system.address("b").tell(boom)
    eventually(lambda: paths(journal, "start") == started)
    assert paths(journal, "stop") == stopped
    assert paths(journal, "release") == ["b", *stopped]


def test_a_child_that_does_not_stop_in_time_is_abandoned(run, worker, gate, eventually, journal):
    stuck = worker("b", at_stop=lambda _actor: gate.wait(), shutdown_seconds=0.05, message_limit_seconds=60)
    system = run(root(worker("a"), stuck, worker("c")))
    assert system.stop(5)
    assert paths(journal, "release") == ["c", "a"]
    failure = system.inspect("b").last_failure
    assert failure.error_type in {"StopOverdue", "Hung"}  # both limits are the shutdown time
    assert "gate.wait()" in failure.traceback_text
    gate.set()
    eventually(lambda: ("release", "b", 1) in journal)


def test_an_ordered_restart_of_a_stuck_child(run, worker, gate, generation, eventually):
    system = run(root(worker("a", shutdown_seconds=0.05, message_limit_seconds=60)))
    system.address("a").tell(lambda _actor: gate.wait())
    system.restart("a")
    eventually(lambda: generation(system, "a") == 2)
    assert system.inspect("a").last_failure.error_type == "StopOverdue"
    assert system.inspect("a").restarts == 0


def test_ordered_restarts_are_not_counted(run, worker, generation, eventually, journal):
    system = run(root(worker("a"), worker("b"), intensity=Intensity(0, 60)))
    for life in range(2, 7):
        system.restart("a")
        eventually(lambda life=life: generation(system, "a") == life)
    assert generation(system, "b") == 1
    seen = system.inspect("a")
    assert (seen.restarts, seen.last_failure) == (0, None)


def test_the_root_that_is_exhausted_ends_the_system(run, worker, boom, eventually, journal):
    failures = []
    system = run(root(worker("a"), worker("b"), intensity=FEW), on_exhausted=failures.append)
    system.address("b").tell(boom)
    eventually(lambda: ("start", "b", 2) in journal)
    eventually(lambda: system.address("b").tell(boom))
    assert system.wait_until_ended(20)
    assert not system.wait_until_up(0)
    eventually(lambda: len(failures) == 1)
    assert failures[0] == system.failure
    assert failures[0].error_type == "IntensityExhausted"
    assert "more than 1 restarts in 60 s; last b: ValueError: ordered by a test" in failures[0].message
    assert journal[-2:] == [("stop", "a", 1), ("release", "a", 1)]
    assert {system.inspect(path).state for path in ("root", "a", "b")} == {State.STOPPED}


def test_a_storm_of_failing_starts_exhausts_too(run, worker, boom, eventually):
    failures = []
    system = run(root(worker("a", at_start=boom)), wait=False, on_exhausted=failures.append)
    assert system.wait_until_ended(20)
    eventually(lambda: len(failures) == 1)
    assert system.inspect("a").generation == 4  # the first, and three restarts


def test_nested_escalation_restarts_the_subtree(run, worker, boom, eventually, journal, generation):
    inner = SupervisorSpec("in", (worker("b"), worker("c")), intensity=Intensity(0, 60))
    system = run(root(worker("a"), inner, worker("d")))
    system.address("in/b").tell(boom)
    eventually(lambda: generation(system, "in/c") == 2)
    assert generation(system, "in/b") == 2
    assert [generation(system, name) for name in "ad"] == [1, 1]
    seen = system.inspect("in")
    assert (seen.generation, seen.restarts, seen.last_failure.error_type) == (2, 1, "IntensityExhausted")


def test_escalation_through_all_levels(run, worker, boom, eventually):
    failures = []
    once = Intensity(0, 60)
    innermost = SupervisorSpec("z", (worker("w", at_start=boom),), intensity=once)
    inner = SupervisorSpec("y", (innermost,), intensity=once)
    system = run(root(inner, intensity=once), wait=False, on_exhausted=failures.append)
    assert system.wait_until_ended(20)
    eventually(lambda: len(failures) == 1)
    assert "last y: IntensityExhausted" in failures[0].message


def parking(*children, backoff=QUICK):
    return SupervisorSpec(
        "camera", children, intensity=Intensity(0, 60), on_exhausted=OnExhausted.PARK, backoff=backoff
    )


def test_a_parked_subtree_is_seen_leaves_the_rest_alone_and_comes_back(
    run, worker, boom, eventually, generation, journal
):
    system = run(root(worker("a"), parking(worker("b"), worker("c")), worker("d")))
    changes = []
    system.subscribe(changes.append)
    system.address("camera/c").tell(boom)
    eventually(lambda: generation(system, "camera/c") == 2)
    assert [generation(system, path) for path in ("a", "d", "camera/b")] == [1, 1, 2]
    alert = next(change for change in changes if change.new is State.PARKED)
    assert (alert.path, alert.old, alert.generation) == ("camera", State.UP, 1)
    assert "last c: ValueError: ordered by a test" in alert.reason
    assert ("stop", "camera/b", 1) in journal
    assert system.inspect("camera").generation == 1  # the supervisor itself has been there all the time


def test_asking_into_a_parked_subtree(run, worker, boom, eventually):
    system = run(root(parking(worker("b"), worker("c"), backoff=LONG)))
    system.address("camera/c").tell(boom)
    eventually(lambda: system.inspect("camera").state is State.PARKED)
    with pytest.raises(Unavailable, match=r"camera is parked \(more than 0 restarts"):
        system.address("camera/b").ask(print, 5)
    assert not system.address("camera/b").tell(print)
    seen = system.inspect("camera")
    assert 250 < seen.retry_in_seconds <= 300
    assert seen.last_failure.error_type == "IntensityExhausted"
    assert [child.state for child in seen.children] == [State.STOPPED, State.STOPPED]
    assert system.stop(5)


def test_a_parked_subtree_can_be_woken(run, worker, boom, eventually, generation):
    system = run(root(parking(worker("b"), worker("c"), backoff=LONG)))
    for path, life in (("camera/b", 2), ("camera", 3)):
        system.address("camera/c").tell(boom)
        eventually(lambda: system.inspect("camera").state is State.PARKED)
        system.restart(path)
        eventually(lambda life=life: generation(system, "camera/c") == life)


def test_a_subtree_that_parks_at_the_start_does_not_hold_up_the_others(run, worker, boom, generation):
    system = run(root(parking(worker("b", at_start=boom), backoff=LONG), worker("z")))
    assert generation(system, "z") == 1
    assert system.inspect("camera").state is State.PARKED
    assert system.inspect("root").state is State.UP


def test_parking_again_and_again_backs_off_and_costs_the_parent_nothing(run, worker, boom, eventually):
    system = run(root(parking(worker("b", at_start=boom)), intensity=Intensity(0, 60)))
    delays = []

    def note(change):
        if change.new is State.PARKED:
            delays.append(system.inspect("camera").retry_in_seconds)

    system.subscribe(note)
    eventually(lambda: len(delays) >= 4)
    assert delays[-1] > delays[0]
    assert system.inspect("root").state is State.UP
    assert system.inspect("camera").generation == 1


def test_a_crash_ordered_from_outside(run, worker, generation, eventually):
    system = run(root(worker("a")))
    system.crash("a")
    eventually(lambda: generation(system, "a") == 2)
    seen = system.inspect("a")
    assert (seen.restarts, seen.last_failure.error_type) == (1, "OrderedCrash")


def test_a_crashing_supervisor_stops_its_children_in_order_first(
    run, worker, journal, generation, eventually
):
    system = run(root(SupervisorSpec("s", (worker("a"), worker("b"))), worker("z")))
    journal.clear()
    system.crash("s")
    eventually(lambda: generation(system, "s/b") == 2)
    assert paths(journal, "stop") == paths(journal, "release") == ["s/b", "s/a"]
    assert paths(journal, "start") == ["s/a", "s/b"]
    assert generation(system, "z") == 1
    assert system.inspect("s").last_failure.error_type == "OrderedCrash"


def test_a_supervisor_that_fails_while_failing_abandons_its_children(
    run, worker, gate, journal, generation, eventually
):
    stuck = worker("a", at_stop=lambda actor: actor.generation == 1 and gate.wait(), shutdown_seconds=60)
    system = run(root(SupervisorSpec("s", (stuck, worker("b")))))
    system.crash("s")
    eventually(lambda: ("stop", "s/a", 1) in journal)
    system.crash("s")
    eventually(lambda: generation(system, "s/a") == 2)
    assert ("release", "s/a", 1) not in journal
    gate.set()
    eventually(lambda: ("release", "s/a", 1) in journal)
    assert generation(system, "s/a") == 2


def test_reports_of_a_former_life_change_nothing(run, worker, generation):
    system = run(root(worker("a"), intensity=Intensity(0, 60)))
    generation(system, "a")
    supervisor = system.address("root")
    for stale in (ChildDown("a", 0, None), ChildDown("a", 2, None), ChildUp("a", 0), StopOverdue("a", 0)):
        assert supervisor.tell(stale)
    assert supervisor.ask(Inspect(), 20).children[0].state is State.UP
    assert generation(system, "a") == 1


def test_a_stop_during_the_start(run, worker, gate, journal, eventually):
    system = run(root(worker("a"), worker("b", at_start=lambda _actor: gate.wait()), worker("c")), wait=False)
    eventually(lambda: ("start", "b", 1) in journal)
    stopped = []
    stopper = threading.Thread(target=lambda: stopped.append(system.stop(20)))
    stopper.start()
    eventually(lambda: system.inspect("b").state is State.STOPPING)
    gate.set()
    stopper.join()
    assert stopped == [True]
    assert paths(journal, "start") == ["a", "b"]
    assert paths(journal, "stop") == ["b", "a"]


def test_a_stop_that_takes_too_long_abandons_what_is_left(run, worker, gate, eventually, journal):
    system = run(root(worker("a"), worker("b", at_stop=lambda _actor: gate.wait(), shutdown_seconds=60)))
    assert system.stop(0.05) is False
    assert {system.inspect(path).state for path in ("root", "a", "b")} == {State.STOPPED}
    assert not system.address("a").tell(print)
    gate.set()
    eventually(lambda: {"a", "b"} <= set(paths(journal, "release")))


def test_a_temporary_child_that_crashes_stays_down_until_it_is_ordered_back(
    run, worker, boom, eventually, generation
):
    system = run(root(worker("a", restart=Restart.TEMPORARY), intensity=Intensity(0, 60)))
    system.address("a").tell(boom)
    eventually(lambda: system.inspect("a").state is State.STOPPED)
    assert system.inspect("a").last_failure.error_type == "ValueError"
    with pytest.raises(Unavailable):
        system.crash("a")
    system.restart("a")
    eventually(lambda: generation(system, "a") == 2)
