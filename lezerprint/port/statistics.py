"""How the link has been, minute by minute: what `lezerprint.diagnosis` judges.

All is the difference between two looks at counters that are there anyway, one a minute; nothing of this
happens for a line or for its `ok`.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.coding import members
from lezerprint.port.contract.link import LinkHistory, LinkMinute

if TYPE_CHECKING:
    from lezerprint.marlin.protocol import Protocol
    from lezerprint.marlin.replies import Buffers

_MINUTE_SECONDS: Final = 60.0
_KEPT_MINUTES: Final = 60
_STALL_SECONDS: Final = 0.05
"""A planner has a few tenths of a second in stock, so that nobody sees a shorter delay."""


@dataclass(slots=True)
class Counts:
    """What happened on the link since the process started.

    `overflows` are bytes that the firmware had no room for, `busy` its words for a command that takes long.
    An underrun is one that the firmware itself reports (D576); `underruns_fed` had lines in its queue.
    """

    resends: int = 0
    oks_lost: int = 0
    unchecked: int = 0
    overflows: int = 0
    reconnects: int = 0
    busy: int = 0
    underruns: int = 0
    underruns_fed: int = 0

    def totals(self) -> dict[str, int]:
        """By name."""
        return members(self)


class LinkStatistics:
    """The minutes of the last hour."""

    def __init__(self, protocol: Protocol, now: float) -> None:
        self.counts = Counts()
        self._protocol = protocol
        self._minutes: deque[LinkMinute] = deque(maxlen=_KEPT_MINUTES - 1)
        self._lines = 0
        self._sent = protocol.ledger.sent
        self._looked_at = now
        self._begin(now)

    def _begin(self, now: float) -> None:
        self._began_at, self._began_time = now, time.time()
        self._before = self._totals()
        self._processor_seconds = time.process_time()
        self._printing_seconds = self._stalled_seconds = 0.0
        self._longest_ok_seconds = self._longest_stall_seconds = 0.0
        self._longest_underrun_milliseconds = self._stalls = 0

    # What is told of.

    def begin_numbering(self) -> None:
        """The firmware counts lines anew."""
        self._sent = self._protocol.ledger.sent

    def silent(self, seconds: float) -> None:
        """No answer has come for so long."""
        self._longest_ok_seconds = max(self._longest_ok_seconds, seconds)

    def buffers(self, report: Buffers) -> None:
        """The firmware's own count of underruns since its last report."""
        self.counts.underruns += report.planner_underruns
        self.counts.underruns_fed += max(0, report.planner_underruns - report.queue_underruns)
        self._longest_underrun_milliseconds = max(
            self._longest_underrun_milliseconds, report.planner_empty_milliseconds
        )

    def on_time(self, due_at: float, now: float, *, printing: bool) -> None:
        """Called some times a second, ideally at `due_at`: how much later it is, we were held up."""
        sent = self._protocol.ledger.sent
        self._lines += max(0, sent - self._sent)
        self._sent = sent
        if printing:
            self._printing_seconds += now - self._looked_at
            self._note_delay(now - due_at)
        self._looked_at = now
        if now - self._began_at >= _MINUTE_SECONDS:
            self._minutes.append(self._minute(now))
            self._begin(now)

    def _note_delay(self, seconds: float) -> None:
        if seconds >= _STALL_SECONDS:
            self._stalls += 1
            self._stalled_seconds += seconds
            self._longest_stall_seconds = max(self._longest_stall_seconds, seconds)

    # What is asked for.

    def history(self, now: float) -> LinkHistory:
        """The minutes, oldest first; the last one is not over yet."""
        return LinkHistory(
            (*self._minutes, self._minute(now)),
            self._protocol.planner.reported,
            self._protocol.window.limit_bytes,
        )

    def _totals(self) -> dict[str, int]:
        planner = self._protocol.planner
        return {
            **self.counts.totals(),
            "lines": self._lines,
            "planner_dry": planner.dry,
            "planner_dry_fed": planner.dry_fed,
        }

    def _minute(self, now: float) -> LinkMinute:
        round_trip = self._protocol.round_trip
        self.silent(round_trip.take_longest())
        grown = {key: total - self._before[key] for key, total in self._totals().items()}
        return LinkMinute(
            time=round(self._began_time, 3),
            seconds=round(now - self._began_at, 3),
            printing_seconds=round(self._printing_seconds, 3),
            processor_seconds=round(time.process_time() - self._processor_seconds, 3),
            **grown,
            longest_ok_ms=_milliseconds(self._longest_ok_seconds),
            round_trip_ms=_milliseconds(round_trip.smoothed_seconds),
            shortest_round_trip_ms=_milliseconds(round_trip.shortest_seconds),
            longest_underrun_ms=self._longest_underrun_milliseconds,
            stalls=self._stalls,
            stalled_ms=_milliseconds(self._stalled_seconds),
            longest_stall_ms=_milliseconds(self._longest_stall_seconds),
        )


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)
