"""What `serve --print` and `demo` print: a job like any other, with its file, of an account of this host."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

from lezerprint.accounts.passwords import PasswordHasher
from lezerprint.accounts.service import Accounts
from lezerprint.base.enums import UserRole
from lezerprint.files.names import clean_name
from lezerprint.jobs import print_jobs
from lezerprint.jobs.print_jobs import Wish
from lezerprint.storage.models import File, User

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from lezerprint.files.service import Files
    from lezerprint.jobs.job import Job

_HOST: Final = "host"
_HOST_EMAIL: Final = "host@localhost"
_PASSWORD_BYTES: Final = 32
_CHUNK_BYTES: Final = 1 << 20


def stored_print(path: Path, printer: str, files: Files, bcrypt_rounds: int) -> Job:
    """A job for a file of this host, at the end of the printer's queue.

    Its owner is the oldest active administrator; while there is none, it is the account `host`, which nobody
    can sign in to.

    Raises:
        OSError: The file cannot be read.
        FileError: It is not a file of a type that is taken, or too large.
        StorageError: Disk or database are full or away.
    """
    owner_id = _owner_id(files, bcrypt_rounds)
    file = files.storage.read(_known, owner_id, path.name, _digest(path)) or _taken(files, path, owner_id)
    return files.storage.run(print_jobs.create, Wish(owner_id, printer, file.id), files.store.locate)


def _owner_id(files: Files, bcrypt_rounds: int) -> UUID:
    with files.storage.session():
        admins = User.select().where(User.role == UserRole.ADMIN, User.is_active)
        owner: User | None = admins.order_by(User.created_at).first() or User.get_or_none(email=_HOST_EMAIL)
    if owner is None:
        accounts = Accounts(files.storage, PasswordHasher(bcrypt_rounds))
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        owner = accounts.create_user(_HOST_EMAIL, _HOST, password, UserRole.VIEWER)
        accounts.change_user(owner.id, is_active=False)
    return owner.id


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known(owner_id: UUID, name: str, sha256: str) -> File | None:
    """The same file of the same account: printed again, it is not stored again."""
    same = (File.user == owner_id) & (File.sha256 == sha256) & (File.original_name == name)
    found: File | None = File.get_or_none(same)
    return found


def _taken(files: Files, path: Path, owner_id: UUID) -> File:
    """The file, uploaded."""
    incoming = files.store.begin(path.stat().st_size)
    try:
        with path.open("rb") as source:
            while chunk := source.read(_CHUNK_BYTES):
                incoming.write([chunk])
    except BaseException:
        incoming.discard()
        raise
    return files.finish(incoming, owner_id, clean_name(path.name), "").file
