"""The rows of accounts. All here runs in a transaction of the caller.

What depends on all accounts together, who is the first, who is the last administrator, is decided by one
transaction at a time: SQLite has but one that writes, on PostgreSQL they take an advisory lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import peewee

from lezerprint.accounts.errors import ConflictError, ForbiddenError, NotFoundError
from lezerprint.base.enums import UserRole
from lezerprint.storage.fields import folded, storable, utc_now
from lezerprint.storage.models import File, PrintJob, TrashEntry, User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lezerprint.storage.database import Storage

_LOCK: Final = int.from_bytes(b"users")
"""Names the advisory lock; any number does that no other part uses."""

REGISTRATION_CLOSED: Final = "Registration is closed; ask an administrator for an account"


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to be; email and username were checked."""

    email: str
    username: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which accounts; None lets all pass.

    Attributes:
        search: A part of the username or the email, in any case.
    """

    roles: Sequence[UserRole] = ()
    is_active: bool | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An account as it is now, and what it was before."""

    user: User
    role_before: UserRole
    was_active: bool


@dataclass(frozen=True, slots=True)
class Deletion:
    """An account that was deleted, and how many of its files and jobs the heir got."""

    user: User
    heir: User
    files: int
    jobs: int


def register(storage: Storage, new: NewUser, *, is_open: bool) -> User:
    """The first account, an ADMIN; or a further one, a VIEWER.

    Raises:
        ForbiddenError: It is not the first, and registration is closed.
        ConflictError: The email or the username is already in use.
    """
    _alone(storage)
    first = not any_active()
    if not first and not is_open:
        raise ForbiddenError(REGISTRATION_CLOSED)
    return create(storage, new, UserRole.ADMIN if first else UserRole.VIEWER)


def any_active() -> bool:
    """Whether somebody can sign in."""
    return bool(User.select().where(User.is_active).exists())


def create(storage: Storage, new: NewUser, role: UserRole) -> User:
    """A new account.

    Raises:
        ConflictError: The email or the username is already in use.
    """
    _check_free(new.email, new.username)
    try:
        with storage.transaction():
            return User.create(
                email=new.email, username=new.username, password_hash=new.password_hash, role=role
            )
    except peewee.IntegrityError as error:
        raise ConflictError("The email or the username is already in use") from error


def page(which: UserFilter, limit: int, offset: int) -> tuple[int, list[User]]:
    """How many accounts there are, and so many of them, by username."""
    query = User.select()
    if which.roles:
        query = query.where(User.role.in_(which.roles))
    if which.is_active is not None:
        query = query.where(User.is_active == which.is_active)
    if which.search is not None:
        part = storable(folded(which.search))
        query = query.where(User.username_key.contains(part) | User.email.contains(part))
    return query.count(), list(query.order_by(User.username_key).limit(limit).offset(offset))


def get(user_id: UUID) -> User:
    """The account.

    Raises:
        NotFoundError: There is none.
    """
    user: User | None = User.get_or_none(User.id == user_id)
    if user is None:
        raise NotFoundError("user not found")
    return user


def find(name: str) -> User | None:
    """The account with this email or username, in any case."""
    field = User.email if "@" in name else User.username_key
    found: User | None = User.get_or_none(field == name)
    return found


def change(
    storage: Storage, user_id: UUID, *, role: UserRole | None = None, is_active: bool | None = None
) -> Change:
    """Give an account another role, and let it sign in or not; None leaves it.

    Raises:
        NotFoundError: There is none.
        ConflictError: It is the last active administrator.
    """
    _alone(storage)
    user = get(user_id)
    before = Change(user, user.role, user.is_active)
    if role not in {None, UserRole.ADMIN} or is_active is False:
        _check_not_last(user)
    if role is not None:
        user.role = role
    if is_active is not None:
        user.is_active = is_active
    user.save()
    return before


def set_password(user_id: UUID, password_hash: str) -> User:
    """Give an account another password.

    Raises:
        NotFoundError: There is none.
    """
    user = get(user_id)
    user.password_hash = password_hash
    user.password_changed_at = utc_now()
    user.save()
    return user


def update(
    storage: Storage,
    user_id: UUID,
    *,
    email: str | None = None,
    username: str | None = None,
    preferences: dict[str, Any] | None = None,
) -> User:
    """Change what an account says of itself; None leaves it.

    Raises:
        NotFoundError: There is none.
        ConflictError: The email or the username is already in use.
    """
    user = get(user_id)
    if email is not None:
        user.email = email
    if username is not None:
        user.username = username
    if preferences is not None:
        user.preferences = preferences
    try:
        with storage.transaction():
            user.save()
    except peewee.IntegrityError as error:
        taken = "email" if email is not None and username is None else "username"
        taken = "email or the username" if email is not None and username is not None else taken
        raise ConflictError(f"The {taken} is already in use") from error
    return user


def delete(storage: Storage, user_id: UUID, heir_id: UUID | None = None) -> Deletion:
    """Delete an account with its sessions, API keys and notifications; files and jobs get another owner.

    Args:
        storage: The database.
        user_id: Whose account.
        heir_id: Who gets files and jobs; None: the administrator who has been there longest.

    Raises:
        NotFoundError: There is no such account, or no such heir.
        ConflictError: It is the last active administrator, or its own heir.
    """
    _alone(storage)
    user = get(user_id)
    _check_not_last(user)
    heir = _eldest_administrator(user_id) if heir_id is None else get(heir_id)
    if heir.id == user.id:
        raise ConflictError("An account cannot inherit its own files: name another account")
    files = File.update(user=heir.id).where(File.user == user.id).execute()
    jobs = PrintJob.update(user=heir.id).where(PrintJob.user == user.id).execute()
    TrashEntry.update(user=heir.id).where(TrashEntry.user == user.id).execute()
    user.delete_instance()
    return Deletion(user, heir, files, jobs)


def _eldest_administrator(but: UUID) -> User:
    """The active administrator with the oldest account."""
    active = (User.role == UserRole.ADMIN) & User.is_active & (User.id != but)
    found: User = User.select().where(active).order_by(User.created_at).get()
    return found


def _check_free(email: str, username: str) -> None:
    if User.select().where(User.email == email).exists():
        raise ConflictError("The email is already in use")
    if User.select().where(User.username_key == username).exists():
        raise ConflictError("The username is already in use")


def _check_not_last(user: User) -> None:
    others = (User.role == UserRole.ADMIN) & User.is_active & (User.id != user.id)
    if user.role is UserRole.ADMIN and user.is_active and not User.select().where(others).exists():
        raise ConflictError(
            "The last active administrator cannot be removed, deactivated or given another role"
        )


def _alone(storage: Storage) -> None:
    """Let no other transaction decide at the same time; ends with the transaction."""
    if storage.kind == "postgresql":
        storage.database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
