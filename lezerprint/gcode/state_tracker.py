"""The machine's modal state at chosen lines of a batch: `marlin.motion` without a loop over lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from lezerprint.gcode.batch import CleanBatch, code_of
from lezerprint.gcode.words import WordReader
from lezerprint.marlin.firmware import ExtruderMode
from lezerprint.marlin.motion import MachineState, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

_Name = TypeVar("_Name")

_SETTINGS: Final = [
    *(code_of("G", number) for number in (10, 11, 28)),
    *(code_of("M", number) for number in (104, 106, 107, 109, 140, 141, 190, 191, 200, 220, 221)),
    *(code_of("M", number) for number in (568, 605)),
]
_FIRST_TOOL: Final = code_of("T", 0)
_LAST_TOOL: Final = code_of("U", 0) - 1


class StateTracker:
    """Follows a print batch by batch."""

    def __init__(self) -> None:
        self._last = Snapshot(MachineState(), dict.fromkeys(ExtruderMode, 0.0))

    def advance(self, batch: CleanBatch, lines: NDArray[np.int64]) -> list[Snapshot]:
        """The states just before the given lines of the next batch (ascending, len(batch) at most)."""
        wanted = np.append(lines, len(batch))
        before = self._last.state
        reader = WordReader(batch, before)
        e_by_mode = self._extruder(reader, wanted)
        columns = {
            "x": reader.axis("X").before(wanted, before.x),
            "y": reader.axis("Y").before(wanted, before.y),
            "z": reader.axis("Z").before(wanted, before.z),
            "e": e_by_mode[before.extruder_mode],
            "feed_rate_mm_min": reader.feed_rates().before(wanted, before.feed_rate_mm_min),
            "absolute_axes": reader.absolute_axes.before(wanted) > 0,
            "extruder_told_absolute": reader.extruder_told.before(wanted) > 0,
            "axes_told_last": reader.axes_told_last.before(wanted) > 0,
            "inches": reader.units.before(wanted) > 1,
        }
        states = [
            replace(state, **row)
            for state, row in zip(_settings_before(batch, wanted, before), _rows(columns), strict=True)
        ]
        snapshots = [Snapshot(state, e) for state, e in zip(states, _rows(e_by_mode), strict=True)]
        self._last = snapshots.pop()
        return snapshots

    def _extruder(
        self, reader: WordReader, wanted: NDArray[np.int64]
    ) -> dict[ExtruderMode, NDArray[np.float64]]:
        """Where E is before the wanted lines by each rule; what is alike in two is reckoned once."""
        columns: dict[tuple[int, float], NDArray[np.float64]] = {}
        found = {}
        for mode, words in reader.extruder().items():
            initial = self._last.e_by_mode[mode]
            key = id(words), initial
            if key not in columns:
                columns[key] = words.before(wanted, initial)
            found[mode] = columns[key]
        return found


def _rows(columns: Mapping[_Name, NDArray[Any]]) -> Iterator[dict[_Name, Any]]:
    for row in zip(*(column.tolist() for column in columns.values()), strict=True):
        yield dict(zip(columns, row, strict=True))


def _settings_before(
    batch: CleanBatch, wanted: NDArray[np.int64], before: MachineState
) -> list[MachineState]:
    """States right in all but positions and modes: the other commands are rare enough to be replayed."""
    is_setting = np.isin(batch.codes, _SETTINGS)
    is_setting |= (batch.codes >= _FIRST_TOOL) & (batch.codes <= _LAST_TOOL)
    lines = np.flatnonzero(is_setting)
    state = before.copy()
    states = []
    done = 0
    for count in np.searchsorted(lines, wanted).tolist():
        for line in lines[done:count].tolist():
            state.apply(batch.body(line))
        done = count
        states.append(state.copy())
    return states
