"""The objects of a print, as slicers declare them at the beginning of a file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OBJECTS: Final = 1000
MOST_CORNERS: Final = 1000
LONGEST_NAME: Final = 255
_LOOKED_AT_BYTES: Final = 1 << 20
"""Within so many a declaration must begin; it may be as long as the head is."""

_LARGEST_MM: Final = 1e6

_INFO: Final = re.compile(rb"^;[ \t]*objects_info[ \t]*=[ \t]*(\{[^\n]*)", re.MULTILINE)
_DEFINED: Final = re.compile(
    rb"^EXCLUDE_OBJECT_DEFINE[ \t]+NAME=(?:'([^'\n]*)'|\"([^\"\n]*)\"|(\S+))([^\n]*)", re.MULTILINE
)
_POLYGON: Final = re.compile(rb"\bPOLYGON=(\[[^\n]*\])")


@dataclass(frozen=True, slots=True)
class PrintedObject:
    """An object that is printed.

    Attributes:
        name: As the slicer writes it.
        polygon: Its outline on the bed as (x, y) in mm; empty if the file does not tell.
    """

    name: str
    polygon: tuple[tuple[float, float], ...] = ()

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {"name": self.name, "polygon": [list(corner) for corner in self.polygon]}


def read_objects(head: bytes) -> tuple[PrintedObject, ...]:
    """The objects that the beginning of a file declares.

    Known are the `objects_info` of PrusaSlicer and OrcaSlicer, and Klipper's `EXCLUDE_OBJECT_DEFINE`. What is
    damaged is passed over.
    """
    start = head[:_LOOKED_AT_BYTES]
    if b"objects_info" not in start and b"EXCLUDE_OBJECT_DEFINE" not in start:
        return ()
    found: dict[str, PrintedObject] = {}
    for one in (*_from_info(head), *_defined(head)):
        if len(found) < MOST_OBJECTS or one.name in found:
            found.setdefault(one.name, one)
    return tuple(found.values())


def _from_info(head: bytes) -> Iterator[PrintedObject]:
    for match in _INFO.finditer(head):
        info = _json(match[1])
        objects = info.get("objects") if isinstance(info, dict) else None
        for one in objects if isinstance(objects, list) else ():
            if isinstance(one, dict) and isinstance(name := one.get("name"), str) and name:
                yield PrintedObject(name[:LONGEST_NAME], _polygon(one.get("polygon")))


def _defined(head: bytes) -> Iterator[PrintedObject]:
    for match in _DEFINED.finditer(head):
        name = (match[1] or match[2] or match[3] or b"").decode("utf-8", "replace")[:LONGEST_NAME]
        polygon = _POLYGON.search(match[4])
        if name:
            yield PrintedObject(name, _polygon(_json(polygon[1])) if polygon else ())


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _polygon(corners: object) -> tuple[tuple[float, float], ...]:
    """The corners, if all of them are pairs of numbers."""
    try:
        pairs = [(float(x), float(y)) for x, y in corners] if isinstance(corners, list) else []
    except (TypeError, ValueError):
        return ()
    if len(pairs) > MOST_CORNERS or not all(abs(value) <= _LARGEST_MM for pair in pairs for value in pair):
        return ()
    return tuple(pairs)
