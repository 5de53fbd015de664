"""What is left of a print that came to its end: its rows, the log, and what must not be left."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from difflib import unified_diff
from itertools import islice, pairwise

from chaos import kinds
from chaos_faults import zombies_of
from simulated import commands_of, wait_until

LONGEST_GAP_SECONDS = 4.0
"""Between temperatures that are noted twice a second, on a busy machine."""

_ORDERED = "OrderedCrash: ordered from outside"


def check_records(world):
    """Rows in order and without holes, nothing in the log that was not ordered, no leavings."""
    turns = ["JOB_PAUSED", "JOB_RESUMED"] * world.pauses
    assert kinds(world) == ["JOB_STARTED", *turns, "JOB_COMPLETED"], world.told
    details = world.details()
    row, events = details["job"], details["events"]
    assert row["failureReason"] is None, (row, world.told)
    assert row["startedAt"] <= row["completedAt"], (row, world.told)
    moments = [event["timestamp"] for event in events]
    assert moments == sorted(moments), (events, world.told)
    check_temperatures(world, details["temperatures"])
    check_log(world)
    check_leavings(world)


def difference(world):
    """Between the file and what the printer accepted."""
    lines = unified_diff(
        commands_of(world.file), world.printer.streamed(), "file", "accepted", n=1, lineterm=""
    )
    return "\n".join(islice(lines, 40))


def check_temperatures(world, temperatures):
    """One after another, without a hole but where no server was there."""
    moments = [datetime.fromisoformat(one["timestamp"]).timestamp() for one in temperatures]
    assert max(Counter(moments).values(), default=1) == 1, (moments, world.told)
    if any("jump_clock" in one for one in world.told):
        return
    for before, after in pairwise(moments):
        away = sum(max(0.0, min(end, after) - max(begin, before)) for begin, end in world.absences)
        assert after - before - away < LONGEST_GAP_SECONDS, (before, after, world.absences, world.told)


def check_log(world):
    """Only what was ordered to crash has crashed."""
    folder = world.folder / "data" / "logs"
    records = [json.loads(line) for path in folder.glob("error-*") for line in path.read_text().splitlines()]
    surprises = [one for one in records if _ORDERED not in one.get("stack", "")]
    assert surprises == [], world.told
    assert "Traceback" not in world.server.paths.log.read_text(), world.told


def check_leavings(world):
    """No half-written file, no child that nobody waited for."""
    data = world.folder / "data"

    def leavings():
        # A worker is waited for when there is work again; one port process may have come second.
        zombies = set(zombies_of(world.server.process.pid)) - world.killed_workers
        files = [*(data / "jobs").rglob("*.new"), *(data / "tasks").glob("*")]
        return [*files, *(data / "uploads" / ".incoming").glob("*"), *list(zombies)[1:]]

    wait_until(lambda: not leavings(), f"nothing left over; {leavings()}; {world.told}")
