"""The database goes away in the middle of a task, and comes back: the task is done once."""

from __future__ import annotations

import time
from contextlib import closing
from urllib.parse import urlsplit

import tasks
from databases import database, postgres_url
from plain_environment import without_settings
from proxy import Proxy
from services import require

from lezerprint.storage.database import Storage
from lezerprint.storage.models import SystemEvent, TaskStatus


def test_an_outage_in_the_middle_costs_nothing(tmp_path, monkeypatch):
    without_settings(monkeypatch, tmp_path)
    tasks.path_for_workers(monkeypatch)
    parts = urlsplit(require("postgres"))
    with (
        database("postgresql", tmp_path) as url,
        Proxy(parts.hostname or "127.0.0.1", parts.port or 5432) as proxy,
        closing(Storage(url)) as storage,
    ):
        through = tasks.settings_for(postgres_url(urlsplit(url).path[1:], proxy.port), tmp_path / "data")
        with tasks.bench(storage, through, workers=1) as bench:
            task_id = bench.enqueue("test-write", seconds=0.5)
            bench.until_noted(1)
            proxy.cut()
            time.sleep(1.5)  # the task ends meanwhile, and cannot say so
            assert bench.task(task_id).status is TaskStatus.RUNNING
            proxy.mend()
            task = bench.until(task_id)
            assert (task.status, task.attempts) == (TaskStatus.FINISHED, 1)
            assert bench.out.read_text() == "all of it"
            assert storage.run(SystemEvent.select().count) == 1
