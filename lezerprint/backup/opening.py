"""The data directory is used only while nobody restores it, and never half restored."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from lezerprint.backup.contents import roots
from lezerprint.backup.lock import using
from lezerprint.backup.swap import JOURNAL, RestoreTarget, roll_back
from lezerprint.storage.location import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.settings import Settings

_logger = logging.getLogger(__name__)
_KEY: Final = "database"


@contextmanager
def opened(settings: Settings) -> Iterator[None]:
    """Use the data, beside other programs. Every program that reads or writes it does so in here.

    A restore that was broken off is undone first, so that nobody works on one half of old and one of new.

    Raises:
        BackupError: It is just being restored, or that cannot be undone now.
    """
    while True:
        with using(settings.data_dir):
            if not _interrupted(settings):
                yield
                return
        with using(settings.data_dir, alone=True):
            recover(settings)


def recover(settings: Settings) -> None:
    """Undo a restore that was broken off, by a loss of power say; remove what a finished one left.

    Only for who uses the data alone.

    Raises:
        BackupError: PostgreSQL does not answer.
    """
    location = Location.parse(settings.database_url)
    if (settings.data_dir / JOURNAL).exists():
        if location.kind == "postgresql":
            from lezerprint.backup.database import roll_back_postgresql  # noqa: PLC0415 - rarely needed

            roll_back_postgresql(location)
        roll_back(settings.data_dir)
        _logger.warning("a restore that was interrupted has been undone")
    elif _interrupted(settings):
        clear(settings, location)


def _interrupted(settings: Settings) -> bool:
    left = any(target.left_over for target in _targets(settings))
    return left or (settings.data_dir / JOURNAL).exists()


def _targets(settings: Settings) -> list[RestoreTarget]:
    return [
        database_target(settings),
        *(RestoreTarget(name, folder) for name, folder in roots(settings).items()),
    ]


def database_target(settings: Settings) -> RestoreTarget:
    """Where the database is; one of a server of its own has no files here."""
    location = Location.parse(settings.database_url)
    if location.kind != "sqlite":
        return RestoreTarget(_KEY, settings.data_dir, ())
    path = location.path
    return RestoreTarget(
        _KEY, path.parent, (path.name, *(f"{path.name}-{end}" for end in ("wal", "shm", "journal")))
    )


def clear(settings: Settings, location: Location) -> None:
    """Remove what was kept aside; the folders last, since they show that there is something to remove."""
    if location.kind == "postgresql":
        from lezerprint.backup.database import commit_postgresql  # noqa: PLC0415 - rarely needed

        commit_postgresql(location)
    for target in _targets(settings):
        target.clear()
