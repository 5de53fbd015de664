"""What TimelapseActor is told, beside the link's reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future


@dataclass(frozen=True, slots=True)
class Caught:
    """From the photographer: the picture of a parked head is there, or will not come; the print may go on.

    `stood` becomes whether the head has stood still until then.
    """

    job: str
    line: int
    stood: Future[bool]
