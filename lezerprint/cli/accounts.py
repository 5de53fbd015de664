"""`lezerprint user`: what an administrator who is locked out needs, with the server running or not.

A running server minds what is changed here within a second.
"""

from __future__ import annotations

import getpass
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Final
from uuid import UUID

from lezerprint.accounts import users
from lezerprint.accounts.errors import InvalidAccountError, NotFoundError
from lezerprint.accounts.passwords import PasswordHasher, generate_password
from lezerprint.accounts.service import Accounts
from lezerprint.audit import COMMAND_LINE, EventKind, system_event
from lezerprint.backup.opening import opened
from lezerprint.base.enums import UserRole
from lezerprint.cli.ports import table
from lezerprint.settings import load_settings
from lezerprint.storage.database import Storage
from lezerprint.storage.migrating import migrate

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from datetime import datetime

    from lezerprint.storage.models import User

_ALL: Final = 1_000_000


def run(given: Namespace) -> int:
    """Do one of the actions; the exit code.

    Raises:
        AccountError: It is refused.
        StorageError: The database is away, or of a newer version.
    """
    settings = load_settings(given.config, {"data_dir": given.data_dir})
    with opened(settings), closing(Storage(settings.database_url)) as storage:
        migrate(storage)
        accounts = Accounts(storage, PasswordHasher(settings.bcrypt_rounds))
        _ACTIONS[given.action](_Desk(storage, accounts), given)
    return 0


class _Desk:
    """What the actions work with."""

    def __init__(self, storage: Storage, accounts: Accounts) -> None:
        self.accounts = accounts
        self._storage = storage

    def find(self, name: str) -> User:
        with self._storage.session():
            user = users.find(name)
        if user is None:
            raise NotFoundError(f"user not found: {name}")
        return user

    def note(self, kind: EventKind, user: User, description: str) -> None:
        """Say what was done, to the administrator and to the audit log."""
        with self._storage.transaction():
            event = system_event(kind, description, user_agent=COMMAND_LINE, metadata={"of": user.id})
            event.save(force_insert=True)
        print(description)


def _list(desk: _Desk, _given: Namespace) -> None:
    _, found = desk.accounts.list_users(users.UserFilter(), _ALL, 0)
    rows = [
        (one.username, one.email, one.role, "yes" if one.is_active else "no", _when(one.last_login_at))
        for one in found
    ]
    headings = ("username", "email", "role", "active", "last login")
    print("\n".join(table([headings, *rows])) if rows else "no accounts exist yet")


def _create(desk: _Desk, given: Namespace) -> None:
    role = UserRole(given.role) if given.role else None
    password = _password(given)
    user = desk.accounts.create_user(given.email, given.username, password, role)
    desk.note(EventKind.USER_CREATED, user, f"Account {user.username} created as {user.role}")
    _tell(given, password)


def _set_password(desk: _Desk, given: Namespace) -> None:
    user = desk.find(given.user)
    password = _password(given)
    desk.accounts.reset_password(user.id, password)
    desk.note(EventKind.USER_PASSWORD_RESET, user, f"Password of {user.username} reset")
    _tell(given, password)


def _set_role(desk: _Desk, given: Namespace) -> None:
    change = desk.accounts.change_user(desk.find(given.user).id, role=UserRole(given.role))
    user = change.user
    description = f"Role of {user.username} changed from {change.role_before} to {user.role}"
    desk.note(EventKind.USER_ROLE_CHANGED, user, description)


def _activate(desk: _Desk, given: Namespace) -> None:
    user = desk.accounts.change_user(desk.find(given.user).id, is_active=True).user
    desk.note(EventKind.USER_ACTIVATED, user, f"Account {user.username} activated")


def _deactivate(desk: _Desk, given: Namespace) -> None:
    user = desk.accounts.change_user(desk.find(given.user).id, is_active=False).user
    desk.note(EventKind.USER_DEACTIVATED, user, f"Account {user.username} deactivated")


def _delete(desk: _Desk, given: Namespace) -> None:
    heir_id = None if given.transfer_to is None else desk.find(given.transfer_to).id
    deletion = desk.accounts.delete_user(desk.find(given.user).id, heir_id)
    description = (
        f"Account {deletion.user.username} deleted; {deletion.heir.username} got {deletion.files} files "
        f"and {deletion.jobs} jobs"
    )
    desk.note(EventKind.USER_DELETED, deletion.user, description)


def _sessions(desk: _Desk, given: Namespace) -> None:
    rows = [
        (
            str(one.id),
            _when(one.last_used_at),
            _when(one.expires_at),
            one.ip_address or "-",
            _plain(one.user_agent or "-"),
        )
        for one in desk.accounts.list_sessions(desk.find(given.user).id)
    ]
    headings = ("session", "last used", "ends", "address", "program")
    print("\n".join(table([headings, *rows])) if rows else "there are no sessions")


def _revoke(desk: _Desk, given: Namespace) -> None:
    user = desk.find(given.user)
    if given.session is None:
        count = desk.accounts.revoke_sessions(user.id)
        desk.note(EventKind.SESSION_REVOKED, user, f"Sessions of {user.username} revoked: {count}")
        return
    try:
        session_id = UUID(given.session)
    except ValueError:
        raise NotFoundError(f"{given.session} is not a session id") from None
    desk.accounts.revoke_session(session_id, user.id)
    desk.note(EventKind.SESSION_REVOKED, user, f"Session {session_id} of {user.username} revoked")


_ACTIONS: Final[dict[str, Callable[[_Desk, Namespace], None]]] = {
    "list": _list,
    "create": _create,
    "password": _set_password,
    "role": _set_role,
    "activate": _activate,
    "deactivate": _deactivate,
    "delete": _delete,
    "sessions": _sessions,
    "revoke": _revoke,
}


def _password(given: Namespace) -> str:
    """The password, as the administrator wants to give it."""
    if given.generate:
        return generate_password()
    try:
        return sys.stdin.readline().rstrip("\r\n") if given.password_stdin else _asked()
    except (EOFError, UnicodeDecodeError) as error:
        raise InvalidAccountError("the password on standard input is not valid text") from error


def _asked() -> str:
    if not sys.stdin.isatty():
        raise InvalidAccountError("no terminal to ask on: use --password-stdin or --generate")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise InvalidAccountError("the two passwords differ")
    return password


def _tell(given: Namespace, password: str) -> None:
    if given.generate:
        print(f"password: {password}")


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment is not None else "-"


def _plain(text: str) -> str:
    """Without what a terminal would obey, since a client may call itself anything."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
