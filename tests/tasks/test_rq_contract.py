"""What our worker takes for granted of rq's; a release that changes one fails here first."""

from __future__ import annotations

import inspect

import pytest
from rq import SimpleWorker
from rq.worker import BaseWorker

from lezerprint.tasks.redis_queue import _Worker

OVERRIDDEN = {
    "_install_signal_handlers": "(self)",
    "subscribe": "(self)",
    "unsubscribe": "(self)",
    "dequeue_job_and_maintain_ttl": "(self, timeout: 'int | None', max_idle_time: 'int | None' = None)"
    " -> 'tuple[Job, Queue] | None'",
    "heartbeat": "(self, timeout: 'int | None' = None, pipeline: 'Pipeline | None' = None)",
    "execute_job": "(self, job: 'Job', queue: 'Queue')",
}


def callers(name):
    """The methods of rq's workers that refer to something by this name."""
    return {
        method
        for cls in (BaseWorker, SimpleWorker)
        for method, function in vars(cls).items()
        if inspect.isfunction(function) and name in function.__code__.co_names
    }


@pytest.mark.parametrize(("name", "signature"), OVERRIDDEN.items())
def test_what_we_override_is_there_with_the_same_signature(name, signature):
    assert str(inspect.signature(getattr(SimpleWorker, name))) == signature


def test_we_override_nothing_that_is_not_listed():
    overridden = {name for name in vars(_Worker) if hasattr(SimpleWorker, name) and not name.startswith("__")}
    assert overridden == {*OVERRIDDEN, "max_connection_wait_time"}


def test_the_loop_takes_jobs_and_does_them_through_what_we_override():
    assert {"work"} == callers("dequeue_job_and_maintain_ttl") == callers("execute_job")
    assert "work" in callers("_install_signal_handlers")


def test_the_wait_for_a_job_begins_with_a_heartbeat_and_is_bounded():
    wait = inspect.getsource(BaseWorker.dequeue_job_and_maintain_ttl)
    assert wait.index("self.heartbeat()") < wait.index("dequeue_any(")
    assert "dequeue_job_and_maintain_ttl" in callers("max_connection_wait_time")


def test_a_stop_is_looked_for_between_jobs_and_ends_the_loop():
    assert "work" in callers("_stop_requested")
    assert "StopRequested" in BaseWorker.work.__code__.co_names


def test_orders_by_redis_begin_and_end_through_what_we_override():
    assert len(callers("subscribe") - {"subscribe"}) == 1
    assert len(callers("unsubscribe") - {"unsubscribe"}) == 1


def test_a_job_is_done_in_the_process_of_its_worker():
    assert "perform_job" in SimpleWorker.execute_job.__code__.co_names
    assert not {"fork", "spawn"} & set(SimpleWorker.execute_job.__code__.co_names)
