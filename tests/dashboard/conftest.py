"""One browser for all tests of a process; each test has its own server, printer and browser profile."""

from __future__ import annotations

import pytest
from browser import Desk, build_once, chromium


@pytest.fixture(scope="session")
def browser():
    build_once()
    with chromium() as running:
        yield running


@pytest.fixture
def desk(browser):
    with Desk(browser) as made:
        yield made
