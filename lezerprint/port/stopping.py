"""Where a job has stopped: whether all is executed, how the machine is then, and how sure that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.factors import FEED_QUESTION, FLOW_QUESTION, factors_in, tells_factors
from lezerprint.marlin.firmware import ExtruderMode, Family, extruder_mode_of, family_of
from lezerprint.marlin.outgoing import BARRIER
from lezerprint.marlin.reports import parse_position
from lezerprint.port.contract.events import NotParked, PositionError
from lezerprint.port.injections import state_at
from lezerprint.port.paused_machine import PausedMachine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lezerprint.marlin.factors import Factors
    from lezerprint.marlin.motion import MachineState
    from lezerprint.marlin.protocol import Protocol
    from lezerprint.marlin.replies import ReportedPosition
    from lezerprint.port.contract.events import Event
    from lezerprint.port.heating import Heaters
    from lezerprint.port.injections import Injections
    from lezerprint.port.spool import SpoolReader

_AGREES_MM: Final = 0.011
_AXES_MODE: Final = re.compile(rb"G ?0*9[01](?!\d)", re.IGNORECASE)
_EXTRUDER_MODE: Final = re.compile(rb"M ?0*8[23](?!\d)", re.IGNORECASE)
_SETS_EXTRUDER: Final = re.compile(rb"G ?0*92(?![.\d])[^\n]*E", re.IGNORECASE)
_MOVES_EXTRUDER: Final = re.compile(rb"G ?0*[0-3](?![.\d])[^\n]*E", re.IGNORECASE)

_MOST_TRIES: Final = 3
"""After these, a firmware is taken for one that has no M114."""

_TOLERANCE_MM: Final = 0.05
_ROUNDING: Final = 2e-5
"""Firmwares add up a long relative E in single precision."""


class MotionBarrier:
    """M114 and then M105, after the M400 that the asker has sent; before them the factors, if they are asked.

    An `ok T:` that comes before the M114's position answers an older M105, whose `ok` was late.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.position: ReportedPosition | None = None
        self.factors: Factors | None = None
        self._protocol = protocol
        self._token: int | None = None
        self._position_token: int | None = None
        self._family = Family.UNKNOWN
        self._factor_tokens: list[int] = []
        self._factor_lines: list[Sequence[str]] = []
        self._tries = 0

    @property
    def asked(self) -> bool:
        """Whether the answer is still to come."""
        return self._token is not None

    def ask(self, factors_of: str = "") -> None:
        """Put the question behind all that waits to be sent.

        Args:
            factors_of: What the firmware calls itself, if it is to tell its factors too, once.
        """
        self._tries = 0
        self.factors, self._family = None, family_of({"FIRMWARE_NAME": factors_of})
        self._factor_tokens, self._factor_lines = [], []
        if tells_factors(self._family):
            for question in (FEED_QUESTION, FLOW_QUESTION):
                self._factor_tokens.append(self._protocol.new_token())
                self._protocol.inject(question, self._factor_tokens[-1])
        self._ask()

    def _ask(self) -> None:
        self._tries += 1
        self.position = None
        self._position_token = self._protocol.new_token()
        self._protocol.inject(b"M114", self._position_token)
        self._token = self._protocol.new_token()
        self._protocol.inject(BARRIER, self._token)

    def forget(self) -> None:
        """Its answer means nothing any more."""
        self._token = None

    def command_done(self, token: int, lines: Sequence[str]) -> bool:
        """Whether this is the answer: all that was sent before the question is executed."""
        if token in self._factor_tokens:
            self._factor_told(lines)
        if token == self._position_token:
            found = [position for line in lines if (position := parse_position(line))]
            self.position = found[-1] if found else None
        if token != self._token:
            return False
        if self.position is None and self._tries < _MOST_TRIES:
            self._ask()
            return False
        self._token = None
        return True

    def _factor_told(self, lines: Sequence[str]) -> None:
        self._factor_lines.append(lines)
        if len(self._factor_lines) == len(self._factor_tokens):
            self.factors = factors_in(self._family, *self._factor_lines)


def stopped_at(
    spool: SpoolReader,
    index: int,
    injections: Injections,
    barrier: MotionBarrier,
    heaters: Heaters,
    firmware_name: str,
) -> tuple[PausedMachine, list[Event]]:
    """How the machine is when all before the job's command `index` is done, and what to tell about it.

    Args:
        spool: The job's commands.
        index: The first that was not sent.
        injections: What others sent meanwhile.
        barrier: What the firmware says its position and factors are.
        heaters: What it says of its heaters.
        firmware_name: What it says of itself.
    """
    mode, position = followed_mode(firmware_name), barrier.position
    state = state_at(spool, index, injections, position, heaters, mode)
    if barrier.factors is not None:  # somebody may have turned the printer's knob
        state.feed_factor_percent = barrier.factors.feed_percent
        state.flow_factor_percent = barrier.factors.flow_percent
    machine = PausedMachine.begin(state, position, doubt_about_extruder(spool, index, firmware_name))
    if machine.doubt:
        return machine, [NotParked(reason=machine.doubt)]
    if position is None or injections.extrude or not states_extruder(spool, index, state):
        return machine, []
    wrong = difference(spool.state_before(index, mode), position, axes="e")
    return machine, [wrong] if wrong else []


def states_extruder(spool: SpoolReader, index: int, state: MachineState) -> bool:
    """Whether the file has said where E is before this command; until then the last job has."""
    if spool.has_match(_SETS_EXTRUDER, 0, index):
        return True
    return state.absolute_extruder and spool.has_match(_MOVES_EXTRUDER, 0, index)


def followed_mode(firmware_name: str) -> ExtruderMode:
    """By which rule E is followed; Marlin's where the firmware's is not known."""
    return extruder_mode_of(firmware_name) or ExtruderMode.FOLLOWS_AXES


def doubt_about_extruder(spool: SpoolReader, index: int, firmware_name: str) -> str:
    """Why it is not known whether E is relative, or where it is, before this command; empty: it is known.

    A firmware of an unknown family may begin with other modes than Marlin's, so that both must be stated.
    """
    if extruder_mode_of(firmware_name) is not None:
        return ""
    states = [spool.state_before(index, mode) for mode in ExtruderMode]
    absolute = {state.absolute_extruder for state in states}
    positions = [state.e for state in states]
    if len(absolute) > 1 or (absolute == {True} and max(positions) - min(positions) > _AGREES_MM):
        return "firmwares differ in what this file's G90, G91, M82 and M83 mean for E"
    is_known = family_of({"FIRMWARE_NAME": firmware_name}) is not Family.UNKNOWN
    stated = (spool.has_match(pattern, 0, index) for pattern in (_AXES_MODE, _EXTRUDER_MODE))
    return "" if is_known or all(stated) else "the file does not say whether its axes and E are absolute"


def difference(state: MachineState, position: ReportedPosition, axes: str = "xyze") -> PositionError | None:
    """How the reported position differs from the state; None where it does not."""
    expected = {axis: getattr(state, axis) for axis in axes}
    found = {axis: getattr(position, axis) for axis in axes}
    wrong = [
        axis
        for axis, value in found.items()
        if value is not None
        and abs(value - expected[axis]) > _TOLERANCE_MM + (_ROUNDING * abs(value) if axis == "e" else 0.0)
    ]
    return PositionError(expected=expected, found=found, axes=tuple(wrong)) if wrong else None
