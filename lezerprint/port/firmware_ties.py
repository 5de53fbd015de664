"""What Marlin ties to commands that a host's job does without: motors, print job timer, runout sensor.

The whole list, with what else was looked at, is in docs/marlin-ties.md.

**Motors.** Marlin lets go of its motors when nothing has moved for two minutes, and starts to count anew
while it waits for heat itself (`M109`, `M190`). Here the host waits, and a pause may last: the head would
sag, or be pushed, and nothing would tell. `M84 S0` switches the time-out off in every Marlin; no report says
what it was.

**Timer.** M109 and M190 start the firmware's print job timer, and we send neither. Marlin watches the
filament only while it runs (`runout.h`, `printingIsActive`). With PRINTJOB_TIMER_AUTOSTART a target of
nearly nothing stops it again (`auto_job_check_timer`). A start while it runs does no more than forget which
objects were cancelled, so it is sent only where it may stand.

**Runout sensor.** It must not start a filament change while a job is paused. Marlin 2 switches it by M412,
which also forgets a runout that was left to the host. What it is to be after the pause is what it was
before: it is asked for, and switched off only where it is on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.marlin.commands import command_code, words
from lezerprint.marlin.firmware import traits_of
from lezerprint.port.contract.states import RunState
from lezerprint.port.effects import Send, WriteState
from lezerprint.port.scripts import Script

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lezerprint.marlin.firmware import Family
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.effects import Effects
    from lezerprint.port.heating import Heaters
    from lezerprint.port.run import Run

START: Final = b"M75"
STOP: Final = b"M77"

_HOTEND_CELSIUS: Final = 100.0
_BED_CELSIUS: Final = 10.0
"""Targets up to these may stop the timer: Marlin's bounds are half of EXTRUDE_MINTEMP, and BED_MINTEMP."""

_SETS_TARGET: Final = frozenset({("M", 104), ("M", 140)})
_MAY_STOP: Final = re.compile(rb"M ?0*1[04][04](?!\d)[^\n]*S ?\+?0*\d{0,2}(?![\d])", re.IGNORECASE)
_HANDLES_IT: Final = re.compile(rb"M ?0*7[56](?![.\d])", re.IGNORECASE)
_STOPS_IT: Final = re.compile(rb"M ?0*77(?![.\d])", re.IGNORECASE)

QUESTION: Final = b"M412"
OFF: Final = b"M412 S0"
ON: Final = b"M412 S1"

_IS_ON: Final = "filament runout on"
"""Of `echo:Filament runout ON ; Host handling OFF` (`M412.cpp`)."""


class MotorTimeout:
    """Off while a job is there, and set again after it.

    Args:
        seconds: What it is outside of jobs.
    """

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._is_off = False

    def due(self, *, prints: bool, family: Family) -> bytes | None:
        """What to tell the firmware, where it is another than it was told last; what is returned is sent."""
        # To another firmware M84 may mean to let go of the motors, whatever stands behind it.
        if prints == self._is_off or not traits_of(family).is_marlin:
            return None
        self._is_off = prints
        return b"M84 S%d" % (0 if prints else self._seconds)


@dataclass(slots=True)
class JobTimer:
    """Whether the timer runs, as far as is known.

    Attributes:
        job: Of which job this tells.
        runs: Whether it was started, and not stopped since.
        doubted: Whether something since may have stopped it.
        since: The job's command from which on nothing is known yet that may have stopped it.
        left_alone: Whether the file starts or pauses it by itself, or has stopped it.
    """

    job: str = ""
    runs: bool = False
    doubted: bool = False
    since: int = 0
    left_alone: bool = False

    def noticed(self, command: bytes) -> None:
        """Somebody's command goes out beside the file's."""
        low = words(command).get("S", 0.0) <= _HOTEND_CELSIUS
        self.doubted = self.doubted or (low and command_code(command) in _SETS_TARGET)

    def due(self, run: Run, heaters: Heaters) -> bytes | None:
        """What is to be sent now; what is returned counts as sent."""
        if not run.active:
            stops, self.runs = self.runs, False
            return STOP if stops else None
        if run.job != self.job:
            spool = run.spool
            self.job, self.runs, self.doubted = run.job, False, False
            self.left_alone = spool.has_match(_HANDLES_IT, 0, len(spool))
        if self.left_alone:
            return None
        heating = _something_heats(heaters)
        if self.runs and run.wait is None and heating is False:
            self.doubted = True
        if not self._starts(run, heating=bool(heating)):
            return None
        self.left_alone = run.spool.has_match(_STOPS_IT, 0, run.sent)
        if self.left_alone:
            return None
        self.runs, self.doubted, self.since = True, False, run.sent
        return START

    def _starts(self, run: Run, *, heating: bool) -> bool:
        if run.wait is not None:
            # Each command is looked at once: in a long file that takes time, and this is asked at every tick.
            searched, self.since = self.since, run.sent
            return not self.runs or self.doubted or run.spool.has_match(_MAY_STOP, searched, run.sent)
        return self.runs and self.doubted and heating and _prints(run)


