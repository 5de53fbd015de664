"""The data directory is used only while nobody restores it, and never half restored."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from lezerprint.backup.contents import roots
from lezerprint.backup.lock import using
from lezerprint.backup.swap import JOURNAL, Place, take_back
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
            from lezerprint.backup.database import put_back_postgresql  # noqa: PLC0415 - rarely needed

            put_back_postgresql(location)
        take_back(settings.data_dir)
        _logger.warning("a restore that was interrupted has been undone")
    elif _interrupted(settings):
        clear(settings, location)


def _interrupted(settings: Settings) -> bool:
    left = any(place.left_over for place in _places(settings))
    return left or (settings.data_dir / JOURNAL).exists()


def _places(settings: Settings) -> list[Place]:
    return [database_place(settings), *(Place(name, folder) for name, folder in roots(settings).items())]


def database_place(settings: Settings) -> Place:
    """Where the database is; one of a server of its own has no files here."""
    location = Location.parse(settings.database_url)
    if location.kind != "sqlite":
        return Place(_KEY, settings.data_dir, ())
    path = location.path
    return Place(_KEY, path.parent, (path.name, *(f"{path.name}-{end}" for end in ("wal", "shm", "journal"))))


def clear(settings: Settings, location: Location) -> None:
    """Remove what was kept aside; the folders last, since they show that there is something to remove."""
    if location.kind == "postgresql":
        from lezerprint.backup.database import settle_postgresql  # noqa: PLC0415 - rarely needed

        settle_postgresql(location)
    for place in _places(settings):
        place.clear()
