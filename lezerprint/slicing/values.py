"""What values may be, and how PrusaSlicer writes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from lezerprint.slicing.errors import InvalidProfileError

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping


class Rule(Protocol):
    """What a value may be."""

    def text(self, name: str, value: Any) -> str:
        """The value as PrusaSlicer's INI files have it.

        Raises:
            InvalidProfileError: It may not be that; names it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number between two bounds, both of them allowed; `percent` writes it with its sign."""

    low: float
    high: float
    whole: bool = False
    percent: bool = False

    def checked(self, name: str, value: Any) -> float:
        """The number.

        Raises:
            InvalidProfileError: It is none, or out of bounds.
        """
        kind = "a whole number" if self.whole else "a number"
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not self.low <= value <= self.high
            or (self.whole and value != math.floor(value))
        ):
            raise InvalidProfileError(f"{name} must be {kind} from {self.low:g} to {self.high:g}")
        return int(value) if self.whole else float(value)

    def text(self, name: str, value: Any) -> str:
        """See `Rule`."""
        return f"{self.checked(name, value):.10g}" + ("%" if self.percent else "")


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def checked(self, name: str, value: Any) -> bool:
        """The flag.

        Raises:
            InvalidProfileError: It is none.
        """
        if not isinstance(value, bool):
            raise InvalidProfileError(f"{name} must be true or false")
        return value

    def text(self, name: str, value: Any) -> str:
        """See `Rule`."""
        return "1" if self.checked(name, value) else "0"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    words: frozenset[str]

    def text(self, name: str, value: Any) -> str:
        """See `Rule`."""
        if not isinstance(value, str) or value not in self.words:
            raise InvalidProfileError(f"{name} must be one of {', '.join(sorted(self.words))}")
        return value


@dataclass(frozen=True, slots=True)
class Text:
    """A text without control characters; with `lines` it may have several lines."""

    longest: int
    lines: bool = False

    def checked(self, name: str, value: Any) -> str:
        """The text.

        Raises:
            InvalidProfileError: It is none, too long, or has characters that do not print.
        """
        if not isinstance(value, str) or len(value) > self.longest:
            raise InvalidProfileError(f"{name} must be a text of at most {self.longest} characters")
        plain = value.replace("\n", "").replace("\t", "") if self.lines else value
        if not plain.isprintable():
            raise InvalidProfileError(f"{name} must not have control characters")
        return value

    def text(self, name: str, value: Any) -> str:
        """See `Rule`."""
        return escaped(self.checked(name, value))


@dataclass(frozen=True, slots=True)
class Form:
    """A text that matches a pattern as a whole; `example` is one that does."""

    pattern: re.Pattern[str]
    example: str

    def text(self, name: str, value: Any) -> str:
        """See `Rule`."""
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            raise InvalidProfileError(f"{name} must look like {self.example}")
        return value


def escaped(text: str) -> str:
    """A text with line ends and backslashes as PrusaSlicer's INI files have them."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def ini(values: Mapping[str, str]) -> str:
    """The values as an INI file of PrusaSlicer."""
    return "".join(f"{name} = {value}\n" for name, value in values.items())
