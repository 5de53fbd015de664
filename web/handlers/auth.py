"""Signing in and out, and what an account does with itself."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lezerprint.accounts.errors import ConflictError, InvalidCredentialsError, RefreshReusedError
from lezerprint.accounts.sessions import Client
from lezerprint.audit import EventKind
from web.errors import RateLimitedError
from web.handlers.users import deleted, note_deletion
from web.models.accounts import (
    DeletedAccount,
    Revoked,
    Session,
    SessionList,
    SignedIn,
    TokenPair,
    User,
    UserAnswer,
)
from web.models.common import Done
from web.validation import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from lezerprint.accounts import service
    from lezerprint.accounts.sessions import TokenPair as Tokens
    from lezerprint.storage.models import User as UserRow
    from web.call import Call


async def register(call: Call) -> SignedIn:
    """A new account, signed in; the first of all is the administrator's."""
    given = call.body
    accounts = call.services.accounts
    signed_in = await call.hash(
        accounts.register, given.email, given.username, given.password, client_of(call)
    )
    user = signed_in.user
    words = f"{user.username} registered as {user.role.value}"
    call.audit(EventKind.USER_CREATED, words, user_id=user.id, of=user.id)
    return signed_in_model(signed_in)


async def login(call: Call) -> SignedIn:
    """Sign in. Neither words nor time tell whether there is such an account."""
    services, given = call.services, call.body
    address = call.client_address or "unknown"
    async with services.login_limiter.attempt(given.email, address) as attempt:
        if attempt.wait_seconds is not None:
            raise RateLimitedError(attempt.wait_seconds)
        try:
            signed_in = await call.hash(services.accounts.login, given.email, given.password, client_of(call))
        except InvalidCredentialsError:
            call.audit(EventKind.LOGIN_FAILED, f"Login failed for {given.email}", email=given.email)
            raise
        await services.login_limiter.succeeded(given.email, address, attempt.counted_at)
    user = signed_in.user
    call.audit(EventKind.LOGIN, f"{user.username} signed in", user_id=user.id)
    return signed_in_model(signed_in)


async def refresh(call: Call) -> TokenPair:
    """The next pair of tokens; the one shown is spent."""
    try:
        pair = await call.run(call.services.accounts.refresh, call.body.refresh_token, client_of(call))
    except RefreshReusedError as error:
        call.audit(
            EventKind.REFRESH_REUSED,
            "A used refresh token was presented again; its session is revoked",
            user_id=error.user_id,
            session=error.session_id,
        )
        raise
    return TokenPair(access_token=pair.access, refresh_token=pair.refresh)


async def logout(call: Call) -> Done:
    """End the session of this token."""
    session_id = _own_session(call)
    await call.run(call.services.accounts.revoke_session, session_id, call.principal.user_id)
    call.audit(EventKind.LOGOUT, f"{call.principal.username} signed out")
    return Done()


async def me(call: Call) -> UserAnswer:
    """The caller's account; with an API key without what only its owner may see."""
    own = _answer(await call.run(call.services.accounts.user, call.principal.user_id))
    if call.principal.api_key_id is None:
        return own
    return UserAnswer(user=own.user.without_notification_settings())


async def update_me(call: Call) -> UserAnswer:
    """Change your name or preferences."""
    given = call.body

    def update() -> UserRow:
        return call.services.accounts.update_me(
            call.principal.user_id, username=given.username, preferences=given.preferences
        )

    user = await call.run(update)
    call.audit(EventKind.USER_CHANGED, f"{user.username} changed their name or preferences")
    return _answer(user)


async def change_password(call: Call) -> UserAnswer:
    """Change one's password; one's other sessions end."""
    given, accounts = call.body, call.services.accounts
    with _password_in("oldPassword"):
        user = await call.hash(
            accounts.change_password, call.principal, given.old_password, given.new_password
        )
    call.audit(EventKind.PASSWORD_CHANGED, f"{user.username} changed their password")
    return _answer(user)


async def change_email(call: Call) -> UserAnswer:
    """Change one's email, with one's password."""
    given, accounts, own = call.body, call.services.accounts, call.principal.user_id
    with _password_in("password"):
        user = await call.hash(accounts.change_email, own, given.password, given.new_email)
    call.audit(EventKind.USER_CHANGED, f"{user.username} changed their email")
    return _answer(user)


async def delete_me(call: Call) -> DeletedAccount:
    """Delete one's account, with one's password; files and jobs go to an administrator."""
    with _password_in("password"):
        deletion = await call.hash(
            call.services.accounts.delete_me, call.principal.user_id, call.body.password
        )
    note_deletion(call, deletion)
    return deleted(deletion)


@contextmanager
def _password_in(field: str) -> Iterator[None]:
    """A wrong password is a mistake in this field of the body."""
    try:
        yield
    except InvalidCredentialsError as error:
        problem = {"in": "body", "field": field, "message": "is not the password"}
        raise InvalidInputError("Invalid input", [problem]) from error


async def sessions(call: Call) -> SessionList:
    """Where the caller is signed in."""
    rows = await call.run(call.services.accounts.list_sessions, call.principal.user_id)
    own = call.principal.session_id
    listed = [Session.model_validate(row).model_copy(update={"current": row.id == own}) for row in rows]
    return SessionList(sessions=listed)


async def revoke_session(call: Call) -> Done:
    """End one of the caller's sessions."""
    await call.run(call.services.accounts.revoke_session, call.path["id"], call.principal.user_id)
    call.audit(EventKind.SESSION_REVOKED, "A session was ended", session=call.path["id"])
    return Done()


async def revoke_other_sessions(call: Call) -> Revoked:
    """End the caller's sessions but this one."""
    own = _own_session(call)

    def revoke() -> int:
        return call.services.accounts.revoke_sessions(call.principal.user_id, but=own)

    count = await call.run(revoke)
    call.audit(EventKind.SESSION_REVOKED, f"{count} sessions were ended")
    return Revoked(revoked=count)


def _own_session(call: Call) -> UUID:
    if call.principal.session_id is None:
        raise ConflictError("An API key has no session; revoke the key instead")
    return call.principal.session_id


def client_of(call: Call) -> Client:
    """Where the request comes from, and by what program."""
    return Client(call.client_address, call.user_agent)


def _answer(user: object) -> UserAnswer:
    return UserAnswer(user=User.model_validate(user))


def signed_in_model(signed_in: service.SignedIn) -> SignedIn:
    """The answer to whoever has just signed in."""
    tokens: Tokens = signed_in.tokens
    return SignedIn(
        user=User.model_validate(signed_in.user), access_token=tokens.access, refresh_token=tokens.refresh
    )
