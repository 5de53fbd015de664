"""What is done with accounts. Each is done whole or not at all, and counts at once in this process.

The methods wait for the database and for bcrypt, so they are for threads; they are not for a transaction of
the caller, since a hash takes a large part of a second, which SQLite's one writer must not be held up for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lezerprint.accounts import api_keys, sessions, users
from lezerprint.accounts.errors import (
    ForbiddenError,
    InvalidCredentialsError,
    RefreshReusedError,
)
from lezerprint.accounts.names import check_preferences, check_username, normal_email
from lezerprint.accounts.passwords import PasswordHasher, check_password
from lezerprint.accounts.sessions import Reuse
from lezerprint.storage.models import User

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.accounts.access_tokens import Tokens
    from lezerprint.accounts.authentication import Authenticator
    from lezerprint.accounts.principal import Principal
    from lezerprint.accounts.sessions import Client, TokenPair
    from lezerprint.base.enums import UserRole
    from lezerprint.storage.database import Storage
    from lezerprint.storage.models import ApiKey, Session


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user, and what they go on with."""

    user: User
    tokens: TokenPair


class Accounts:
    """Everything that changes accounts, sessions and keys.

    Args:
        storage: The database.
        hasher: Keeps passwords.
        tokens: Makes tokens; None where nobody signs in, as on the command line.
        authenticator: Forgets what was changed; None likewise.
        open_registration: Whether anybody may register, and not only the first.
    """

    def __init__(
        self,
        storage: Storage,
        hasher: PasswordHasher,
        tokens: Tokens | None = None,
        authenticator: Authenticator | None = None,
        *,
        open_registration: bool = False,
    ) -> None:
        self._storage = storage
        self._hasher = hasher
        self._given_tokens = tokens
        self._authenticator = authenticator
        self._open_registration = open_registration

    def register(self, email: str, username: str, password: str, client: Client) -> SignedIn:
        """A new account, signed in: the first of all an ADMIN, any other a VIEWER.

        Raises:
            InvalidAccountError: Email, username or password cannot be taken.
            ForbiddenError: It is not the first, and registration is closed.
            ConflictError: The email or the username is already in use.
        """
        with self._storage.session():
            if not self._open_registration and users.any_active():
                raise ForbiddenError(users.REGISTRATION_CLOSED)
        new = self._new(email, username, password)
        with self._storage.transaction():
            user = users.register(self._storage, new, is_open=self._open_registration)
            return self._sign_in(user, client)

    def login(self, email: str, password: str, client: Client) -> SignedIn:
        """Sign in.

        Raises:
            InvalidCredentialsError: There is no such account, it is inactive, or the password is another.
        """
        with self._storage.session():
            known: User | None = User.get_or_none(User.email == email)
        fits = self._hasher.verify(password, known.password_hash if known else None)
        if not fits or known is None or not known.is_active:
            raise InvalidCredentialsError
        seen = known.password_hash
        new_hash = self._hasher.hash(password) if self._hasher.is_outdated(seen) else seen
        with self._storage.transaction():
            # Only if nothing was changed while the hash was compared.
            same = (User.id == known.id) & (User.password_hash == seen) & User.is_active
            changed = User.update(password_hash=new_hash, last_login_at=self._now()).where(same).execute()
            if not changed:
                raise InvalidCredentialsError
            return self._sign_in(users.get(known.id), client)

    def open_for(self, user_id: UUID, client: Client) -> SignedIn:
        """Sign in as this user, without a password: for who may see the demonstration's own.

        Raises:
            InvalidCredentialsError: The user is gone or inactive.
        """
        with self._storage.transaction():
            user: User | None = User.get_or_none(User.id == user_id)
            if user is None or not user.is_active:
                raise InvalidCredentialsError
            return self._sign_in(user, client)

    def refresh(self, refresh_token: str, client: Client) -> TokenPair:
        """The next pair of tokens.

        Raises:
            TokenExpiredError: The token was good once.
            RefreshReusedError: It was used before; its session is revoked now.
            InvalidTokenError: It is forged, or its session is over.
            UserNotFoundError: Its user is inactive.
        """
        claims = self._tokens.read_refresh(refresh_token)
        with self._storage.transaction():
            pair = sessions.rotate(claims, client, self._tokens)
        if isinstance(pair, Reuse):
            self._forget(session_id=pair.session_id)
            raise RefreshReusedError(pair.session_id, pair.user_id)
        return pair

    def list_sessions(self, user_id: UUID) -> list[Session]:
        """The user's sessions that are still good."""
        with self._storage.session():
            return sessions.live_sessions(user_id, self._now())

    def revoke_session(self, session_id: UUID, user_id: UUID) -> None:
        """End a session of this user, as signing out does.

        Raises:
            NotFoundError: The user has no such session.
        """
        with self._storage.transaction():
            sessions.revoke_session(session_id, user_id, self._now())
        self._forget(session_id=session_id)

    def revoke_sessions(self, user_id: UUID, *, but: UUID | None = None) -> int:
        """End all sessions of a user, but perhaps one; how many there were."""
        with self._storage.transaction():
            users.get(user_id)
            count = sessions.revoke_sessions(user_id, self._now(), but=but)
        self._forget(user_id=user_id)
        return count

    def sweep(self) -> int:
        """Delete sessions that are over; how many there were."""
        with self._storage.transaction():
            return sessions.sweep(self._now())

    def user(self, user_id: UUID) -> User:
        """The account. Raises NotFoundError."""
        with self._storage.session():
            return users.get(user_id)

    def list_users(self, which: users.UserFilter, limit: int, offset: int) -> tuple[int, list[User]]:
        """How many accounts there are, and so many of them, by username."""
        with self._storage.session():
            return users.page(which, limit, offset)

    def create_user(self, email: str, username: str, password: str, role: UserRole | None) -> User:
        """A new account, made by an administrator; without a role it gets that of one who registers.

        Raises:
            InvalidAccountError: Email, username or password cannot be taken.
            ConflictError: The email or the username is already in use.
        """
        new = self._new(email, username, password)
        with self._storage.transaction():
            if role is None:
                return users.register(self._storage, new, is_open=True)
            return users.create(self._storage, new, role)

    def update_me(
        self, user_id: UUID, *, username: str | None = None, preferences: dict[str, Any] | None = None
    ) -> User:
        """Change what an account says of itself; None leaves it.

        Raises:
            InvalidAccountError: The username or the preferences cannot be taken.
            ConflictError: The username is already in use.
        """
        username = None if username is None else check_username(username)
        preferences = None if preferences is None else check_preferences(preferences)
        with self._storage.transaction():
            user = users.update(self._storage, user_id, username=username, preferences=preferences)
        self._forget(user_id=user_id)
        return user

    def change_email(self, user_id: UUID, password: str, email: str) -> User:
        """Give one's own account another email.

        Raises:
            InvalidCredentialsError: The password is wrong.
            InvalidAccountError: The email cannot be taken.
            ConflictError: The email is already in use.
        """
        self._check_password(user_id, password)
        with self._storage.transaction():
            user = users.update(self._storage, user_id, email=normal_email(email))
        self._forget(user_id=user_id)
        return user

    def rename(self, user_id: UUID, *, email: str | None, username: str | None) -> User:
        """Give an account another email or username, as an administrator; None leaves it.

        Raises:
            NotFoundError: There is no such account.
            InvalidAccountError: The email or the username cannot be taken.
            ConflictError: The email or the username is already in use.
        """
        email = None if email is None else normal_email(email)
        username = None if username is None else check_username(username)
        with self._storage.transaction():
            user = users.update(self._storage, user_id, email=email, username=username)
        self._forget(user_id=user_id)
        return user

    def delete_me(self, user_id: UUID, password: str) -> users.Deletion:
        """Delete one's own account; see `users.delete`.

        Raises:
            InvalidCredentialsError: The password is wrong.
            ConflictError: It is the last active administrator.
        """
        self._check_password(user_id, password)
        return self.delete_user(user_id)

    def delete_user(self, user_id: UUID, heir_id: UUID | None = None) -> users.Deletion:
        """Delete an account; its files and jobs get another owner; see `users.delete`.

        Raises:
            NotFoundError: There is no such account, or no such heir.
            ConflictError: It is the last active administrator, or its own heir.
        """
        with self._storage.transaction():
            deletion = users.delete(self._storage, user_id, heir_id)
        self._forget(user_id=user_id)
        return deletion

    def change_password(self, principal: Principal, old: str, new: str) -> User:
        """Change one's own password; one's other sessions end.

        Raises:
            InvalidCredentialsError: The old one is wrong.
            InvalidAccountError: The new one cannot be taken.
        """
        user = self.user(principal.user_id)
        check_password(new, user.email, user.username)
        self._check_password(user.id, old)
        return self._set_password(user.id, new, but=principal.session_id)

    def reset_password(self, user_id: UUID, password: str) -> User:
        """Give an account another password, as an administrator; its sessions end.

        Raises:
            NotFoundError: There is no such account.
            InvalidAccountError: The password cannot be taken.
        """
        user = self.user(user_id)
        check_password(password, user.email, user.username)
        return self._set_password(user_id, password)

    def change_user(
        self, user_id: UUID, *, role: UserRole | None = None, is_active: bool | None = None
    ) -> users.Change:
        """Give an account another role, and let it sign in or not; None leaves it.

        The sessions of one that may not sign in end, and do not come back.

        Raises:
            NotFoundError: There is no such account.
            ConflictError: It is the last active administrator; nothing is changed.
        """
        with self._storage.transaction():
            change = users.change(self._storage, user_id, role=role, is_active=is_active)
            if is_active is False:
                sessions.revoke_sessions(user_id, self._now())
        self._forget(user_id=user_id)
        return change

    def create_api_key(
        self, owner: Principal, name: str, role: UserRole, expires_at: datetime | None
    ) -> tuple[ApiKey, str]:
        """A new key, and its text, which is not to be had again.

        Raises:
            ForbiddenError: The role is above the owner's.
            InvalidAccountError: It would have expired already.
            ConflictError: There are too many keys.
        """
        with self._storage.transaction():
            return api_keys.create(owner, name, role, expires_at)

    def list_api_keys(self, user_id: UUID) -> list[ApiKey]:
        """The user's keys that are not revoked."""
        with self._storage.session():
            return api_keys.keys_of(user_id)

    def revoke_api_key(self, key_id: UUID, user_id: UUID | None) -> ApiKey:
        """Make a key useless; of this user, or of anybody.

        Raises:
            NotFoundError: There is no such key.
        """
        with self._storage.transaction():
            key = api_keys.revoke(key_id, user_id, self._now())
        self._forget(api_key_id=key_id)
        return key

    def _new(self, email: str, username: str, password: str) -> users.NewUser:
        email, username = normal_email(email), check_username(username)
        check_password(password, email, username)
        return users.NewUser(email, username, self._hasher.hash(password))

    def _check_password(self, user_id: UUID, password: str) -> None:
        if not self._hasher.verify(password, self.user(user_id).password_hash):
            raise InvalidCredentialsError

    def _set_password(self, user_id: UUID, password: str, *, but: UUID | None = None) -> User:
        password_hash = self._hasher.hash(password)
        with self._storage.transaction():
            user = users.set_password(user_id, password_hash)
            sessions.revoke_sessions(user_id, self._now(), but=but)
        self._forget(user_id=user_id)
        return user

    def _sign_in(self, user: User, client: Client) -> SignedIn:
        return SignedIn(user, sessions.open_session(user, client, self._tokens))

    def _forget(self, **who: UUID) -> None:
        if self._authenticator is not None:
            self._authenticator.forget(**who)

    @property
    def _tokens(self) -> Tokens:
        if self._given_tokens is None:
            raise RuntimeError("this process has no token secrets, so nobody can sign in")
        return self._given_tokens

    def _now(self) -> datetime:
        return (
            datetime.now(UTC)
            if self._given_tokens is None
            else datetime.fromtimestamp(self._tokens.clock(), UTC)
        )
