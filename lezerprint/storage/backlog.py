"""Rows that are written behind everybody's back: in order, each once, however long the database is away.

`put` keeps a row in memory and returns; it touches no disk, for its callers are actors that must not wait.
Whoever calls `drain` takes them to the database. While that is away they go to files in the data directory
instead (`SpillFolder`), and come from there, oldest first, when it is back. So the end of the process loses
what came since the last drain or spill, half a second's worth; writing each row to a file first would cost
an SD card more than all else that this program writes, to save that half second of temperatures.

A row's id is made before it is put, and a row whose id already exists is not written again, so that an
end between the database's commit and our noting it does no harm. A row that the database will never take,
since its job was deleted, is put aside in `refused.jsonl` and does not hold up the others.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import StorageError
from lezerprint.storage.entries import Entry
from lezerprint.storage.models import Record
from lezerprint.storage.spill import SpillFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    from lezerprint.storage.database import Storage

_logger = logging.getLogger(__name__)

BATCH_ROWS: Final = 500
_MOST_ROWS: Final = 100_000


class Backlog:
    """A queue between the parts of the program and the database; it outlives whoever drains it.

    Args:
        folder: Where rows wait while the database is away; made when it is needed.
        consequences: What follows from rows that are written; called in their transaction.
        most_rows: How many wait in memory at most. Beyond, which takes a database and a disk that are both
            away, the oldest are dropped.
    """

    def __init__(
        self,
        folder: Path,
        consequences: Callable[[Sequence[Entry]], None] = lambda _written: None,
        *,
        most_rows: int = _MOST_ROWS,
    ) -> None:
        self._spilled = SpillFolder(folder, BATCH_ROWS)
        self._consequences = consequences
        self._most_rows = most_rows
        self._waiting: deque[Entry] = deque()
        self._guard = threading.Lock()
        self._draining = threading.Lock()
        self._listeners: list[Callable[[Sequence[Entry]], None]] = []
        self._wake: Callable[[], object] | None = None
        self.dropped = 0
        self.refused = 0

    @property
    def waiting(self) -> int:
        """How many rows wait in memory."""
        return len(self._waiting)

    @property
    def spilled(self) -> bool:
        """Whether rows wait on disk."""
        return bool(self._spilled.oldest())

    def subscribe(self, listener: Callable[[Sequence[Entry]], None]) -> None:
        """Call this with what was written, once it is committed, in the thread that drains."""
        self._listeners.append(listener)

    def wake_by(self, wake: Callable[[], object]) -> None:
        """Call this, which must return at once, when somebody waits for what was put."""
        self._wake = wake

    def hurry(self) -> None:
        """Somebody waits for what was put."""
        if (wake := self._wake) is not None:
            wake()

    def put(self, row: Record | tuple[type[Record], Mapping[str, Any]]) -> None:
        """Take a row to be inserted; returns at once. What is changed in it later does not count.

        Raises:
            AttributeError: The model has no such field.
        """
        if not isinstance(row, Record):
            model, values = row
            row = model(**{model.field(name).name: value for name, value in values.items()})
        self._keep(Entry(type(row), None, dict(row.__data__)))

    def put_change(self, model: type[Record], key: UUID, changes: Mapping[str, Any]) -> None:
        """Take a change to a row that is there, or put before; a row that is gone by then is left so.

        Raises:
            AttributeError: The model has no such field.
        """
        self._keep(Entry(model, key, {model.field(name).name: value for name, value in changes.items()}))

    def drain(self, storage: Storage) -> int:
        """Write a batch, of the oldest rows; how many rows are known to wait still, 0 for none.

        Raises:
            StorageError: The database takes nothing now; nothing is lost.
        """
        if not self._draining.acquire(blocking=False):
            return 0  # one that hangs is at it; it goes on when its time is over
        try:
            if (segment := self._spilled.oldest()) is not None:
                self._write(storage, self._spilled.read(segment))
                self._spilled.remove(segment)
                return len(self._waiting) + 1
            batch = self._batch()
            if batch:
                self._write(storage, batch)
                self._done(batch)
            return len(self._waiting)
        finally:
            self._draining.release()

    def spill(self) -> None:
        """Take what waits in memory to the disk; what does not fit there goes on waiting.

        Raises:
            OSError: The disk takes nothing.
        """
        if not self._draining.acquire(blocking=False):
            return
        try:
            while batch := self._batch():
                self._spilled.append(batch)
                self._done(batch)
        finally:
            self._draining.release()

    def _keep(self, entry: Entry) -> None:
        with self._guard:
            self._waiting.append(entry)
            if len(self._waiting) <= self._most_rows:
                return
            self._waiting.popleft()
            self.dropped += 1
            dropped = self.dropped
        if dropped == 1 or dropped % self._most_rows == 0:
            _logger.error("neither the database nor the disk is writable: %d records are lost", dropped)

    def _batch(self) -> list[Entry]:
        with self._guard:
            return [self._waiting[index] for index in range(min(BATCH_ROWS, len(self._waiting)))]

    def _done(self, batch: list[Entry]) -> None:
        """Forget these, of which some may have been dropped meanwhile."""
        with self._guard:
            for entry in batch:
                if self._waiting and self._waiting[0] is entry:
                    self._waiting.popleft()

    def _write(self, storage: Storage, batch: list[Entry]) -> None:
        try:
            storage.run(self._write_together, batch)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a row, it must not stop the others
            _logger.warning("records are written one by one, as some cannot be written: %s", error)
            refused: list[tuple[Entry, Exception]] = []
            storage.run(self._write_apart, storage, batch, refused)
            for entry, reason in refused:
                self._set_aside(entry, reason)
        for listener in self._listeners:
            listener(batch)

    def _set_aside(self, entry: Entry, reason: Exception) -> None:
        self.refused += 1
        words = f"{type(reason).__name__}: {' '.join(str(reason).split())}"
        _logger.error("a record of %s cannot be written and is set aside: %s", entry.model.__name__, words)
        self._spilled.set_aside(entry, words)

    def _write_together(self, batch: list[Entry]) -> None:
        _write_rows(batch)
        self._consequences(batch)

    def _write_apart(
        self, storage: Storage, batch: list[Entry], refused: list[tuple[Entry, Exception]]
    ) -> None:
        for entry in batch:
            try:
                with storage.transaction():
                    self._write_together([entry])
            except StorageError:
                raise
            except Exception as error:  # noqa: BLE001 - as in `_write`
                refused.append((entry, error))


def _write_rows(batch: list[Entry]) -> None:
    """In as few statements as the order allows."""
    for (model, is_insert, _), group in groupby(
        batch, lambda entry: (entry.model, entry.key is None, entry.columns)
    ):
        entries = list(group)
        if is_insert:
            rows = [entry.values for entry in entries]
            model.insert_many(rows).on_conflict(action="nothing", conflict_target=[model.id]).execute()
        else:
            for entry in entries:
                model.update(**entry.values).where(model.id == entry.key).execute()
