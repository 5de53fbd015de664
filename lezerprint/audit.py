"""The audit log: who did what that others may ask about later."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from lezerprint.storage.models import SystemEvent

COMMAND_LINE = "command line"
"""The user agent of what an administrator does on the host itself."""


class EventKind(StrEnum):
    """Kind of an event in the audit log; stored as `event_type`."""

    LOGIN = "auth.login"
    LOGIN_FAILED = "auth.login_failed"
    LOGOUT = "auth.logout"
    REFRESH_REUSED = "auth.refresh_reused"
    PASSWORD_CHANGED = "auth.password_changed"  # noqa: S105 - no password
    SESSION_REVOKED = "auth.session_revoked"
    USER_CREATED = "user.created"
    USER_CHANGED = "user.changed"
    USER_ROLE_CHANGED = "user.role_changed"
    USER_ACTIVATED = "user.activated"
    USER_DEACTIVATED = "user.deactivated"
    USER_DELETED = "user.deleted"
    USER_PASSWORD_RESET = "user.password_reset"  # noqa: S105 - no password
    API_KEY_CREATED = "api_key.created"
    API_KEY_REVOKED = "api_key.revoked"
    SETTING_CHANGED = "setting.changed"
    FILE_UPLOADED = "file.uploaded"
    FILE_CHANGED = "file.changed"
    FILE_DELETED = "file.deleted"
    RESTORED = "trash.restored"
    PURGED = "trash.purged"
    FILE_SLICED = "file.sliced"
    PROFILE_CREATED = "profile.created"
    PROFILE_CHANGED = "profile.changed"
    PROFILE_DELETED = "profile.deleted"
    BACKUP_ORDERED = "backup.ordered"
    BACKUP_MADE = "backup.made"
    BACKUP_FETCHED = "backup.downloaded"
    BACKUP_UPLOADED = "backup.uploaded"
    BACKUP_DELETED = "backup.deleted"
    BACKUP_RESTORED = "backup.restored"
    TASK_CANCELLED = "task.cancelled"
    JOB_STARTED = "job.started"
    JOB_ORDERED = "job.ordered"
    JOB_CHANGED = "job.changed"
    JOB_DELETED = "job.deleted"
    CONTROL_COMMAND = "printer.command"
    CONTROLLED = "printer.controlled"
    MACRO_RUN = "printer.macro_run"
    PROMPT_ANSWERED = "printer.prompt_answered"
    CONNECTION_ORDERED = "printer.connection_ordered"
    PRINTER_RESET = "printer.reset"
    EMERGENCY_STOP = "printer.emergency_stop"
    RECORDED = "camera.recorded"
    ACTOR_RESTARTED = "actor.restarted"
    POWER_ORDERED = "system.power_ordered"


def system_event(
    kind: EventKind,
    description: str,
    *,
    user_id: UUID | None = None,
    ip_address: str | None = None,
    user_agent: str | None = None,
    metadata: dict[str, Any] | None = None,
) -> SystemEvent:
    """An entry of the audit log that is not stored yet.

    Args:
        kind: What was done.
        description: One line for people.
        user_id: Who did it, or whose account was tried.
        ip_address: From where.
        user_agent: With which program.
        metadata: What else is worth knowing, JSON or ids; never a password, a token or a key.
    """
    return SystemEvent(
        event_type=kind.value,
        description=description,
        user_id=user_id,
        ip_address=ip_address,
        user_agent=user_agent,
        metadata=metadata and {name: _plain(value) for name, value in metadata.items()},
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
