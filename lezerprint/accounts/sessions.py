"""Sessions: signing in, going on, signing out.

All here runs in a transaction of the caller. A session is good for the life of its newest refresh token;
each refresh hands out a new one, and the old one is spent. Who uses a spent one has it from somebody else,
or somebody else has it from them: the session ends. Access tokens stand and fall with their session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lezerprint.accounts.access_tokens import digest, new_token_id
from lezerprint.accounts.errors import InvalidTokenError, NotFoundError, UserNotFoundError
from lezerprint.storage.models import Session, User

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.accounts.access_tokens import RefreshClaims, Tokens


@dataclass(frozen=True, slots=True)
class Client:
    """From where, and with which program, somebody signs in."""

    ip_address: str | None = None
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a client goes on with.

    Attributes:
        access: Shown with each request.
        refresh: Exchanged, once, for the next pair.
        session_id: The session of both.
    """

    access: str
    refresh: str
    session_id: UUID


@dataclass(frozen=True, slots=True)
class Reuse:
    """A spent refresh token was shown; the session is revoked now."""

    session_id: UUID
    user_id: UUID


def open_session(user: User, client: Client, tokens: Tokens) -> TokenPair:
    """A new session, and the tokens for it; those of the user that are over are swept away."""
    now = _now(tokens)
    sweep(now, user.id)
    access_id, refresh_id = new_token_id(), new_token_id()
    session = Session.create(
        user=user,
        token_hash=digest(access_id),
        refresh_token_hash=digest(refresh_id),
        expires_at=now + timedelta(seconds=tokens.refresh_seconds),
        created_at=now,
        last_used_at=now,
        ip_address=client.ip_address,
        user_agent=client.user_agent,
    )
    return _pair(tokens, session.id, user, access_id, refresh_id)


def rotate(claims: RefreshClaims, client: Client, tokens: Tokens) -> TokenPair | Reuse:
    """Spend a refresh token and hand out the next pair.

    Of two that come with one token at once the first gets the pair; the other counts as reuse. Reuse is
    told, not raised, so that the caller's transaction keeps the revocation.

    Raises:
        InvalidTokenError: The session is gone, over or revoked.
        UserNotFoundError: The user is inactive.
    """
    now = _now(tokens)
    access_id, refresh_id = new_token_id(), new_token_id()
    won = (
        Session.update(
            token_hash=digest(access_id),
            refresh_token_hash=digest(refresh_id),
            expires_at=now + timedelta(seconds=tokens.refresh_seconds),
            last_used_at=now,
            ip_address=client.ip_address,
            user_agent=client.user_agent,
        )
        .where(
            (Session.id == claims.session_id)
            & (Session.refresh_token_hash == digest(claims.token_id))
            & Session.revoked_at.is_null()
            & (Session.expires_at > now)
        )
        .execute()
    )
    session = Session.get_or_none(Session.id == claims.session_id)
    if session is None:
        raise InvalidTokenError
    if not won:
        if session.revoked_at is not None or session.refresh_token_hash == digest(claims.token_id):
            raise InvalidTokenError
        _revoke(now, Session.id == session.id)
        return Reuse(session.id, session.user_id)
    user = User.get_or_none(User.id == session.user_id)
    if user is None or not user.is_active:
        raise UserNotFoundError
    return _pair(tokens, session.id, user, access_id, refresh_id)


def live_sessions(user_id: UUID, now: datetime) -> list[Session]:
    """The sessions that are still good, the last used first."""
    query = Session.select().where(
        (Session.user == user_id) & Session.revoked_at.is_null() & (Session.expires_at > now)
    )
    return list(query.order_by(Session.last_used_at.desc(), Session.id))


def revoke_session(session_id: UUID, user_id: UUID, now: datetime) -> None:
    """End a session of this user; one that has ended already stays as it is.

    Raises:
        NotFoundError: The user has no such session.
    """
    mine = (Session.id == session_id) & (Session.user == user_id)
    if not Session.select().where(mine).exists():
        raise NotFoundError("session not found")
    _revoke(now, mine)


def revoke_sessions(user_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
    """End all sessions of a user, but perhaps one; how many there were."""
    which = Session.user == user_id
    return _revoke(now, which if but is None else which & (Session.id != but))


def sweep(now: datetime, user_id: UUID | None = None) -> int:
    """Delete the sessions that are over, of one user or of all; how many there were."""
    over = Session.expires_at <= now
    return int(
        Session.delete().where(over if user_id is None else over & (Session.user == user_id)).execute()
    )


def _revoke(now: datetime, which: Any) -> int:
    live = which & Session.revoked_at.is_null()
    return int(Session.update(revoked_at=now).where(live).execute())


def _pair(tokens: Tokens, session_id: UUID, user: User, access_id: str, refresh_id: str) -> TokenPair:
    return TokenPair(
        tokens.access(user.id, session_id, access_id, user.role),
        tokens.refresh(session_id, refresh_id),
        session_id,
    )


def _now(tokens: Tokens) -> datetime:
    return datetime.fromtimestamp(tokens.clock(), UTC)
