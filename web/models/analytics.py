"""Statistics of prints, and predictions. Times are seconds, filament is grams, rates go from 0 to 1."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Annotated, Any, Final
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
from lezerprint.base.enums import UserReason
from lezerprint.port.failure import FailureReason
from web.models.common import (
    ApiModel,
    Currency,
    FilamentGrams,
    FileId,
    Id,
    Input,
    Money,
    OptionalPrinter,
    ProfileId,
    Query,
    SlicedFileId,
)

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

Rate = Annotated[float, Field(ge=0, le=1, description="Share, from 0 to 1.", examples=[0.92])]
PrintCount = Annotated[int, Field(ge=0, description="Number of prints.", examples=[24])]
PeriodBegin = Annotated[
    datetime, Field(description="Begin of the period, ISO 8601.", examples=["2026-03-29T00:00:00Z"])
]
PeriodEnd = Annotated[
    datetime,
    Field(description="End of the period, exclusive, ISO 8601.", examples=["2026-03-30T00:00:00Z"]),
]
Grouping = Annotated[GroupBy, Field(description="Length of the periods.", examples=[GroupBy.DAY])]


class PrinterQuery(Query):
    """The printer, and the time zone for days."""

    printer: str | None = Field(
        default=None,
        max_length=200,
        description="Name of the printer. Default: all printers.",
        examples=["default"],
    )
    timezone: Annotated[str, AfterValidator(_zone)] | None = Field(
        default=None,
        max_length=64,
        description="IANA time zone in which days begin and end. Default: that of the server.",
        examples=["Europe/Berlin"],
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
    """A span of time. Default: all time."""

    from_: DayOrDatetime | None = Field(
        default=None,
        alias="from",
        description="Begin of the span: a date (from its midnight) or a date and time, ISO 8601.",
        examples=["2026-03-01"],
    )
    to: DayOrDatetime | None = Field(
        default=None,
        description="End of the span: a date (inclusive) or a date and time (exclusive), ISO 8601.",
        examples=["2026-03-31"],
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
    """A span of time in periods. Default: the last 30 days, 12 weeks or 12 months, today included."""

    group_by: Grouping = GroupBy.DAY

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
    """Statistics of the prints that ended in a span of time."""

    total_prints: int = Field(description="Number of prints that ended.", examples=[24])
    completed: int = Field(description="Number of prints that were completed.", examples=[20])
    failed: int = Field(description="Number of prints that failed.", examples=[2])
    cancelled: int = Field(description="Number of prints that were cancelled.", examples=[2])
    success_rate: Rate | None = Field(
        description="Share of completed prints among the completed and failed ones, from 0 to 1; null "
        "without any.",
        examples=[0.91],
    )
    total_time: int = Field(description="Total printing time, in seconds, without pauses.", examples=[86_400])
    material_used: FilamentGrams
    average_print_time: float | None = Field(
        description="Mean printing time of completed prints, in seconds; null without any.",
        examples=[3600.0],
    )


class Trend(ApiModel):
    """A figure for the last days and for as many days before them."""

    current: float | None = Field(description="Value for the last days; null without data.", examples=[12.0])
    previous: float | None = Field(
        description="Value for the days before those; null without data.", examples=[10.0]
    )
    change: float | None = Field(
        description="Change from the previous to the current value, in percent; null if the previous value "
        "is null or 0.",
        examples=[20.0],
    )


class Trends(ApiModel):
    """How the figures have changed."""

    days: int = Field(description="Length of each of the two compared spans, in days.", examples=[30])
    total_prints: Trend = Field(description="Number of prints that ended.")
    success_rate: Trend = Field(description="Share of successful prints, from 0 to 1.")
    total_time: Trend = Field(description="Total printing time, in seconds.")
    material_used: Trend = Field(description="Filament used, in grams.")
    average_print_time: Trend = Field(description="Mean printing time of completed prints, in seconds.")


class Dashboard(Figures):
    """Summary of all prints."""

    active_printers: int = Field(description="Number of printers that print now.", examples=[1])
    trends: Trends = Field(description="Comparison of the last days with those before.")


class PeriodFigures(Figures):
    """Statistics of one period."""

    period: str = Field(
        description="Name of the period: a day (2026-03-29), a week (2026-W13) or a month (2026-03).",
        examples=["2026-03-29"],
    )
    from_: PeriodBegin = Field(alias="from")
    to: PeriodEnd


class Statistics(ApiModel):
    """Statistics by period, including periods without prints."""

    group_by: Grouping
    from_: PeriodBegin = Field(alias="from")
    to: PeriodEnd
    total: Figures = Field(description="Statistics of the whole span.")
    statistics: list[PeriodFigures] = Field(description="Statistics of each period, the oldest first.")


class Material(ApiModel):
    """Consumption of one material."""

    type: str = Field(
        description="Material, as the G-code names it; UNKNOWN if it does not.", examples=["PLA"]
    )
    prints: PrintCount
    usage: FilamentGrams
    cost: Money = Field(
        description="Cost of the filament at current prices, in the currency of the settings."
    )
    price_per_kg: Money = Field(
        description="Current price per kilogram, in the currency of the settings.", examples=[25.0]
    )


class MaterialList(ApiModel):
    """Consumption by material."""

    materials: list[Material] = Field(description="Consumption of each material, the most used first.")
    total_usage: FilamentGrams = Field(description="Filament used in total, in grams.")
    total_cost: Money = Field(description="Total cost, in the currency of the settings.")
    currency: Currency


class FailureExample(ApiModel):
    """A print that failed or was cancelled."""

    id: Id
    name: str = Field(description="Name of the job.", examples=["gear.gcode"])
    completed_at: datetime = Field(
        description="Time of the end, ISO 8601, UTC.", examples=["2026-03-29T15:03:00Z"]
    )


FailureExamples = Annotated[
    list[FailureExample], Field(description="The newest of these prints, at most three.", examples=[[]])
]


class Failure(ApiModel):
    """Prints that failed for one reason."""

    reason: FailureReason = Field(
        description="Why the prints failed.", examples=[FailureReason.THERMAL_RUNAWAY]
    )
    count: int = Field(description="Number of prints that failed for this reason.", examples=[2])
    percentage: float = Field(
        ge=0, le=100, description="Share among all failed prints, in percent.", examples=[100.0]
    )
    examples: FailureExamples


class UserFailure(ApiModel):
    """Prints that failed or were cancelled for one reason, as their owners saw it."""

    reason: UserReason = Field(description="Reason that the owners gave.", examples=[UserReason.WARPING])
    count: int = Field(description="Number of prints with this reason.", examples=[2])
    percentage: float = Field(
        ge=0, le=100, description="Share among all prints with a reason, in percent.", examples=[100.0]
    )
    examples: FailureExamples


class FailureList(ApiModel):
    """Failed prints by reason."""

    failures: list[Failure] = Field(description="Failures by reason, the most frequent first.")
    total: int = Field(description="Total number of failed prints.", examples=[2])
    by_user: list[UserFailure] = Field(
        description="Failed and cancelled prints by the reason that their owners gave (`userReason`)."
    )


class EndedQuery(SpanQuery):
    """Filters for prints that have ended."""

    material: str | None = Field(
        default=None,
        max_length=32,
        description="Only prints that used this material. Default: all.",
        examples=["PETG"],
    )


class ComparedQuery(EndedQuery):
    """Filters for completed prints."""

    limit: int = Field(
        default=200, ge=1, le=1000, description="Maximum number of prints, the newest.", examples=[200]
    )


class ComparedPrint(ApiModel):
    """A completed print, predicted and real."""

    id: Id
    name: str = Field(description="Name of the job.", examples=["gear.gcode"])
    printer: str = Field(description="Name of the printer.", examples=["default"])
    completed_at: datetime = Field(
        description="Time of completion, ISO 8601, UTC.", examples=["2026-03-29T15:03:00Z"]
    )
    estimated_seconds: int = Field(
        description="Printing time as it was predicted at the start, in seconds.", examples=[3600]
    )
    actual_seconds: int = Field(description="Printing time without pauses, in seconds.", examples=[3430])
    ratio: float = Field(description="Real time divided by predicted time.", examples=[0.953])
    materials: list[str] = Field(description="Materials; empty if they are not known.", examples=[["PLA"]])


class Compared(ApiModel):
    """Predictions beside reality."""

    prints: list[ComparedPrint] = Field(description="Completed prints, the newest first.")
    median_ratio: float | None = Field(
        description="Median of real time divided by predicted time; null without prints.", examples=[0.98]
    )
    within_ten_percent: Rate | None = Field(
        description="Share of prints that took within 10 % of what was predicted, from 0 to 1; null without "
        "prints."
    )


class PredictInput(Input):
    """The print to estimate."""

    file_id: FileId
    profile_id: ProfileId | None = Field(
        default=None,
        description="Id of the profile with which a model would be sliced. Default: the default profile.",
    )
    printer: OptionalPrinter = Field(
        default=None,
        max_length=200,
        description="Name of the printer whose past prints are used. Default: the default printer.",
    )


class TimeRange(ApiModel):
    """The range in which the printing time probably is."""

    low: int = Field(description="Lower bound of the printing time, in seconds.", examples=[3300])
    high: int = Field(description="Upper bound of the printing time, in seconds.", examples=[4200])
    confidence: Rate = Field(
        description="Probability that the printing time is in the range, from 0 to 1.", examples=[0.8]
    )


class Correction(ApiModel):
    """The correction of estimates, learned from past prints on the printer."""

    factor: float = Field(description="Factor by which estimates are multiplied.", examples=[1.08])
    prints: int = Field(
        description="Number of completed prints that the factor is based on; without any it is 1.",
        examples=[24],
    )


class Comparison(ApiModel):
    """The past prints that the success probability is based on."""

    prints: PrintCount
    by: list[str] = Field(
        description="What they have in common with this print: `length`, `material`, `profile`.",
        examples=[["material"]],
    )


class Prediction(ApiModel):
    """The estimate of a print."""

    estimated_time: int = Field(
        description="Estimated printing time, in seconds, corrected by past prints.", examples=[3700]
    )
    filament_usage: FilamentGrams | None = Field(
        description="Estimated mass of filament, in grams; null if the filament's density is not known.",
    )
    success_probability: Rate | None = Field(
        description="Probability of success, from 0 to 1; null without past prints.",
    )
    basis: Basis = Field(
        description="Source of the estimate: the G-code, an earlier slicing, or the model's volume with the "
        "profile, which is rough.",
        examples=[Basis.GCODE],
    )
    uncorrected_time: int = Field(
        description="Estimated printing time before the correction, in seconds.", examples=[3430]
    )
    time_range: TimeRange = Field(description="Range in which the printing time probably is.")
    correction: Correction = Field(description="Correction that was applied.")
    compared_with: Comparison = Field(description="Past prints that the success probability is based on.")
    materials: dict[str, Rate] = Field(
        description="Share of each material in the filament, from 0 to 1.", examples=[{"PLA": 1.0}]
    )
    cost: Money | None = Field(
        description="Estimated cost, in the currency of the settings; null if the mass is not known.",
    )
    currency: Currency
    profile_id: ProfileId | None = Field(
        description="Id of the profile that was used; null if there is none."
    )
    sliced_file_id: SlicedFileId | None = Field(
        description="Id of the sliced G-code that was used; null if there is none."
    )
    notes: list[str] = Field(
        description="Remarks on the estimate, for people, a sentence each.",
        examples=[["The time is corrected by 24 past prints."]],
    )
