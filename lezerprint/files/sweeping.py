"""Clearing up after uploads and deletions whose process died in the middle."""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.files import rows
from lezerprint.files.disk import disk_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from lezerprint.files.store import FileStore
    from lezerprint.storage.database import Storage

_logger = logging.getLogger(__name__)
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found.

    Attributes:
        removed: Files of which something was on the disk, but that are in no row.
        finished: Files whose row stands, and only the mark had to go.
        strange: Files that have neither row nor mark. They stay: it may be the database that is another,
            or an older one from a backup.
    """

    removed: int
    finished: int
    strange: int


def sweep(storage: Storage, store: FileStore) -> Swept:
    """Finish what was left in the middle; harmless at any time, in any number of processes.

    Raises:
        StorageError: Disk or database are away; what was not seen to is left as it is.
    """
    store.prepare()
    removed = finished = 0
    with disk_errors():
        for file_id, claim in store.abandoned():
            try:
                with storage.session():
                    is_there = rows.exists(file_id)
                if is_there:
                    finished += 1
                else:
                    store.erase(file_id)
                    removed += 1
                claim.drop()
            finally:
                claim.leave()
        strange = {one for one in _rowless(storage, store.ids()) if not store.is_claimed(one)}
        for file_id in _rowless(storage, store.derived_ids()):
            # Made by somebody who did not know yet that the file was deleted.
            if file_id not in strange and not store.is_claimed(file_id):
                store.erase(file_id)
                removed += 1
    if removed or finished:
        _logger.info("of interrupted uploads %d were removed, %d were complete", removed, finished)
    if strange:
        _logger.warning("%d files in %s are unknown to the database and are kept", len(strange), store.folder)
    return Swept(removed, finished, len(strange))


def _rowless(storage: Storage, ids: Iterator[UUID]) -> Iterator[UUID]:
    while batch := list(itertools.islice(ids, _BATCH)):
        with storage.session():
            known = rows.known(batch)
        yield from (file_id for file_id in batch if file_id not in known)
