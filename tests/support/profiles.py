"""Print profiles for tests, and the processes of a slicing."""

from __future__ import annotations

import os
import time
from pathlib import Path

from lezerprint.slicing.profile import Profile


def a_profile(**otherwise):
    return Profile(
        **{
            "name": "plain",
            "layer_height": 0.2,
            "print_speed": 60,
            "nozzle_temp": 210,
            "bed_temp": 60,
            "retraction": 0.8,
            "infill": 15,
            "supports": False,
            **otherwise,
        }
    )


def processes_in(folder):
    """The processes that work in this folder or below, but for this one and what is dead already."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            where = (process / "cwd").readlink()
        except OSError:
            continue
        if where.is_relative_to(folder) and int(process.name) != os.getpid():
            found.append(int(process.name))
    return found


def wait_until_empty(folder, timeout_seconds=5.0):
    """What was killed is gone a moment later."""
    deadline = time.monotonic() + timeout_seconds
    while processes_in(folder):
        assert time.monotonic() < deadline, processes_in(folder)
        time.sleep(0.01)
