from __future__ import annotations

import pytest
import tasks
from databases import database_kind, database_url, storage  # noqa: F401 - fixtures
from plain_environment import without_settings


@pytest.fixture
def settings(database_url, tmp_path, monkeypatch):  # noqa: F811 - the fixture's name
    without_settings(monkeypatch, tmp_path)
    tasks.path_for_workers(monkeypatch)
    return tasks.settings_for(database_url, tmp_path / "data")


@pytest.fixture
def bench(storage, settings):  # noqa: F811 - the fixture's name
    with tasks.bench(storage, settings, workers=1) as made:
        yield made
