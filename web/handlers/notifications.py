"""Notifications: everybody's own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from lezerprint.base.enums import NotificationType
from lezerprint.base.stills import FOLDER, still_of
from lezerprint.notify import notifications as rows
from lezerprint.notify.notice import Audience, Notice
from web.errors import NotFoundError
from web.models.common import Done, paging
from web.models.notifications import MarkedRead, Notification, NotificationAnswer, NotificationPage

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.storage.models import Notification as Row
    from web.call import Call

_PICTURE_SECONDS: Final = 3.0
_NONE = "notification not found"
_TEST = Notice(
    NotificationType.INFO,
    "Test notification",
    "This is a test notification from LezerPrint.",
    {"test": True},
)


async def notifications(call: Call) -> NotificationPage:
    """A page of them, the newest first."""
    query = call.query
    which = rows.NotificationFilter(None if query.unread is None else not query.unread, query.type)
    page = await call.read(rows.page, call.principal.user_id, which, query.limit, query.offset)
    listed = [Notification.model_validate(row) for row in page.rows]
    return NotificationPage(notifications=listed, unread=page.unread, **paging(query, page.total))


async def picture(call: Call) -> Response:
    """The picture of the print when it was told; waits a little for one that is just being taken."""
    row = await call.read(rows.get, *_own(call))
    if row is None:
        raise NotFoundError(_NONE)
    folder = call.services.settings.data_dir / FOLDER
    jpeg = await asyncio.to_thread(still_of, folder, row.metadata, _PICTURE_SECONDS)
    if jpeg is None:
        raise NotFoundError("this notification has no picture")
    return Response(jpeg, headers={"Cache-Control": "private, max-age=86400"}, media_type="image/jpeg")


async def read(call: Call) -> NotificationAnswer:
    """The caller has read one."""
    return _answer(await call.write(rows.mark_read, *_own(call)))


async def read_all(call: Call) -> MarkedRead:
    """The caller has read all."""
    return MarkedRead(updated=await call.write(rows.mark_all_read, call.principal.user_id))


async def delete(call: Call) -> Done:
    """Delete one, and what of it was not sent yet."""
    if not await call.write(rows.delete, *_own(call)):
        raise NotFoundError(_NONE)
    return Done()


async def test(call: Call) -> NotificationAnswer:
    """Tell the caller something, over all channels that they have; these follow a little later."""
    notifier, user_id = call.services.notifier, call.principal.user_id

    def tell() -> list[Row]:
        return notifier.notify(Audience(user_ids=[user_id]), _TEST, test=True)

    told = await call.run(tell)
    found = await call.read(rows.get, told[0].id, user_id) if told else None
    return _answer(found)


def _own(call: Call) -> tuple[UUID, UUID]:
    return call.path["id"], call.principal.user_id


def _answer(row: Row | None) -> NotificationAnswer:
    if row is None:
        raise NotFoundError(_NONE)
    return NotificationAnswer(notification=Notification.model_validate(row))
