"""The table of styles: what many segments have in common, stored once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lezerprint.gcode.toolpaths.layout import STYLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_STYLES: Final = 2**16 - 1
_FINE_STYLES: Final = 30_000
"""Once there are so many, further ones have speed and width in coarser steps."""

_BITS: Final = (
    ("kind", 4),
    ("tool", 4),
    ("width", 9),
    ("height", 9),
    ("speed", 13),
    ("celsius", 10),
    ("time", 9),
)
_WIDTH_STEP_UM: Final = 10
_SPEED_STEPS_PER_MM_S: Final = 2
_COARSER: Final = 16
_SHORTEST_LAYER_SECONDS: Final = 0.1
_LAYER_TIME_RATIO: Final = 1.05
_DECIMILLIMETRES: Final = 10


def time_step(seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """The number of the step, of 5 % each, that is nearest to a layer's time."""
    steps = np.log(np.maximum(seconds, _SHORTEST_LAYER_SECONDS) / _SHORTEST_LAYER_SECONDS)
    return np.asarray(np.round(steps / np.log(_LAYER_TIME_RATIO)), np.int64)


class Styles:
    """Grows with the segments that are looked up in it."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {0: 0}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, columns: dict[str, NDArray[np.int64]]) -> NDArray[np.uint16]:
        """The number of each segment's style.

        Args:
            columns: kind, tool, width and height in µm, speed in mm/s, celsius, time (`time_step`).
        """
        in_steps = {
            **columns,
            "width": columns["width"] // _WIDTH_STEP_UM,
            "height": columns["height"] // _WIDTH_STEP_UM,
            "speed": np.round(columns["speed"] * _SPEED_STEPS_PER_MM_S).astype(np.int64),
        }
        if len(self._numbers) > _FINE_STYLES:
            for name in ("width", "speed"):
                in_steps[name] = in_steps[name] // _COARSER * _COARSER
        keys = np.zeros(len(columns["kind"]), np.int64)
        for name, bits in _BITS:
            keys = keys << bits | np.clip(in_steps[name], 0, 2**bits - 1)
        different, which = np.unique(keys, return_inverse=True)
        found = [self._number(key) for key in different.tolist()]
        return np.array(found, np.uint16)[which]

    def table(self) -> NDArray[np.void]:
        """All of them as they are stored."""
        keys = np.array(list(self._numbers), np.int64)
        table = np.zeros(len(keys), STYLE)
        steps = {}
        for name, bits in reversed(_BITS):
            steps[name] = keys & (2**bits - 1)
            keys = keys >> bits
        table["kind"], table["tool"] = steps["kind"], steps["tool"]
        table["width_um"] = steps["width"] * _WIDTH_STEP_UM
        table["height_um"] = steps["height"] * _WIDTH_STEP_UM
        table["speed_dmm_s"] = steps["speed"] * (_DECIMILLIMETRES // _SPEED_STEPS_PER_MM_S)
        table["temperature_celsius"] = steps["celsius"]
        table["layer_seconds"] = _SHORTEST_LAYER_SECONDS * _LAYER_TIME_RATIO ** steps["time"]
        table["layer_seconds"][0] = 0.0
        return table

    def _number(self, key: int) -> int:
        """A full table gives the style that was added last."""
        if key not in self._numbers and len(self._numbers) >= _MOST_STYLES:
            return len(self._numbers) - 1
        return self._numbers.setdefault(key, len(self._numbers))
