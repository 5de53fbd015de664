"""The operation `send-notification`: tells what its arguments say, if anything, and delivers what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from lezerprint.notify.delivery import deliver_due
from lezerprint.notify.notice import Audience, Notice
from lezerprint.notify.notifier import Notifier
from lezerprint.storage.enums import NotificationType, UserRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.settings import Settings
    from lezerprint.storage.database import Storage


class Context(Protocol):
    """What is needed of a task."""

    storage: Storage
    settings: Settings
    task_id: UUID


def send(context: Context, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Tell and deliver; may be begun again after its worker died.

    Args:
        context: Its id names what is told, so that it is told once.
        arguments: Empty: only deliver. Else `type`, `title`, `message`, perhaps `metadata`, and to whom:
            `userIds` and `roles`.

    Raises:
        StorageError: The database is away.
        KeyError: A part of the notice is missing.
        ValueError: There is no such type, role or id.
    """
    if arguments:
        notifier = Notifier(context.storage, mails=context.settings.smtp_host is not None)
        notifier.notify(_audience(arguments), _notice(arguments), once=context.task_id)
    return {"delivered": deliver_due(context.storage, context.settings)}


def _audience(arguments: Mapping[str, Any]) -> Audience:
    users = [UUID(one) for one in arguments.get("userIds", ())]
    return Audience(users, [UserRole(one) for one in arguments.get("roles", ())])


def _notice(arguments: Mapping[str, Any]) -> Notice:
    kind = NotificationType(arguments["type"])
    return Notice(kind, arguments["title"], arguments["message"], arguments.get("metadata"))
