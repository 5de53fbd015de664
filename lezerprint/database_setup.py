"""What is seen to before a database is used: the schema of this version, and the profiles to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.slicing import profile_rows as profiles
from lezerprint.slicing.seeds import seeds
from lezerprint.storage.migrating import migrate

if TYPE_CHECKING:
    from lezerprint.storage.database import Storage


def prepare(storage: Storage) -> None:
    """Migrate and fill; harmless where it was done.

    Raises:
        StorageError: The database is away, of a newer version, or a step failed and nothing is changed.
    """
    migrate(storage)
    storage.run(profiles.seed, storage, seeds())
