"""Events are told in order, one at a time, and nobody waits for a listener."""

from __future__ import annotations

import threading

from lezerprint.events import EventHub


def test_a_listener_that_takes_its_time_holds_up_no_publisher():
    hub, told, begun, may_end = EventHub(), [], threading.Event(), threading.Event()

    def listen(event):
        told.append(event.name)
        begun.set()
        may_end.wait(30)

    hub.subscribe(listen)
    first = threading.Thread(target=hub.publish, args=("first", {}))
    first.start()
    assert begun.wait(30)
    hub.publish("second", {}, lasting=True)
    assert [event.name for event in hub.since(0)] == ["second"]
    assert told == ["first"]
    may_end.set()
    first.join()
    assert told == ["first", "second"]


def test_a_listener_may_publish_and_subscribe():
    hub, told, late = EventHub(), [], []

    def listen(event):
        told.append(event.name)
        if event.name == "first":
            hub.publish("second", {})
            hub.subscribe(lambda event: late.append(event.name))

    hub.subscribe(listen)
    hub.publish("first", {})
    assert (told, late) == (["first", "second"], [])
    hub.publish("third", {})
    assert (told, late) == (["first", "second", "third"], ["third"])


def test_many_publishers_and_one_order():
    hub, told = EventHub(), []
    hub.subscribe(told.append)
    threads = [
        threading.Thread(target=lambda: [hub.publish("x", {}, lasting=True) for _ in range(500)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event.sequence for event in told] == list(range(1, 2001))


def test_a_listener_that_fails_is_logged_and_the_others_hear(caplog):
    hub, told = EventHub(), []

    def fail(_):
        raise ValueError

    hub.subscribe(fail)
    hub.subscribe(lambda event: told.append(event.name))
    hub.publish("first", {})
    hub.publish("second", {})
    assert told == ["first", "second"]
    assert "first could not be published" in caplog.text
