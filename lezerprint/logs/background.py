"""Writing logs behind everybody's back: who logs, the event loop above all, waits for no disk or terminal."""

from __future__ import annotations

import copy
import logging
import os
import queue
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from lezerprint.logs.context import request_id
from lezerprint.logs.redaction import redacted, redacted_value

if TYPE_CHECKING:
    from collections.abc import Sequence

_logger = logging.getLogger(__name__)
_LARGEST_BACKLOG: Final = 10_000
_FLUSH_SECONDS: Final = 5.0
_STANDARD: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "request_id"}


class BackgroundHandler(logging.Handler):
    """Hands records to other handlers in a thread of its own, with the request's id and without secrets.

    When these cannot keep up, lines below WARNING are dropped, later all; how many is logged.

    Args:
        targets: Who writes.
        largest_backlog: How many records may wait before those below WARNING are dropped; of the others
            twice as many may.
    """

    def __init__(
        self, targets: Sequence[logging.Handler], *, largest_backlog: int = _LARGEST_BACKLOG
    ) -> None:
        super().__init__()
        self._targets = tuple(targets)
        self._largest_backlog = largest_backlog
        # Its put is reentrant: a signal handler or a finaliser may log in the middle of another record.
        self._records: queue.SimpleQueue[logging.LogRecord | threading.Event | None] = queue.SimpleQueue()
        self._dropped = 0
        self._closed = False
        self._process = os.getpid()
        self._thread = threading.Thread(target=self._work, name="log-writer", daemon=True)
        self._thread.start()

    def handle(self, record: logging.LogRecord) -> bool:
        """Take the record; nobody waits for a lock here."""
        taken = bool(self.filter(record))
        if taken:
            self.emit(record)
        return taken

    def emit(self, record: logging.LogRecord) -> None:
        """Put the record into the queue, or drop it when that is full."""
        try:
            prepared = _prepared(record)
        except Exception:  # noqa: BLE001 - logging's own custom: a bad record must not end the program
            self.handleError(record)
            return
        if self._closed or os.getpid() != self._process:  # a forked child has no thread
            self._write(prepared)
            return
        room = self._largest_backlog if record.levelno < logging.WARNING else 2 * self._largest_backlog
        if self._records.qsize() < room:
            self._records.put(prepared)
        else:
            self._dropped += 1

    def flush(self) -> None:
        """Wait until what was logged before is written; a disk that hangs is not waited for."""
        if self._closed or threading.current_thread() is self._thread or os.getpid() != self._process:
            return
        written = threading.Event()
        self._records.put(written)
        written.wait(_FLUSH_SECONDS)

    def close(self) -> None:
        """Write what waits, then end the thread; what is logged later is written at once."""
        if not self._closed and os.getpid() == self._process:
            self._records.put(None)
            self._thread.join(_FLUSH_SECONDS)
        self._closed = True
        for target in self._targets:
            target.close()
        super().close()

    def _work(self) -> None:
        while (record := self._records.get()) is not None:
            if isinstance(record, threading.Event):
                self._flush_targets()
                record.set()
            else:
                self._write(record)
            if self._dropped and self._records.qsize() < self._largest_backlog // 2:
                dropped, self._dropped = self._dropped, 0
                _logger.warning("%d log lines were dropped: too many at once", dropped)
        self._flush_targets()

    def _write(self, record: logging.LogRecord) -> None:
        try:
            _redact(record)
            for target in self._targets:
                if record.levelno >= target.level:
                    target.handle(record)
        except Exception as error:  # noqa: BLE001 - the thread must live, and cannot log this
            _say_on_stderr(f"a log line could not be written: {error!r}")

    def _flush_targets(self) -> None:
        for target in self._targets:
            try:
                target.flush()
            except (OSError, ValueError):  # a console that is closed
                continue


def _prepared(record: logging.LogRecord) -> logging.LogRecord:
    """A copy that another thread may have: its text made now, of things that may change later."""
    prepared = copy.copy(record)
    prepared.msg = prepared.message = record.getMessage()
    prepared.args = None
    prepared.request_id = getattr(record, "request_id", None) or request_id.get()
    if record.exc_info:
        prepared.exc_text = record.exc_text or logging.Formatter().formatException(record.exc_info)
        # The traceback would keep alive all that its frames have.
        prepared.exc_info = None
    return prepared


def _redact(record: logging.LogRecord) -> None:
    fields: dict[str, Any] = record.__dict__
    record.msg = record.message = redacted(record.message)
    for name in ("exc_text", "stack_info"):
        if fields[name]:
            fields[name] = redacted(fields[name])
    for name in fields.keys() - _STANDARD:
        fields[name] = redacted_value(name, fields[name])


def _say_on_stderr(text: str) -> None:
    try:
        print(f"{time.strftime('%H:%M:%S')} lezerprint: {text}", file=sys.stderr)
    except (OSError, ValueError, AttributeError):
        return
