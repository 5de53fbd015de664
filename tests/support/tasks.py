"""Workers for tests: a pool on a database, and what it leaves in the rows."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path

import redis
import task_operations

from lezerprint.notify.task import queue_if_due
from lezerprint.settings import Settings
from lezerprint.storage.models import Task, TaskStatus
from lezerprint.tasks.dispatcher import TaskDispatcher
from lezerprint.tasks.pool import WorkerPool
from lezerprint.tasks.task_queue import TaskQueue

ENDED = (TaskStatus.FINISHED, TaskStatus.FAILED, TaskStatus.CANCELLED)
PLUGINS = (task_operations.__name__,)
SUPPORT = str(Path(__file__).parent)


def settings_for(url, folder, **more):
    return Settings(data_dir=folder, database_url=url, log_level="error", **more)


def wait_until(true, what, seconds=15):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"no sign of {what}"
        time.sleep(0.02)


class Bench:
    """A database, a pool on it, and somebody who looks after both when he is told to."""

    def __init__(self, storage, settings, carriers):
        self.storage = storage
        self.settings = settings
        self.folder = settings.data_dir
        self.notes = self.folder / "notes"
        self.out = self.folder / "out" / "result"
        self.dispatcher = TaskDispatcher(storage, carriers, queuers=[queue_if_due])
        self.queue = TaskQueue()

    def enqueue(self, operation, **arguments):
        given = {"notes": str(self.notes), "out": str(self.out), **arguments}
        return self.storage.run(self.queue.enqueue, operation, given).id

    def cancel(self, task_id):
        return self.storage.run(self.queue.cancel, task_id)

    def task(self, task_id):
        return self.storage.run(Task.get_by_id, task_id)

    def until(self, task_id, *statuses, seconds=15):
        def there():
            self.dispatcher.tick()
            return self.task(task_id).status in (statuses or ENDED)

        wait_until(there, f"{statuses or 'the end'} of {self.task(task_id).operation}", seconds)
        return self.task(task_id)

    def until_noted(self, count=1, seconds=15):
        def there():
            self.dispatcher.tick()
            return len(self.noted) >= count

        wait_until(there, "a note", seconds)
        return self.noted

    def until_swept(self):
        wait_until(lambda: not self.scratch, "an empty scratch folder")

    @property
    def noted(self):
        return self.notes.read_text().splitlines() if self.notes.exists() else []

    @property
    def scratch(self):
        folder = self.settings.data_dir / "tasks"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@contextmanager
def bench(storage, settings, **more):
    """With a local pool."""
    pool = WorkerPool(settings, plugins=PLUGINS, **more)
    made = Bench(storage, settings, [pool])
    made.pool = pool
    try:
        yield made
    finally:
        made.dispatcher.close()


class OwnRedis:
    """A Redis server that keeps nothing on disk, to be stopped and started."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process = None

    def start(self):
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen(
            [*words, "--appendonly", "no", "--dir", "/tmp"],  # noqa: S108 - nothing is written
            stdout=subprocess.DEVNULL,
        )
        with closing(redis.Redis.from_url(self.url)) as client:
            wait_until(lambda: answers(client), "Redis")

    def kill(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def answers(client):
    try:
        return client.ping()
    except redis.RedisError:
        return False


def lives(process):
    """Whether a process runs; a zombie does not."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


def gone(*processes, seconds=10):
    deadline = time.monotonic() + seconds
    while any(lives(process) for process in processes):
        assert time.monotonic() < deadline, f"{processes} live still"
        time.sleep(0.02)


def path_for_workers(monkeypatch):
    """Let workers find the operations of the tests."""
    before = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", SUPPORT + (f"{os.pathsep}{before}" if before else ""))
