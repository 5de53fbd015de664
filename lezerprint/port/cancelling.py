"""What is done for a cancelled job until it has ended, twenty times a second; for heaters off likewise.

The job's own part (its script, heaters off, M400) stands behind whatever the firmware is at. So:

| the printer | what is done |
|---|---|
| gets on | nothing |
| refuses the same line again and again | heaters off by unnumbered commands; still on: M112; cold: give up |
| reports a heater out of control, and takes nothing | M112 |
| asks something with several buttons | M876 with the last: `Continue` beside `PurgeMore` (Marlin's M600) |
| waits, with emergency parser | M108, again and again: one wait of M600 follows another, and may reheat |
| pushes filament in M600, with emergency parser | M410: Marlin does so for 17 s, and M108 ends none of it |
| waits, without emergency parser | M108, a few times: it is read while the firmware's queue has room |
| is at a command that nothing ends (G28, G29, G4, M48) | nothing: who cancelled is told what is waited for |

M112 is never sent because the printer is merely busy: it must be reset then. Whoever cancelled may.

No M108 is sent for which the firmware's ring may have no room: it is acted on all the same, but what was kept
of it is carried out later, and cut behind its first digit it is M1, which waits for the user, hot (seen on
2.1.2.5). A question is answered by M876 then, of which no such part does anything.
M410 is not sent once the filament was pushed: Marlin then moves back over the print, sideways and down, and a
way cut short would end where it must not go down. While the prompt that M108 has answered is still the open
one, and the hotend is hot enough to extrude, it pushes filament; a cold one goes back at once.
Sources: Marlin `queue.cpp` (get_serial_commands), `e_parser.cpp`, `pause.cpp`, `host_actions.cpp`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isnan
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.blocking import may_block
from lezerprint.marlin.commands import command_code
from lezerprint.marlin.window import FULL_WINDOW_BYTES
from lezerprint.port.effects import AbandonJob, Greet, SendUrgent, StopAtOnce
from lezerprint.port.heat_watch import unnumbered

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.marlin.replies import Reading
    from lezerprint.port.contract.snapshot import Prompt
    from lezerprint.port.effects import Effects
    from lezerprint.port.heating import Heaters

_STUCK_AFTER_SECONDS: Final = 1.0
_STUCK_ROUNDS: Final = 2
_COLD_WITHIN_SECONDS: Final = 1.5
_ALARM_AFTER_SECONDS: Final = 3.0
_BLOCKED_AFTER_SECONDS: Final = 0.5
_WAKE_SECONDS: Final = (0.0, 0.5, 0.5, 1.5, 2.0, 4.0, 8.0, 16.0)
"""Between one and the next. An M410 keeps Marlin for a second (`planner.cpp`, cleaning_buffer_counter)."""

_WAKE_BYTES: Final = len(b"M108\n")
_TAKEN_LINES: Final = 3
"""Marlin's queue has four places (BUFSIZE); the first M108 may have one of them."""

_PUSHES_AFTER_WAKES: Final = 2
_MOST_QUICK_STOPS: Final = 3
"""Slow load, fast load and purge are three moves."""

_NEAR_CELSIUS: Final = 5.0
_EXTRUDES_CELSIUS: Final = 170.0
"""Marlin's EXTRUDE_MINTEMP, as it is usual: M600 heats up to it where the target is lower."""

_WAKE_WITHOUT_PARSER_SECONDS: Final = 3.0
_FAR_ABOVE_CELSIUS: Final = 30.0
_RISES_CELSIUS: Final = 2.0
"""Marlin's WATCH_TEMP_INCREASE."""

_MOST_WAKES_WITHOUT_PARSER: Final = 3
"""Each takes a place in the firmware's queue, and room in its ring."""

_UNSTOPPABLE: Final = frozenset({("G", number) for number in (4, 28, 29, 30, 32, 33, 34, 80)} | {("M", 48)})
"""Nothing but a reset ends these; M108 would only fill the queue."""


class Step(StrEnum):
    """What to do now."""

    NOTHING = "nothing"
    WAKE = "M108"
    QUICK_STOP = "M410"
    ANSWER = "M876"
    COOL = "heaters off, unnumbered"
    STOP = "M112"
    GIVE_UP = "end the job, and greet the firmware anew"


_WAKING: Final = frozenset({Step.WAKE, Step.QUICK_STOP, Step.ANSWER})


