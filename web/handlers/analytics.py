"""Statistics of prints, kept until a job ends, and predictions."""

from __future__ import annotations

from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any, Final, TypeVar

from starlette.responses import Response

from lezerprint.analytics.job_statistics import StatisticsFilter
from lezerprint.analytics.periods import check_span
from lezerprint.analytics.prediction import CONFIDENCE
from lezerprint.analytics.service import TREND_DAYS
from lezerprint.analytics.totals import Totals
from web.csv_tables import csv_table
from web.models import analytics as answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from enum import StrEnum

    from lezerprint.analytics.service import Analytics
    from web.call import Call
    from web.models.common import ApiModel

    Answer = TypeVar("Answer", bound=ApiModel)

_PERCENT: Final = 100
_NEAR: Final = 0.1
_EXPORTED_ROWS: Final = 100_000
_COLUMNS: Final = (
    *("id", "name", "printer", "status", "started_at", "completed_at", "estimated_seconds"),
    *("actual_seconds", "grams", "materials", "cost", "failure_reason", "user_reason"),
)
_MILLIGRAMS_PER_GRAM: Final = 1000


async def dashboard(call: Call) -> answers.Dashboard:
    """Summary of all prints."""
    printer, end = call.query.printer, call.query.tomorrow

    def make(analytics: Analytics) -> answers.Dashboard:
        found = analytics.dashboard(printer, end)
        trends = {_TREND_NAMES[name]: answers.Trend.model_validate(one) for name, one in found.trends.items()}
        return answers.Dashboard(
            **_figures(found.totals),
            active_printers=found.active_printers,
            trends=answers.Trends(days=TREND_DAYS, **trends),
        )

    return await _kept(call, answers.Dashboard, (printer, end), make)


async def statistics(call: Call) -> answers.Statistics:
    """Prints by day, week or month."""
    query: answers.StatisticsQuery = call.query
    spans = query.periods

    def make(analytics: Analytics) -> answers.Statistics:
        totals = analytics.statistics(query.printer, spans)
        return answers.Statistics.model_validate(
            {
                "group_by": query.group_by,
                "from": spans[0].start,
                "to": spans[-1].end,
                "total": _figures(sum(totals, Totals())),
                "statistics": [
                    {"period": span.name, "from": span.start, "to": span.end, **_figures(total)}
                    for span, total in zip(spans, totals, strict=True)
                ],
            }
        )

    key = (query.printer, query.group_by.value, query.timezone, spans[0], spans[-1])
    return await _kept(call, answers.Statistics, key, make)


async def materials(call: Call) -> answers.MaterialList:
    """Filament used and its cost."""
    which = _filter(call.query)

    def make(analytics: Analytics) -> answers.MaterialList:
        used, prices = analytics.materials(which), analytics.prices
        return answers.MaterialList(
            materials=[
                answers.Material(
                    type=one.type,
                    prints=one.prints,
                    usage=one.grams,
                    cost=one.cost,
                    price_per_kg=prices.per_kg(one.type),
                )
                for one in used
            ],
            total_usage=sum(one.milligrams for one in used) / _MILLIGRAMS_PER_GRAM,
            total_cost=round(sum(one.cost for one in used), 2),
            currency=prices.currency,
        )

    return await _kept(call, answers.MaterialList, which, make)


async def failures(call: Call) -> answers.FailureList:
    """Why prints failed."""
    which = _filter(call.query)

    def make(analytics: Analytics) -> answers.FailureList:
        found = analytics.failures(which)

        def shares(counted: Sequence[tuple[StrEnum, int]]) -> list[dict[str, Any]]:
            total = sum(count for _, count in counted)
            return [
                {
                    "reason": reason,
                    "count": count,
                    "percentage": round(count / total * _PERCENT, 2),
                    "examples": examples.get(reason, []),
                }
                for reason, count in counted
            ]

        examples: Mapping[Any, Any] = found.examples
        return answers.FailureList.model_validate(
            {
                "failures": shares(found.counts),
                "total": sum(count for _, count in found.counts),
                "by_user": shares(found.by_user),
            }
        )

    return await _kept(call, answers.FailureList, which, make)


