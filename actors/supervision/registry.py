"""The directory of a system: who is at which path, in which state and generation.

It is the one place that senders, supervisors, the monitor and the inspection share. A lock is held for a
few dictionary steps only, never while foreign code runs, so it answers whatever hangs.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pykka import ActorRegistry

from actors.errors import Revoked, SpecError, Unavailable, UnknownPath
from actors.supervision.messages import ChildHung
from actors.supervision.monitor import Observation
from actors.supervision.spec import Spec, walk
from actors.supervision.states import Failure, State, StateChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pykka
    from pykka._envelope import Envelope

    from actors.supervision.mailbox import Mailbox
    from actors.supervision.messages import Report
    from actors.supervision.metrics import Activity, Meter

__all__ = ["Directory", "Life", "Record", "Sender"]

_logger = logging.getLogger(__name__)

_TAKES_TELLS = frozenset({State.STARTING, State.UP, State.PARKED})
_TAKES_ASKS = frozenset({State.UP, State.PARKED})


class Sender(NamedTuple):
    """Which life of which actor speaks."""

    path: str
    generation: int


@dataclass(frozen=True, slots=True)
class Life:
    """The moving parts of one life of an actor."""

    ref: pykka.ActorRef[Any]
    mailbox: Mailbox
    meter: Meter


@dataclass(slots=True)
class Record:
    """What is known of one path; read and written under the directory's lock.

    Attributes:
        life: None while nobody is there.
        revoked: the current generation was abandoned, and whatever it still says is refused.
        restarts: how often it went down by itself and was to come back.
        up_since: monotonic seconds.
        retry_at: when a parked supervisor tries again, in monotonic seconds.
    """

    path: str
    parent: str
    spec: Spec
    state: State = State.STOPPED
    reason: str = "not started yet"
    generation: int = 0
    restarts: int = 0
    life: Life | None = None
    revoked: bool = False
    report: Callable[[Report], None] | None = None
    failure: Failure | None = None
    up_since: float | None = None
    retry_at: float | None = None


class Directory:
    """All paths of a system, from its tree of specs."""

    def __init__(self, spec: Spec) -> None:
        self._lock = threading.Lock()
        self._records: dict[str, Record] = {}
        for path, parent, child in walk(spec):
            if path in self._records:
                raise SpecError(f"two actors have the path {path}")
            self._records[path] = Record(path, parent, child)
        self._changes: deque[StateChange] = deque()
        self._subscribers: tuple[Callable[[StateChange], None], ...] = ()
        self._delivering = threading.Lock()
        self._deaths: dict[tuple[str, str], int] = {}

    # What senders need.

    def check(self, path: str) -> None:
        """Raise `UnknownPath` unless the tree has this path."""
        if path not in self._records:
            raise UnknownPath(f"the tree has no actor {path!r}")

    def send(self, path: str, envelope: Envelope[Any], sender: Sender | None) -> None:
        """Put a message in the mailbox of whoever is at this path now.

        Raises:
            Unavailable: nobody who could take it is there; `Revoked` if the sender may not speak.
        """
        takes = _TAKES_TELLS if envelope.reply_to is None else _TAKES_ASKS
        with self._lock:
            if sender is not None and self._held(*sender) is None:
                raise Revoked(path, f"{sender.path} speaks no more in generation {sender.generation}")
            record = self._records[path]
            if record.life is None or record.state not in takes:
                raise Unavailable(path, self._why_absent(record))
            refusal = record.life.mailbox.offer(envelope)
        if refusal is not None:
            raise Unavailable(path, refusal)

    # What the lives of actors need.

    def count_death(self, path: str, cause: str) -> int:
        """How often this befell the lives of a path, with this time."""
        with self._lock:
            count = self._deaths[path, cause] = self._deaths.get((path, cause), 0) + 1
        return count

    def open(self, path: str, report: Callable[[Report], None]) -> int:
        """Begin a new life at a path and return its generation; what it reports goes to `report`."""
        with self._changing():
            record = self._records[path]
            record.generation += 1
            record.revoked = False
            record.report = report
            self._change(record, State.STARTING, "")
            return record.generation

    def attach(self, path: str, generation: int, life: Life) -> None:
        """Make a life reachable.

        Raises:
            Revoked: it was abandoned before it began.
        """
        with self._lock:
            record = self._held(path, generation)
            if record is None:
                raise Revoked(path, "it was abandoned before it began")
            record.life = life

    def up(self, path: str, generation: int) -> bool:
        """Mark a life as up; return whether it is still the current one."""
        with self._changing():
            record = self._held(path, generation)
            if record is not None and record.state in {State.STARTING, State.PARKED}:
                self._change(record, State.UP, "")
            return record is not None

    def parked(self, path: str, generation: int, reason: str, delay_seconds: float) -> None:
        """Mark a supervisor as parked for so long."""
        with self._changing():
            if (record := self._held(path, generation)) is not None:
                self._change(record, State.PARKED, reason)
                record.failure = Failure.noted("IntensityExhausted", reason)
                record.retry_at = time.monotonic() + delay_seconds

    def unparked(self, path: str, generation: int) -> None:
        """Mark a parked supervisor as starting again."""
        with self._changing():
            if (record := self._held(path, generation)) is not None:
                self._change(record, State.STARTING, "")

    def ended(self, path: str, generation: int, failure: Failure | None) -> bool:
        """Mark a life as over; return whether it was still the current one."""
        with self._changing():
            if (record := self._held(path, generation)) is None:
                return False
            self._end(record, failure)
            return True

    # What supervisors need.

    def stopping(self, path: str) -> pykka.ActorRef[Any] | None:
        """Mark an actor as told to stop and return whom to tell."""
        with self._changing():
            record = self._records[path]
            if record.life is None:
                return None
            self._change(record, State.STOPPING, "")
            return record.life.ref

    def correct(self, path: str, *, comes_back: bool) -> None:
        """Mark an actor that is down by what its supervisor has decided about it."""
        with self._changing():
            record = self._records[path]
            if record.generation > 0 and record.state in {State.RESTARTING, State.STOPPED}:
                self._change(record, State.RESTARTING if comes_back else State.STOPPED, record.reason)

    def abandon(self, path: str, generation: int, failure: Failure) -> bool:
        """Cut off a life and all below it: they are heard no more, and their askers get answers.

        Returns:
            Whether this life was still going on.
        """
        with self._changing():
            record = self._held(path, generation)
            if record is None or (record.life is None and record.state is not State.STARTING):
                return False
            lives = [record.life]
            self._end(record, failure)
            record.revoked = True
            lives.extend(self._revoke(below, path) for below in self._below(path))
        for life in filter(None, lives):
            life.mailbox.close(str(failure))
            life.ref.actor_stopped.set()
            ActorRegistry.unregister(life.ref)
        return True

    def activity(self, path: str, generation: int) -> Activity | None:
        """Return what a life is doing now."""
        with self._lock:
            record = self._held(path, generation)
            return record.life.meter.activity if record is not None and record.life is not None else None

    def thread_id(self, path: str) -> int | None:
        """Return the thread of whoever is at this path."""
        with self._lock:
            life = self._records[path].life
            return life.meter.thread_id if life is not None else None

    # What the monitor and the inspection need.

    def observe(self) -> list[Observation]:
        """Return what each actor is doing that is doing something."""
        with self._lock:
            return [
                Observation(record.path, record.generation, activity, record.life.meter.thread_id)
                for record in self._records.values()
                if record.life is not None and (activity := record.life.meter.activity) is not None
            ]

    def report_hung(self, observation: Observation, failure: Failure) -> None:
        """Tell the supervisor of an actor that it hangs."""
        with self._lock:
            record = self._held(observation.path, observation.generation)
            report = record.report if record is not None else None
        if record is not None and report is not None:
            report(ChildHung(record.spec.name, observation.generation, observation.activity, failure))

    def snapshot(self) -> list[Record]:
        """Return copies of all records as they are now, in the order of the tree."""
        with self._lock:
            return [copy(record) for record in self._records.values()]

    # Changes, told in their order and outside the lock.

    def subscribe(self, callback: Callable[[StateChange], None]) -> Callable[[], None]:
        """Call back at each change of state; return what ends that."""
        with self._lock:
            self._subscribers = (*self._subscribers, callback)

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers = tuple(each for each in self._subscribers if each is not callback)

        return unsubscribe

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock:
            yield
        self._publish()

    def _publish(self) -> None:
        # Whoever holds the lock tells for all; it looks again after letting go, so that none is left over.
        while self._changes and self._delivering.acquire(blocking=False):
            try:
                while self._changes:
                    change = self._changes.popleft()
                    self._deliver(change)
            finally:
                self._delivering.release()

    def _deliver(self, change: StateChange) -> None:
        for callback in self._subscribers:
            try:
                callback(change)
            except Exception:
                _logger.exception("A subscriber failed on %s", change)

    def _change(self, record: Record, state: State, reason: str) -> None:
        old, record.state, record.reason = record.state, state, reason
        if state is not old:
            record.up_since = time.monotonic() if state is State.UP else None
            record.retry_at = None
            self._changes.append(StateChange(record.path, old, state, record.generation, reason))

    def _end(self, record: Record, failure: Failure | None) -> None:
        record.life = record.report = None
        record.failure = failure or record.failure
        failed = failure is not None
        comes_back = record.state is not State.STOPPING and record.spec.restart.wanted(failed=failed)
        record.restarts += comes_back
        reason = str(failure) if failed else ""
        self._change(record, State.RESTARTING if comes_back else State.STOPPED, reason)

    def _revoke(self, record: Record, abandoned: str) -> Life | None:
        life, record.life = record.life, None
        record.report = None
        record.revoked = True
        self._change(record, State.STOPPED, f"{abandoned} was abandoned")
        return life

    def _held(self, path: str, generation: int) -> Record | None:
        record = self._records[path]
        return record if record.generation == generation and not record.revoked else None

    def _below(self, path: str) -> list[Record]:
        inside = {path}
        for record in self._records.values():
            if record.parent in inside:
                inside.add(record.path)
        return [record for record in self._records.values() if record.path in inside - {path}]

    def _why_absent(self, record: Record) -> str:
        above = self._records.get(record.parent)
        while above is not None:
            if above.state is State.PARKED:
                return f"{above.path} is parked ({above.reason})"
            above = self._records.get(above.parent)
        return f"it is {record.state}" + (f" ({record.reason})" if record.reason else "")
