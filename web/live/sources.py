"""Where events come from that their makers tell in words of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from lezerprint.errors import LezerPrintError
from lezerprint.files import rows
from lezerprint.files.events import FileDeleted, FileUploaded, UploadProgress
from lezerprint.storage.models import TaskStatus
from lezerprint.timelapse.rows import OPERATION
from web.job_answers import film_url
from web.live.event_models import ActorChange, UploadProgressed
from web.live.event_models import FileDeleted as FileDeletedData
from web.live.event_models import FileUploaded as FileUploadedData
from web.models.files import File, FileAnswer
from web.models.notifications import LiveNotification
from web.models.tasks import Task
from web.models.timelapses import TimelapseFailed, TimelapseReady

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic import BaseModel

    from actors.supervision import StateChange
    from lezerprint.events import EventHub
    from lezerprint.files.events import FileEvent, Publish
    from lezerprint.notify.notifier import StoredNotification
    from lezerprint.storage.database import Storage
    from lezerprint.storage.models import File as FileRow
    from lezerprint.storage.models import Task as TaskRow
    from web.live.uploads import Announcements

_WHOLE: Final = 100.0
_ENDED: Final = frozenset({TaskStatus.FINISHED, TaskStatus.FAILED, TaskStatus.CANCELLED})
_OF_FILES: Final = frozenset({"analyze", "generate-thumbnail"})


def of_files(events: EventHub, announcements: Announcements) -> Publish:
    """For `Files`: what happens to files, told their owners."""

    def publish(event: FileEvent) -> None:
        match event:
            case UploadProgress():
                data = _progress(event, announcements.goes_on(event))
                events.publish(event.event, data, user_id=event.user_id)
            case FileUploaded(file=file):
                data = _plain(FileUploadedData(upload_id=announcements.is_whole(file), file=_file(file)))
                events.publish(event.event, data, user_id=file.user_id)
            case FileDeleted():
                data = _plain(FileDeletedData(file_id=event.file_id))
                events.publish(event.event, data, user_id=event.user_id)

    return publish


def of_notifications(events: EventHub) -> Callable[[Sequence[StoredNotification]], None]:
    """For `Notifier.subscribe`: what users want to be told here."""

    def publish(told: Sequence[StoredNotification]) -> None:
        for one in told:
            if one.live:
                data = _plain(LiveNotification.model_validate(one.notification))
                events.publish("notification", data, user_id=one.notification.user_id)

    return publish


def of_tasks(events: EventHub, storage: Storage) -> Callable[[TaskRow], None]:
    """For `TaskDispatcher`: how background tasks go on; and of those that look at files, what came of it."""

    def publish(row: TaskRow) -> None:
        data = _plain(Task.model_validate(row))
        events.publish("task:update", data, user_id=row.user_id)
        if row.operation == OPERATION and row.status in _ENDED:
            _publish_film(events, row)
        if row.operation in _OF_FILES and row.status in _ENDED:
            try:
                file = storage.read(rows.get, UUID(row.arguments["fileId"]))
            except LezerPrintError:  # it was deleted meanwhile, or nobody can say now
                return
            events.publish("file:processed", _plain(FileAnswer(file=_file(file))), user_id=file.user_id)

    return publish


def _publish_film(events: EventHub, row: TaskRow) -> None:
    """What came of the making of a film."""
    job_id = UUID(row.arguments["jobId"])
    if row.status is TaskStatus.FINISHED:
        told = {"job_id": job_id, "video_url": film_url(job_id), **row.result}
        events.publish("timelapse:ready", _plain(TimelapseReady.model_validate(told)))
    else:
        failed = TimelapseFailed(job_id=job_id, reason=row.error or "it was cancelled")
        events.publish("timelapse:failed", _plain(failed))


def of_actors(events: EventHub) -> Callable[[StateChange], None]:
    """For `System.subscribe`: actors that go up and down."""

    def publish(change: StateChange) -> None:
        events.publish("actor:change", _plain(ActorChange.model_validate(change)))

    return publish


def _progress(event: UploadProgress, upload_id: UUID | None) -> dict[str, Any]:
    percentage = None
    if event.total_bytes:
        percentage = min(_WHOLE, round(_WHOLE * event.received_bytes / event.total_bytes, 1))
    told = UploadProgressed(
        upload_id=upload_id,
        file_id=event.file_id,
        name=event.name,
        received_bytes=event.received_bytes,
        total_bytes=event.total_bytes,
        percentage=percentage,
    )
    return _plain(told)


def _file(row: FileRow) -> File:
    return File.model_validate(row)


def _plain(data: BaseModel) -> dict[str, Any]:
    return data.model_dump(mode="json")
