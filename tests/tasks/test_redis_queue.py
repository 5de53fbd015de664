"""Tasks through a Redis of our own, which is killed and forgets everything."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from contextlib import closing

import pytest
import redis
import tasks

from lezerprint.errors import SettingsError
from lezerprint.storage.models import Task, TaskStatus
from lezerprint.tasks.pool import WorkerPool
from lezerprint.tasks.redis_queue import RedisFeeder


@pytest.fixture(params=["postgresql"])  # which machines that share tasks have
def database_kind(request):
    return request.param


@pytest.fixture
def own_redis():
    if shutil.which("redis-server") is None:
        pytest.skip("there is no redis-server")
    server = tasks.OwnRedis()
    yield server
    server.kill()


@pytest.fixture
def with_redis(settings, own_redis):
    return settings.model_copy(update={"redis_url": own_redis.url})


@pytest.fixture
def feeding(storage, with_redis):
    """Somebody who hands tasks in, and no worker."""
    made = tasks.Bench(storage, with_redis, [RedisFeeder(with_redis, pause_seconds=0)])
    yield made
    made.dispatcher.close()


@pytest.fixture
def workers(with_redis):
    """Begins workers that get their tasks through Redis."""
    pools = []

    def begin(count=1):
        pool = WorkerPool(with_redis, workers=count, from_redis=True, plugins=tasks.PLUGINS)
        pools.append(pool)
        pool.start()
        return pool

    yield begin
    for pool in pools:
        pool.close()


def queued(own_redis):
    with closing(redis.Redis.from_url(own_redis.url)) as client:
        return client.llen("rq:queue:lezerprint:file-processing")


def test_a_task_is_done(own_redis, feeding, workers):
    own_redis.start()
    workers()
    task = feeding.until(feeding.enqueue("test-write"))
    assert (task.status, task.attempts) == (TaskStatus.FINISHED, 1)
    assert feeding.out.read_text() == "all of it"


def test_a_redis_that_was_never_there_and_one_that_forgot_lose_nothing(own_redis, feeding, workers):
    ids = [feeding.enqueue("test-write") for _ in range(3)]
    feeding.dispatcher.tick()
    own_redis.start()
    feeding.dispatcher.tick()
    feeding.dispatcher.tick()
    assert queued(own_redis) == 3
    own_redis.kill()
    ids.append(feeding.enqueue("test-write"))
    feeding.dispatcher.tick()
    own_redis.start()
    assert queued(own_redis) == 0
    workers()
    for task_id in ids:
        assert feeding.until(task_id, seconds=20).status is TaskStatus.FINISHED
    assert len(feeding.noted) == 4


def test_a_redis_that_dies_in_the_middle_of_a_task_costs_nothing(own_redis, feeding, workers):
    own_redis.start()
    pool = workers()
    first, second = feeding.enqueue("test-write", seconds=1), feeding.enqueue("test-write")
    feeding.until_noted(1)
    own_redis.kill()
    assert feeding.until(first).status is TaskStatus.FINISHED
    own_redis.start()

    def done():
        pool.start()
        feeding.dispatcher.tick()
        return feeding.task(second).status is TaskStatus.FINISHED

    tasks.wait_until(done, "the second task", 30)
    assert [feeding.task(one).attempts for one in (first, second)] == [1, 1]
    assert len(feeding.noted) == 2


def test_a_worker_leaves_although_redis_is_away(own_redis, feeding, workers):
    own_redis.start()
    pool = workers()
    feeding.until(feeding.enqueue("test-write"))
    own_redis.kill()
    process = pool.processes[0]
    pool.leave()
    tasks.gone(process)


def test_a_worker_that_is_to_leave_finishes_its_task_first(own_redis, feeding, workers):
    own_redis.start()
    pool = workers()
    first, second = feeding.enqueue("test-write", seconds=1), feeding.enqueue("test-write")
    feeding.until_noted(1)
    process = pool.processes[0]
    pool.leave()
    tasks.gone(process, seconds=20)
    assert [feeding.task(one).status for one in (first, second)] == [TaskStatus.FINISHED, TaskStatus.QUEUED]


def test_a_task_that_is_cancelled_stops_and_the_worker_goes_on(own_redis, feeding, workers):
    own_redis.start()
    workers()
    task_id = feeding.enqueue("test-slowly")
    feeding.until_noted(1)
    feeding.cancel(task_id)
    assert feeding.until(feeding.enqueue("test-write")).status is TaskStatus.FINISHED
    assert feeding.task(task_id).status is TaskStatus.CANCELLED


def test_two_that_feed_and_many_that_work_do_each_task_once(own_redis, feeding, workers, with_redis, storage):
    own_redis.start()
    other = tasks.Bench(storage, with_redis, [RedisFeeder(with_redis, pause_seconds=0)])
    ids = [feeding.enqueue("test-note", notes=str(feeding.folder / "notes")) for _ in range(25)]
    workers(2)
    workers(2)
    for task_id in ids:
        other.dispatcher.tick()
        assert feeding.until(task_id, seconds=30).attempts == 1
    other.dispatcher.close()
    assert len(feeding.noted) == len(ids)


def test_a_killed_worker_costs_no_task(own_redis, feeding, workers):
    own_redis.start()
    pool = workers()
    task_id = feeding.enqueue("test-slowly")
    process = int(feeding.until_noted(1)[0].split()[1])
    os.kill(pool.processes[0], signal.SIGKILL)
    tasks.gone(process)

    def noted_again():
        pool.start()
        feeding.dispatcher.tick()
        return len(feeding.noted) == 2

    tasks.wait_until(noted_again, "the second attempt")
    assert feeding.task(task_id).attempts == 2
    pool.close()
    assert Counter(storage_statuses(feeding)) == {TaskStatus.QUEUED: 1}


def storage_statuses(bench):
    return bench.storage.run(lambda: [task.status for task in Task.select()])


def test_without_redis_there_is_nothing_to_work_for(settings):
    with pytest.raises(SettingsError, match="REDIS_URL"):
        RedisFeeder(settings)
