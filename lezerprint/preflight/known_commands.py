"""The G and M commands that each family of firmwares knows in any configuration.

| family | looked up in |
|---|---|
| Marlin 1 and 2 | `gcode.cpp` of 2.0 and 2.1 |
| Prusa-Firmware 3 | `Marlin_main.cpp` of 3.14 |
| RepRapFirmware | `GCodes2.cpp` of 3.6; any other runs the macro of its name, if there is one |
| Klipper | what `klippy` and its extras register; any other may be a macro of the configuration |
| Repetier | `Commands.cpp` of 1.0.5 |

Smoothieware has no table: its configuration names the codes of switches and heaters, and it passes over
unknown ones without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.marlin.firmware import Family

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MARLIN_G: Final = (
    *range(7), *range(10, 13), *range(17, 22), *range(26, 36), 38, 42, *range(53, 62), 76, 80,
    *range(90, 93), 425, 800,
)  # fmt: skip
_MARLIN_M: Final = (
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

_BY_HOST: Final = (0, 1, 25, 125, 226, 600, 601)
"""M commands that pause: the host does it where the firmware cannot."""

_PRUSA_G: Final = (
    *range(5), 10, 11, 21, *range(28, 33), 75, 76, *range(80, 89), *range(90, 93), 98, 99,
)  # fmt: skip
_PRUSA_M: Final = (
    *range(3), 17, 18, *range(20, 33), 42, *range(44, 49), 72, 73, *range(75, 87), 92, *range(104, 108), 109,
    110, *range(112, 116), *range(117, 122), 123, 125, 140, 150, 155, 190, 200, 201, *range(203, 210), 214,
    220, 221, 226, 240, 280, *range(300, 305), 310, 350, 351, 400, 403, 405, 406, 420, *range(500, 504), 509,
    540, 552, *range(600, 604), 701, 702, *range(704, 710), 850, *range(860, 863), 900, 907, 908,
    *range(910, 919), 928,
)  # fmt: skip
_REPRAPFIRMWARE_G: Final = (
    *range(5), 10, 11, *range(17, 22), *range(28, 33), 38, *range(53, 61), 68, 69, *range(90, 95),
)  # fmt: skip
_REPRAPFIRMWARE_M: Final = (
    *range(7), 17, 18, *range(20, 31), 32, *range(36, 40), 42, 73, *range(80, 86), 92, 98, 99,
    *range(101, 113), *range(114, 123), 140, 141, 143, 144, 150, 190, 191, 200, 201, *range(203, 209), 220,
    221, 226, 260, 261, 280, *range(290, 293), *range(300, 306), *range(307, 310), 350, *range(374, 377),
    *range(400, 403), 404, *range(407, 410), 425, *range(450, 454), *range(470, 473), 486, *range(500, 504),
    505, 540, *range(550, 565), *range(566, 573), *range(574, 578), 579, 581, 582, *range(584, 590),
    *range(591, 602), 606, *range(665, 668), *range(669, 676), *range(701, 704), *range(750, 757), 851, 905,
    906, *range(911, 914), *range(915, 919), 929, *range(950, 958), *range(997, 1000),
)  # fmt: skip
_KLIPPER_G: Final = (*range(5), 10, 11, *range(17, 22), 28, *range(90, 93))
_KLIPPER_M: Final = (
    18, 20, 21, *range(23, 31), 73, *range(82, 85), *range(104, 108), 109, 110, 112, 114, 115,
    *range(117, 120), 140, 190, 204, 220, 221, 400, *range(405, 408),
)  # fmt: skip
_REPETIER_G: Final = (
    *range(5), 10, 11, 20, 21, *range(28, 34), *range(90, 93), 100, *range(131, 136), *range(201, 206),
)  # fmt: skip
_REPETIER_M: Final = (
    *range(3, 6), 17, 18, *range(20, 31), 32, 36, 42, 73, *range(80, 86), 92, 99, *range(104, 113),
    *range(114, 121), 122, 140, 155, 163, 164, 170, 190, *range(200, 208), 209, 218, 220, 221, 223, 226, 232,
    233, 251, 280, 281, 290, 300, 302, 303, *range(320, 324), 340, 350, 355, 360, *range(400, 403), 408, 415,
    416, *range(450, 454), 460, *range(500, 503), 512, 513, *range(530, 535), 539, *range(600, 605), 606, 670,
    *range(888, 892), *range(907, 911), 914, 915, 998, 999,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a firmware understands.

    Attributes:
        name: What people call it.
        commands: Such as `G1`.
        unless: Where it knows others, too, as the end of a sentence; empty: nowhere.
    """

    name: str
    commands: frozenset[str]
    unless: str = ""


def _named(g: Iterable[int], m: Iterable[int]) -> frozenset[str]:
    return frozenset({*(f"G{number}" for number in g), *(f"M{number}" for number in (*m, *_BY_HOST))})


_MARLIN: Final = Vocabulary("Marlin", _named(_MARLIN_G, _MARLIN_M))

VOCABULARIES: Final[Mapping[Family, Vocabulary]] = {
    Family.MARLIN: _MARLIN,
    Family.MARLIN_1: _MARLIN,
    Family.PRUSA: Vocabulary("Prusa-Firmware", _named(_PRUSA_G, _PRUSA_M)),
    Family.REPRAPFIRMWARE: Vocabulary(
        "RepRapFirmware", _named(_REPRAPFIRMWARE_G, _REPRAPFIRMWARE_M), "unless it has a macro {}.g"
    ),
    Family.KLIPPER: Vocabulary(
        "Klipper", _named(_KLIPPER_G, _KLIPPER_M), "unless its configuration has a macro {}"
    ),
    Family.REPETIER: Vocabulary("Repetier", _named(_REPETIER_G, _REPETIER_M)),
}
