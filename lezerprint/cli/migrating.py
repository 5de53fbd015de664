"""`lezerprint migrate`: bring the database's schema to this version, or back."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from lezerprint.backup.opening import opened
from lezerprint.cli.ports import table
from lezerprint.settings import load_settings
from lezerprint.storage import migrating
from lezerprint.storage.database import Storage

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Apply all steps, take some back, or list them; the exit code.

    Raises:
        StorageError: The database is away, of a newer version, or a step failed and nothing is changed.
    """
    settings = load_settings(given.config, {"data_dir": given.data_dir})
    with opened(settings), closing(Storage(settings.database_url)) as storage:
        if given.status:
            print("\n".join(table([("step", "applied"), *map(_row, migrating.status(storage))])))
        elif given.down is not None:
            _say("taken back", migrating.migrate_down(storage, given.down))
        else:
            _say("applied", migrating.migrate(storage))
    return 0


def _row(step: migrating.Step) -> tuple[str, str]:
    when = f"{step.applied_at:%Y-%m-%d %H:%M:%S}" if step.applied_at is not None else "no"
    return step.name, when if step.known else f"{when}, by a newer version"


def _say(done: str, names: list[str]) -> None:
    for name in names:
        print(f"{done}: {name}")
    if not names:
        print("nothing to do")
