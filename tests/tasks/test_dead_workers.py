"""Whose worker is gone is told by what changes, not by what clocks say."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest

from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Task, TaskStatus
from lezerprint.tasks.dead_workers import SILENT_LOOKS, SILENT_SECONDS, DeadWorkerDetector
from lezerprint.tasks.processes import has_died, worker_name

FAR = "elsewhere/1/2/3/4"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def watch(clock):
    return DeadWorkerDetector(clock)


def running(heartbeat_at, worker=FAR, task_id=None):
    values = {"worker": worker, "attempts": 1, "status": TaskStatus.RUNNING, "heartbeat_at": heartbeat_at}
    return Task(id=task_id or uuid4(), operation="o", queue="q", **values)


def test_a_worker_that_beats_is_never_lost_whatever_its_clock_says(clock, watch):
    task = running(utc_now())
    for jump in (0, 10**6, -(10**6), 10**8, 5, -5):
        task.heartbeat_at += timedelta(seconds=jump or 1)
        clock.now += SILENT_SECONDS * 2
        for _ in range(SILENT_LOOKS):
            assert watch.observe([task]) == []


def test_one_that_is_silent_for_long_is_lost(clock, watch):
    task = running(utc_now())
    for _ in range(SILENT_LOOKS):
        assert watch.observe([task]) == []
        clock.now += SILENT_SECONDS / (SILENT_LOOKS + 1)
    assert watch.observe([task]) == []
    clock.now += SILENT_SECONDS
    (claim,) = watch.observe([task])
    assert (claim.task_id, claim.worker, claim.attempt) == (task.id, FAR, 1)


def test_an_outage_between_two_looks_is_no_silence(clock, watch):
    task = running(utc_now())
    watch.observe([task])
    clock.now += 10 * SILENT_SECONDS
    assert watch.observe([task]) == []


def test_a_worker_of_this_machine_is_known_to_be_dead_at_once(watch):
    words = [sys.executable, "-c", "from lezerprint.tasks.processes import *; print(worker_name())"]
    dead = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    assert has_died(dead)
    assert watch.observe([running(utc_now(), dead)]) != []


def test_who_lives_is_elsewhere_or_has_no_name_is_not_dead():
    own = worker_name()
    assert not has_died(own)
    head, _, _ = own.rpartition("/")
    assert has_died(f"{head}/1"), "another that had the same number"
    for name in (FAR, "", "x", f"elsewhere/{os.getpid()}"):
        assert not has_died(name)
