"""Whether the temperatures of a job were thinned."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    """Add the column; none was."""
    migrator.migrate(migrator.add_column("print_jobs", "temperatures_thinned", BooleanField(default=False)))


def down(migrator: Any, db: Any) -> None:  # noqa: ARG001 - as above
    """Take it away."""
    migrator.migrate(migrator.drop_column("print_jobs", "temperatures_thinned"))
