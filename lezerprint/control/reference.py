"""What commands do, for completion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from lezerprint.control import reference_g, reference_m1, reference_m2

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

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


def described(codes: Collection[str] | None, *, is_marlin: bool = True) -> list[KnownCommand]:
    """What is described, as Marlin has it.

    Args:
        codes: Those that the firmware knows; None: nothing is known of it.
        is_marlin: Whether it was made of Marlin; else codes are left out by which others mean something else.
    """
    known = _COMMON if codes is None else codes if is_marlin else set(codes) - _MEANS_OTHER
    return [command for command in reference().values() if command.code in known]


_MEANS_OTHER: Final = frozenset(f"M{number}" for number in (122, 143, 163, 164, 281, 305, 540, 569, 911, 913))
_COMMON: Final = frozenset(
    {"G0", "G1", "G4", "G28", "G90", "G91", "G92"}
    | {f"M{number}" for number in (18, 82, 83, 84, 104, 105, 106, 107, 109, 112, 114, 115, 117, 119)}
    | {f"M{number}" for number in (140, 190, 220, 221, 400)}
)
"""What every firmware knows."""


def _read(text: str) -> Iterable[KnownCommand]:
    for line in text.replace("\n    ", " ").strip().splitlines():
        code, description, parameters = (part.strip() for part in line.split("|", 2))
        yield KnownCommand(code, description, tuple(_parameters(parameters)))


def _parameters(text: str) -> Iterable[Parameter]:
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = _NAME.match(part)
        name = match[0] if match else ""
        yield Parameter(name, part[len(name) :].strip(" ,"))
