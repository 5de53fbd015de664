"""What holds for all tests.

Property tests are the same in every run, unless new examples are asked for. What is run on SQLite as well as
with PostgreSQL and Redis (`api.BACKENDS`) is run on SQLite by `make test`, on both by `make test-all`: the
rooms below the API have tests of their own for each database.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# A busy machine must not fail an example; the time limit of the whole test does for what hangs.
_ALWAYS = {"database": None, "print_blob": True, "deadline": None}
settings.register_profile("deterministic", derandomize=True, **_ALWAYS)
settings.register_profile("explore", **_ALWAYS)
settings.load_profile("explore" if os.environ.get("LEZERPRINT_TEST_EXPLORE") else "deterministic")


def pytest_collection_modifyitems(items):
    for item in items:
        if "postgresql+redis" in item.name:
            item.add_marker(pytest.mark.long)
