"""What a print will take: an estimate, corrected by what the printer made of estimates before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from lezerprint.analytics.errors import NotMeasuredError
from lezerprint.analytics.history import Correction, PastPrint, Success, correction, success
from lezerprint.analytics.materials import UNKNOWN, shares, weight_grams
from lezerprint.analytics.volume_estimate import LOG_DEVIATION, Manner, Solid, seconds_and_grams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from lezerprint.analytics.materials import Prices
    from lezerprint.storage.models import File, PrintProfile, SlicedFile

CONFIDENCE: Final = 0.9
_DEVIATIONS: Final = 1.6449
"""A normal distribution is within so many standard deviations with that confidence."""

_ABSURD: Final = 1e12
"""No print takes so many seconds, or has so many cubic millimetres; a file may say so nevertheless."""

_WEIGHED_AS_PLA: Final = "Its G-code does not name the filament: it is weighed as if it were PLA."
_PERCENT: Final = 100
_MILLIGRAMS_PER_GRAM: Final = 1000


class Basis(StrEnum):
    """Source of an estimate."""

    GCODE = "gcode"
    SLICED = "sliced"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a print takes on a printer that does as it is told.

    Attributes:
        basis: What it was made from.
        seconds: How long.
        grams: How much filament; None: nobody knows.
        materials: The share of each; empty: unknown.
        log_deviation: How far off it is beyond what prints are from G-code.
        profile_id: What it is sliced with; None for G-code.
        sliced_file_id: What was sliced from it.
        notes: What a person may want to know of it, a sentence each.
    """

    basis: Basis
    seconds: float
    grams: float | None
    materials: Mapping[str, float]
    log_deviation: float = 0.0
    profile_id: UUID | None = None
    sliced_file_id: UUID | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prediction:
    """An estimate with what the printer's past says of it.

    Attributes:
        estimate: The estimate itself.
        correction: What its time is multiplied by, and why.
        success: How likely it is completed.
        cost: Of the filament; None where its weight is unknown.
    """

    estimate: Estimate
    correction: Correction
    success: Success
    cost: float | None

    @property
    def seconds(self) -> float:
        """How long the print will most likely take."""
        return self.estimate.seconds * self.correction.factor

    @property
    def interval(self) -> tuple[float, float]:
        """From how many to how many seconds, with `CONFIDENCE`; the time is taken to be log-normal."""
        deviation = math.hypot(self.correction.log_deviation, self.estimate.log_deviation)
        factor = math.exp(_DEVIATIONS * deviation)
        return self.seconds / factor, self.seconds * factor

    @property
    def notes(self) -> list[str]:
        """What a person should know of it, a sentence each."""
        told = list(self.estimate.notes)
        if self.estimate.grams is None:
            told.append("The weight is unknown.")
        if not self.correction.prints:
            told.append("The time is not corrected, as this printer has not completed a print yet.")
        if self.success.probability is None:
            told.append("The probability is unknown, as this printer has no prints yet.")
        elif not self.success.compared_by:
            told.append("Few prints are like this one: the probability is that of all prints.")
        return told


def predict(estimate: Estimate, past: Sequence[PastPrint], prices: Prices) -> Prediction:
    """The prediction for a printer with this past."""
    cost = None
    if estimate.grams is not None:
        cost = prices.cost_of(estimate.materials or {UNKNOWN: 1.0}, estimate.grams * _MILLIGRAMS_PER_GRAM)
    odds = success(past, estimate.seconds, frozenset(estimate.materials), estimate.profile_id)
    return Prediction(estimate, correction(past), odds, cost)


def of_gcode(file: File) -> Estimate:
    """By the analysis of an uploaded G-code file.

    Raises:
        NotMeasuredError: It has not been analysed yet, or does nothing.
    """
    metadata = _dictionary(file.metadata)
    seconds = _positive(metadata.get("estimatedTime"))
    if seconds is None:
        raise NotMeasuredError(
            "the file has not been analysed yet, or its G-code has no moves: wait, or analyse it again"
        )
    grams, tools = _positive(metadata.get("filamentWeight")), _tools(metadata.get("filament"))
    notes: tuple[str, ...] = ()
    if grams is None and tools is not None:
        grams = weight_grams(tools)
        notes = (_WEIGHED_AS_PLA,) if any(weight is None for weight, _ in tools) else ()
    return Estimate(Basis.GCODE, seconds, grams, _known(None, metadata.get("filament")), notes=notes)


def is_plain(sliced: SlicedFile, profile: PrintProfile) -> bool:
    """Whether it was sliced with this profile as it is now, and nothing was otherwise that once."""
    overrides = _dictionary(sliced.metadata).get("overrides")
    return sliced.profile_id == profile.id and not overrides and sliced.created_at >= profile.updated_at


def of_sliced(sliced: SlicedFile) -> Estimate:
    """By what the slicer said of its G-code."""
    return Estimate(
        Basis.SLICED,
        max(float(sliced.estimated_time), 1.0),
        _positive(sliced.filament_usage),
        _known(_dictionary(sliced.metadata).get("filamentType"), None),
        profile_id=sliced.profile_id,
        sliced_file_id=sliced.id,
    )


def of_model(file: File, profile: PrintProfile) -> Estimate:
    """By the volume of a model that was not sliced yet.

    Raises:
        NotMeasuredError: It has not been measured yet, or has no volume.
    """
    metadata = _dictionary(file.metadata)
    volume = _positive(metadata.get("volume"))
    area = _positive(metadata.get("surfaceArea"))
    size = _dictionary(_dictionary(metadata.get("boundingBox")).get("size"))
    height = _positive(size.get("z"))
    if volume is None or area is None or height is None:
        raise NotMeasuredError(
            "the model has not been measured yet, or has no volume: wait, or analyse it again"
        )
    manner = Manner(
        profile.layer_height, profile.print_speed, profile.infill / _PERCENT, _dictionary(profile.metadata)
    )
    seconds, grams = seconds_and_grams(Solid(volume, area, height), manner)
    notes = ["Rough estimate from volume and profile, as the model is not sliced yet."]
    if metadata.get("watertight") is False:
        notes.append("The model is not watertight, so its volume may be wrong.")
    if profile.supports:
        notes.append("Supports are not included.")
    return Estimate(
        Basis.MODEL,
        seconds,
        grams,
        {manner.material: 1.0},
        LOG_DEVIATION,
        profile_id=profile.id,
        notes=tuple(notes),
    )


def _tools(filament: Any) -> list[tuple[float | None, float]] | None:
    """Weight and volume of what each tool uses; None: nobody knows."""
    if not isinstance(filament, list):
        return None
    tools = [_dictionary(tool) for tool in filament]
    return [(_positive(tool.get("weightGrams")), _positive(tool.get("volumeMm3")) or 0.0) for tool in tools]


def _known(sliced_type: Any, filament: Any) -> Mapping[str, float]:
    found = shares(sliced_type, filament)
    return {} if set(found) == {UNKNOWN} else found


def _dictionary(value: Any) -> dict[str, Any]:
    """JSON from the database: anything may be there."""
    return value if isinstance(value, dict) else {}


def _positive(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 < value < _ABSURD else None
