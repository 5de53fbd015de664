"""Restores an archive: it is unpacked beside what is there and checked, and only then put in its place."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import zlib
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from lezerprint.backup.archive import write_backup
from lezerprint.backup.contents import DATABASE, FILES, MANIFEST, Manifest, Member, roots
from lezerprint.backup.database import check, load_postgresql
from lezerprint.backup.errors import BackupError
from lezerprint.backup.lock import using
from lezerprint.backup.opening import clear, database_target, recover
from lezerprint.backup.swap import JOURNAL, RestoreTarget, commit, roll_back, swap
from lezerprint.storage.location import Location
from lezerprint.storage.migrating import SCRIPTS

if TYPE_CHECKING:
    from lezerprint.settings import Settings

_CHUNK_BYTES: Final = 1 << 20
_LARGEST_MANIFEST_BYTES: Final = 1 << 28


def restore(settings: Settings, archive: Path, copy: Path | None = None) -> Manifest:
    """Put what the archive holds in the place of what is there; what it held.

    Args:
        settings: Of the server.
        archive: What `write_backup` wrote.
        copy: Where a backup of what is there is written before it is replaced; None: nowhere.

    Raises:
        BackupError: It is damaged, does not fit, or somebody uses the data. All is as it was then.
    """
    with using(settings.data_dir, alone=True):
        recover(settings)
        restoring = _Restoring(settings)
        try:
            manifest = restoring.unpack(archive)
            if copy is not None:
                write_backup(settings, copy)
            restoring.put_in_place(manifest)
        except OSError as error:
            raise BackupError(f"{archive} cannot be restored: {error.strerror or error}") from error
        finally:
            restoring.clear()
        return manifest


class _Restoring:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._data_dir = settings.data_dir
        self._location = Location.parse(settings.database_url)
        kind = self._location.kind
        self._database = database_target(settings)
        name = self._location.path.name if kind == "sqlite" else DATABASE[kind]
        self._dumped = self._database.staged / name
        self._targets = {name: RestoreTarget(name, folder) for name, folder in roots(settings).items()}

    def unpack(self, archive: Path) -> Manifest:
        """Unpack into the staging folders, and check all of it."""
        self.clear()
        found: list[Member] = []
        manifest: Manifest | None = None
        try:
            with tarfile.open(archive, mode="r|gz") as tar:
                for entry in tar:
                    content = tar.extractfile(entry) if entry.isreg() else None
                    if content is None or manifest is not None:
                        raise BackupError(f"the archive has unexpected content: {entry.name!r}")
                    if entry.name == MANIFEST:
                        manifest = Manifest.parse(content.read(_LARGEST_MANIFEST_BYTES))
                    else:
                        found.append(_unpack(entry.name, content, self._target(entry.name)))
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BackupError(f"{archive} is damaged or not a backup: {error}") from error
        if manifest is None:
            raise BackupError(f"{archive} is incomplete: its manifest is missing")
        self._check(manifest, found)
        return manifest

    def put_in_place(self, manifest: Manifest) -> None:
        """Swap files and database; when one fails, both are put back."""
        targets = [self._database, *(self._targets[name] for name in manifest.roots)]
        for target in targets:
            target.staged.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            swap(self._data_dir, targets)
            if self._location.kind == "postgresql":
                load_postgresql(self._location, self._dumped)
        except BaseException:
            roll_back(self._data_dir)
            raise
        commit(self._data_dir)
        # From here on the journal is gone, and nothing is undone any more.
        clear(self._settings, self._location)

    def clear(self) -> None:
        """Remove what was staged."""
        with suppress(OSError):
            for target in (self._database, *self._targets.values()):
                if not (self._data_dir / JOURNAL).exists():
                    target.clear()

    def _target(self, name: str) -> Path:
        """Where a file of the archive is staged.

        Raises:
            BackupError: Its name leads elsewhere.
        """
        if name == DATABASE[self._location.kind]:
            return self._dumped
        if name in DATABASE.values():
            raise BackupError(f"the archive holds another kind of database, {self._location.kind} is set")
        parts = PurePosixPath(name).parts
        plain = "/".join(parts) == name and not {"..", ".", "/"} & set(parts) and "\0" not in name
        if not plain or len(parts) <= 2 or parts[0] != FILES or parts[1] not in self._targets:  # noqa: PLR2004 - files/ROOT/…
            raise BackupError(f"the archive has a file with an unsafe path: {name!r}")
        return self._targets[parts[1]].staged.joinpath(*parts[2:])

    def _check(self, manifest: Manifest, found: list[Member]) -> None:
        if manifest.database != self._location.kind:
            raise BackupError(
                f"the archive holds a {manifest.database} database, but {self._location.kind} is set"
            )
        known = {path.stem for path in SCRIPTS.glob("[0-9]*.py")}
        if newer := [step for step in manifest.schema if step not in known]:
            raise BackupError(f"the archive is of a newer version (it has {newer[-1]}): install that version")
        if unknown := [name for name in manifest.roots if name not in self._targets]:
            raise BackupError(f"the archive has unknown folders: {', '.join(unknown)}")
        expected = {member.path: member for member in manifest.members}
        if DATABASE[manifest.database] not in expected or len(found) != len(expected):
            raise BackupError("the archive does not match its manifest")
        for member in found:
            if expected.get(member.path) != member:
                raise BackupError(f"{member.path} in the archive is damaged")
            root = PurePosixPath(member.path).parts[1:2]
            if root and root[0] not in manifest.roots:
                raise BackupError(f"{member.path} belongs to no folder of the manifest")
        check(manifest.database, self._dumped)


def _unpack(name: str, content: IO[bytes], target: Path) -> Member:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        while chunk := content.read(_CHUNK_BYTES):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    target.chmod(0o600)
    return Member(name, size, digest.hexdigest())
