"""The machine's modal state at chosen lines of a batch: `marlin.motion` without a loop over lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.batch import CleanBatch, code_of
from lezerprint.gcode.words import WordReader
from lezerprint.marlin.motion import MachineState

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SETTINGS: Final = [
    code_of("G", 28),
    *(code_of("M", number) for number in (104, 106, 107, 109, 140, 141, 190, 191, 220, 221)),
]
_FIRST_TOOL: Final = code_of("T", 0)
_LAST_TOOL: Final = code_of("U", 0) - 1


class ModalTracker:
    """Follows a print batch by batch."""

    def __init__(self) -> None:
        self._state = MachineState()

    def advance(self, batch: CleanBatch, lines: NDArray[np.int64]) -> list[MachineState]:
        """The states just before the given lines of the next batch (ascending, len(batch) at most)."""
        wanted = np.append(lines, len(batch))
        before = self._state
        reader = WordReader(batch, before)
        columns = {
            "x": reader.axis("X").before(wanted, before.x),
            "y": reader.axis("Y").before(wanted, before.y),
            "z": reader.axis("Z").before(wanted, before.z),
            "e": reader.axis("E").before(wanted, before.e),
            "feed_rate_mm_min": reader.feed_rates().before(wanted, before.feed_rate_mm_min),
            "absolute_axes": reader.absolute_axes.before(wanted) > 0,
            "absolute_extruder": reader.absolute_extruder.before(wanted) > 0,
            "inches": reader.units.before(wanted) > 1,
        }
        names = list(columns)
        rows = zip(*(column.tolist() for column in columns.values()), strict=True)
        settings = _settings_before(batch, wanted, before)
        states = [
            replace(state, **dict(zip(names, row, strict=True)))
            for state, row in zip(settings, rows, strict=True)
        ]
        self._state = states.pop()
        return states


def _settings_before(
    batch: CleanBatch, wanted: NDArray[np.int64], before: MachineState
) -> list[MachineState]:
    """States right in all but positions and modes: the other commands are rare enough to be replayed."""
    is_setting = np.isin(batch.codes, _SETTINGS)
    is_setting |= (batch.codes >= _FIRST_TOOL) & (batch.codes <= _LAST_TOOL)
    lines = np.flatnonzero(is_setting)
    state = _copy(before)
    states = []
    done = 0
    for count in np.searchsorted(lines, wanted).tolist():
        for line in lines[done:count].tolist():
            state.apply(batch.body(line))
        done = count
        states.append(_copy(state))
    return states


def _copy(state: MachineState) -> MachineState:
    return replace(state, hotend_targets_celsius=dict(state.hotend_targets_celsius))
