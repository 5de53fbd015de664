"""A restore that was ordered over the API is carried out at the server's next start, before data is opened.

The order is removed before anything is replaced: what fails, or is killed, is not tried again, and the server
starts with the data that it had.
"""

from __future__ import annotations

import json
import logging
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lezerprint.audit import EventKind, system_event
from lezerprint.backup.stored import BackupKind, new_path, path_of
from lezerprint.base import durable
from lezerprint.errors import LezerPrintError
from lezerprint.storage.location import Location

if TYPE_CHECKING:
    from pathlib import Path

    from lezerprint.settings import Settings

_ORDER: Final = "restore-at-start"
_RESULT: Final = ".last-restore.json"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What came of the last restore that was ordered over the API.

    Attributes:
        name: Of the backup.
        at: When, in ISO 8601.
        error: Why it failed, with everything as it was; None: it was restored.
        copy: The backup of what was replaced.
    """

    name: str
    at: str
    error: str | None
    copy: str | None


def order_restore(settings: Settings, name: str) -> None:
    """Have a backup restored at the next start.

    Raises:
        NoSuchBackupError: There is none of this name.
        OSError: The disk refuses.
    """
    path_of(settings.backup_dir, name)
    durable.write(settings.data_dir / _ORDER, name.encode())


def withdraw_order(settings: Settings) -> None:
    """Restore nothing at the next start."""
    (settings.data_dir / _ORDER).unlink(missing_ok=True)


def last_restore(settings: Settings) -> RestoreResult | None:
    """What came of the last one; None: there was none."""
    with suppress(OSError, ValueError, TypeError):
        return RestoreResult(**json.loads((settings.data_dir / _RESULT).read_text("utf-8")))
    return None


def is_ordered(settings: Settings) -> bool:
    """Whether one is restored at the next start."""
    return (settings.data_dir / _ORDER).is_file()


def carry_out(settings: Settings) -> None:
    """Restore what was ordered; only for a server that has not opened its data yet."""
    order = settings.data_dir / _ORDER
    try:
        name = order.read_text("utf-8")
    except OSError:
        return
    order.unlink(missing_ok=True)
    durable.sync(settings.data_dir)
    copy = _copy(settings)
    error = None
    try:
        _restore(settings, path_of(settings.backup_dir, name), copy)
    except (LezerPrintError, OSError) as problem:
        error = str(problem)
        _logger.error("the backup %s was not restored, and all is as it was: %s", name, error)  # noqa: TRY400 - its words say all
    else:
        _logger.warning("the backup %s was restored", name)
    kept = copy.name if copy is not None and copy.exists() else None
    now = datetime.now(UTC).isoformat(timespec="seconds")
    result = RestoreResult(name, now, error, kept)
    with suppress(OSError):
        durable.write(settings.data_dir / _RESULT, json.dumps(asdict(result)).encode())


def _restore(settings: Settings, archive: Path, copy: Path | None) -> None:
    from lezerprint.backup.restoring import restore  # noqa: PLC0415 - no other start needs it
    from lezerprint.storage.database import Storage  # noqa: PLC0415 - as above
    from lezerprint.storage.migrating import migrate  # noqa: PLC0415 - as above

    restore(settings, archive, copy)
    words = f"The backup {archive.name} was restored"
    with closing(Storage(settings.database_url)) as storage:
        migrate(storage)  # the archive may be of an older version
        event = system_event(EventKind.BACKUP_RESTORED, words, metadata={"path": str(archive)})
        storage.run(lambda: event.save(force_insert=True))


def _copy(settings: Settings) -> Path | None:
    """Where what is there is kept; None where nothing is there."""
    location = Location.parse(settings.database_url)
    if location.kind == "sqlite" and not location.path.is_file():
        return None
    return new_path(settings.backup_dir, BackupKind.BEFORE_RESTORE)