def _prints(run: Run) -> bool:
    return run.state is RunState.PRINTING and not run.returning


def _is_paused(run: Run) -> bool:
    """Whether its filament may be changed; a stop for a picture is too short for that."""
    machine = run.paused_machine
    if machine is None or not run.active:
        return False
    return not (machine.for_photo and run.state is RunState.PRINTING)


def _something_heats(heaters: Heaters) -> bool | None:
    """Whether a target is reported that no timer would be stopped for; None: none is yet, to a successor."""
    bed = heaters.bed.target_celsius if heaters.bed else None
    hotends = [reading.target_celsius for reading in heaters.tools.values()]
    if bed is None and all(target is None for target in hotends):
        return None
    return (bed or 0.0) > _BED_CELSIUS or any((target or 0.0) > _HOTEND_CELSIUS for target in hotends)


@dataclass(slots=True)
class RunoutSensor:
    """What is known of it in this pause.

    Attributes:
        asked: Whether it was asked, in this pause, how it is.
        switched_off: Whether it is off because of us.
    """

    asked: bool = False
    switched_off: bool = False

    def due(self, run: Run | None) -> bytes | None:
        """What is to be sent now; what is returned counts as sent."""
        if run is not None and _is_paused(run):
            # As soon as the place is known where the print stopped: a firmware that waits for its user
            # takes nothing before that, and its queue must have room for the answer.
            if self.asked:
                return None
            self.asked = True
            return QUESTION
        self.asked = False
        off, self.switched_off = self.switched_off, False
        return ON if off else None

    def answered(self, lines: Sequence[str], run: Run | None) -> bytes | None:
        """What is to be sent now that the firmware has said how the sensor is."""
        is_on = any(_IS_ON in line.lower() for line in lines)
        if not is_on or run is None or not _is_paused(run):
            return None
        self.switched_off = True
        return OFF


class FirmwareTies:
    """Sends what is due, once, also when the process is killed at it.

    Args:
        motor_timeout_seconds: What the motors' time-out is outside of jobs.
        ledger: Of the lines that went out.
        heaters: As they are reported.
    """

    def __init__(self, motor_timeout_seconds: int, ledger: Ledger, heaters: Heaters) -> None:
        self._ledger = ledger
        self._heaters = heaters
        self._motors = MotorTimeout(motor_timeout_seconds)
        self._timer = JobTimer()
        self._sensor = RunoutSensor()
        self._script = Script()

    def on_time(self, run: Run | None, family: Family, *, ready: bool, has_sensor: bool) -> Effects:
        """See what is due; `has_sensor`: the firmware says that it has a runout sensor."""
        effects: Effects = []
        prints = run is not None and run.active
        if ready and (command := self._motors.due(prints=prints, family=family)):
            effects.append(Send(command))
        if self._script.after > self._ledger.sent:  # of a numbering that is over: all went out
            self._script = Script()
        if run is None or not ready:
            return effects
        traits = traits_of(family)
        if traits.has_job_timer and (command := self._timer.due(run, self._heaters)):
            effects += self._send(command)
        if traits.has_runout_switch and has_sensor:
            effects += self._see_to_sensor(self._sensor.due(run), run)
        return effects

    @property
    def has_more(self) -> bool:
        """Whether something waits to go out."""
        return bool(self._script.left(self._ledger))

    def noticed(self, command: bytes) -> None:
        """Somebody's command goes out beside the file's."""
        self._timer.noticed(command)

    def _see_to_sensor(self, command: bytes | None, run: Run) -> Effects:
        def answered(answer: Answer) -> Effects:
            return self._see_to_sensor(self._sensor.answered(answer.lines, run), run)

        if command == QUESTION:
            return [Send(command, answered)]
        return [] if command is None else self._send(command)

    def _send(self, command: bytes) -> Effects:
        """First journalled, then sent: a successor sends what has no number yet."""
        self._script = self._script.followed_by([command], self._ledger)
        return [WriteState(), Send(command)]

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        timer, sensor = self._timer, self._sensor
        return {
            "timer": [timer.job, timer.runs, timer.doubted, timer.since, timer.left_alone],
            "sensor_off": sensor.switched_off,
            "script": self._script.as_data(),
        }

    def restore(self, kept: Mapping[str, Any]) -> Effects:
        """Go on as a predecessor, whose job's lines are known by now."""
        self._timer = JobTimer(*kept["timer"])
        self._sensor = RunoutSensor(switched_off=kept["sensor_off"])
        self._script = Script.from_data(kept["script"])
        return [Send(command) for command in self._script.left(self._ledger)]