@dataclass(frozen=True, slots=True)
class Facts:
    """How a cancelled job stands, or heaters off by order.

    Attributes:
        seconds: Since it was ordered.
        idle_seconds: Since a command was acknowledged last; 0 while none is outstanding.
        rounds: How often it has asked for a line again, since the cancel and since it acknowledged one.
        command: What it is at.
        waits: Whether it has said that it waits for its user. That it is busy says nothing: so it is in G28.
        buttons: How many the open prompt has; 0: there is none.
        takes_answers: Whether that was shown for long enough.
        emergency_parser: Whether it acts on M108, M112 and M876 as their bytes arrive.
        hot: Whether a heater has a target, or may have one.
        out_of_control: Whether a heater is far above its target, and gets hotter.
        changes_filament: Whether it is at M600, or has begun the same by itself, as its filament ran out.
        can_extrude: Whether the hotend in use is at its target, and that is hot enough.
        room_bytes: What the firmware's receive ring has room for, at least.
        wakes: How often it was woken since it got on last.
        since_wake_seconds: Since the last time.
        since_cool_seconds: Since the unnumbered commands; None: they were not sent.
    """

    seconds: float
    idle_seconds: float
    rounds: int = 0
    command: bytes = b""
    waits: bool = False
    buttons: int = 0
    takes_answers: bool = True
    emergency_parser: bool = False
    hot: bool = False
    out_of_control: bool = False
    changes_filament: bool = False
    can_extrude: bool = False
    room_bytes: int = FULL_WINDOW_BYTES
    wakes: int = 0
    since_wake_seconds: float = 1e9
    since_cool_seconds: float | None = None


def decide(facts: Facts) -> Step:
    """What to do now; see the table above."""
    if facts.rounds >= _STUCK_ROUNDS and facts.seconds >= _STUCK_AFTER_SECONDS:
        return _end_refusals(facts)
    if facts.out_of_control and min(facts.seconds, facts.idle_seconds) >= _ALARM_AFTER_SECONDS:
        return Step.STOP
    blocked = facts.waits or facts.buttons or may_block(facts.command)
    if not facts.command or not (blocked or facts.idle_seconds >= _BLOCKED_AFTER_SECONDS):
        return Step.NOTHING
    if not _may_wake(facts):
        return Step.NOTHING
    no_room = facts.room_bytes < _WAKE_BYTES
    if facts.emergency_parser and facts.buttons > (0 if no_room else 1):
        return Step.ANSWER if facts.takes_answers else Step.NOTHING
    if no_room:
        return Step.NOTHING
    return Step.QUICK_STOP if _pushes_filament(facts) else Step.WAKE


def _end_refusals(facts: Facts) -> Step:
    """The unnumbered commands may be refused as well; heaters are off within three seconds."""
    if facts.since_cool_seconds is None:
        return Step.COOL
    if facts.since_cool_seconds < _COLD_WITHIN_SECONDS:
        return Step.NOTHING
    return Step.STOP if facts.hot else Step.GIVE_UP


def _pushes_filament(facts: Facts) -> bool:
    answered = facts.buttons == 1 and facts.can_extrude and facts.emergency_parser
    stops = facts.wakes - _PUSHES_AFTER_WAKES
    return answered and facts.changes_filament and 0 <= stops < _MOST_QUICK_STOPS


def _may_wake(facts: Facts) -> bool:
    if command_code(facts.command) in _UNSTOPPABLE and not facts.waits:
        return False
    if not facts.emergency_parser:
        few = facts.wakes < _MOST_WAKES_WITHOUT_PARSER
        return few and facts.since_wake_seconds >= _WAKE_WITHOUT_PARSER_SECONDS
    return facts.since_wake_seconds >= _WAKE_SECONDS[min(facts.wakes, len(_WAKE_SECONDS) - 1)]


class _RefusedSince:
    """How often a line was asked for again since one was acknowledged; noise that is over is none."""

    def __init__(self) -> None:
        self._acknowledged = -1
        self._before = 0

    def rounds(self, acknowledged: int, count: int) -> int:
        """`count` is that of `Rounds`, which begins again only when a higher line is asked for."""
        if acknowledged > self._acknowledged:
            self._acknowledged, self._before = acknowledged, count
        elif count < self._before:
            self._before = 0
        return count - self._before


class _Room:
    """How many bytes the firmware's receive ring has room for, at least.

    Unnumbered lines may be unread until a numbered one that was sent behind them is acknowledged.
    """

    def __init__(self) -> None:
        self._unread_bytes = 0
        self._sent_before = -1

    def used(self, ledger: Ledger) -> None:
        """An M108 or an M410 goes out."""
        self._unread_bytes, self._sent_before = self._unread(ledger) + _WAKE_BYTES, ledger.sent

    def left_bytes(self, ledger: Ledger) -> int:
        """Behind what already exists."""
        return FULL_WINDOW_BYTES - ledger.bytes_behind(_TAKEN_LINES) - self._unread(ledger)

    def _unread(self, ledger: Ledger) -> int:
        """A ledger that has sent less has begun a new numbering."""
        read = ledger.acknowledged > self._sent_before or ledger.sent < self._sent_before
        return 0 if read else self._unread_bytes


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """What the controller knows of the printer; with what `Cancelling` remembers, it makes the facts.

    Attributes:
        prompt: The open one.
        takes_urgent: Whether M108 and M876 reach the firmware.
        ready: Whether numbered commands do.
        rounds: How often it has asked for the same line again.
    """

    prompt: Prompt | None
    takes_answers: bool
    waits: bool
    changes_filament: bool
    emergency_parser: bool
    idle_seconds: float
    rounds: int
    takes_urgent: bool
    ready: bool


