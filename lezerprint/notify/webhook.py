"""A notification as a POST of JSON.

    POST /print HTTP/1.1
    Content-Type: application/json
    X-LezerPrint-Event: notification
    X-LezerPrint-Delivery: the delivery's id, the same at each attempt
    X-LezerPrint-Timestamp: seconds since 1970
    X-LezerPrint-Signature: sha256=hex of HMAC-SHA256 over the timestamp, a full stop and the body

    {"event": "notification", "delivery": "…", "notification": {"id": "…", "type": "PRINT_COMPLETE", …}}

Any 2xx is a receipt. The signature is there if the user has set a secret, and beside `notification` there is
`picture`, a JPEG of the print in base64, if a camera shows the printer.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import ssl
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from lezerprint.base.times import iso_8601
from lezerprint.notify.addresses import connect
from lezerprint.notify.errors import DeliveryError, UndeliverableError
from lezerprint.notify.notice import EVENT
from lezerprint.notify.time_limit import TimeLimit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from urllib.parse import SplitResult

    from lezerprint.settings.values import Network
    from lezerprint.storage.models import Delivery, Notification

LIMIT_SECONDS: Final = 20.0
_MOST_READ_BYTES: Final = 65_536
_URL_SAFE: Final = "/%?&=:;,+~!$'()*@[]"
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where notifications are posted.

    Attributes:
        url: Checked to be http or https with a host.
        secret: Signs what is sent; None: it is not signed.
        allowed: Networks that may be called though they are refused by default.
    """

    url: str = field(repr=False)
    secret: str | None = field(repr=False, default=None)
    allowed: Sequence[Network] = ()


def as_data(notification: Notification) -> dict[str, Any]:
    """A notification as the API, WebSocket and webhooks show it; for JSON."""
    return {
        "id": str(notification.id),
        "type": notification.type.value,
        "title": notification.title,
        "message": notification.message,
        "isRead": notification.is_read,
        "metadata": notification.metadata,
        "createdAt": iso_8601(notification.created_at),
    }


def post(
    webhook: Webhook,
    delivery: Delivery,
    *,
    picture: bytes | None = None,
    limit_seconds: float = LIMIT_SECONDS,
) -> None:
    """Post the notification of this delivery, and wait for the receipt.

    Raises:
        UndeliverableError: The address may not be called, or answers that it never takes it.
        DeliveryError: There is no receipt, this time.
    """
    data = {"event": EVENT, "delivery": str(delivery.id), "notification": as_data(delivery.notification)}
    if picture is not None:
        data["picture"] = base64.b64encode(picture).decode()
    body = json.dumps(data).encode()
    headers = _headers(body, str(delivery.id), webhook.secret)
    with TimeLimit(limit_seconds) as limit:
        try:
            status = _posted(webhook, body, headers, limit)
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            if limit.is_over:
                raise limit.error() from error
            said = " ".join(str(error).split())
            raise DeliveryError(f"the receiver does not answer: {said or type(error).__name__}") from error
    _check(status)


def _posted(webhook: Webhook, body: bytes, headers: Mapping[str, str], limit: TimeLimit) -> int:
    """What the receiver answers; of its words no more is read than does no harm, and nothing is kept."""
    parts = urlsplit(webhook.url)
    scheme, host = parts.scheme.lower(), parts.hostname or ""
    port = parts.port or _DEFAULT_PORTS[scheme]
    raw = connect(host, port, webhook.allowed, limit)
    with closing(http.client.HTTPConnection(host, port)) as connection:
        connection.sock = raw
        raw.settimeout(limit.left_seconds(LIMIT_SECONDS))
        if scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        connection.request("POST", _target(parts), body, {"Host": _host_header(parts), **headers})
        response = connection.getresponse()
        with suppress(OSError, http.client.HTTPException, ValueError):  # the status has said all
            response.read(_MOST_READ_BYTES)
        return response.status


def _target(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return quote(f"{parts.path or '/'}{query}", safe=_URL_SAFE)


def _host_header(parts: SplitResult) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    usual = parts.port in {None, _DEFAULT_PORTS[parts.scheme.lower()]}
    return host if usual else f"{host}:{parts.port}"


def _headers(body: bytes, delivery_id: str, secret: str | None) -> dict[str, str]:
    now = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "LezerPrint",
        "X-LezerPrint-Event": EVENT,
        "X-LezerPrint-Delivery": delivery_id,
        "X-LezerPrint-Timestamp": now,
    }
    if secret is not None:
        digest = hmac.new(secret.encode(), f"{now}.".encode() + body, "sha256").hexdigest()
        headers["X-LezerPrint-Signature"] = f"sha256={digest}"
    return headers


def _check(status: int) -> None:
    """Raise what the answer means; redirects are not followed, for where they lead was not checked."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise UndeliverableError(f"the receiver answers {status}, a redirect, which is not followed")
    if status == HTTPStatus.GONE:
        raise UndeliverableError(f"the receiver answers {status}: it no longer exists")
    raise DeliveryError(f"the receiver answers {status}")
