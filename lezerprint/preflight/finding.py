"""What a preflight finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FindingSeverity(StrEnum):
    """FindingSeverity of a finding."""

    ERROR = "error"  # the print would fail, or do harm
    WARNING = "warning"  # it may
    INFO = "info"  # good to know


ORDER: Final = tuple(FindingSeverity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One of them.

    Attributes:
        check: What was checked, such as `volume`.
        severity: How bad it is.
        message: What is the matter, in a sentence.
        advice: What to do; empty where nothing need be done.
        line: The file's line that shows it; None: no single one.
    """

    check: str
    severity: FindingSeverity
    message: str
    advice: str = ""
    line: int | None = None
