from __future__ import annotations

from threading import Event
from uuid import uuid4

import pytest
import tasks
from databases import database_kind, database_url, storage  # noqa: F401 - fixtures
from plain_environment import without_settings

from lezerprint.tasks.context import TaskContext
from lezerprint.tasks.records import Claim


@pytest.fixture
def settings(database_url, tmp_path, monkeypatch):  # noqa: F811 - the fixture's name
    without_settings(monkeypatch, tmp_path)
    tasks.path_for_workers(monkeypatch)
    return tasks.settings_for(database_url, tmp_path / "data")


@pytest.fixture
def bench(storage, settings):  # noqa: F811 - the fixture's name
    with tasks.bench(storage, settings, workers=1) as made:
        yield made


@pytest.fixture
def context(storage, settings):  # noqa: F811 - the fixture's name
    scratch = settings.data_dir / "tasks" / f"{uuid4().hex}-1"
    scratch.mkdir(parents=True)
    made = TaskContext(Claim(uuid4(), "w", 1), storage, settings, scratch, Event())
    made.progress = lambda *_: None
    return made
