"""Workers are killed at random moments: every task is done whole, and its end is written once."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
import task_operations  # noqa: F401 - adds its operations
import tasks

from lezerprint.base.backoff import Backoff
from lezerprint.base.disk import FULL_MESSAGE
from lezerprint.storage.models import SystemEvent, Task, TaskStatus
from lezerprint.tasks import pool, records

pytestmark = pytest.mark.long

KILLS = 10


@pytest.fixture
def bench(storage, settings, monkeypatch):
    monkeypatch.setattr(pool, "_BACKOFF", Backoff(0.001, 0.001))  # nobody waits for one that died young
    with tasks.bench(storage, settings, workers=3) as made:
        yield made


def at_work(bench):
    """The numbers of a worker that is at a task, and of the process in which it does it, if it has begun."""
    running = bench.storage.run(records.running)
    workers = [int(task.worker.split("/")[3]) for task in running]
    begun = [int(line.split()[1]) for line in bench.noted]
    return [one for one in (*workers, *begun) if tasks.lives(one)]


def test_kills_at_random_moments(bench):
    chance = random.Random(4)
    outs = [bench.folder / "out" / str(number) for number in range(10)]
    with bench.storage.transaction():
        ids = [bench.enqueue("test-write", out=str(out), seconds=0.1) for out in outs]
        Task.update(max_attempts=100).execute()
    for _ in range(KILLS):

        def somebody_works():
            bench.dispatcher.tick()
            return at_work(bench) or all(out.exists() for out in outs)

        tasks.wait_until(somebody_works, "somebody at work", 20)
        time.sleep(chance.random() * 0.15)
        assert {out.read_text() for out in outs if out.exists()} <= {"all of it"}
        if victims := at_work(bench):
            with suppress(ProcessLookupError):
                os.kill(chance.choice(victims), signal.SIGKILL)
    for task_id, out in zip(ids, outs, strict=True):
        assert bench.until(task_id, seconds=40).status is TaskStatus.FINISHED
        assert out.read_text() == "all of it"
    written = bench.storage.run(lambda: [row.description for row in SystemEvent.select()])
    assert sorted(written) == sorted(map(str, outs))
    assert sorted(path.name for path in (bench.folder / "out").iterdir()) == sorted(out.name for out in outs)
    bench.until_swept()
    attempts = [bench.task(task_id).attempts for task_id in ids]
    assert sum(attempts) > len(ids), "no kill met its task"


def test_the_next_start_takes_up_what_a_dead_server_left(bench, settings, storage):
    task_id = bench.enqueue("test-slowly")
    process = int(bench.until_noted(1)[0].split()[1])
    worker = bench.task(task_id).worker
    for one in bench.pool.processes:  # the server and all its workers die at once
        os.kill(one, signal.SIGKILL)
    tasks.gone(process)
    assert bench.task(task_id).worker == worker
    with tasks.bench(storage, settings, workers=1) as second:
        second.notes = bench.notes
        second.until_noted(2)
        assert second.task(task_id).attempts == 2


SERVER = """
import pickle, sys, time
import tasks
from lezerprint.storage.database import Storage
settings = pickle.loads(bytes.fromhex(sys.argv[1]))
with tasks.bench(Storage(settings.database_url), settings, workers=1) as bench:
    bench.enqueue("test-programs")
    bench.until_noted(1)
    print(*bench.pool.processes, *bench.noted[0].split(), flush=True)
    time.sleep(60)
"""


def test_workers_and_their_programs_end_with_a_server_that_is_killed(settings):
    words = [sys.executable, "-c", SERVER, pickle.dumps(settings).hex()]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        processes = [int(word) for word in server.stdout.readline().split()]
        assert len(processes) == 3
        assert all(map(tasks.lives, processes))
        server.kill()
        tasks.gone(*processes)


def test_a_disk_that_is_full_fails_the_task_and_leaves_nothing(bench):
    task = bench.until(bench.enqueue("test-fill-disk"))
    assert (task.status, task.attempts) == (TaskStatus.FAILED, 2)
    assert task.error == FULL_MESSAGE
    assert not bench.out.exists()
    assert list(bench.out.parent.iterdir()) == []
    bench.until_swept()
