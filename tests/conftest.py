"""What holds for all tests: property tests are the same in every run, unless new examples are asked for."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("deterministic", derandomize=True, database=None, print_blob=True)
settings.register_profile("explore", database=None, print_blob=True)
settings.load_profile("explore" if os.environ.get("LEZERPRINT_TEST_EXPLORE") else "deterministic")
