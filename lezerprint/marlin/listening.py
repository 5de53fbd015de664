"""What each reply means for the stream: acknowledgements, refusals, resets, kills.

The rules follow Marlin 2.1's `queue.cpp`. After an error it prints the fault, flushes its receive ring,
asks with `Resend: <last + 1>`, and then says `ok`, or only sometimes, or never, depending on its age;
every line that was in flight yields such a burst of its own.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from lezerprint.marlin import events
from lezerprint.marlin.echoes import Echoes
from lezerprint.marlin.flow import Flow
from lezerprint.marlin.last_words import SIGNS_OF_LIFE, STATUS, Doubt, LastWords, confirms, last_words
from lezerprint.marlin.parsing import join_fatal, parse_reply
from lezerprint.marlin.refusals import UNCERTAIN_LINES, Refusals
from lezerprint.marlin.refused import refusal
from lezerprint.marlin.replies import (
    Banner,
    Busy,
    Fatal,
    FirmwareError,
    KlipperReady,
    LineFault,
    Ok,
    Overflow,
    Reply,
    Resend,
    Started,
    Temperatures,
    Text,
    UnknownCommand,
    Wait,
)

if TYPE_CHECKING:
    from lezerprint.marlin.rounds import Rounds
    from lezerprint.marlin.stream import Stream

_SECOND_HALF_FOLLOWS_SECONDS: Final = 0.2


class Listener:
    """Hears one line at a time and moves the stream accordingly."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._greeting = stream.greeting
        self._refusals = Refusals(stream, self.swallow_next_ok, self.board_reset)
        self._echoes = Echoes(stream.ledger)
        self._doubt = Doubt()
        self._handlers = {
            Busy: self._busy,
            Fatal: self._fatal,
            KlipperReady: self._klipper_ready,
            LineFault: self._refusals.line_fault,
            Overflow: self._overflow,
            Resend: self._refusals.resend,
            Started: self._started,
            UnknownCommand: self._unknown_command,
            Wait: self._wait,
        }
        self.begin()

    def begin(self) -> None:
        """A new connection: what was learnt of the last one may not hold."""
        self.numbered_oks = False
        self._plain_oks_ignored = 0
        self._unnumbered_after: deque[int] = deque()
        self._swallow_ok_until: float | None = None
        self._half_fatal: tuple[Fatal, float] | None = None
        self._refusals.begin()
        self._echoes.begin()
        self._doubt.end()
        self._died_of: Fatal | None = None

    @property
    def plain(self) -> bool:
        """Whether a bare `ok` needs nothing but counting."""
        return not self.numbered_oks and self._swallow_ok_until is None and self._half_fatal is None

    @property
    def deadline(self) -> float | None:
        """When `on_time` has something to do."""
        refusal_at, doubt = self._refusals.deadline, self._doubt
        if self._half_fatal is None and refusal_at is None and doubt.fatal is None:
            return None
        until = [at for at in (self._half_fatal and self._half_fatal[1], refusal_at) if at is not None]
        return min([*until, doubt.until] if doubt.fatal is not None else until)

    @property
    def rounds(self) -> Rounds:
        """About one and the same line."""
        return self._refusals.rounds

    def on_time(self, now: float) -> None:
        """What should have followed by now, and did not."""
        if self._half_fatal is not None and now >= self._half_fatal[1]:
            self._deadly(self._half_fatal[0], now)
        if self._doubt.fatal is not None and now >= self._doubt.until:
            self._halt(self._doubt.fatal)
        self._refusals.on_time(now)

    def hear(self, line: str, now: float) -> None:
        """Take one line of the firmware's."""
        reply: Reply = parse_reply(line)
        if self._half_fatal is not None:
            self._deadly(join_fatal(self._half_fatal[0], line), now)
            return
        if self._is_text(reply, line):
            reply = Text(line)
        if isinstance(reply, SIGNS_OF_LIFE):
            self._lives()
        elif isinstance(reply, Banner) and reply.proves_boot and self._stream.flow is not Flow.CONNECTING:
            self._booted()  # `start` was lost
        if isinstance(reply, Ok):
            self._ok(reply, line, now)
        else:
            self._swallow_ok_until = None
            handler = self._handlers.get(type(reply))
            self._stream.capture(line)
            self._stream.tell(refusal(reply, self._stream.ledger) or reply)
            if handler is not None:
                handler(reply, now)  # type: ignore[operator]  # the table pairs each type with its handler

    def _is_text(self, reply: Reply, line: str) -> bool:
        """Whether the firmware only prints what a command in flight told it to."""
        if isinstance(reply, Text) or (isinstance(reply, Ok) and not self._stream.prints_ok):
            return False
        return self._echoes.take(line)

    # Acknowledgements.

    def _ok(self, ok: Ok, line: str, now: float) -> None:
        stream = self._stream
        swallow = self._swallow_ok_until is not None and now <= self._swallow_ok_until
        self._swallow_ok_until = None
        if ok.report is not None:
            stream.capture(line)
            stream.tell(ok.report)
        bare = not isinstance(ok.report, Temperatures)
        if stream.flow is Flow.CONNECTING:
            stream.greet(self._greeting.heard_ok(is_barrier=not bare), now)
            return
        if stream.flow is Flow.ASKING and not (bare and self._greeting.answers_barriers):
            self._refusals.question_carried_out(now, bare=bare)
            if bare:
                return
        if stream.flow not in (Flow.STREAMING, Flow.AWAITING_QUIET):
            return
        stream.heard_busy(now)
        if not bare:
            self._barrier_reached(now)
        elif ok.line_number is not None:
            self._numbered_ok(ok.line_number, now)
            self._look_at_planner(ok, ok.line_number)
        elif ok.planner_free is not None:
            self._ok_without_number(now)
        elif self.numbered_oks or swallow:
            self._ignored_plain_ok()
        else:
            stream.count_plain_oks(1, now)

    def _barrier_reached(self, now: float) -> None:
        ledger = self._stream.ledger
        if ledger.barriers:
            self._acknowledged_through(ledger.barriers[0], now)

    def expect_ok_without_number(self, after: int) -> None:
        """An unnumbered line goes out, behind this one."""
        self._unnumbered_after.append(after)

    def _ok_without_number(self, now: float) -> None:
        """It answers such a line; if there is none, something that noise has broken off."""
        if self._unnumbered_after:
            self._unnumbered_after.popleft()
        else:
            self._ran_unchecked("", now)

    def _numbered_ok(self, number: int, now: float) -> None:
        ledger = self._stream.ledger
        while self._unnumbered_after and self._unnumbered_after[0] < number:
            self._unnumbered_after.popleft()  # this one was sent behind it: its `ok` came, or was lost
        if ledger.acknowledged < number < ledger.next:
            self.numbered_oks = True
            self._plain_oks_ignored = 0
            self._acknowledged_through(number, now)

    def _look_at_planner(self, ok: Ok, number: int) -> None:
        stream = self._stream
        if ok.planner_free is None or ok.queue_free is None:
            return
        planner = stream.planner
        planner.reported = True
        if ok.planner_free >= planner.nearly_empty:
            more = number < stream.ledger.sent or stream.job_goes_on
            planner.heard(number, ok.planner_free, ok.queue_free, more=more)

    def _acknowledged_through(self, number: int, now: float) -> None:
        missed = self._stream.ledger.acknowledge_through(number)
        if missed > 0:
            self._stream.tell(events.OksLost(missed))
        self._stream.acknowledged(missed + 1, now)

    def swallow_next_ok(self, now: float) -> None:
        """An `ok` that comes sooner than any line could be answered is none of our lines'."""
        self._swallow_ok_until = now + self._stream.round_trip.shortest_seconds / 2

    def _ignored_plain_ok(self) -> None:
        """With numbered `ok`s a plain one answers a resend; many say that the numbers were line noise."""
        self._plain_oks_ignored += 1
        if self._plain_oks_ignored > UNCERTAIN_LINES:
            self.numbered_oks = False

    # The rest.

    def _busy(self, _reply: Busy, now: float) -> None:
        self._stream.heard_busy(now)

    def _wait(self, _reply: Wait, now: float) -> None:
        self._stream.suspect(now)

    def _overflow(self, _reply: Overflow, now: float) -> None:
        self._stream.window.disturbed(now)

    def _unknown_command(self, reply: UnknownCommand, now: float) -> None:
        """Is it the file's, or the rest of a line that noise has broken?"""
        streams = self._stream.flow is Flow.STREAMING
        if streams and refusal(reply, self._stream.ledger) is None:
            self.swallow_next_ok(now)
            self._ran_unchecked(reply.command, now)

    def _ran_unchecked(self, text: str, now: float) -> None:
        self._stream.window.disturbed(now)
        self._stream.tell(events.Unchecked(text))
        self._stream.suspect(now)

    def _started(self, reply: Started, now: float) -> None:
        if self._stream.flow is Flow.CONNECTING and self._doubt.fatal is None:
            self._stream.hello_again(now)
        elif not (reply.by_attaching and self._greeting.resuming):  # then the numbers tell
            self._booted()

    def _klipper_ready(self, _reply: KlipperReady, _now: float) -> None:
        asked = any(body == STATUS for _, body in self._echoes.in_flight())
        if not asked and self._stream.flow is not Flow.CONNECTING:
            self._booted()

    def _booted(self) -> None:
        if self._doubt.fatal is not None:  # Prusa-Firmware starts anew by itself after kill()
            self._halt(self._doubt.fatal)
        if self._stream.flow is not Flow.CLOSED:
            self.board_reset()

    def board_reset(self) -> None:
        """It has started anew, or its numbers say so."""
        ledger = self._stream.ledger
        self._stream.close()
        self._stream.tell(events.BoardReset(ledger.floor, ledger.sent))

    # Last words: see `last_words.py`.

    def _fatal(self, reply: Fatal, now: float) -> None:
        if reply.incomplete:
            self._half_fatal = (reply, now + _SECOND_HALF_FOLLOWS_SECONDS)
        else:
            self._deadly(reply, now)

    def _deadly(self, fatal: Fatal, now: float) -> None:
        self._half_fatal = None
        words, flow = last_words(fatal), self._stream.flow
        if words is LastWords.REFUSED:
            error = FirmwareError(fatal.text)
            self._stream.tell(refusal(error, self._stream.ledger) or error)
            self._stream.tell(events.Refused(fatal.text))
        elif words is LastWords.STOPPED or flow is Flow.HALTED:
            self._halt(fatal)
        elif self._doubt.fatal is not None and confirms(self._doubt.fatal, fatal):
            self._halt(self._doubt.fatal)
        else:
            self._doubt.begin(fatal, now)
            if flow in (Flow.STREAMING, Flow.AWAITING_QUIET):
                self._stream.ask(now)

    def _lives(self) -> None:
        """Something was said that no dead firmware says."""
        fatal = self._doubt.end()
        if self._died_of is not None and self._stream.flow is Flow.HALTED:
            fatal, self._died_of = self._died_of, None
        if fatal is not None:
            self._stream.tell(events.HaltDisproved(fatal.text, in_time=self._stream.flow is not Flow.HALTED))

    def _halt(self, fatal: Fatal) -> None:
        self._half_fatal = None
        self._doubt.end()
        mute = last_words(fatal) is LastWords.KILLED
        self._died_of = fatal if mute else None
        self._stream.halt()
        self._stream.tell(events.Halted(fatal.text, mute))
