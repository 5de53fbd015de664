"""One browser for the tests of a file; each test has its own server, printer and browser profile."""

from __future__ import annotations

import pytest
from browser import Desk, build_once, chromium


@pytest.fixture(scope="module")
def browser():
    # Not for the session: while it runs, its loop runs in this thread, and tests of other files want theirs.
    build_once()
    with chromium() as running:
        yield running


@pytest.fixture
def desk(browser):
    with Desk(browser) as made:
        yield made
