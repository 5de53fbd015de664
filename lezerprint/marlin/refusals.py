"""What is made of refusals, and of the answers to our question which line was accepted last.

Every round ends: see `rounds.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.marlin import events
from lezerprint.marlin.blocking import may_block
from lezerprint.marlin.commands import command_code
from lezerprint.marlin.flow import Flow
from lezerprint.marlin.outgoing import BARRIER
from lezerprint.marlin.plain_text import SHOWN_TEXT
from lezerprint.marlin.rounds import (
    MOST_IMPLAUSIBLE,
    MOST_ROUNDS,
    MOST_TEXT_ROUNDS,
    MOST_UNDONE,
    Rounds,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.marlin.replies import LineFault, Resend
    from lezerprint.marlin.stream import Stream

_SHORTEST_QUIET_SECONDS: Final = 0.03
_RESEND_FOLLOWS_SECONDS: Final = 0.1
"""A fault without a `Resend:` after it (older firmware) is taken for one after this long."""

_SECOND_BARRIER_ROUNDS: Final = frozenset({16, 256, 4096})
"""Half a minute, ten minutes, two and a half hours: whose answer was lost twice would never be known else."""

_SET_NUMBER_SECONDS: Final = 0.25
"""The `ok` to an M110 that sets the number has come by then; it answers none of our lines."""

UNCERTAIN_LINES: Final = 16
"""A plain `ok` counted for a line may have belonged to the rest of a broken one, at most once for each
line that fits a window."""

_MOST_LINES_BACK: Final = 64
"""So far below `acknowledged` may the firmware's last line honestly be: by uncertain lines, and by all whose
moves Prusa-Firmware has thrown away at a crash (15 in the planner and 4 in the queue of an MK3; it asks for
the first of them by a `Resend:` without an error, `restore_print_file_state`)."""


class Refusals:
    """Goes back to the line that the firmware wants.

    Attributes:
        rounds: How often it wanted the same.
    """

    def __init__(
        self, stream: Stream, swallow_next_ok: Callable[[float], None], board_reset: Callable[[], None]
    ) -> None:
        self._stream = stream
        self._swallow_next_ok = swallow_next_ok
        self._board_reset = board_reset
        self._greeting = stream.greeting
        self.rounds = Rounds()
        self.begin()

    def begin(self) -> None:
        """A new connection."""
        self.rounds.begin()
        self._fault: LineFault | None = None
        self._unanswered: tuple[int | None, float] | None = None
        self._implausible: tuple[int, int] = (0, 0)
        self._undone = self._barrier_awaited = 0

    @property
    def deadline(self) -> float | None:
        """When `on_time` has something to do."""
        return self._unanswered and self._unanswered[1]

    def on_time(self, now: float) -> None:
        """A `Resend:` should have followed by now."""
        if self._unanswered is None or now < self._unanswered[1]:
            return
        last_line, _ = self._unanswered
        self._unanswered = None
        if last_line is not None:
            self._go_back(last_line + 1, now)
        elif self._stream.flow is Flow.STREAMING:
            self._stream.ask(now)

    def resend(self, reply: Resend, now: float) -> None:
        """The firmware asks for a line."""
        self._swallow_next_ok(now)
        self._unanswered = None
        self._go_back(reply.line_number, now)

    def line_fault(self, reply: LineFault, now: float) -> None:
        """The firmware says what was wrong; it should ask for a line next."""
        self._fault = reply
        self._unanswered = (reply.last_line, now + _RESEND_FOLLOWS_SECONDS)

    def _go_back(self, wanted: int, now: float) -> None:
        stream, ledger = self._stream, self._stream.ledger
        if stream.flow not in (Flow.STREAMING, Flow.AWAITING_QUIET, Flow.ASKING):
            return
        if not ledger.acknowledged - _MOST_LINES_BACK < wanted <= ledger.sent + 1:
            self._implausible_answer(wanted, now)
            return
        self._implausible = (0, 0)
        fault, self._fault = self._fault, None
        if stream.flow is Flow.ASKING:
            self._answered(wanted, now)
        elif wanted <= ledger.sent:
            self._refuse(wanted, fault, now)

    def _answered(self, wanted: int, now: float) -> None:
        """The question's answer; barriers that were accepted by then may have no answer any more."""
        ledger = self._stream.ledger
        if self._barrier_is_lost(wanted):
            while ledger.barriers and ledger.barriers[0] < wanted:
                ledger.barriers.popleft()
        if self._greeting.resuming:
            # The `ok`s of these went to nobody: to wait for them would stall the stream.
            ledger.acknowledged = max(ledger.acknowledged, wanted - 1)
            self._greeting.resuming = False
            self._stream.tell(events.Resumed(wanted - 1))
        if wanted <= ledger.sent:
            self._count_round(wanted)
        else:
            self._look_for_lost_ok(now)
        self._stream.go_back(wanted, now, 0)

    def question_carried_out(self, now: float, *, bare: bool) -> None:
        """M105 was answered while we ask: if that was our question, the firmware has all lines before it."""
        stream, ledger = self._stream, self._stream.ledger
        if not stream.uncounting.carries_out_questions(bare=bare):
            return
        missed = ledger.sent - ledger.acknowledged
        if missed > 0:
            stream.tell(events.OksLost(missed))
            ledger.acknowledge_through(ledger.sent)
            stream.acknowledged(missed, now)
        self._answered(ledger.sent + 1, now)

    def _barrier_is_lost(self, wanted: int) -> bool:
        """Whether to do without the answer to a barrier that the firmware has.

        It may be lost, or still to come: while a command blocks, each barrier takes a place in the firmware's
        queue, and one place must be left, or a firmware without emergency parser would not read an M108.
        """
        ledger = self._stream.ledger
        if self._greeting.resuming or wanted <= ledger.sent or not may_block(ledger.oldest_body()):
            self._barrier_awaited = 0
            return True
        self._barrier_awaited += 1
        return self._barrier_awaited in _SECOND_BARRIER_ROUNDS

    def _look_for_lost_ok(self, now: float) -> None:
        """The firmware has all lines, and one has no `ok`. A barrier will tell, where there is one."""
        ledger = self._stream.ledger
        self._undone = self._undone + 1 if ledger.outstanding and not self._greeting.answers_barriers else 0
        if self._undone >= MOST_UNDONE:
            self._undone = 0
            self._stream.tell(events.OksLost(ledger.sent - ledger.acknowledged))
            self._stream.acknowledged(ledger.acknowledge(ledger.sent - ledger.acknowledged), now)

    def _refuse(self, wanted: int, fault: LineFault | None, now: float) -> None:
        stream = self._stream
        lines_in_flight = stream.ledger.lines_in_flight
        burst = lines_in_flight > 1 or stream.flow is Flow.AWAITING_QUIET
        proven = not burst and self._proves_uncounted(wanted, fault)
        stream.window.disturbed(now)
        stream.tell(events.Resent(wanted, lines_in_flight))
        # Two answers to one line make two copies of the next, for ever: from the second round on, wait.
        burst = self._count_round(wanted) > 1 or burst
        quiet_seconds = max(_SHORTEST_QUIET_SECONDS, 2 * stream.round_trip.smoothed_seconds)
        if self.rounds.took_uncounted(wanted, proven=proven):
            stream.tell(events.Uncounted(wanted))
            stream.set_number(wanted, now, max(_SET_NUMBER_SECONDS, quiet_seconds))
        else:
            stream.go_back(wanted, now, quiet_seconds if burst else 0)

    def _proves_uncounted(self, wanted: int, fault: LineFault | None) -> bool:
        """Whether the line was acknowledged, and the next, alone in flight, refused as if it had not come."""
        ledger = self._stream.ledger
        by_number = fault is not None and fault.kind == "number" and fault.last_line in (None, wanted - 1)
        return by_number and ledger.acknowledged == wanted and ledger.next == wanted + 2

    def _count_round(self, wanted: int) -> int:
        times = self.rounds.about(wanted)
        if times == MOST_TEXT_ROUNDS:
            self._leave_out_text(wanted)
        if times == MOST_ROUNDS:
            self._stream.tell(events.LineRefused(wanted, MOST_ROUNDS))
        return times

    def _leave_out_text(self, wanted: int) -> None:
        """A text to show is no reason to end a print: send a question under its number."""
        body, _ = self._stream.ledger.line(wanted)
        if command_code(body) in SHOWN_TEXT:
            self._stream.ledger.replace(wanted, BARRIER)
            self._stream.tell(events.TextLeftOut(wanted, body.decode(errors="replace")))

    def _implausible_answer(self, wanted: int, now: float) -> None:
        """A number that cannot be: a garbled reply, or a board that was reset. The second time, a reset."""
        number, times = self._implausible
        self._implausible = wanted, times + 1
        if (times and number == wanted) or times + 1 >= MOST_IMPLAUSIBLE:
            self._board_reset()
        else:
            self._stream.ask(now)
