"""Accounts, for administrators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lezerprint.accounts import users as rows
from lezerprint.audit import EventKind
from web.models.accounts import DeletedAccount, Revoked, Session, SessionList, User, UserAnswer, UserPage
from web.models.common import paging

if TYPE_CHECKING:
    from web.call import Call


async def users(call: Call) -> UserPage:
    """A page of them, by name."""
    query = call.query
    which = rows.UserFilter(query.role, query.is_active, query.search)
    total, found = await call.run(call.services.accounts.list_users, which, query.limit, query.offset)
    return UserPage(users=[_shown(user) for user in found], **paging(query, total))


async def user(call: Call) -> UserAnswer:
    """One of them."""
    return _answer(await call.run(call.services.accounts.user, call.path["id"]))


async def create_user(call: Call) -> UserAnswer:
    """A new one."""
    given, accounts = call.body, call.services.accounts
    made = await call.hash(accounts.create_user, given.email, given.username, given.password, given.role)
    call.audit(EventKind.USER_CREATED, f"{made.username} was created as {made.role.value}", of=made.id)
    return _answer(made)


async def change_user(call: Call) -> UserAnswer:
    """Change email, username, role, and whether it is active; acts at once."""
    accounts, user_id, given = call.services.accounts, call.path["id"], call.body
    if given.email is not None or given.username is not None:
        renamed = await call.run(
            partial(accounts.rename, user_id, email=given.email, username=given.username)
        )
        call.audit(EventKind.USER_CHANGED, f"{renamed.username} was given another name or email", of=user_id)
    change = await call.run(
        partial(accounts.change_user, user_id, role=given.role, is_active=given.is_active)
    )
    changed = change.user
    if changed.role is not change.role_before:
        words = f"{changed.username} is {changed.role.value}, was {change.role_before.value}"
        call.audit(EventKind.USER_ROLE_CHANGED, words, of=user_id)
    if changed.is_active is not change.was_active:
        kind = EventKind.USER_ACTIVATED if changed.is_active else EventKind.USER_DEACTIVATED
        call.audit(kind, f"{changed.username} was {kind.value.rpartition('.')[2]}", of=user_id)
    return _answer(changed)


async def delete_user(call: Call) -> DeletedAccount:
    """Delete an account; its files and jobs get another owner."""
    heir_id = call.query.transfer_to or call.principal.user_id
    deletion = await call.run(call.services.accounts.delete_user, call.path["id"], heir_id)
    note_deletion(call, deletion)
    return deleted(deletion)


def note_deletion(call: Call, deletion: rows.Deletion) -> None:
    """Put a deletion on record."""
    words = (
        f"{deletion.user.username} was deleted; {deletion.heir.username} got {deletion.files} files "
        f"and {deletion.jobs} jobs"
    )
    call.audit(EventKind.USER_DELETED, words, of=deletion.user.id)


def deleted(deletion: rows.Deletion) -> DeletedAccount:
    """What to answer to a deletion."""
    return DeletedAccount(new_owner=deletion.heir.username, files=deletion.files, jobs=deletion.jobs)


async def reset_password(call: Call) -> UserAnswer:
    """Give one another password; its sessions end."""
    changed = await call.hash(call.services.accounts.reset_password, call.path["id"], call.body.password)
    words = f"The password of {changed.username} was reset"
    call.audit(EventKind.USER_PASSWORD_RESET, words, of=changed.id)
    return _answer(changed)


async def user_sessions(call: Call) -> SessionList:
    """Where one is signed in."""
    found = await call.run(call.services.accounts.list_sessions, call.path["id"])
    return SessionList(sessions=[Session.model_validate(session) for session in found])


async def revoke_user_sessions(call: Call) -> Revoked:
    """End all sessions of one."""
    count = await call.run(call.services.accounts.revoke_sessions, call.path["id"])
    call.audit(EventKind.SESSION_REVOKED, f"{count} sessions were ended", of=call.path["id"])
    return Revoked(revoked=count)


def _answer(found: object) -> UserAnswer:
    return UserAnswer(user=_shown(found))


def _shown(found: object) -> User:
    return User.model_validate(found).without_notification_settings()
