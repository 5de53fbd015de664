"""The endpoints of notifications; how one is told stands among the preferences of `/api/auth/me`."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import notifications
from web.models.common import Done
from web.models.notifications import MarkedRead, NotificationAnswer, NotificationPage, NotificationQuery
from web.rate_limits import RateClass

NOTIFICATIONS: Final = (
    Endpoint(
        "GET",
        "/api/notifications",
        notifications.notifications,
        Access.VIEWER,
        "Notifications",
        "One's notifications",
        query=NotificationQuery,
        response=NotificationPage,
    ),
    Endpoint(
        "POST",
        "/api/notifications/read-all",
        notifications.read_all,
        Access.VIEWER,
        "Notifications",
        "Mark all your notifications as read",
        response=MarkedRead,
    ),
    Endpoint(
        "POST",
        "/api/notifications/test",
        notifications.test,
        Access.VIEWER,
        "Notifications",
        "Send yourself a test notification over all channels that you have set up",
        rate=RateClass.AUTH,
        response=NotificationAnswer,
        status=201,
    ),
    Endpoint(
        "POST",
        "/api/notifications/{id:uuid}/read",
        notifications.read,
        Access.VIEWER,
        "Notifications",
        "Mark one of your notifications as read",
        response=NotificationAnswer,
    ),
    Endpoint(
        "GET",
        "/api/notifications/{id:uuid}/picture",
        notifications.picture,
        Access.VIEWER,
        "Notifications",
        "The picture of the print when it was told, where a camera shows the printer",
        media_type="image/jpeg",
        signable=True,
    ),
    Endpoint(
        "DELETE",
        "/api/notifications/{id:uuid}",
        notifications.delete,
        Access.VIEWER,
        "Notifications",
        "Delete one of your notifications",
        response=Done,
    ),
)
