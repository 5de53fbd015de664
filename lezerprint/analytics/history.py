"""What the prints of a printer say of the next: how long it really takes, and whether it succeeds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

_PRIOR_PRINTS: Final = 5.0
"""So many prints, all as long as estimated, count beside the real ones: few change little."""

_PRIOR_DEVIATION: Final = 0.12
"""How far prints are from a good estimate, of which nothing is known yet: about 12 %."""

_MAD_TO_DEVIATION: Final = 1.4826
"""From the median absolute deviation to the standard deviation of a normal distribution."""

_LIKE_LENGTH: Final = 2.0
_ENOUGH: Final = 8
_JEFFREYS: Final = 0.5
"""Jeffreys' prior of a probability is Beta(1/2, 1/2)."""


@dataclass(frozen=True, slots=True)
class PastPrint:
    """A print that was completed, or failed.

    Attributes:
        completed: Whether it was.
        estimated_seconds: How long it was to take; None: unknown. Neither time is below zero.
        actual_seconds: How long it took, without pauses; None: unknown.
        materials: Of what.
        profile_id: What it was sliced with, where it was sliced here.
    """

    completed: bool
    estimated_seconds: float | None
    actual_seconds: float | None
    materials: frozenset[str] = frozenset()
    profile_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """From an estimate to what a printer makes of it.

    Attributes:
        factor: What to multiply an estimate by.
        log_deviation: How far the next print is from that, as the standard deviation of its logarithm.
        prints: How many prints say so.
    """

    factor: float
    log_deviation: float
    prints: int


@dataclass(frozen=True, slots=True)
class Success:
    """How likely a print is completed.

    Attributes:
        probability: None where nothing is known.
        prints: How many comparable prints there are.
        compared_by: In what they are comparable: `length`, `material`, `profile`; empty: on this printer.
    """

    probability: float | None
    prints: int
    compared_by: tuple[str, ...]


def correction(prints: Sequence[PastPrint]) -> Correction:
    """By the median of what completed prints took over what was estimated, which outliers do not move.

    It is shrunk towards 1 as if there were `_PRIOR_PRINTS` more; so is the deviation towards its prior.
    """
    logs = [
        math.log(one.actual_seconds / one.estimated_seconds)
        for one in prints
        if one.completed and one.actual_seconds and one.estimated_seconds
    ]
    count = len(logs)
    middle = median(logs) if logs else 0.0
    deviation = _MAD_TO_DEVIATION * median(abs(one - middle) for one in logs) if logs else 0.0
    weight = count / (count + _PRIOR_PRINTS)
    variance = weight * deviation**2 + (1 - weight) * _PRIOR_DEVIATION**2
    # That of the next print, and that of the factor itself: of a median, half of pi times that of a mean.
    whole = variance * (1 + math.pi / 2 / (count + _PRIOR_PRINTS))
    return Correction(math.exp(weight * middle), math.sqrt(whole), count)


def success(
    prints: Sequence[PastPrint], seconds: float, materials: frozenset[str], profile_id: UUID | None
) -> Success:
    """By the prints that are most like it, of which there are enough; by all of them where there are few.

    The probability is the mean of Beta(completed + 1/2, failed + 1/2).
    """
    tests: dict[str, Callable[[PastPrint], bool]] = {"length": lambda one: _is_like(one, seconds)}
    if materials:
        tests["material"] = lambda one: one.materials == materials
    if profile_id is not None:
        tests["profile"] = lambda one: one.profile_id == profile_id
    names = tuple(tests)
    for width in range(len(names), -1, -1):
        chosen = names[:width]
        comparable = [one for one in prints if all(tests[name](one) for name in chosen)]
        if len(comparable) >= _ENOUGH:
            break
    if not comparable:
        return Success(None, 0, ())
    completed = sum(one.completed for one in comparable)
    return Success((completed + _JEFFREYS) / (len(comparable) + 2 * _JEFFREYS), len(comparable), chosen)


def _is_like(one: PastPrint, seconds: float) -> bool:
    some = one.estimated_seconds
    return some is not None and seconds / _LIKE_LENGTH <= some <= seconds * _LIKE_LENGTH
