"""The commands that a firmware knows, with what they do, for completion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from lezerprint.control import reference_g, reference_m1, reference_m2
from lezerprint.marlin.firmware import Family, traits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAME: Final = re.compile(r"[A-Z][a-z0-9]*(?:(?:, | or )[A-Z][a-z0-9]*)*|text")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may follow a command.

    Attributes:
        name: A letter, or several that mean the same for different axes; `text`: the rest of the line.
        meaning: In a few words; may be empty.
    """

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class KnownCommand:
    """A command of a firmware."""

    code: str
    description: str
    parameters: tuple[Parameter, ...]


@cache
def reference() -> Mapping[str, KnownCommand]:
    """All commands that are described, by code, in order."""
    return {
        command.code: command
        for part in (reference_g, reference_m1, reference_m2)
        for command in _read(part.TEXT)
    }


def known_to(family: Family) -> list[KnownCommand]:
    """Those that a firmware of this family knows, as far as is known; of an unknown one, what all know."""
    commands = reference().values()
    if family in (Family.MARLIN, Family.PRUSA_BUDDY):
        return list(commands)
    lacks = _LACKS_MARLIN_1 if traits_of(family).is_marlin else frozenset()
    if traits_of(family).is_marlin:
        return [command for command in commands if command.code not in lacks]
    known = _COMMON | _MORE.get(family, frozenset())
    return [command for command in commands if command.code in known]


def _codes(letter: str, *numbers: int) -> frozenset[str]:
    return frozenset(f"{letter}{number}" for number in numbers)


_LACKS_MARLIN_1: Final = _codes("G", 6, 34, 35, 60, 61, 76, 425) | _codes(
    "M", 10, 11, 102, 123, 143, 154, 166, 191, 192, 193, 255, 256, 306, 309, 412, 413, 414, 422, 423, 430,
    *(485, 486, 493, 494, 510, 511, 512, 524, 552, 553, 554, 575, 592, 593, 672, 704, 705, 706, 707, 708),
    *(709, 710, 808, 810, 871, 876, 919, 951, 993, 994, 995, 997),
)  # fmt: skip
"""What came with Marlin 2, or with one of its later versions."""

_COMMON: Final = _codes("G", 0, 1, 4, 28, 90, 91, 92) | _codes(
    "M", 18, 82, 83, 84, 104, 105, 106, 107, 109, 112, 114, 115, 117, 119, 140, 190, 220, 221, 400
)  # fmt: skip

_CARD: Final = _codes("M", 20, 21, 23, 24, 25, 26, 27)

_MORE: Final[Mapping[Family, frozenset[str]]] = {
    Family.KLIPPER: _CARD | _codes("G", 2, 3, 10, 11, 20, 21) | _codes("M", 73, 118, 204),
    Family.REPRAPFIRMWARE: _CARD
    | _codes("G", 2, 3, 10, 11, 17, 18, 19, 20, 21, 29, 30, 53, 54, 55, 56, 57, 58, 59, 60)
    | _codes("M", 0, 1, 17, 28, 29, 30, 32, 42, 80, 81, 92)
    | _codes("M", 111, 116, 118, 120, 121, 122, 141, 143, 150, 191, 200)
    | _codes("M", 201, 203, 204, 207, 208, 226, 260, 261, 280)
    | _codes("M", 290, 300, 302, 303, 305, 350, 401, 402, 404, 486)
    | _codes("M", 500, 501, 502, 503, 540, 552, 553, 554, 569, 575)
    | _codes("M", 593, 665, 666, 701, 702, 906, 911, 913, 997, 999),
    Family.SMOOTHIEWARE: _CARD
    | _codes("G", 2, 3, 10, 11, 17, 18, 19, 20, 21, 29, 30, 31, 32)
    | _codes("M", 17, 30, 32, 92, 110, 118, 120, 121, 203, 204)
    | _codes("M", 205, 206, 207, 208, 280, 301, 303, 500, 501, 502, 503)
    | _codes("M", 600, 665, 666, 907, 911, 999),
    Family.REPETIER: _CARD
    | _codes("G", 2, 3, 10, 11, 20, 21, 29, 30, 31, 32)
    | _codes("M", 17, 28, 29, 30, 42, 80, 81, 85, 92, 111)
    | _codes("M", 116, 120, 163, 164, 201, 202, 203, 204, 205, 206, 207)
    | _codes("M", 209, 251, 280, 281, 290, 300, 302, 303, 320, 321)
    | _codes("M", 322, 323, 340, 350, 355, 500, 501, 502, 600, 601, 665)
    | _codes("M", 666, 908, 999),
}  # fmt: skip
"""Beside what all know."""


def _read(text: str) -> Iterable[KnownCommand]:
    for line in text.replace("\n    ", " ").strip().splitlines():
        code, description, parameters = (part.strip() for part in line.split("|", 2))
        yield KnownCommand(code, description, tuple(_parameters(parameters)))


def _parameters(text: str) -> Iterable[Parameter]:
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = _NAME.match(part)
        name = match[0] if match else ""
        yield Parameter(name, part[len(name) :].strip(" ,"))
