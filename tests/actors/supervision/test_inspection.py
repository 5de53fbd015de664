"""The tree as data: complete, plain, and there while actors hang."""

import dataclasses
import json
from datetime import datetime

import pytest

from actors.supervision import ActorView, Inspect, Intensity, Kind, State, Strategy, SupervisorSpec, System
from actors.supervision.metrics import Meter, quantile


def tree(worker):
    printer = SupervisorSpec(
        "printer/default", (worker("serial"), worker("job")), Strategy.REST_FOR_ONE, Intensity(9, 5)
    )
    return SupervisorSpec("root", (worker("storage"), printer))


def test_the_whole_tree(run, worker, boom, generation, eventually):
    system = run(tree(worker))
    system.address("printer/default/serial").tell(boom)
    eventually(lambda: generation(system, "printer/default/job") == 2)
    for _ in range(10):
        system.address("storage").ask(lambda _actor: None, 5)
    seen = system.inspect()
    storage, printer = seen.children
    serial, job = printer.children
    assert [(each.name, each.path, each.kind) for each in (seen, storage, printer, serial, job)] == [
        ("root", "root", Kind.SUPERVISOR),
        ("storage", "storage", Kind.WORKER),
        ("printer/default", "printer/default", Kind.SUPERVISOR),
        ("serial", "printer/default/serial", Kind.WORKER),
        ("job", "printer/default/job", Kind.WORKER),
    ]
    assert (printer.strategy, serial.strategy) == (Strategy.REST_FOR_ONE, None)
    assert {each.state for each in (seen, storage, printer, serial, job)} == {State.UP}
    assert (serial.generation, serial.restarts) == (2, 1)
    assert (job.generation, job.restarts) == (2, 0)
    assert serial.last_failure.error_type == "ValueError"
    assert "in crash" in serial.last_failure.traceback_text
    assert job.last_failure is None
    assert storage.messages_handled == 10
    assert 0 <= storage.handling_p50_ms <= storage.handling_p99_ms < 20_000
    assert storage.uptime_seconds >= serial.uptime_seconds >= 0
    assert storage.current is None


def test_parts_and_searches(run, worker):
    system = run(tree(worker))
    part = system.inspect("printer/default")
    assert [child.name for child in part.children] == ["serial", "job"]
    assert part.find("printer/default/job") is part.children[1]
    assert part.find("storage") is None


def test_it_is_frozen_and_plain_for_json(run, worker, boom, generation, eventually):
    system = run(tree(worker))
    system.address("storage").tell(boom)
    eventually(lambda: generation(system, "storage") == 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        system.inspect().name = "other"
    plain = json.loads(json.dumps(system.inspect().to_dict()))
    assert set(plain) == {field.name for field in dataclasses.fields(ActorView)}
    failure = plain["children"][0]["last_failure"]
    assert (failure["type"], failure["message"]) == ("ValueError", "ordered by a test")
    assert datetime.fromisoformat(failure["at"]).tzinfo is not None
    assert plain["children"][1]["strategy"] == "rest_for_one"


def test_it_answers_while_an_actor_hangs(run, worker, gate, eventually):
    system = run(tree(worker))
    address = system.address("storage")
    address.tell(lambda _actor: gate.wait())
    eventually(lambda: system.inspect("storage").current)
    for _ in range(3):
        address.tell(print)
    seen = system.inspect("storage")
    assert (seen.state, seen.mailbox_depth, seen.current.label) == (State.UP, 3, "function")
    first = seen.current.age_seconds
    eventually(lambda: system.inspect("storage").current.age_seconds > first)
    assert system.inspect().to_dict()["children"][0]["current"]["label"] == "function"


def test_a_supervisor_answers_a_message_with_the_same(run, worker):
    system = run(tree(worker))
    seen = system.address("printer/default").ask(Inspect(), 5)
    assert seen.path == "printer/default"
    assert [child.path for child in seen.children] == ["printer/default/serial", "printer/default/job"]


def test_before_the_start_everything_is_there_already(worker):
    seen = System(tree(worker)).inspect()
    assert {child.state for child in seen.children} == {State.STOPPED}
    assert seen.children[0].generation == 0


def test_quantiles_are_by_nearest_rank():
    assert quantile([], 0.5) is None
    assert quantile([7.0], 0.99) == 7.0
    assert quantile([float(value) for value in range(100, 0, -1)], 0.5) == 50.0
    assert quantile([float(value) for value in range(100, 0, -1)], 0.99) == 99.0


def test_a_meter_keeps_the_last_times_only():
    meter = Meter()
    assert meter.handling_seconds() == []
    for _ in range(2000):
        meter.begin("Message", 5.0)
        meter.end(message=True)
    meter.begin("on_stop", 5.0)
    meter.end(message=False)
    assert meter.handled == 2000
    assert len(meter.handling_seconds()) == 512
    assert all(0 <= seconds < 20 for seconds in meter.handling_seconds())
