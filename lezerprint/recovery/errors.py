"""What can go wrong when the rest of a job is planned."""

from __future__ import annotations

from lezerprint.errors import JobError


class RecoveryError(JobError):
    """The rest of this job cannot be printed."""
