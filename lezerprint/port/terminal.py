"""The conversation with the firmware, for people who look on: numbered, with times, kept for a while.

The file's lines are not in it, but one a second as a sample: what the stream costs is not to depend on who
looks on. The protocol only notes what was said; the rest is done when time is looked at.
"""

from __future__ import annotations

from collections import deque
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.messages import Line, Lines

if TYPE_CHECKING:
    from lezerprint.marlin.transcript import Transcript
    from lezerprint.port.progress import JobRecord

_KEPT_LINES: Final = 1000
_AT_ONCE: Final = 500
_LONGEST: Final = 300
_SAMPLE_SECONDS: Final = 1.0
_LINES_PER_PROCESS: Final = 1 << 32


class Terminal:
    """Of one port process; `starts` counts those so far, so that a successor's numbers are higher."""

    def __init__(self, transcript: Transcript, starts: int = 0) -> None:
        self.sequence = starts * _LINES_PER_PROCESS
        self._transcript = transcript
        self._taken = 0
        self._lines: deque[Line] = deque(maxlen=_KEPT_LINES)
        self._job = ""
        self._sampled = 0
        self._sample_at = 0.0

    def on_time(self, run: JobRecord | None, now: float, clock: float) -> None:
        """Take what was said; `clock` is the wall's, in seconds since 1970."""
        if self._transcript.count != self._taken:
            said = self._transcript.take()
            self.sequence += self._transcript.count - self._taken - len(said)  # so many are lost
            self._taken = self._transcript.count
            for sent, line in said:
                text = line if isinstance(line, str) else line.decode(errors="replace")
                self._add(Line(sent=sent, text=text[:_LONGEST], time=clock))
        if run is not None and run.active and now >= self._sample_at:
            self._sample_at = now + _SAMPLE_SECONDS
            self._sample(run, clock)

    def since(self, sequence: int) -> Lines | None:
        """What came after this number, the newest of it; None: nothing."""
        if sequence == self.sequence:
            return None
        if sequence > self.sequence:  # of another numbering
            sequence = self.sequence - len(self._lines)
        newer = takewhile(lambda line: line.sequence > sequence, reversed(self._lines))
        lines = tuple(line for line, _ in zip(newer, range(_AT_ONCE), strict=False))[::-1]
        return Lines(lines, self.sequence - sequence - len(lines))

    def _sample(self, run: JobRecord, clock: float) -> None:
        if run.job != self._job:
            self._job, self._sampled = run.job, run.sent
        count = run.sent - self._sampled
        if count > 0:
            self._sampled = run.sent
            text = run.spool.body(run.sent - 1).decode(errors="replace")
            self._add(Line(sent=True, text=text[:_LONGEST], time=clock, of_stream=count))

    def _add(self, line: Line) -> None:
        self.sequence += 1
        self._lines.append(line.numbered(self.sequence))
