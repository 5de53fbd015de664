"""What noise may have altered without an error: is the tool where the file says, does a line take too long?

The rest of a broken line may have run unchecked (PROTOCOL: an unnumbered line with a checksum executes), so
after noise in a wide window M114 is asked in the stream: Marlin answers with the position after all lines
before it. And noise that flips the same bit of two bytes passes Marlin's XOR: `F3000` may become `F3 00`,
and a move of seconds takes minutes.
"""

from __future__ import annotations

from math import dist, hypot, pi
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.commands import command_code, words
from lezerprint.marlin.motion import MOVES
from lezerprint.port.contract import events
from lezerprint.port.contract.states import RunState
from lezerprint.port.effects import Inject, Tell
from lezerprint.port.stopping import difference, doubt_about_extruder, followed_mode, states_extruder

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.marlin.replies import ReportedPosition
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.effects import Effects
    from lezerprint.port.run import Run
    from lezerprint.port.spool import SpoolReader

_AT_MOST_EVERY_SECONDS: Final = 5.0
_NOISY_SECONDS: Final = 600.0
_BURST_SECONDS: Final = 10.0
_BURST: Final = 3
_LEAST_SECONDS: Final = 10.0
_FACTOR: Final = 3.0
_PLANNER_LINES: Final = 128
_SLOWEST_LIMIT_MM_S: Final = 2.0
"""Firmware may limit Z and E to this, whatever the file says."""

_ARCS: Final = frozenset({("G", 2), ("G", 3)})
_DWELL: Final = ("G", 4)


class PositionCheck:
    """Asks, compares, tells."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._next_at = 0.0
        self._run: Run | None = None
        self._heard: ReportedPosition | None = None

    def request(self, run: Run | None, now: float, *, ready: bool) -> Effects:
        """Check soon, unless that is being done; `ready`: commands can be sent."""
        if self._run is not None or now < self._next_at or not _prints(run) or not ready:
            return []
        self._run = run
        self._heard = None
        self._next_at = now + _AT_MOST_EVERY_SECONDS
        return [Inject(b"M114", self._answered)]

    def heard(self, position: ReportedPosition) -> None:
        """Any report of the position; the last before the answer's `ok` is the one asked for."""
        self._heard = position

    def _answered(self, reply: Answer) -> Effects:
        run, self._run = self._run, None
        if self._heard is None or reply.number is None or run is None or not _prints(run):
            return []
        wrong = difference_in(run, self._ledger.job_line_after(reply.number), self._heard)
        return [Tell(events.PositionChecked() if wrong is None else wrong)]


def difference_in(run: Run, index: int, position: ReportedPosition) -> events.PositionError | None:
    """How the position reported before a job's command differs from the file's; None where it does not."""
    state = run.spool.state_before(index, followed_mode(run.firmware_name))
    unsure = run.injections.extrude or doubt_about_extruder(run.spool, index, run.firmware_name)
    known = not unsure and states_extruder(run.spool, index, state)
    return difference(state, position, "xyze" if known else "xyz")


def _prints(run: Run | None) -> bool:
    """Not of a job that is paused: its script has moved the tool away from where the file says."""
    return run is not None and run.state is RunState.PRINTING and not run.returning


class SlowLine:
    """Knows when lines were refused, and for how long the oldest has had no `ok`."""

    def __init__(self) -> None:
        self._refused: list[float] = []
        self._line = -1
        self._since = 0.0
        self._longest: float | None = None

    def refused(self, now: float) -> bool:
        """The firmware has refused a line; whether that is one of a burst."""
        self._refused = [*self._refused[1 - _BURST :], now]
        return len(self._refused) == _BURST and now - self._refused[0] < _BURST_SECONDS

    def look(self, run: Run, now: float) -> events.SlowLine | None:
        """What to tell of the line that the firmware is at; None: nothing, or it was told."""
        line = run.acknowledged
        if line != self._line or run.state is not RunState.PRINTING or run.returning or run.wait:
            self._line, self._since, self._longest = line, now, None
            return None
        seconds = now - self._since
        noisy = self._refused and now - self._refused[-1] < _NOISY_SECONDS
        if not noisy or seconds < _LEAST_SECONDS or self._longest == float("inf") or run.sent <= line:
            return None
        if self._longest is None:
            self._longest = longest_move_seconds(run.spool, line)
        if seconds < _LEAST_SECONDS + _FACTOR * self._longest:
            return None
        planned, self._longest = self._longest, float("inf")
        place = run.source_line(line + 1)
        return events.SlowLine(
            reason=f"line {place} of the file waits {seconds:.0f} s for moves of at most {planned:.1f} s: "
            "noise may have altered a line and passed its checksum",
            file_line=place,
            seconds=round(seconds, 1),
            planned_seconds=round(planned, 1),
        )


def longest_move_seconds(spool: SpoolReader, line: int) -> float:
    """Of the moves that may be under way while the command at `line` has no `ok`.

    Infinite where that is no move: it may take as long as it likes.
    """
    if line >= len(spool) or not _is_move(spool.body(line)):
        return float("inf")
    start = max(0, line - _PLANNER_LINES)
    state = spool.state_before(start)
    longest = 0.0
    for body, _ in spool.bodies(start, line + 1):
        before = state.x, state.y, state.z
        z, e = state.z, state.e
        state.apply(body)
        arguments = words(body)
        if command_code(body) == _DWELL:
            longest = max(longest, arguments.get("S", 0.0) + arguments.get("P", 0.0) / 1000)
        if not _is_move(body):
            continue
        way = dist(before, (state.x, state.y, state.z))
        if command_code(body) in _ARCS:
            way = max(way, 2 * pi * hypot(arguments.get("I", 0.0), arguments.get("J", 0.0)))
            way = max(way, 2 * pi * abs(arguments.get("R", 0.0)))
        speed = state.feed_rate_mm_min / 60 * max(state.feed_factor_percent, 1.0) / 100
        limited = max(abs(state.z - z), abs(state.e - e)) / _SLOWEST_LIMIT_MM_S
        longest = max(longest, way / speed, limited)
    return longest


def _is_move(body: bytes) -> bool:
    code = command_code(body)
    return code is not None and code[0] == "G" and code[1] in MOVES
