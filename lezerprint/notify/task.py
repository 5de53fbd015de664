"""The operation `send-notification`: tells what its arguments say, if anything, and delivers what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import UUID

from lezerprint.base.enums import NotificationType, UserRole
from lezerprint.notify import notifications as rows
from lezerprint.notify.notice import Audience, Notice
from lezerprint.notify.notifier import Notifier
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Task, TaskStatus
from lezerprint.tasks.task_queue import new_task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.settings import Settings
    from lezerprint.storage.database import Storage

OPERATION: Final = "send-notification"


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
    from lezerprint.notify.delivery import deliver_due  # noqa: PLC0415 - mail, TLS and HTTP are the worker's

    if arguments:
        notifier = Notifier(context.storage, mails=context.settings.smtp_host is not None)
        notifier.notify(_audience(arguments), _notice(arguments), once=context.task_id)
    return {"delivered": deliver_due(context.storage, context.settings)}


def queue_if_due() -> Task | None:
    """Queue a delivery if there is something to deliver and none waits; in a transaction of the caller.

    This carries retries, and what an end between storing a notification and queueing its delivery left.
    """
    waits = (Task.operation == OPERATION) & (Task.status == TaskStatus.QUEUED)
    if not rows.due(utc_now(), 1) or Task.select().where(waits).exists():
        return None
    return new_task(OPERATION, {})


def _audience(arguments: Mapping[str, Any]) -> Audience:
    users = [UUID(one) for one in arguments.get("userIds", ())]
    return Audience(users, [UserRole(one) for one in arguments.get("roles", ())])


def _notice(arguments: Mapping[str, Any]) -> Notice:
    kind = NotificationType(arguments["type"])
    return Notice(kind, arguments["title"], arguments["message"], arguments.get("metadata"))
