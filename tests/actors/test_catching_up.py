"""What happened while no server was there is in the record afterwards, with the time at which it happened."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from serving import Tree, port_pid
from simulated import SimulatedPrinter, commands_of, wait_until

from actors.supervision import System
from actors.tree import server_tree
from lezerprint.base.enums import EventType, JobState
from lezerprint.port.channel import Channel
from lezerprint.port.failure import FailureReason

LONG_AGO_SECONDS = 11.0
"""What is told so long after the end of a job concerns it no more, unless it happened before."""


def noticed(events, name):
    """A list of all events of this name from now on."""
    found = []
    events.subscribe(lambda event: found.append(event) if event.name == name else None)
    return found


def run_state(tree):
    """The word of the port process for its job, asked past the tree."""
    channel = Channel(tree.paths.socket)
    try:
        return channel.snapshot().job.state
    finally:
        channel.close()


def restarted(tree):
    tree.system = System(server_tree([tree.options], tree.parts))
    tree.system.start()
    assert tree.system.wait_until_up(20)


def kinds(job):
    return [one.kind for one in job.incidents]


def test_a_pause_that_nobody_saw():
    with SimulatedPrinter("--latency-ms", "1") as printer, Tree(printer.link) as tree:
        file = tree.file(2500)
        tree.print(file)
        tree.wait_line(50)
        assert tree.system.stop(10)
        assert tree.store.flush(10)
        printer.order("say //action:pause")
        wait_until(lambda: run_state(tree) == "paused", "the pause")
        printer.order("say //action:resume")
        wait_until(lambda: run_state(tree) == "printing", "the resumption")
        back_at = time.time()
        restarted(tree)
        job = tree.wait_ended()
        assert job.state is JobState.COMPLETED
        assert kinds(job) == [
            EventType.JOB_STARTED,
            EventType.JOB_PAUSED,
            EventType.JOB_RESUMED,
            EventType.JOB_COMPLETED,
        ]
        times = [one.at for one in job.incidents]
        assert times == sorted(times)
        assert times[2] <= back_at <= times[3]
        assert printer.streamed() == commands_of(file)


def test_an_end_that_nobody_saw_happened_when_it_did():
    with SimulatedPrinter("--latency-ms", "1") as printer, Tree(printer.link) as tree:
        file = tree.file(800)
        tree.print(file)
        tree.wait_line(50)
        assert tree.system.stop(10)
        wait_until(lambda: run_state(tree) == "completed", "the end")
        ended_by = time.time()
        assert port_pid(tree.paths)
        restarted(tree)
        job = tree.wait_ended()
        assert (job.state, kinds(job)[-1]) == (JobState.COMPLETED, EventType.JOB_COMPLETED)
        assert job.ended_at <= ended_by
        assert printer.streamed() == commands_of(file)


def test_an_alert_that_nobody_saw_is_of_the_job_and_of_its_time():
    with SimulatedPrinter("--latency-ms", "1") as printer, Tree(printer.link) as tree:
        alerts = noticed(tree.parts.events, "alert")
        tree.print(tree.file(1500))
        tree.wait_line(50)
        assert tree.system.stop(10)
        assert tree.store.flush(10)
        printer.order("say Error:Something odd")
        wait_until(lambda: run_state(tree) == "completed", "the end")
        alone_until = time.time() + LONG_AGO_SECONDS
        wait_until(lambda: time.time() > alone_until, "a while")
        restarted(tree)
        tree.wait_ended()
        wait_until(lambda: alerts, "the alert")
        wait_until(lambda: EventType.CUSTOM in kinds(tree.job), "its note")
        job = tree.job
        (alert,) = [one for one in job.incidents if one.kind is EventType.CUSTOM]
        assert "Something odd" in alert.message
        assert job.started_at < alert.at < alone_until - LONG_AGO_SECONDS
        assert datetime.fromisoformat(alerts[0].data["timestamp"]).timestamp() == pytest.approx(alert.at)


def test_a_print_whose_commands_are_gone_has_failed_for_that_reason():
    """The successor of a port process that was killed cannot go on, and says why; it has no job then."""
    with SimulatedPrinter("--latency-ms", "1") as printer, Tree(printer.link) as tree:
        job = tree.print(tree.file(2500))
        tree.wait_line(50)
        assert tree.store.flush(10)
        tree.store.spool_path(job.id).unlink()
        tree.kill_port()
        ended = tree.wait_ended()
        assert (ended.state, ended.failure) == (JobState.FAILED, FailureReason.FILE_ERROR)
        assert "commands.spool" in ended.reason
        assert "host lost the print" not in ended.reason
