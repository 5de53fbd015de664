"""What can go wrong with backups."""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class BackupError(LezerPrintError):
    """A backup that cannot be made, or an archive that cannot be restored; the message says why."""
