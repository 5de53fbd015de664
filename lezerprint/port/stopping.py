"""Where a job has stopped: how the machine is, and how sure that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.firmware import ExtruderMode, Family, extruder_mode_of, family_of
from lezerprint.port.contract.events import NotParked
from lezerprint.port.injections import state_at
from lezerprint.port.paused_machine import PausedMachine
from lezerprint.port.position_difference import difference

if TYPE_CHECKING:
    from lezerprint.marlin.motion import MachineState
    from lezerprint.port.contract.events import Event
    from lezerprint.port.heating import Heaters
    from lezerprint.port.injections import Injections
    from lezerprint.port.motion_barrier import MotionBarrier
    from lezerprint.port.spool import SpoolReader

_AGREES_MM: Final = 0.011
_AXES_MODE: Final = re.compile(rb"G ?0*9[01](?!\d)", re.IGNORECASE)
_EXTRUDER_MODE: Final = re.compile(rb"M ?0*8[23](?!\d)", re.IGNORECASE)
_SETS_EXTRUDER: Final = re.compile(rb"G ?0*92(?![.\d])[^\n]*E", re.IGNORECASE)
_MOVES_EXTRUDER: Final = re.compile(rb"G ?0*[0-3](?![.\d])[^\n]*E", re.IGNORECASE)


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
