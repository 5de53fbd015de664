"""Print profiles for tests, and the processes of a slicing."""

from __future__ import annotations

import os
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
