"""Every operation is there by its name, and a worker does it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from lezerprint.storage.models import (
    Report,
    SystemEvent,
    TaskStatus,
)
from lezerprint.tasks.operations import OPERATIONS


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_named_is_there(name):
    operation = OPERATIONS[name]
    assert callable(operation.load())
    if operation.on_failure:
        module, _, function = operation.on_failure.partition(":")
        assert callable(getattr(import_module(module), function))


def test_workers_do_the_three_of_them(bench):
    for operation in ("cleanup-old-files", "generate-reports", "backup-database"):
        task = bench.until(bench.enqueue(operation))
        assert (task.status, task.error) == (TaskStatus.FINISHED, None)
    assert Path(task.result["path"]).stat().st_size == task.result["bytes"]
    assert bench.storage.run(Report.select().count) == 1
    noted = bench.storage.run(lambda: [event.event_type for event in SystemEvent.select()])
    assert noted == ["backup.made"]
