"""Writes an archive: a tar.gz with the database first, then the files, and the manifest last.

It is written under another name and renamed when it is on the disk, so that it is whole or absent.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import secrets
import tarfile
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lezerprint.backup.contents import DATABASE, FILES, MANIFEST, Manifest, Member, roots
from lezerprint.backup.database import check, dump
from lezerprint.backup.errors import BackupError
from lezerprint.base import durable
from lezerprint.storage import migrating
from lezerprint.storage.database import Storage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lezerprint.settings import Settings

_logger = logging.getLogger(__name__)
_NAME: Final = re.compile(r"lezerprint-\d{8}T\d{6}Z-[0-9a-f]{4}\.tar\.gz")
_COMPRESSION: Final = 3
_OURS_ALONE: Final = 0o600


def write_backup(
    settings: Settings,
    target: Path | None = None,
    *,
    storage: Storage | None = None,
    with_files: bool = True,
    progress: Callable[[float], None] = lambda _: None,
) -> Path:
    """Write a backup; where it is.

    Args:
        settings: Of the server, which may go on meanwhile.
        target: A file that is not there yet; None: a new one in `backup_dir`, after which the oldest there
            go, down to `backup_keep`.
        storage: The database, where it is open already; it stays so.
        with_files: Whether the users' files belong to it, or the database alone.
        progress: Told how far it is, in percent.

    Raises:
        BackupError: It cannot be made. Nothing is left of it then.
    """
    path = target or settings.backup_dir / _new_name()
    if path.exists():
        raise BackupError(f"{path} already exists")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _OURS_ALONE)
            with os.fdopen(descriptor, "wb") as file:
                writer = _Writer(settings, draft.parent, progress)
                with _opened(settings, storage) as database:
                    writer.write(file, database, with_files=with_files)
            durable.place(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(f"the backup {path} cannot be written: {error.strerror or error}") from error
    if target is None:
        remove_old(settings.backup_dir, settings.backup_keep)
    return path


def remove_old(folder: Path, keep: int) -> list[Path]:
    """Remove the oldest backups of a folder; only what has a name that `write_backup` gives."""
    found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    old = found[:-keep]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def _new_name() -> str:
    return f"lezerprint-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}.tar.gz"


class _Writer:
    def __init__(self, settings: Settings, folder: Path, progress: Callable[[float], None]) -> None:
        self._settings = settings
        self._folder = folder
        self._progress = progress
        self._members: list[Member] = []

    def write(self, target: Any, storage: Storage, *, with_files: bool) -> None:
        schema = tuple(step.name for step in migrating.status(storage) if step.applied_at is not None)
        location = storage.location
        found = roots(self._settings) if with_files else {}
        # Beside the archive, not in /tmp, which may be memory.
        with (
            tempfile.TemporaryDirectory(prefix=".lezerprint-backup-", dir=self._folder) as scratch,
            tarfile.open(fileobj=target, mode="w:gz", compresslevel=_COMPRESSION) as tar,
        ):
            copy = Path(scratch) / "database"
            dump(location, copy)
            check(location.kind, copy)
            # The copy comes first: of a file that is uploaded later there is no row, and it does no harm.
            self._add(tar, DATABASE[location.kind], copy)
            copy.unlink()
            self._add_files(tar, found)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            manifest = Manifest(now, location.kind, schema, tuple(found), tuple(self._members), _version())
            content = manifest.text().encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(content)
            entry.mode = _OURS_ALONE
            tar.addfile(entry, io.BytesIO(content))

    def _add_files(self, tar: tarfile.TarFile, found: dict[str, Path]) -> None:
        files = [
            (f"{FILES}/{name}/{path.relative_to(root).as_posix()}", path)
            for name, root in found.items()
            for path in _files(root)
        ]
        total = sum(path.stat().st_size for _, path in files if path.exists()) or 1
        done = 0
        for name, path in files:
            try:
                done += self._add(tar, name, path)
            except FileNotFoundError:
                _logger.info("%s was removed while the backup was made", path)
            self._progress(100.0 * done / total)

    def _add(self, tar: tarfile.TarFile, name: str, path: Path) -> int:
        """Add a file as large as it is now; its size in bytes."""
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = status.st_size, int(status.st_mtime), _OURS_ALONE
            reader = _Hashing(file)
            try:
                tar.addfile(entry, reader)
            except tarfile.ReadError as error:
                raise BackupError(f"{path} became shorter while it was read") from error
        self._members.append(Member(name, status.st_size, reader.hash.hexdigest()))
        return status.st_size


class _Hashing(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._file.read(size)
        self.hash.update(content)
        return content


def _files(root: Path) -> Iterator[Path]:
    """The plain files below, without links, and without drafts, which are hidden."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


@contextmanager
def _opened(settings: Settings, storage: Storage | None) -> Iterator[Storage]:
    if storage is not None:
        yield storage
        return
    with closing(Storage(settings.database_url)) as opened:
        if opened.kind == "sqlite" and not opened.location.path.is_file():
            raise BackupError(f"there is no database {opened.location.path}")  # it would be made
        yield opened


def _version() -> str:
    try:
        return version("lezerprint")
    except PackageNotFoundError:
        return "unknown"