async def compared(call: Call) -> answers.Compared:
    """Predictions beside reality."""
    query = call.query
    analytics = call.services.analytics
    reading = partial(analytics.ended, _filter(query), query.limit, query.material, completed=True)
    prints = [one for one in await call.read(reading) if one.ratio is not None]
    ratios = [one.ratio or 1.0 for one in prints]
    near = sum(abs(ratio - 1) <= _NEAR for ratio in ratios)
    return answers.Compared(
        prints=[answers.ComparedPrint.model_validate(one) for one in prints],
        median_ratio=median(ratios) if ratios else None,
        within_ten_percent=near / len(ratios) if ratios else None,
    )


async def export(call: Call) -> Response:
    """The newest prints that have ended as CSV."""
    analytics, query = call.services.analytics, call.query
    text = await call.read(partial(_table, analytics, _filter(query), query.material))
    headers = {"Content-Disposition": 'attachment; filename="prints.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


def _table(analytics: Analytics, which: StatisticsFilter, material: str | None) -> bytes:
    prints = analytics.ended(which, _EXPORTED_ROWS, material)
    return csv_table(_COLUMNS, ([getattr(one, name) for name in _COLUMNS] for one in prints))


async def predict(call: Call) -> answers.Prediction:
    """Predicted time, filament and probability of success of a print."""
    analytics, given = call.services.analytics, call.body
    printer = given.printer or call.services.settings.printer.name
    found = await call.read(analytics.predict, given.file_id, given.profile_id, printer)
    estimate, (low, high) = found.estimate, found.interval
    return answers.Prediction(
        estimated_time=round(found.seconds),
        filament_usage=estimate.grams,
        success_probability=found.success.probability,
        basis=estimate.basis,
        uncorrected_time=round(estimate.seconds),
        time_range=answers.TimeRange(low=round(low), high=round(high), confidence=CONFIDENCE),
        correction=answers.Correction(factor=found.correction.factor, prints=found.correction.prints),
        compared_with=answers.Comparison(prints=found.success.prints, by=list(found.success.compared_by)),
        materials=dict(estimate.materials),
        cost=found.cost,
        currency=analytics.prices.currency,
        profile_id=estimate.profile_id,
        sliced_file_id=estimate.sliced_file_id,
        notes=found.notes,
    )


async def _kept(call: Call, model: type[Answer], key: object, make: Callable[[Analytics], Answer]) -> Answer:
    """What is kept of this answer, or made now; `key` has all that it depends on besides the jobs."""
    analytics, storage = call.services.analytics, call.services.storage.storage

    def read() -> bytes:
        return storage.read(make, analytics).model_dump_json().encode()

    text = await call.run(analytics.cache.answer, f"{model.__name__} {key!r} {analytics.prices!r}", read)
    return model.model_validate_json(text)


_TREND_NAMES: Final = {
    "prints": "total_prints",
    "success_rate": "success_rate",
    "print_seconds": "total_time",
    "grams": "material_used",
    "average_seconds": "average_print_time",
}


def _figures(totals: Totals) -> dict[str, Any]:
    """The fields of a `Figures`."""
    return {
        "total_prints": totals.prints,
        "completed": totals.completed,
        "failed": totals.failed,
        "cancelled": totals.cancelled,
        "success_rate": totals.success_rate,
        "total_time": totals.seconds,
        "material_used": totals.grams,
        "average_print_time": totals.average_seconds,
    }


def _filter(query: answers.SpanQuery) -> StatisticsFilter:
    """Which jobs a query means."""
    if query.start is not None and query.end is not None:
        check_span(query.start, query.end)
    return StatisticsFilter(query.printer, query.start, query.end)
