"""Marlin's print job timer (`stopwatch.cpp`), and the runout sensor that is watched while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lezerprint.virtual.board import Board

_SECONDS_PER_MINUTE = 60
_SECONDS_PER_HOUR = 3600


@dataclass(slots=True)
class JobTimer:
    """Stopped, running or paused; times are seconds on the caller's clock.

    Attributes:
        prints: How many prints it has counted (PRINTCOUNTER): a start that is no continuation counts.
        finished: How many of them it was stopped for.
    """

    running: bool = False
    paused: bool = False
    prints: int = 0
    finished: int = 0
    _since: float = 0.0
    _before_seconds: float = 0.0

    def start(self, now: float) -> None:
        """M75: begin, or go on after a pause; nothing while it runs."""
        if self.running:
            return
        if not self.paused:
            self._before_seconds = 0.0
            self.prints += 1
        self.running, self.paused, self._since = True, False, now

    def pause(self, now: float) -> None:
        """M76, and every filament change."""
        if self.running:
            self._before_seconds = self.seconds(now)
            self.running, self.paused = False, True

    def stop(self, now: float) -> None:
        """M77."""
        if self.running or self.paused:
            self._before_seconds = self.seconds(now)
            self.running = self.paused = False
            self.finished += 1

    def seconds(self, now: float) -> float:
        """What it shows."""
        return self._before_seconds + (now - self._since if self.running else 0.0)

    def shown(self, now: float) -> str:
        """What M31 says, as Marlin's `duration_t` puts it."""
        seconds = int(self.seconds(now))
        hours, minutes = seconds // _SECONDS_PER_HOUR, seconds // _SECONDS_PER_MINUTE % 60
        words = [f"{hours}h"] * bool(hours) + [f"{minutes}m"] * bool(hours or minutes)
        return " ".join([*words, f"{seconds % _SECONDS_PER_MINUTE}s"])


@dataclass(slots=True)
class RunoutSensor:
    """Who handles a runout, and whether one was told; M412 S is among the settings (`runout.h`)."""

    host_handling: bool = False
    ran_out: bool = False


def watch_filament(board: Board) -> None:
    """Change the filament, or leave that to the host, when it has run out in a print (`runout.cpp`)."""
    sensor = board.runout
    if sensor.ran_out or board.filament_present or not board.job_timer.running:
        return
    if not (board.options.runout_sensor and board.settings.value("M412", "S")):
        return
    sensor.ran_out = True
    if board.runout.host_handling:
        board.say("//action:out_of_filament T0")
        board.say("//action:pause filament_runout 0")
    else:
        board.say("//action:paused filament_runout 0")
        board.inject("M600")


def target_was_set(board: Board, *, can_start: bool, can_stop: bool) -> None:
    """Start or stop the timer, as PRINTJOB_TIMER_AUTOSTART has it (`auto_job_check_timer`)."""
    if not board.options.job_timer_autostart:
        return
    if board.heaters.above_job_threshold:
        if can_start:
            board.job_timer.start(board.now)
    elif can_stop:
        board.job_timer.stop(board.now)
