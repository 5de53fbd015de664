"""`lezerprint worker`: works through Redis, and lets its task be finished when it is told to leave."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest
import tasks
from databases import database
from plain_environment import without_settings

from lezerprint.cli.program import main
from lezerprint.storage.database import Storage
from lezerprint.storage.models import TaskStatus


@pytest.fixture
def own_redis():
    if shutil.which("redis-server") is None:
        pytest.skip("there is no redis-server")
    server = tasks.OwnRedis()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """Only puts tasks into the database."""
    without_settings(monkeypatch, tmp_path)
    with database("sqlite", tmp_path) as url:
        storage = Storage(url)
        yield tasks.Bench(storage, tasks.settings_for(url, tmp_path / "data"), [])
        storage.close()


def worker(bench, own_redis):
    environment = {**os.environ, "REDIS_URL": own_redis.url, "DATABASE_URL": bench.settings.database_url}
    words = [sys.executable, "-m", "lezerprint", "worker", "--processes", "1", "--data-dir"]
    return subprocess.Popen(
        [*words, str(bench.settings.data_dir)], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_it_works_and_leaves(bench, own_redis):
    done = bench.enqueue("cleanup-old-files")
    with worker(bench, own_redis) as process:
        assert process.stdout.readline().startswith("processing")
        assert bench.until(done, seconds=30).status is TaskStatus.FINISHED
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def test_without_redis_it_says_what_to_do(bench, capsys):
    assert main(["worker", "--data-dir", str(bench.settings.data_dir)]) == 1
    assert "REDIS_URL" in capsys.readouterr().err


def test_no_workers_are_no_number(capsys):
    with pytest.raises(SystemExit):
        main(["worker", "--processes", "0"])
    assert "out of range" in capsys.readouterr().err
