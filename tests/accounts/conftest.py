"""Every test of accounts that needs a database runs on both."""

from __future__ import annotations

import pytest
from accounts_world import world_on
from databases import database_kind, database_url, storage

__all__ = ["database_kind", "database_url", "storage", "world"]


@pytest.fixture
def world(storage):
    made = world_on(storage)
    yield made
    made.last_uses.close()