class Cancelling:
    """Sees to it. It goes by the job's state, so that a successor of this process goes on with it."""

    def __init__(self, ledger: Ledger, heaters: Heaters) -> None:
        self._ledger = ledger
        self._heaters = heaters
        self._since: float | None = None
        self._about: tuple[int, object] = (0, None)
        self._refused = _RefusedSince()
        self._room = _Room()
        self._wakes = 0
        self._woken_at = float("-inf")
        self._cooled_at: float | None = None
        self._celsius: dict[int | str, float] = {}
        """How warm each heater was as the job was cancelled."""

    def over(self) -> None:
        """No job is being cancelled, and heaters off is not waited for."""
        self._since = self._cooled_at = None

    def on_time(self, printer: PrinterFacts, now: float) -> Effects:
        """See what is due."""
        if self._since is None:
            self._since, self._woken_at = now, float("-inf")
            self._celsius.clear()
            self._refused = _RefusedSince()
        if not printer.takes_urgent:
            return []
        step = decide(self._facts(printer, now))
        return self._take(step, printer.prompt, now) if step in _WAKING or printer.ready else []

    def _facts(self, printer: PrinterFacts, now: float) -> Facts:
        ledger, prompt = self._ledger, printer.prompt
        about = ledger.acknowledged, prompt and prompt.text
        if about != self._about:
            self._about, self._wakes = about, 0
        return Facts(
            seconds=now - (self._since or now),
            idle_seconds=printer.idle_seconds,
            rounds=self._refused.rounds(ledger.acknowledged, printer.rounds),
            command=ledger.oldest_body(),
            waits=printer.waits,
            buttons=len(prompt.buttons) if prompt and prompt.shown else 0,
            takes_answers=printer.takes_answers,
            emergency_parser=printer.emergency_parser,
            hot=self._heaters.on,
            out_of_control=is_out_of_control(self._heaters, self._celsius),
            changes_filament=printer.changes_filament,
            can_extrude=can_extrude(self._heaters),
            room_bytes=self._room.left_bytes(ledger),
            wakes=self._wakes,
            since_wake_seconds=now - self._woken_at,
            since_cool_seconds=None if self._cooled_at is None else now - self._cooled_at,
        )

    def _take(self, step: Step, prompt: Prompt | None, now: float) -> Effects:
        if step in _WAKING:
            self._woken_at = now
            self._wakes += 1
        match step:
            case Step.WAKE | Step.QUICK_STOP:
                self._room.used(self._ledger)
                return [SendUrgent(step.value.encode())]
            case Step.ANSWER if prompt is not None:
                return [SendUrgent(b"M876 S%d" % (len(prompt.buttons) - 1))]
            case Step.COOL:
                self._cooled_at = now
                return unnumbered(self._heaters)
            case Step.STOP:
                return [StopAtOnce()]
            case Step.GIVE_UP:
                return [AbandonJob(), Greet()]
        return []


def can_extrude(heaters: Heaters) -> bool:
    """Whether the hotend in use is as hot as it is to be, and that is enough for Marlin to extrude."""
    reading = heaters.reading("hotend", None)
    target = 0.0 if reading is None else reading.target_celsius or 0.0
    hot = reading is not None and reading.actual_celsius >= target - _NEAR_CELSIUS
    return hot and target >= _EXTRUDES_CELSIUS


def is_out_of_control(heaters: Heaters, before: dict[int | str, float]) -> bool:
    """Whether one that is heated is far above its target, and hotter than `before`, which is filled in.

    One whose target was lowered is above it too, but cools. The firmware's own protection comes later.
    """
    found = False
    readings: list[tuple[int | str, Reading | None]] = [*heaters.tools.items()]
    readings += ("bed", heaters.bed), ("chamber", heaters.chamber)
    for name, reading in readings:
        if reading is None or isnan(reading.actual_celsius):
            continue
        actual, target = reading.actual_celsius, reading.target_celsius or 0.0
        rises = actual > before.setdefault(name, actual) + _RISES_CELSIUS
        found |= rises and 0 < target < actual - _FAR_ABOVE_CELSIUS
    return found


def waiting_words(command: bytes, idle_seconds: float, *, blocked: bool) -> str | None:
    """What a job that was just cancelled must wait for, for who cancelled it; None: nothing.

    Args:
        command: What the printer is at.
        idle_seconds: Since a command was acknowledged last.
        blocked: Whether the firmware says that it is busy.
    """
    late = idle_seconds >= _BLOCKED_AFTER_SECONDS
    if not command or not (may_block(command) or late or blocked):
        return None
    return f"the printer: {command.decode(errors='replace')}"
