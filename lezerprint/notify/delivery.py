"""Delivers what is due. Any number of workers may do so at once, on any machine, and die at any moment.

A delivery is begun in the database before anything is sent, so that no other worker sends it too. Whoever
dies in between leaves it to be begun again when its lease is over. So a notification arrives at least once;
when it does twice, both have the same Message-ID or X-LezerPrint-Delivery.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from lezerprint.base.backoff import Backoff
from lezerprint.base.stills import FOLDER, still_of
from lezerprint.errors import StorageError
from lezerprint.notify import notifications as rows
from lezerprint.notify.errors import DeliveryError, UndeliverableError
from lezerprint.notify.mail import MailServer, hand_in
from lezerprint.notify.message import mail_of
from lezerprint.notify.preferences import NotificationPreferences
from lezerprint.notify.webhook import Webhook, post
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Channel, DeliveryStatus

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from lezerprint.notify.notifications import Claim
    from lezerprint.settings import Settings
    from lezerprint.storage.database import Storage
    from lezerprint.storage.models import Delivery

_logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 15
"""The delays between them add up to a day."""

BACKOFF: Final = Backoff(first_seconds=30.0, cap_seconds=4 * 3600.0, jitter=0.25)
_AT_ONCE: Final = 8
_PICTURE_SECONDS: Final = 7.0
_BEGIN_SECONDS: Final = 15.0
"""After so long no more is begun; with the longest attempt a call then takes less than a minute."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How an attempt ended; `status` None: it is tried again."""

    status: DeliveryStatus | None
    why: str = ""


def deliver_due(storage: Storage, settings: Settings, now: datetime | None = None) -> int:
    """Send what is due; how many arrived. What did not is kept for later, or given up and logged.

    Args:
        storage: The database.
        settings: The mail server, and where webhooks may go.
        now: The time that counts; None: the present.

    Raises:
        StorageError: The database is away. Nothing is lost; what was just sent may be sent again.
    """
    count, deadline = 0, time.monotonic() + _BEGIN_SECONDS
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="delivery") as pool:
        while time.monotonic() < deadline:
            waiting = storage.read(rows.due, now or utc_now(), _AT_ONCE)
            if not waiting:
                break
            claims = [one for key in waiting if (one := _claim(storage, key, now)) is not None]
            sending = {pool.submit(_attempt, one.delivery, settings): one for one in claims}
            trouble: StorageError | None = None
            for future in as_completed(sending):
                try:
                    count += _record_outcome(storage, sending[future], future.result(), now)
                except StorageError as error:
                    trouble = error  # the others are settled first, if they can be
            if trouble is not None:
                raise trouble
    return count


def _claim(storage: Storage, key: UUID, now: datetime | None) -> Claim | None:
    claimed = storage.run(rows.claim, key, now or utc_now())
    if claimed is None or claimed.attempt <= MOST_ATTEMPTS:
        return claimed
    _record_outcome(
        storage, claimed, _Outcome(DeliveryStatus.FAILED, "its last attempt was interrupted"), now
    )
    return None


def _attempt(delivery: Delivery, settings: Settings) -> _Outcome:
    user = delivery.notification.user
    preferences = NotificationPreferences.of(user.preferences)
    if not user.is_active:
        return _Outcome(DeliveryStatus.DROPPED, "the account was deactivated")
    if delivery.channel not in preferences.used():
        return _Outcome(DeliveryStatus.DROPPED, "the user has disabled this")
    try:
        if delivery.channel is Channel.EMAIL:
            _mail(delivery, settings)
        else:
            hook = preferences.webhook
            webhook = Webhook(hook.url or "", hook.secret, settings.webhook_networks)
            post(webhook, delivery, picture=_picture(delivery, settings))
    except UndeliverableError as error:
        return _Outcome(DeliveryStatus.FAILED, str(error))
    except DeliveryError as error:
        return _Outcome(None, str(error))
    except Exception as error:  # whatever is wrong with one, the others must not wait for it
        _logger.exception("the delivery %s failed", delivery.id)
        return _Outcome(None, f"{type(error).__name__}: {error}")
    return _Outcome(DeliveryStatus.DELIVERED)


def _mail(delivery: Delivery, settings: Settings) -> None:
    server = MailServer.of(settings)
    if server is None:
        raise DeliveryError("no mail server is set")
    picture = _picture(delivery, settings)
    hand_in(server, mail_of(delivery, server.sender, settings.frontend_url, picture))


def _picture(delivery: Delivery, settings: Settings) -> bytes | None:
    """That of the print, for which is waited a little where it is just being taken."""
    age_seconds = (utc_now() - delivery.notification.created_at).total_seconds()
    wait_seconds = min(max(_PICTURE_SECONDS - age_seconds, 0.0), _PICTURE_SECONDS)
    return still_of(settings.data_dir / FOLDER, delivery.notification.metadata, wait_seconds)


def _record_outcome(storage: Storage, claimed: Claim, outcome: _Outcome, now: datetime | None) -> bool:
    """Write how it ended; whether it arrived."""
    key, channel = claimed.delivery.id, claimed.delivery.channel.value
    if outcome.status is DeliveryStatus.DELIVERED:
        storage.run(rows.delivered, claimed, now or utc_now())
        return True
    if outcome.status is None and claimed.attempt < MOST_ATTEMPTS:
        until = (now or utc_now()) + timedelta(seconds=BACKOFF.delay_seconds(claimed.attempt))
        storage.run(rows.put_off, claimed, until, outcome.why)
        _logger.info("delivery %s (%s) is tried again at %s: %s", key, channel, until, outcome.why)
        return False
    status = outcome.status or DeliveryStatus.FAILED
    storage.run(rows.end, claimed, status, outcome.why)
    level = logging.INFO if status is DeliveryStatus.DROPPED else logging.WARNING
    _logger.log(level, "delivery %s (%s) is given up: %s", key, channel, outcome.why)
    return False
