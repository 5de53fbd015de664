"""What is told, and to whom."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lezerprint.storage.fields import storable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from lezerprint.base.enums import NotificationType, UserRole

EVENT: Final = "notification"
"""What it is called in WebSocket and webhook."""

LONGEST_TITLE: Final = 200
LONGEST_MESSAGE: Final = 4000


@dataclass(frozen=True, slots=True)
class Notice:
    """A text for users.

    Attributes:
        type: What it is about; preferences go by it.
        title: One line; what does not fit into one is made to.
        message: Plain text.
        metadata: JSON for programs, such as the job's id.
    """

    type: NotificationType
    title: str
    message: str
    metadata: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", one_line(self.title)[:LONGEST_TITLE])
        object.__setattr__(self, "message", storable(self.message[:LONGEST_MESSAGE]))


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told: the active users among those named, and all active ones with these roles; each once."""

    user_ids: Collection[UUID] = field(default=())
    roles: Collection[UserRole] = field(default=())


def one_line(text: str) -> str:
    """The text without line breaks and other control characters, for headers and titles."""
    plain = "".join(" " if unicodedata.category(letter) in _BREAKING else letter for letter in text)
    return " ".join(plain.split())


_BREAKING: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
