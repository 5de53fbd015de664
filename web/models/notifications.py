"""Notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from lezerprint.base.enums import NotificationType
from lezerprint.storage.models import Channel, DeliveryStatus
from web.models.common import ApiModel, Paged, Paging, several


class Delivery(ApiModel):
    """How a notification fares over one channel."""

    id: UUID = Field(description="What receivers know it by.")
    channel: Channel
    status: DeliveryStatus
    attempts: int
    next_attempt_at: datetime = Field(description="Of meaning while it is PENDING.")
    last_error: str | None = Field(description="Why it has not arrived.")
    delivered_at: datetime | None


class Notification(ApiModel):
    """A message to the caller."""

    id: UUID
    type: NotificationType
    title: str
    message: str
    is_read: bool
    metadata: Any
    created_at: datetime
    deliveries: list[Delivery]


class NotificationQuery(Paging):
    """Which notifications."""

    unread: bool | None = Field(default=None, description="`false`: those that were read.")
    type: Annotated[tuple[NotificationType, ...], BeforeValidator(several)] = ()


class NotificationPage(Paged):
    """A page of the caller's notifications."""

    notifications: list[Notification]
    unread: int = Field(ge=0, description="How many of all the caller has not read.")


class NotificationAnswer(ApiModel):
    """A notification."""

    notification: Notification


class MarkedRead(ApiModel):
    """How many were unread."""

    updated: int
