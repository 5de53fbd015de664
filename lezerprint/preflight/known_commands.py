"""The commands that Marlin knows in any configuration: those that `gcode.cpp` of 2.0 and 2.1 has."""

from __future__ import annotations

from typing import Final

_G: Final = (
    *range(7), *range(10, 13), *range(17, 22), *range(26, 36), 38, 42, *range(53, 62), 76, 80,
    *range(90, 93), 425, 800,
)  # fmt: skip
_M: Final = (
    0, 1, *range(3, 6), *range(7, 13), *range(16, 19), *range(20, 35), 42, 43, 48, 73, *range(75, 79),
    *range(80, 88), 92, 100, *range(102, 116), *range(117, 124), *range(125, 130), 140, 141, 143, 145, 149,
    150, 154, 155, *range(163, 167), *range(190, 194), *range(200, 212), 217, 218, 220, 221, 226, 240, 250,
    255, 256, 260, 261, 265, *range(280, 283), 290, 293, 294, *range(300, 307), 309, 350, 351, 355,
    *range(360, 365), 380, 381, *range(400, 408), 410, *range(412, 415), *range(420, 424), 425, 428, 430, 485,
    486, *range(493, 497), *range(500, 505), *range(510, 513), 524, 540, 550, *range(552, 555), 569, 575, 592,
    593, 600, 601, 603, 605, 665, 666, 672, 701, 702, *range(704, 711), 800, 808, *range(810, 821), 851, 852,
    *range(860, 870), 871, 876, 900, *range(906, 915), *range(916, 921), 928, 936, 951, *range(993, 996), 997,
    *range(999, 1005),
)  # fmt: skip
"""M601 is an order to pause, which the host carries out."""

MARLIN: Final = frozenset({*(f"G{number}" for number in _G), *(f"M{number}" for number in _M)})
