"""`lezerprint backup` and `lezerprint restore`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lezerprint.audit import COMMAND_LINE, EventKind, system_event
from lezerprint.backup.archive import write_backup
from lezerprint.backup.errors import BackupError
from lezerprint.backup.opening import opened
from lezerprint.backup.restoring import restore
from lezerprint.backup.stored import BackupKind, new_path
from lezerprint.errors import StorageError
from lezerprint.settings import load_settings
from lezerprint.storage.database import Storage
from lezerprint.storage.location import Location
from lezerprint.storage.migrating import migrate

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from lezerprint.settings import Settings


def run(given: Namespace) -> int:
    """Write or restore a backup; the exit code.

    Raises:
        BackupError: It cannot be; nothing is changed.
    """
    settings = load_settings(given.config, {"data_dir": given.data_dir})
    if given.command == "backup":
        with opened(settings):
            path = write_backup(settings, given.file, with_files=not given.database_only)
            print(path)
            storage = Storage(settings.database_url)
            try:
                _note(storage, EventKind.BACKUP_MADE, f"The backup {path.name} was made", path)
            finally:
                storage.close()
        return 0
    if not given.file.is_file():
        raise BackupError(f"{given.file}: No such file")
    copy = None if given.no_copy else _copy(settings)
    if not given.yes:
        _ask(settings, given.file, copy)
    manifest = restore(settings, given.file, copy)
    storage = Storage(settings.database_url)
    try:
        migrate(storage)  # the archive may be of an older version
        _note(storage, EventKind.BACKUP_RESTORED, f"The backup {given.file.name} was restored", given.file)
    finally:
        storage.close()
    print(f"restored the backup of {manifest.created_at}, {len(manifest.members)} files")
    if copy is not None:
        print(f"the previous data is in {copy}")
    return 0


def _note(storage: Storage, kind: EventKind, description: str, path: Path) -> None:
    """Say so in the audit log, where the database has one."""
    event = system_event(kind, description, user_agent=COMMAND_LINE, metadata={"path": str(path)})
    try:
        storage.run(lambda: event.save(force_insert=True))
    except StorageError as error:
        print(f"warning: the audit log does not have this: {error}", file=sys.stderr)


def _copy(settings: Settings) -> Path | None:
    """Where what is there is kept; None where nothing is there. Its name keeps it from being pruned."""
    location = Location.parse(settings.database_url)
    if location.kind == "sqlite" and not location.path.is_file():
        return None
    return new_path(settings.backup_dir, BackupKind.BEFORE_RESTORE)


def _ask(settings: Settings, archive: Path, copy: Path | None) -> None:
    """Ask whether what is there may be replaced.

    Raises:
        BackupError: It may not, or nobody is there to ask.
    """
    database = Location.parse(settings.database_url).name
    print(f"This replaces the database {database} and all files in {settings.data_dir} with {archive}.")
    print("No copy of the current data is kept." if copy is None else f"The current data is kept in {copy}.")
    if not sys.stdin.isatty():
        raise BackupError("nothing was restored: no terminal to ask on, so pass --yes")
    if input("Replace it? [y/N] ").strip().lower() not in ("y", "yes"):
        raise BackupError("nothing was restored")
