"""Statistics of prints, and predictions. Times are seconds, filament is grams, rates go from 0 to 1."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

from lezerprint.analytics.periods import (
    USUAL_PERIODS,
    GroupBy,
    Period,
    first_day,
    midnight,
    periods,
    shifted,
)
from lezerprint.analytics.prediction import Basis
from lezerprint.port.failure import FailureReason
from web.models.common import ApiModel, Input, Money, Query

_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2999
_ONE_DAY: Final = timedelta(days=1)
_LEAST: Final = timedelta.resolution


def _day_or_datetime(value: Any) -> date:
    text = str(value)
    try:
        found = date.fromisoformat(text)
    except ValueError:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError("must be a date, or a date and time, as in ISO 8601") from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(f"must be in the years from {_FIRST_YEAR} to {_LAST_YEAR}")
    return found


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # that of a folder is an error of the system
        raise ValueError("is not an IANA time zone, such as Europe/Berlin") from error
    return name


DayOrDatetime = Annotated[date, PlainValidator(_day_or_datetime), WithJsonSchema({"type": "string"})]
"""A date, or a `datetime`; that without an offset is by the clock of the query's zone."""

Rate = Annotated[float, Field(ge=0, le=1)]
Grams = Annotated[float, Field(ge=0)]


class PrinterQuery(Query):
    """Whose prints, and by which calendar."""

    printer: str | None = Field(default=None, max_length=200, description="Its name; without it all.")
    timezone: Annotated[str, AfterValidator(_zone)] | None = Field(
        default=None, max_length=64, description="Such as Europe/Berlin; without it that of the server."
    )

    @property
    def zone(self) -> tzinfo | None:
        """The zone; None: that of this machine."""
        return ZoneInfo(self.timezone) if self.timezone else None

    @property
    def tomorrow(self) -> datetime:
        """The end of today."""
        return midnight(datetime.now(UTC).astimezone(self.zone).date() + _ONE_DAY, self.zone)


class SpanQuery(PrinterQuery):
    """Of which time; without any of all times."""

    from_: DayOrDatetime | None = Field(
        default=None, alias="from", description="A date, or a date and time; from its beginning on."
    )
    to: DayOrDatetime | None = Field(
        default=None, description="A date, to the end of that day, or a date and time, to before it."
    )

    @property
    def start(self) -> datetime | None:
        """The first moment; None: there is no first."""
        return None if self.from_ is None else self._moment(self.from_, timedelta())

    @property
    def end(self) -> datetime | None:
        """The first moment that does not count any more; None: there is none."""
        return None if self.to is None else self._moment(self.to, _ONE_DAY)

    def _moment(self, said: date, after: timedelta) -> datetime:
        if not isinstance(said, datetime):
            return midnight(said + after, self.zone)
        return (said if said.tzinfo is not None else said.replace(tzinfo=self.zone)).astimezone(UTC)


class StatisticsQuery(SpanQuery):
    """By which periods; unless it is said, the last 30 days, 12 weeks or 12 months, today included."""

    group_by: GroupBy = GroupBy.DAY

    @property
    def periods(self) -> list[Period]:
        """The periods.

        Raises:
            InvalidSpanError: There are none, or too many.
        """
        end = self.end or self.tomorrow
        last = first_day((end - _LEAST).astimezone(self.zone).date(), self.group_by)
        first = shifted(last, self.group_by, 1 - USUAL_PERIODS[self.group_by])
        return periods(self.start or midnight(first, self.zone), end, self.group_by, self.zone)


class Figures(ApiModel):
    """What some prints that have ended come to."""

    total_prints: int
    completed: int
    failed: int
    cancelled: int
    success_rate: Rate | None = Field(description="Of those that nobody cancelled; null without any.")
    total_time: int
    material_used: Grams
    average_print_time: float | None = Field(description="Of completed prints; null without any.")


class Trend(ApiModel):
    """A figure of the last days, and of as many days before those; null where there is none."""

    current: float | None
    previous: float | None
    change: float | None = Field(description="By how many percent it grew; null where nothing was before.")


class Trends(ApiModel):
    """How things went."""

    days: int = Field(description="Of how many days each figure is.")
    total_prints: Trend
    success_rate: Trend
    total_time: Trend
    material_used: Trend
    average_print_time: Trend


class Dashboard(Figures):
    """Summary of all prints."""

    active_printers: int
    trends: Trends


class PeriodFigures(Figures):
    """What ended in a period."""

    period: str = Field(description="Such as 2026-03-29, 2026-W13 or 2026-03.")
    from_: datetime = Field(alias="from")
    to: datetime = Field(description="The first moment after it.")


class Statistics(ApiModel):
    """Every period from `from` to `to`, also those without prints."""

    group_by: GroupBy
    from_: datetime = Field(alias="from")
    to: datetime
    total: Figures
    statistics: list[PeriodFigures]


class Material(ApiModel):
    """What was used of a material."""

    type: str = Field(description="By the G-code; UNKNOWN where that says nothing.")
    prints: int
    usage: Grams
    cost: Money = Field(description="By the prices that are set now.")
    price_per_kg: Money


class MaterialList(ApiModel):
    """What was used, the most used first."""

    materials: list[Material]
    total_usage: Grams
    total_cost: Money
    currency: str


class Failure(ApiModel):
    """How often prints failed for a reason."""

    reason: FailureReason
    count: int
    percentage: float = Field(ge=0, le=100, description="Of all that failed.")


class FailureList(ApiModel):
    """Why prints failed, the most frequent reason first."""

    failures: list[Failure]
    total: int


class PredictInput(Input):
    """Which file, and with which profile a model is sliced: the default, unless it is said."""

    file_id: UUID
    profile_id: UUID | None = None
    printer: str | None = Field(
        default=None, max_length=200, description="Whose past prints count; without it the default printer."
    )


class TimeRange(ApiModel):
    """Between which times it is."""

    low: int
    high: int
    confidence: Rate


class Correction(ApiModel):
    """What this printer makes of estimates."""

    factor: float = Field(description="How much longer its prints take than was estimated.")
    prints: int = Field(description="How many completed prints say so; without any the factor is 1.")


class Comparison(ApiModel):
    """The prints that the probability of success is from."""

    prints: int
    by: list[str] = Field(description="What they have in common: `length`, `material`, `profile`.")


class Prediction(ApiModel):
    """What a print will take."""

    estimated_time: int = Field(description="Corrected by the past prints of the printer.")
    filament_usage: Grams | None = Field(description="Null where the filament's density is not known.")
    success_probability: Rate | None = Field(description="Null where there are no prints to go by.")
    basis: Basis = Field(description="What it was estimated from; `model` is rough, by volume and profile.")
    uncorrected_time: int
    time_range: TimeRange
    correction: Correction
    compared_with: Comparison
    materials: dict[str, Rate] = Field(description="The share of each.")
    cost: Money | None
    currency: str
    profile_id: UUID | None
    sliced_file_id: UUID | None
    notes: list[str] = Field(description="What a person should know of it, a sentence each.")
