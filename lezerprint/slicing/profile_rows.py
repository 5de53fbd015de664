"""The print profiles. All here runs in a transaction of the caller.

Where there is already a profile there is exactly one default. Whatever could change that is decided by one
transaction at a time: SQLite has but one that writes, on PostgreSQL they take an advisory lock.
"""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any, Final

import peewee

from lezerprint.base.enums import TrashKind
from lezerprint.errors import LezerPrintError
from lezerprint.slicing.errors import InvalidProfileError
from lezerprint.slicing.profile import Profile
from lezerprint.storage import trash
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import PrintProfile, SlicedFile
from lezerprint.storage.row_copies import copies_of, restore
from lezerprint.tasks.active import active_task

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta
    from uuid import UUID

    from lezerprint.slicing.seeds import Seed
    from lezerprint.storage.database import Storage

_LOCK: Final = int.from_bytes(b"profile")
"""Names the advisory lock; any number does that no other part uses."""

_FIELDS: Final = tuple(field.name for field in fields(Profile))


class ProfileNotFoundError(LezerPrintError):
    """There is no such profile."""


class ProfileConflictError(LezerPrintError):
    """Its name is taken, or it cannot be deleted: it is in use, or the default."""


def profiles() -> list[PrintProfile]:
    """All of them, the default first, then by name."""
    return list(PrintProfile.select().order_by(PrintProfile.is_default.desc(), PrintProfile.name))


def get(profile_id: UUID) -> PrintProfile:
    """One of them.

    Raises:
        ProfileNotFoundError: There is none.
    """
    row: PrintProfile | None = PrintProfile.get_or_none(PrintProfile.id == profile_id)
    if row is None:
        raise ProfileNotFoundError("print profile not found")
    return row


def default() -> PrintProfile:
    """The one that is taken where none is named.

    Raises:
        ProfileNotFoundError: There are no profiles at all.
    """
    row: PrintProfile | None = PrintProfile.get_or_none(PrintProfile.is_default)
    if row is None:
        raise ProfileNotFoundError("there are no print profiles")
    return row


def as_profile(row: PrintProfile) -> Profile:
    """The profile that a row holds.

    Raises:
        InvalidProfileError: It holds what a profile may not have, which only others can have written.
    """
    return Profile(**{name: getattr(row, name) for name in _FIELDS})


def create(storage: Storage, profile: Profile, *, is_default: bool = False) -> PrintProfile:
    """Keep a new one; the first is the default, whatever is said.

    Raises:
        ProfileConflictError: The name is taken.
    """
    _alone(storage)
    is_default = is_default or not PrintProfile.select().exists()
    try:
        with storage.transaction():
            row = PrintProfile.create(**asdict(profile), is_default=False)
    except peewee.IntegrityError as error:
        raise _taken(profile.name) from error
    return set_default(storage, row.id) if is_default else row


def change(storage: Storage, profile_id: UUID, changes: Mapping[str, Any]) -> PrintProfile:
    """Change some of its fields, by the names that `Profile` has for them.

    Files that were sliced with it stay as they are.

    Raises:
        ProfileNotFoundError: There is none.
        ProfileConflictError: The name is taken.
        InvalidProfileError: There is no such field, or it may not be that.
    """
    _alone(storage)
    row = get(profile_id)
    for name in changes:
        if name not in _FIELDS:
            raise InvalidProfileError(f"a profile has no {name[:60]!r}")
    changed = replace(as_profile(row), **changes)
    for name in changes:
        setattr(row, name, getattr(changed, name))
    try:
        with storage.transaction():
            row.save()
    except peewee.IntegrityError as error:
        raise _taken(changed.name) from error
    return row


def set_default(storage: Storage, profile_id: UUID) -> PrintProfile:
    """Make it the default, and no other.

    Raises:
        ProfileNotFoundError: There is none.
    """
    _alone(storage)
    row = get(profile_id)
    others = PrintProfile.update(is_default=False, updated_at=utc_now())
    others.where(PrintProfile.is_default, PrintProfile.id != profile_id).execute()
    if not row.is_default:
        row.is_default = True
        row.save()
    return row


def delete(
    storage: Storage, profile_id: UUID, keep: timedelta | None = None, user_id: UUID | None = None
) -> PrintProfile:
    """Delete one; the row as it was.

    Args:
        storage: The database.
        profile_id: Which.
        keep: For how long it lies in the trash; None: it does not.
        user_id: Whose trash that is.

    Raises:
        ProfileNotFoundError: There is none.
        ProfileConflictError: It is the default, or files were or are being sliced with it.
    """
    _alone(storage)
    row = get(profile_id)
    if row.is_default:
        raise ProfileConflictError("the default profile cannot be deleted; make another the default first")
    count = SlicedFile.select().where(SlicedFile.profile == row).count()
    if count:
        raise _in_use(row.name, f"{count} sliced file{'s' if count > 1 else ''}")
    if slicing := active_task("slice", "profileId", profile_id):
        raise ProfileConflictError(f"the task {slicing.id} slices with profile {row.name!r}: cancel it first")
    try:
        with storage.transaction():
            if keep is not None and user_id is not None:
                copies = copies_of(row)
                trash.put(trash.Deleted(row.id, TrashKind.PROFILE, row.name, user_id, 0, copies, keep))
            row.delete_instance()
    except peewee.IntegrityError as error:  # a file was sliced with it just now
        raise _in_use(row.name, "sliced files") from error
    return row


def restore_deleted(storage: Storage, profile_id: UUID) -> PrintProfile:
    """Bring one back from the trash.

    Raises:
        NoSuchEntryError: It does not lie in the trash.
        ProfileConflictError: Its name is taken.
    """
    _alone(storage)
    entry = trash.take(profile_id)
    try:
        with storage.transaction():
            restore(entry.rows, {"is_default": False})
    except peewee.IntegrityError as error:
        raise _taken(entry.name) from error
    return get(profile_id)


def seed(storage: Storage, beginning: Iterable[Seed]) -> int:
    """Begin with these, if there are no profiles; how many were made.

    The default cannot be deleted, so that a table without profiles was never filled: what users changed or
    deleted is neither undone nor brought back. A table without a default, or with
    several, was written by others; it gets one.
    """
    _alone(storage)
    if PrintProfile.select().exists():
        if PrintProfile.select().where(PrintProfile.is_default).count() != 1:
            by_age = (PrintProfile.is_default.desc(), PrintProfile.created_at, PrintProfile.id)
            set_default(storage, PrintProfile.select().order_by(*by_age).get().id)
        return 0
    return len([create(storage, one.profile, is_default=one.is_default) for one in beginning])


def _taken(name: str) -> ProfileConflictError:
    return ProfileConflictError(f"there is a profile {name!r} already")


def _in_use(name: str, by: str) -> ProfileConflictError:
    return ProfileConflictError(f"profile {name!r} is in use by {by}; delete those first")


def _alone(storage: Storage) -> None:
    """Let no other transaction decide at the same time; ends with the transaction."""
    if storage.kind == "postgresql":
        storage.database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
