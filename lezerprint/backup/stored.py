"""The backups in `backup_dir`, by their names."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from lezerprint.backup.errors import BackupError

if TYPE_CHECKING:
    from pathlib import Path

_NAME: Final = re.compile(r"(lezerprint|before-restore|uploaded)-\d{8}T\d{6}Z-[0-9a-f]{4}\.tar\.gz")


class BackupKind(StrEnum):
    """Where a backup comes from."""

    MADE = "lezerprint"
    BEFORE_RESTORE = "before-restore"
    UPLOADED = "uploaded"


class NoSuchBackupError(BackupError):
    """There is no such backup in `backup_dir`."""


@dataclass(frozen=True, slots=True)
class StoredBackup:
    """A backup.

    Attributes:
        created_at: When it was written.
    """

    name: str
    kind: BackupKind
    size_bytes: int
    created_at: datetime


def stored_backups(folder: Path) -> list[StoredBackup]:
    """Those of a folder, the newest first.

    Raises:
        OSError: The folder cannot be read.
    """
    found = []
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            known = _NAME.fullmatch(entry.name)
            if known and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                moment = datetime.fromtimestamp(status.st_mtime, UTC)
                found.append(StoredBackup(entry.name, BackupKind(known[1]), status.st_size, moment))
    return sorted(found, key=lambda one: (one.created_at, one.name), reverse=True)


def path_of(folder: Path, name: str) -> Path:
    """Where a backup is.

    Raises:
        NoSuchBackupError: There is none of this name.
    """
    path = folder / name
    if not _NAME.fullmatch(name) or not path.is_file() or path.is_symlink():
        raise NoSuchBackupError("backup not found")
    return path


def new_path(folder: Path, kind: BackupKind) -> Path:
    """Where another one goes."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    return folder / f"{kind.value}-{stamp}.tar.gz"
