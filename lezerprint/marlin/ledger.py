"""Which number stands for which line, and how far each line has come.

*sent ⊇ accepted ⊇ acknowledged*: `sent` is the highest number that ever went out, `accepted` the highest
that the firmware named as taken (`Resend: n` says that it has n - 1), `acknowledged` the highest whose
`ok` was counted. A number means the same text for ever, so that any line can be sent again, and a
firmware that has silently taken a line can never be given another text under its number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from typing import Final, Protocol

from lezerprint.marlin.framing import checksum

_RING: Final = 4096
_MOST_ANCHORS: Final = 8192


class LineSource(Protocol):
    """The commands of a job: immutable, addressed by index."""

    def __len__(self) -> int:
        """How many commands there are."""

    def bodies(self, start: int, stop: int) -> list[tuple[bytes, int]]:
        """Commands `start` to `stop`, each with the XOR of its bytes."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A numbered line that is none of the job's, or (`body` empty) the place where a job starts.

    The job's lines have the numbers between anchors: after `number` the job goes on with `job_line`.
    """

    number: int
    body: bytes
    job_line: int


class Ledger:
    """Numbers, the lines they stand for, and the bytes between them."""

    def __init__(self) -> None:
        self.job: LineSource | None = None
        self.barriers: deque[int] = deque()
        self.restart(0)

    def restart(self, number: int) -> None:
        """All counts at `number`, as after `M110 N<number>`; what was known of older lines is gone."""
        self.sent = self.accepted = self.acknowledged = number
        self.next = number + 1
        self.next_job_line = 0
        self.job = None
        self.barriers.clear()
        self._anchors = [Anchor(number, b"", 0)]
        self._changed: list[Anchor] = []
        self._replaced: dict[int, bytes] = {}
        self._bytes_through = [0] * _RING
        self._chunk: list[tuple[bytes, int]] = []
        self._chunk_start = 0

    def restore(self, sent: int, acknowledged: int, anchors: list[Anchor], job: LineSource | None) -> None:
        """Take over from a predecessor's journal; `anchors` are its latest, in order of their numbers."""
        self.restart(sent)
        self.accepted = self.acknowledged = acknowledged
        self._anchors = anchors
        self.job = job
        self.next_job_line = self.job_line_after(sent)

    def begin_job(self, job: LineSource, first_line: int) -> Anchor:
        """From the next number on, fresh lines are the job's, from index `first_line`."""
        self.job = job
        self.next_job_line = first_line
        self._chunk = []
        last = self._anchors[-1]
        body = last.body if last.number == self.sent else b""
        anchor = Anchor(self.sent, body, first_line)
        if last.number == self.sent:
            self._anchors.pop()
        self._add(anchor)
        return anchor

    @property
    def floor(self) -> int:
        """The highest number that can no longer be in the firmware's receive ring."""
        return max(self.acknowledged, self.accepted)

    @property
    def lines_in_flight(self) -> int:
        """Lines sent that the firmware is not known to have taken."""
        return self.next - 1 - self.floor

    @property
    def bytes_in_flight(self) -> int:
        """Bytes of these lines: what may be in the firmware's receive ring."""
        return self._bytes_through[(self.next - 1) % _RING] - self._bytes_through[self.floor % _RING]

    def bytes_behind(self, lines: int) -> int:
        """The same without the first so many lines, which the firmware has taken out of the ring."""
        taken = min(self.floor + lines, self.next - 1)
        return self._bytes_through[(self.next - 1) % _RING] - self._bytes_through[taken % _RING]

    @property
    def outstanding(self) -> bool:
        """Whether any line waits for its `ok`, or is to be sent again."""
        return self.acknowledged < self.sent

    def fresh_job_line(self) -> tuple[bytes, int]:
        """The job's next command and its XOR, without taking it. Prefetched, since this is the hot path."""
        index = self.next_job_line - self._chunk_start
        if not 0 <= index < len(self._chunk):
            self._refill(self.next_job_line)
            index = 0
        return self._chunk[index]

    def _refill(self, start: int) -> None:
        if self.job is None:
            raise IndexError("no job")
        self._chunk_start = start
        self._chunk = self.job.bodies(start, min(start + 256, len(self.job)))

    def took_job_line(self, length_bytes: int) -> None:
        """The job's next command went out as the line `next`."""
        self.next_job_line += 1
        self._took(length_bytes)

    def took_other(self, body: bytes, length_bytes: int) -> Anchor:
        """A line that is none of the job's went out as the line `next`."""
        anchor = Anchor(self.next, body, self.next_job_line)
        self._add(anchor)
        self._took(length_bytes)
        return anchor

    def took_again(self, length_bytes: int) -> None:
        """The old line `next` went out once more."""
        self._bytes_through[self.next % _RING] = self._bytes_through[(self.next - 1) % _RING] + length_bytes
        self.next += 1

    def _took(self, length_bytes: int) -> None:
        number = self.next
        self._bytes_through[number % _RING] = self._bytes_through[(number - 1) % _RING] + length_bytes
        self.sent = number
        self.next = number + 1

    def _add(self, anchor: Anchor) -> None:
        self._anchors.append(anchor)
        if len(self._anchors) > _MOST_ANCHORS:
            del self._anchors[: _MOST_ANCHORS // 2]

    def line(self, number: int) -> tuple[bytes, int]:
        """The text that `number` stands for, and its XOR. Raises LookupError for one too old to be known."""
        if (body := self._replaced.get(number)) is not None:
            return body, checksum(body)
        anchor = self._anchor(number)
        if anchor.number == number:
            if not anchor.body:
                raise LookupError(f"line {number} is older than what is known")
            return anchor.body, checksum(anchor.body)
        if self.job is None:
            raise LookupError(f"line {number} belongs to a job that is over")
        index = anchor.job_line + (number - anchor.number - 1)
        return self.job.bodies(index, index + 1)[0]

    def oldest_body(self) -> bytes:
        """The oldest command without an `ok`; empty where there is none, or it is not known."""
        if not self.outstanding:
            return b""
        try:
            return self.line(self.acknowledged + 1)[0]
        except LookupError:
            return b""

    def replace(self, number: int, body: bytes) -> None:
        """Send another text under this number, which the firmware has refused and not taken."""
        self._replaced[number] = body

    def job_line_after(self, number: int) -> int:
        """The index of the job's first command with a number above `number`."""
        anchor = self._anchor(number)
        return anchor.job_line + (number - anchor.number)

    def _anchor(self, number: int) -> Anchor:
        at = bisect_right(self._anchors, number, key=lambda anchor: anchor.number) - 1
        if at < 0:
            raise LookupError(f"line {number} is older than what is known")
        return self._anchors[at]

    def acknowledge(self, count: int) -> int:
        """Count plain `ok`s; returns how many of them answered a line.

        A barrier (`M105`) is never answered by a plain `ok`: one that comes while a barrier is the oldest
        answers no line before it, so it is not counted until the barrier is settled.
        """
        highest = (self.barriers[0] if self.barriers else self.next) - 1
        counted = max(0, min(count, highest - self.acknowledged))
        self.acknowledged += counted
        return counted

    def acknowledge_through(self, number: int) -> int:
        """All lines up to `number` are answered; returns how many `ok`s before it never came."""
        missed = number - self.acknowledged - 1
        self.acknowledged = number
        while self.barriers and self.barriers[0] <= number:
            self.barriers.popleft()
        return missed

    def never_again(self, after: int, instead: bytes) -> None:
        """Answered lines above `after` that are none of the job's become `instead`, should they go out again.

        Only for a firmware that may count back although it has done them.
        """
        for place in range(len(self._anchors) - 1, -1, -1):
            anchor = self._anchors[place]
            if anchor.number <= after:
                break
            if anchor.body not in (b"", instead) and anchor.number <= self.acknowledged:
                self._anchors[place] = Anchor(anchor.number, instead, anchor.job_line)
                self._changed.append(self._anchors[place])

    def take_changed(self) -> list[Anchor]:
        """Those that have another text since the last call."""
        changed, self._changed = self._changed, []
        return changed

    def rejected(self, wanted: int) -> None:
        """The firmware has all lines before `wanted` and no other: go back to it."""
        self.accepted = wanted - 1
        self.acknowledged = min(self.acknowledged, wanted - 1)
        self.next = wanted
