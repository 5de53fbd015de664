"""What a user wants to be told, and how: `notifications` among the preferences of an account.

    {"notifications": {
        "webSocket": {"enabled": true, "types": {"INFO": false}},
        "email":     {"enabled": true, "types": {"WARNING": true}},
        "webhook":   {"url": "https://hook.example/print", "secret": "…", "types": {}}
    }}

Everything may be left out. Nothing is sent elsewhere until its user asks for it: `email` is off by default,
and there is no webhook without a URL. Over these go, unless `types` says otherwise, only what somebody
who is away wants to know: all but INFO, SUCCESS and WARNING. Over the WebSocket goes all.
What is told is stored in any case. Keys that are not known here are kept, for front ends of other versions.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    ValidationError,
)

from lezerprint.base.enums import NotificationType
from lezerprint.storage.models import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping

_logger = logging.getLogger(__name__)

KEY: Final = "notifications"
LONGEST_URL: Final = 2000
SHORTEST_SECRET: Final = 16
LONGEST_SECRET: Final = 200

URGENT: Final = frozenset(
    {
        NotificationType.PRINT_COMPLETE,
        NotificationType.PRINT_FAILED,
        NotificationType.PRINT_PAUSED,
        NotificationType.PRINT_RESUMED,
        NotificationType.ACTION_REQUIRED,
        NotificationType.ERROR,
        NotificationType.MAINTENANCE,
    }
)
"""What is sent by e-mail and webhook, unless the user says otherwise."""


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _web_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        whole = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or not url.isprintable() or " " in url:
        raise ValueError("must be a URL such as https://hook.example/print")
    if "@" in parts.netloc:
        raise ValueError("must be a URL without user and password")
    return url


_Secret = Annotated[StrictStr, Field(min_length=SHORTEST_SECRET, max_length=LONGEST_SECRET)]
_Types = dict[Annotated[NotificationType, BeforeValidator(_upper)], StrictBool]


class ChannelPreferences(BaseModel):
    """Whether a channel is used, and for what."""

    model_config = ConfigDict(extra="allow", frozen=True)

    enabled: StrictBool = True
    types: _Types = Field(default_factory=dict)

    def wants(self, kind: NotificationType) -> bool:
        """Whether a notification of this type goes over it."""
        return self.enabled and self.types.get(kind, True)


class EmailPreferences(ChannelPreferences):
    """By e-mail, to the account's address."""

    enabled: StrictBool = False

    def wants(self, kind: NotificationType) -> bool:
        """Whether a notification of this type goes over it."""
        return self.enabled and self.types.get(kind, kind in URGENT)


class WebhookPreferences(ChannelPreferences):
    """By a POST to a URL.

    Attributes:
        url: Where to; None: nowhere.
        secret: Signs what is sent; None: it is not signed.
    """

    url: Annotated[StrictStr, Field(max_length=LONGEST_URL), AfterValidator(_web_url)] | None = None
    secret: _Secret | None = Field(default=None, repr=False)

    def wants(self, kind: NotificationType) -> bool:
        """Whether a notification of this type goes over it."""
        return self.is_used and self.types.get(kind, kind in URGENT)

    @property
    def is_used(self) -> bool:
        """Whether anything goes over it."""
        return self.enabled and self.url is not None


class NotificationPreferences(BaseModel):
    """All channels."""

    model_config = ConfigDict(extra="allow", frozen=True)

    web_socket: ChannelPreferences = Field(default_factory=ChannelPreferences, alias="webSocket")
    email: EmailPreferences = Field(default_factory=EmailPreferences)
    webhook: WebhookPreferences = Field(default_factory=WebhookPreferences)

    @classmethod
    def of(cls, preferences: Mapping[str, Any]) -> NotificationPreferences:
        """Those among an account's preferences; the defaults where what is stored cannot be read."""
        try:
            return cls.model_validate(preferences.get(KEY, {}))
        except ValidationError:
            _logger.warning("the notification preferences of an account are damaged; the defaults count")
            return cls()

    def channels(self, kind: NotificationType) -> list[Channel]:
        """What a notification of this type is sent over."""
        wanted = ((Channel.EMAIL, self.email), (Channel.WEBHOOK, self.webhook))
        return [channel for channel, one in wanted if one.wants(kind)]

    def used(self) -> list[Channel]:
        """What at least some notifications are sent over."""
        wanted = ((Channel.EMAIL, self.email.enabled), (Channel.WEBHOOK, self.webhook.is_used))
        return [channel for channel, used in wanted if used]


def problem_of(preferences: Mapping[str, Any]) -> str | None:
    """What is wrong with the notifications among an account's preferences, in a line; None: nothing."""
    try:
        NotificationPreferences.model_validate(preferences.get(KEY, {}))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in (KEY, *first["loc"]) if part != "[key]")
        return f"{place}: {first['msg'].removeprefix('Value error, ')}"
    return None
