"""Whether the machine is where it should be, by its report of its position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.events import PositionError

if TYPE_CHECKING:
    from lezerprint.marlin.motion import MachineState
    from lezerprint.marlin.replies import ReportedPosition

_TOLERANCE_MM: Final = 0.05
_ROUNDING: Final = 2e-5
"""Firmwares add up a long relative E in single precision."""


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
