"""Who calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.base.enums import UserRole

if TYPE_CHECKING:
    from uuid import UUID

_RANKS: Final = {UserRole.VIEWER: 0, UserRole.OPERATOR: 1, UserRole.ADMIN: 2}


@dataclass(frozen=True, slots=True)
class Principal:
    """A user, by what they signed in with.

    Attributes:
        role: What they may do now; with an API key no more than both the key and its owner may.
        session_id: The session, if that is what they signed in with.
        api_key_id: The API key, if that is it.
    """

    user_id: UUID
    username: str
    email: str
    role: UserRole
    session_id: UUID | None
    api_key_id: UUID | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The session or API key of a user: what a signed URL or a ticket goes back to."""

    user_id: UUID
    session_id: UUID | None
    api_key_id: UUID | None

    @classmethod
    def of(cls, principal: Principal) -> Standing:
        """That of whoever calls."""
        return cls(principal.user_id, principal.session_id, principal.api_key_id)


def lower_role(one: UserRole, other: UserRole) -> UserRole:
    """The role of the two that may less."""
    return min(one, other, key=_RANKS.__getitem__)
