"""Notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from lezerprint.base.enums import NotificationType
from lezerprint.storage.models import Channel, DeliveryStatus
from web.models.common import ApiModel, CreatedAt, Id, Paged, Paging, several


class Delivery(ApiModel):
    """The delivery of a notification over one channel."""

    id: Id = Field(description="Id of the delivery, which the receiver of a webhook also gets.")
    channel: Channel = Field(description="Channel of the delivery.", examples=[Channel.WEBHOOK])
    status: DeliveryStatus = Field(
        description="State of the delivery: `PENDING` (also between attempts), `DELIVERED`, `FAILED` (given "
        "up) or `DROPPED` (the account or the channel was switched off meanwhile).",
        examples=[DeliveryStatus.DELIVERED],
    )
    attempts: int = Field(description="Number of attempts so far.", examples=[1])
    next_attempt_at: datetime = Field(
        description="Time of the next attempt, ISO 8601, UTC; only meaningful while it is `PENDING`.",
        examples=["2026-03-29T14:05:00Z"],
    )
    last_error: str | None = Field(
        description="Why the last attempt failed; null if none has.", examples=[None]
    )
    delivered_at: datetime | None = Field(
        description="Time of delivery, ISO 8601, UTC; null before it.", examples=["2026-03-29T14:05:00Z"]
    )


class LiveNotification(ApiModel):
    """A notification to your account, as the WebSocket sends it."""

    id: Id
    type: NotificationType = Field(
        description="Kind of the notification.", examples=[NotificationType.PRINT_COMPLETE]
    )
    title: str = Field(description="Title, for people.", examples=["Print complete"])
    message: str = Field(
        description="Text of the notification, for people.", examples=["gear.gcode is complete after 57 min."]
    )
    is_read: bool = Field(description="Whether the notification was marked as read.")
    metadata: Any = Field(
        description="Further data, depending on the kind, such as the ids of job and printer; may be null.",
        examples=[{"printer": "default"}],
    )
    created_at: CreatedAt


class Notification(LiveNotification):
    """A notification to your account."""

    deliveries: list[Delivery] = Field(
        description="Deliveries by email and webhook; empty if only the WebSocket was used."
    )


class NotificationQuery(Paging):
    """Filters for notifications."""

    unread: bool | None = Field(
        default=None, description="Only unread (true) or only read (false) notifications.", examples=[True]
    )
    type: Annotated[tuple[NotificationType, ...], BeforeValidator(several)] = Field(
        default=(),
        description="Kinds to include, separated by commas. Default: all.",
        examples=[["PRINT_COMPLETE"]],
    )


class NotificationPage(Paged):
    """A page of your notifications."""

    notifications: list[Notification] = Field(description="Notifications on this page, the newest first.")
    unread: int = Field(
        ge=0, description="Number of unread notifications of your account in total.", examples=[1]
    )


class NotificationAnswer(ApiModel):
    """A notification."""

    notification: Notification = Field(description="The notification.")


class MarkedRead(ApiModel):
    """The number of notifications that were marked as read."""

    updated: int = Field(description="Number of notifications that were unread before.", examples=[3])
