"""Timers: in order, cancellable, and gone with the life that set them."""

import queue
import threading
import time

import pytest

from actors.supervision import Intensity, SupervisorSpec
from actors.supervision.timers import Timers


@pytest.fixture
def timers():
    made = Timers()
    made.start()
    yield made
    made.stop()


def test_they_fire_in_the_order_of_their_times(timers):
    fired = queue.Queue()
    now = time.monotonic()
    for name, delay in (("last", 0.06), ("first", 0.02), ("second", 0.04), ("tie", 0.04)):
        timers.call_at(now + delay, lambda name=name: fired.put((name, time.monotonic())))
    seen = [fired.get(timeout=20) for _ in range(4)]
    assert [name for name, _ in seen] == ["first", "second", "tie", "last"]
    assert all(at >= now + delay for (_, at), delay in zip(seen, (0.02, 0.04, 0.04, 0.06), strict=True))


def test_an_earlier_timer_overtakes_the_one_waited_for(timers):
    fired = queue.Queue()
    timers.call_later(300, lambda: fired.put("far"))
    timers.call_later(0.01, lambda: fired.put("near"))
    assert fired.get(timeout=20) == "near"


def test_a_cancelled_timer_does_not_fire(timers):
    fired = queue.Queue()
    timer = timers.call_later(0.2, lambda: fired.put("cancelled"))
    timer.cancel()
    timers.call_later(0.25, lambda: fired.put("later"))
    assert fired.get(timeout=20) == "later"


def test_a_failing_callback_stops_nobody(timers):
    fired = queue.Queue()
    timers.call_later(0, lambda: 1 / 0)
    timers.call_later(0.01, lambda: fired.put("next"))
    assert fired.get(timeout=20) == "next"


def test_after_the_end_nothing_fires_and_no_thread_is_left(timers):
    fired = []
    timers.call_later(300, lambda: fired.append("late"))
    timers.stop()
    timers.call_later(0, lambda: fired.append("later"))
    assert not fired
    assert not [thread for thread in threading.enumerate() if thread.name == "supervision-timers"]


def test_they_can_be_stopped_from_a_callback(timers, eventually):
    timers.call_later(0, timers.stop)
    eventually(lambda: "supervision-timers" not in {thread.name for thread in threading.enumerate()})


def test_an_actor_tells_itself_later(run, worker):
    system = run(SupervisorSpec("root", (worker("a"),)))
    heard = queue.Queue()

    def arm(actor):
        actor.tell_later(0.25, lambda _actor: heard.put("second"))
        actor.tell_later(0.1, lambda _actor: heard.put("first"))
        actor.tell_later(0.2, lambda _actor: heard.put("cancelled")).cancel()

    system.address("a").tell(arm)
    assert [heard.get(timeout=20) for _ in range(2)] == ["first", "second"]
    assert heard.empty()


def test_a_timer_dies_with_the_life_that_set_it(run, worker, boom, generation, eventually):
    system = run(SupervisorSpec("root", (worker("a"),), intensity=Intensity(100, 5)))
    heard = queue.Queue()
    system.address("a").tell(lambda actor: actor.tell_later(0.2, lambda _actor: heard.put("ghost")))
    system.address("a").tell(boom)
    eventually(lambda: generation(system, "a") == 2)
    system.address("a").tell(lambda actor: actor.tell_later(0.3, lambda _actor: heard.put("living")))
    assert heard.get(timeout=20) == "living"
