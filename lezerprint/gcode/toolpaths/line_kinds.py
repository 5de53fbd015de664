"""The kinds of line that slicers tell apart in comments, under names of their own."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final


class LineKind(IntEnum):
    """What a segment is."""

    JUMP = 0
    """The machine's coordinate changed without a move that is known, as by homing."""

    TRAVEL = 1
    OUTER_WALL = 2
    INNER_WALL = 3
    OVERHANG_WALL = 4
    INFILL = 5
    SOLID_INFILL = 6
    TOP_SURFACE = 7
    BRIDGE = 8
    GAP_FILL = 9
    SUPPORT = 10
    SUPPORT_INTERFACE = 11
    SKIRT = 12
    PRIME_TOWER = 13
    IRONING = 14
    OTHER = 15


_NO_LETTERS: Final = re.compile(r"[^a-z]+")

_RULES: Final = (
    (r"support.*interface|dense support", LineKind.SUPPORT_INTERFACE),
    (r"support", LineKind.SUPPORT),
    (r"skirt|brim|raft|ooze|shield", LineKind.SKIRT),
    (r"prime|tower|purge|wipe", LineKind.PRIME_TOWER),
    (r"bridge", LineKind.BRIDGE),
    (r"overhang", LineKind.OVERHANG_WALL),
    (r"ironing", LineKind.IRONING),
    (r"gap", LineKind.GAP_FILL),
    (r"outer|external|thin wall|perimeter path", LineKind.OUTER_WALL),
    (r"inner|perimeter|wall|loop path", LineKind.INNER_WALL),
    (r"top", LineKind.TOP_SURFACE),
    (r"solid|skin|bottom|crown", LineKind.SOLID_INFILL),
    (r"fill|sparse", LineKind.INFILL),
)
"""The first that is found in the name decides."""


def kind_named(name: str) -> LineKind:
    """The kind of line that a slicer calls so; `OTHER` for what is not known."""
    words = _NO_LETTERS.sub(" ", name.lower()).strip()
    return next((kind for pattern, kind in _RULES if re.search(pattern, words)), LineKind.OTHER)
