"""Indexes that find the jobs that ended in a span of time, of all printers and of one."""

from __future__ import annotations

from typing import Any

_INDEXES = (("completed_at",), ("printer_id", "completed_at"))


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Add them."""
    migrator.migrate(*(migrator.add_index("print_jobs", columns) for columns in _INDEXES))


def down(migrator: Any, db: Any) -> None:  # noqa: ARG001 - as above
    """Take them away."""
    names = ("print_jobs_" + "_".join(columns) for columns in _INDEXES)
    migrator.migrate(*(migrator.drop_index("print_jobs", name) for name in names))
