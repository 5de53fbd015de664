"""One host's side of a conversation with Marlin: bytes in, bytes and events out; time is passed in.

The owner calls `receive_data` with what the port gave, `data_to_send` for what it should get (again when
`next_deadline` has come), and `take_events` for what happened. Before it writes, it must have journalled
`take_anchors()` and the counts of `ledger`. The sequences, with the states of `Flow` in capitals:

**Connect.** CONNECTING: hello, until an answer comes; then a random line number, and a barrier (M105) whose
`ok T:` ends it (`greeting.py`). `Connected` is told, and STREAMING begins.

**Stream.** The next line is one that must be sent again, else an injected command, else the job's
(`Outgoing`). The ledger gives it its number, and it goes out as soon as the window has room, which is
counted in the bytes without an `ok`: Marlin's ring of 128 is never overrun. A plain `ok` acknowledges the
oldest line; one with a number, all up to it.

**Resend.** The firmware refuses a line: `Error: …`, `Resend: <n>`, then `ok`, at times without that. The
window falls to one line, and the stream goes back to n. If more lines were in flight, each of them is
refused as well, so nothing goes out in AWAITING_QUIET until the burst is over. How often the same line is
sent is bounded (`rounds.py`).

**Lost ok.** Nothing has come for longer than an `ok` takes here (`patience.py`): an M105 goes out past the
window. Its `ok T:` looks like no other, so all lines before it are answered, whatever was lost. If that is
not answered either, and there is no `busy`: ASKING. A line numbered far ahead is refused with `Resend:
<last + 1>` (`question.py`); the stream goes back to that. A firmware that looks at no numbers carries it out
(`uncounting.py`).

**Take over.** The port is open again, or a successor has restored the ledger: a newline ends a half-written
line, the wire becomes quiet, and then ASKING as above. `Resumed` tells the line that was accepted last.

**Reset, death.** A board that starts anew, or names a number that cannot be twice, makes it CLOSED and tells
`BoardReset`. Last words make it HALTED, some only once they are confirmed (`last_words.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.marlin.echoes import EARLY_OKS
from lezerprint.marlin.events import Connected, Event, Silent
from lezerprint.marlin.flow import Flow, FlowEvent, following
from lezerprint.marlin.framing import LineReader, checksum, encode
from lezerprint.marlin.greeting import AGAIN_SECONDS, QUIET_SECONDS, Greeting, Reaction, lines_for
from lezerprint.marlin.ledger import Anchor, Ledger, LineSource
from lezerprint.marlin.listening import Listener
from lezerprint.marlin.outgoing import BARRIER, Outgoing
from lezerprint.marlin.patience import KEEPALIVE_SECONDS, patience_seconds
from lezerprint.marlin.planner import PlannerWatch
from lezerprint.marlin.question import Question
from lezerprint.marlin.round_trip import RoundTrip
from lezerprint.marlin.transcript import Transcript
from lezerprint.marlin.uncounting import Uncounting
from lezerprint.marlin.window import Window

if TYPE_CHECKING:
    from lezerprint.marlin.replies import Reply

EMERGENCY_STOP: Final = b"\nM112\n"
"""Unnumbered, so that a firmware without emergency parser acts on it as it reads it; the first newline
ends a half-written line."""

_SILENT_SECONDS: Final = 10.0

_PLAIN_OKS: Final = {b"ok\n" * count: count for count in range(1, 16)}


class Protocol:
    """The state of one link. `number` of a line and `index` of a job's command are different things."""

    def __init__(self, *, full_window_bytes: int | None = None) -> None:
        self.flow = Flow.CLOSED
        self.ledger = Ledger()
        self.window = Window(full_window_bytes) if full_window_bytes else Window()
        self.round_trip = RoundTrip()
        self.planner = PlannerWatch(self.ledger)
        self.uncounting = Uncounting(self.ledger)
        self.transcript = Transcript()
        self.poll_seconds = 5.0
        """How often the temperature is asked for; the question is a barrier and a heartbeat as well."""
        self.heard_at = 0.0
        """When bytes came last, whatever they said."""
        self.greeting = Greeting()
        self._reader = LineReader()
        self._listener = Listener(self)
        self.rounds = self._listener.rounds
        self._events: list[Event | Reply] = []
        self._outgoing = Outgoing(self.ledger, self.transcript)
        self._urgent: list[bytes] = []
        self._deadline: float | None = None
        self._question = Question()
        self._next_poll_at = 0.0
        self._due_at = 0.0
        """Before this nothing is due by time; in a calm stream the real time is later, if anything."""
        self._waiting_since = self._alive_at = self._silence_told_at = 0.0
        self._start_number = 0

    # What the owner does.

    def connect(self, start_number: int, now: float) -> None:
        """Begin anew: hello, then count from `start_number` (random, above 999: a missed reset shows)."""
        self.ledger.restart(0)
        self.window.narrow()
        self.uncounting.known = False
        self._begin(now)
        self._outgoing.clear()
        self._start_number = start_number
        self._go(FlowEvent.CONNECT)
        self._deadline = now

    def take_over(self, now: float) -> None:
        """Go on after the port was reopened, or from a restored ledger: end a half line, then ask."""
        self._begin(now)
        self.window.narrow()
        self._urgent.append(b"\n")
        self._go(FlowEvent.TAKE_OVER)
        self._begin_question(now + QUIET_SECONDS)

    def _begin(self, now: float) -> None:
        self.heard_at = now
        self._reader.clear()
        self.greeting.begin()
        self._listener.begin()
        self.round_trip.abandon()
        self._outgoing.invalidate()
        self._urgent.clear()
        self._alive(now)
        self._next_poll_at = now + self.poll_seconds

    def close(self) -> None:
        """Say nothing more until `connect` or `take_over`."""
        self._go(FlowEvent.CLOSE)
        self._deadline = None

    def begin_job(self, job: LineSource, first_line: int = 0, limit: int | None = None) -> None:
        """Stream `job` from `first_line` on, up to `limit` (`job_limit`)."""
        self._outgoing.begin_job(job, first_line, len(job) if limit is None else limit)

    @property
    def job_limit(self) -> int:
        """Index of the first command of the job that must not go out yet."""
        return self._outgoing.job_limit

    def limit_job(self, limit: int) -> None:
        """Let commands below `limit` go out, and no others."""
        self._outgoing.limit_job(limit)

    @property
    def job_goes_on(self) -> bool:
        """Whether commands of the job may go out that have not yet."""
        return self.ledger.job is not None and self.ledger.next_job_line < self._outgoing.job_limit

    def inject(self, body: bytes, token: int | None = None) -> None:
        """Send a command of our own at the next number; with a token, `CommandDone` says when it is done."""
        self._outgoing.inject(body, token)

    def new_token(self) -> int:
        """A number for `inject` that no other command has."""
        return self._outgoing.new_token()

    def withdraw_injections(self) -> None:
        """Forget the injected commands that have not gone out."""
        self._outgoing.withdraw()

    def send_urgent(self, line: bytes) -> None:
        """Send an unnumbered line (M108, M876 …) past every queue; a barrier makes up for its `ok`."""
        self._listener.expect_ok_without_number(self.ledger.sent)
        self._urgent.append(line + b"\n")
        self.transcript.sent(line)
        self._next_poll_at = self._due_at = 0.0

    def take_events(self) -> list[Event | Reply]:
        """What happened since the last call, in order."""
        events, self._events = self._events, []
        return events

    def take_anchors(self) -> list[Anchor]:
        """Lines that were given a number since the last call and are none of the job's."""
        return self._outgoing.take_anchors()

    # The way in.

    def receive_data(self, data: bytes, now: float) -> None:
        """Take what the port gave, however it is split."""
        self.heard_at = now if data else self.heard_at
        if data in _PLAIN_OKS and self._counts_plainly and self._reader.empty:
            self.count_plain_oks(_PLAIN_OKS[data], now)
            return
        for line in self._reader.feed(data):
            self._listener.hear(line, now)

    def count_plain_oks(self, count: int, now: float) -> None:
        """So many lines were answered by an `ok` without a number."""
        if counted := self.ledger.acknowledge(count):
            self.acknowledged(counted, now)

    def acknowledged(self, lines: int, now: float) -> None:
        """The ledger has moved by `lines`: open the window, take the time, answer who waits."""
        self._alive(now)
        self.window.acknowledged(lines, now)
        self.round_trip.acknowledged(self.ledger.acknowledged, now)
        self._events += self._outgoing.take_done()

    @property
    def _counts_plainly(self) -> bool:
        return self.flow is Flow.STREAMING and self._listener.plain and not self.prints_ok

    @property
    def prints_ok(self) -> bool:
        """Whether an `ok` may be the text of a command in flight."""
        return self.ledger.acknowledged < self._outgoing.last_ok_text + EARLY_OKS

    def tell(self, event: Event | Reply) -> None:
        """Hand this to the owner."""
        self._events.append(event)

    def capture(self, line: str) -> None:
        """Keep what the firmware says to the injected command that is being done now."""
        self._outgoing.capture(line)

    def heard_busy(self, now: float) -> None:
        """The firmware is alive and at work: its answer will come."""
        self._alive(now)
        if self.flow in (Flow.ASKING, Flow.CONNECTING) and self._deadline is not None:
            self._deadline = max(self._deadline, now + KEEPALIVE_SECONDS)

    def suspect(self, now: float) -> None:
        """Something is wrong: look after the outstanding lines at once."""
        self._waiting_since = now - KEEPALIVE_SECONDS
        self._due_at = 0.0

    def _alive(self, now: float) -> None:
        self._waiting_since = self._alive_at = self._silence_told_at = now

    # Changes of flow that the listener asks for.

    def _go(self, event: FlowEvent) -> None:
        self.flow = following(self.flow, event)

    def greet(self, reaction: Reaction, now: float) -> None:
        """Do what comes next in the greeting."""
        if reaction is Reaction.BEGIN:
            self._connected(now)
        elif reaction is not Reaction.NOTHING:
            self._urgent += lines_for(reaction, self._start_number)
            self._deadline = now + AGAIN_SECONDS

    def _connected(self, now: float) -> None:
        number = self._start_number + 1
        self.greeting.resuming = False
        self.ledger.restart(number)
        self.planner.begin_numbering()
        self._outgoing.answers_barriers = self.greeting.answers_barriers
        self._outgoing.begin_numbering(Anchor(number, b"", 0))
        self._stream(FlowEvent.GREETED, now)
        self._events.append(Connected(number))

    def go_back(self, wanted: int, now: float, quiet_seconds: float) -> None:
        """Send again from `wanted` on, after a pause in which the burst of refusals ends."""
        self.ledger.rejected(wanted)
        self.round_trip.abandon()
        self._outgoing.invalidate()
        self._alive(now)
        if quiet_seconds:
            self._go(FlowEvent.REFUSED)
            self._deadline = now + quiet_seconds
        else:
            self._stream(FlowEvent.LINE_KNOWN, now)

    def set_number(self, number: int, now: float, quiet_seconds: float) -> None:
        """The firmware has this line and has not counted it: tell it that it has, and go on with the next."""
        self._urgent.append(encode(number, b"M110", checksum(b"M110")))
        self.go_back(number + 1, now, quiet_seconds)

    def ask(self, now: float) -> None:
        """Find out which line was accepted last, where that can be asked."""
        if self.uncounting.known and self.greeting.answers_barriers:
            return
        self._go(FlowEvent.DOUBT)
        self._begin_question(now)

    def _begin_question(self, at: float) -> None:
        self.uncounting.begin_question()
        self._question.begin()
        self._deadline = at

    def halt(self) -> None:
        """The firmware is dead, or is to be: nothing more goes out by itself."""
        self._go(FlowEvent.HALT)
        self._deadline = None
        self._urgent.clear()

    def hello_again(self, now: float) -> None:
        """The board has just started: greet it anew, it has forgotten the first."""
        self._deadline = now

    def _stream(self, event: FlowEvent, now: float) -> None:
        self._go(event)
        self._deadline = None
        self._waiting_since = now

    # The way out.

    @property
    def calm(self) -> bool:
        """Whether deadlines only move away: the stream runs, and nothing is being waited for."""
        return self.flow is Flow.STREAMING and self._listener.deadline is None

    def next_deadline(self) -> float | None:
        """When `data_to_send` should be called at the latest, on the clock of `now`."""
        deadlines = [
            deadline for deadline in (self._deadline, self._listener.deadline) if deadline is not None
        ]
        if self.flow is Flow.STREAMING:
            deadlines.append(self._next_poll_at)
            if self.ledger.outstanding:
                deadlines.append(self._waiting_since + self._patience_seconds)
        deadline = min(deadlines, default=None)
        self._due_at = 0.0 if deadline is None else deadline
        return deadline

    def data_to_send(self, now: float) -> bytes:
        """Whole lines to write now; what is returned counts as sent."""
        if now >= self._due_at or not self.calm:
            self._listener.on_time(now)
            self._on_time(now)
        urgent = b""
        if self._urgent:
            urgent = b"".join(self._urgent)
            self._urgent.clear()
        if self.flow is not Flow.STREAMING:
            return urgent
        return urgent + self._lines_to_send(now)

    def look_ahead(self) -> None:
        """Encode the next line while the firmware is busy with the last."""
        if self.flow is Flow.STREAMING:
            self._outgoing.look_ahead()

    def _lines_to_send(self, now: float) -> bytes:
        ledger = self.ledger
        if not ledger.outstanding:
            self._waiting_since = now
        lines = self._outgoing.take_lines(self.window.limit_bytes - ledger.bytes_in_flight)
        if not lines:
            return b""
        self.round_trip.sent(ledger.next - 1, now)
        return lines[0] if len(lines) == 1 else b"".join(lines)

    # Time.

    @property
    def _patience_seconds(self) -> float:
        barriers = self.greeting.answers_barriers
        return patience_seconds(self.ledger, self.round_trip, answers_barriers=barriers)

    def _on_time(self, now: float) -> None:
        if self.flow is Flow.STREAMING:
            self._look_after_silence(now)
        elif self._deadline is not None and now >= self._deadline:
            if self.flow is Flow.CONNECTING:
                self.greet(self.greeting.overdue(), now)
            elif self.flow is Flow.AWAITING_QUIET:
                self._stream(FlowEvent.QUIET, now)
            elif self.flow is Flow.ASKING:
                self._ask_again(now)

    def _ask_again(self, now: float) -> None:
        line, again_seconds = self._question.ask(self.ledger.sent)
        self._urgent.append(line)
        self._deadline = now + again_seconds
        self._tell_silence(now)

    def _look_after_silence(self, now: float) -> None:
        ledger = self.ledger
        if ledger.outstanding and now >= self._waiting_since + self._patience_seconds:
            self._tell_silence(now)
            self.round_trip.abandon()
            can_send_barrier = (barriers := self.greeting.answers_barriers) and ledger.next > ledger.sent
            if can_send_barrier and not ledger.barriers:
                self._send_barrier_past_window(now)
            elif self.uncounting.known and barriers:
                self._waiting_since = now
                if can_send_barrier and self.uncounting.wants_barrier(self._alive_at, now):
                    ledger.barriers.clear()  # whichever is answered first tells
                    self._send_barrier_past_window(now)
            else:
                self.ask(now)
                self._ask_again(now)
        elif now >= self._next_poll_at:
            self._next_poll_at = now + self.poll_seconds
            if not ledger.barriers:
                self.inject(BARRIER)

    def _send_barrier_past_window(self, now: float) -> None:
        """Lost `ok`s may seem to fill the window; there is room, as the oldest line has left the ring."""
        self._next_poll_at = now + self.poll_seconds
        self._waiting_since = now
        self._urgent.append(self._outgoing.take_barrier())

    def _tell_silence(self, now: float) -> None:
        if now - self._silence_told_at >= _SILENT_SECONDS:
            self._silence_told_at = now
            self._events.append(Silent(now - self._alive_at, now - self.heard_at))
