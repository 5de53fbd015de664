"""Backups in the server's backup directory."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from lezerprint.backup.stored import BackupKind
from web.models.common import ApiModel, Bytes, CreatedAt, Input

BackupName = Annotated[
    str,
    Field(
        description="Name of the backup in the backup directory.",
        examples=["lezerprint-20260329T140500Z-4f1c.tar.gz"],
    ),
]


class Backup(ApiModel):
    """A backup."""

    name: BackupName
    kind: BackupKind = Field(
        description="Where it comes from: `lezerprint`: made by a task or on the command line, "
        "`before-restore`: what a restore replaced, `uploaded`: over the API.",
        examples=[BackupKind.MADE],
    )
    size_bytes: Bytes
    created_at: CreatedAt


class BackupAnswer(ApiModel):
    """A backup."""

    backup: Backup = Field(description="The backup.")


class LastRestore(ApiModel):
    """What came of the last restore over the API."""

    name: BackupName
    at: datetime = Field(description="Time of the restore, ISO 8601, UTC.", examples=["2026-03-29T14:05:00Z"])
    error: str | None = Field(
        description="Why it failed, in which case everything is as it was; null if it succeeded.",
        examples=[None],
    )
    copy_name: str | None = Field(
        description="Name of the backup of what was replaced; null if there is none.",
        examples=["before-restore-20260329T140500Z-4f1c.tar.gz"],
    )


class BackupList(ApiModel):
    """The backups."""

    backups: list[Backup] = Field(description="Backups, the newest first.")
    total_bytes: Bytes = Field(description="Size of all backups, in bytes.")
    last_restore: LastRestore | None = Field(
        description="Last restore that was ordered over the API; null if there was none."
    )


class RestoreInput(Input):
    """Confirmation that a backup is to replace the current data."""

    confirm: BackupName = Field(description="Name of the backup once more.")


class RestoreOrdered(ApiModel):
    """The restore that was ordered."""

    restoring: BackupName = Field(
        description="Name of the backup. The server restarts now and restores it before it opens its data."
    )
