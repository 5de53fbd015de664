"""What goes out next: lines to be sent again, then injected commands, then the job's, each encoded once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from lezerprint.marlin.echoes import prints_an_ok
from lezerprint.marlin.events import CommandDone
from lezerprint.marlin.framing import checksum, encode

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Anchor, Ledger, LineSource
    from lezerprint.marlin.transcript import Transcript

BARRIER: Final = b"M105"
"""Its answer, `ok T:`, looks like no other `ok`, so it tells that all older lines are answered."""

_TEXTS: Final = b"M11"
"""How M117 and M118 begin."""

_SHORTEST_LINE_BYTES: Final = len(b"N1234G4*12\n")
_NO_NUMBER: Final = -1000
_MOST_LINES: Final = 1000
"""That are kept of what the firmware says to one command: the last. M303 tells temperatures for an hour."""


@dataclass(frozen=True, slots=True)
class _Injection:
    body: bytes
    token: int | None


class _Prepared(NamedTuple):
    """The next line, encoded but not yet taken. On the hot path, where a dataclass costs a microsecond."""

    line: bytes
    barrier: bool
    injection: _Injection | None


@dataclass(frozen=True, slots=True)
class _Capture:
    """What the firmware says to an injected command, until that is acknowledged."""

    number: int
    token: int
    said: deque[str]


class Outgoing:
    """The queue in front of the ledger. `answers_barriers` is whether M105 can be used as one."""

    def __init__(self, ledger: Ledger, transcript: Transcript) -> None:
        self.answers_barriers = True
        self.job_limit = 0
        self.last_ok_text = _NO_NUMBER
        """The number of the last command whose text may look like an `ok`."""
        self._ledger = ledger
        self._transcript = transcript
        self._anchors: list[Anchor] = []
        self._injections: deque[_Injection] = deque()
        self._captures: deque[_Capture] = deque()
        self._prepared: _Prepared | None = None
        self._last_token = 0

    # What the owner of the protocol wants sent.

    def begin_job(self, job: LineSource, first_line: int, limit: int) -> None:
        """Fresh lines are the job's from now on."""
        self._anchors.append(self._ledger.begin_job(job, first_line))
        self.limit_job(limit)

    def limit_job(self, limit: int) -> None:
        """Let the job's commands below `limit` go out, and no others."""
        self.job_limit = limit
        self._prepared = None

    def inject(self, body: bytes, token: int | None) -> None:
        """Queue a command of our own."""
        self._injections.append(_Injection(body, token))
        self._transcript.sent(body)
        self._prepared = None

    def new_token(self) -> int:
        """A number that no other command has."""
        self._last_token += 1
        return self._last_token

    def withdraw(self) -> None:
        """Forget the injected commands that have not gone out."""
        self._injections.clear()
        self._prepared = None

    def clear(self) -> None:
        """Forget everything, as for a new connection."""
        self.withdraw()
        self._captures.clear()

    def begin_numbering(self, anchor: Anchor) -> None:
        """The numbers start anew here: older anchors mean nothing any more."""
        self._anchors = [anchor]
        self.last_ok_text = _NO_NUMBER

    def take_anchors(self) -> list[Anchor]:
        """Lines none of the job's that were given a number, or another text, since the last call."""
        anchors, self._anchors = self._anchors, []
        return anchors + self._ledger.take_changed()

    # The lines.

    def invalidate(self) -> None:
        """What was prepared is not what comes next any more."""
        self._prepared = None

    def look_ahead(self) -> None:
        """Encode the next line while there is time for it."""
        if self._prepared is None:
            self._prepare()

    def _prepare(self) -> _Prepared | None:
        ledger = self._ledger
        injection = None
        if ledger.next <= ledger.sent:
            body, body_checksum = ledger.line(ledger.next)
        elif self._injections:
            injection = self._injections[0]
            body, body_checksum = injection.body, checksum(injection.body)
        elif ledger.job is not None and ledger.next_job_line < self.job_limit:
            body, body_checksum = ledger.fresh_job_line()
        else:
            return None
        if body[:3] == _TEXTS and prints_an_ok(body):
            self.last_ok_text = ledger.next
        self._prepared = _Prepared(
            encode(ledger.next, body, body_checksum), self.answers_barriers and body[:4] == BARRIER, injection
        )
        return self._prepared

    def take_lines(self, room_bytes: int) -> list[bytes]:
        """All that fit into this room go out now; one does in any case, where none is in flight."""
        none_in_flight = self._ledger.lines_in_flight <= 0
        lines: list[bytes] = []
        while none_in_flight or room_bytes >= _SHORTEST_LINE_BYTES:
            prepared = self._prepared or self._prepare()
            if prepared is None:
                break
            length_bytes = len(prepared.line)
            if length_bytes > room_bytes and not none_in_flight:
                break
            self._take(prepared)
            lines.append(prepared.line)
            none_in_flight = False
            room_bytes -= length_bytes
        return lines

    def _take(self, prepared: _Prepared) -> None:
        """This line goes out now."""
        ledger = self._ledger
        self._prepared = None
        if prepared.barrier and not (ledger.barriers and ledger.barriers[-1] >= ledger.next):
            ledger.barriers.append(ledger.next)
        length_bytes = len(prepared.line)
        if ledger.next <= ledger.sent:
            ledger.took_again(length_bytes)
        elif prepared.injection is None:
            ledger.took_job_line(length_bytes)
        else:
            self._take_injection(prepared.injection, length_bytes)

    def _take_injection(self, injection: _Injection, length_bytes: int) -> None:
        self._injections.popleft()
        self._anchors.append(self._ledger.took_other(injection.body, length_bytes))
        if injection.token is not None:
            self._captures.append(_Capture(self._ledger.sent, injection.token, deque(maxlen=_MOST_LINES)))

    def take_barrier(self) -> bytes:
        """A barrier, past whatever waits; only where no line is to be sent again."""
        self._injections.appendleft(_Injection(BARRIER, None))
        self._prepared = None
        prepared = self._prepare()
        if prepared is None:
            return b""
        self._take(prepared)
        return prepared.line

    # The answers.

    def capture(self, line: str) -> None:
        """Keep what the firmware says to the injected command that is being done now."""
        if self._captures and self._captures[0].number == self._ledger.acknowledged + 1:
            self._captures[0].said.append(line)
        self._transcript.heard(line)

    def take_done(self) -> list[CommandDone]:
        """The injected commands that were acknowledged since the last call."""
        if not self._captures or self._captures[0].number > self._ledger.acknowledged:
            return []
        done = []
        while self._captures and self._captures[0].number <= self._ledger.acknowledged:
            capture = self._captures.popleft()
            done.append(CommandDone(capture.token, capture.number, tuple(capture.said)))
        return done
