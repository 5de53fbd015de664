"""`lezerprint backup` and `lezerprint restore`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.backup.archive import write_backup
from lezerprint.backup.restoring import restore
from lezerprint.settings import load_settings
from lezerprint.storage.database import Storage
from lezerprint.storage.migrating import migrate

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Write or restore a backup; the exit code.

    Raises:
        BackupError: It cannot be; nothing is changed.
    """
    settings = load_settings(given.config, {"data_dir": given.data_dir})
    if given.command == "backup":
        print(write_backup(settings, given.file, with_files=not given.database_only))
        return 0
    manifest = restore(settings, given.file)
    storage = Storage(settings.database_url)
    try:
        migrate(storage)  # the archive may be of an older version
    finally:
        storage.close()
    print(f"restored: the backup of {manifest.created_at}, {len(manifest.members)} files")
    return 0
