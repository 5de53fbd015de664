"""The operation `generate-insights`: a report of the last weeks in plain sentences, one a day at most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from lezerprint.analytics import job_statistics as rows
from lezerprint.analytics.history import correction
from lezerprint.analytics.insights import Facts, PrinterFacts, sentences
from lezerprint.analytics.job_statistics import StatisticsFilter
from lezerprint.analytics.materials import Prices, uses
from lezerprint.processing.maintenance import printing_hours
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.settings import Settings
    from lezerprint.tasks.context import TaskContext

INSIGHTS: Final = "insights"
_SPAN: Final = timedelta(weeks=4)
_SECONDS_PER_HOUR: Final = 3600


def generate(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - takes none
    """Write the report up to the beginning of today, in UTC; a second one of a day replaces the first."""
    end = utc_now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    facts = context.storage.read(facts_of, end, context.settings)
    data = {"sentences": sentences(facts), **_figures(facts)}
    context.on_finish(partial(_save, facts, data))
    return {"sentences": data["sentences"]}


def facts_of(end: datetime, settings: Settings) -> Facts:
    """What there is to say of the weeks before this moment; in a session of the caller."""
    start, prices = end - _SPAN, Prices.of(settings)
    which = StatisticsFilter(start=start, end=end)
    return Facts(
        start,
        end,
        rows.totals(which),
        rows.totals(StatisticsFilter(start=start - _SPAN, end=start)),
        rows.failures(which),
        uses(rows.printed_files(which), prices),
        prices.currency,
        [
            PrinterFacts(
                one.name,
                correction(rows.past_prints(one.name)),
                one.hours * _SECONDS_PER_HOUR,
                one.hours_left(settings.maintenance_interval_hours),
            )
            for one in printing_hours([printer.name for printer in settings.printers])
        ],
    )


def _figures(facts: Facts) -> dict[str, Any]:
    return {
        "prints": facts.totals.prints,
        "successRate": facts.totals.success_rate,
        "totalTime": facts.totals.seconds,
        "materialUsed": facts.totals.grams,
        "failureReasons": {reason.value: count for reason, count in facts.failures},
        "estimates": {
            one.name: {"factor": one.correction.factor, "prints": one.correction.prints}
            for one in facts.printers
        },
    }


def _save(facts: Facts, data: Mapping[str, Any]) -> None:
    row = {"kind": INSIGHTS, "period_start": facts.start, "period_end": facts.end, "data": data}
    insert = Report.insert(**row, id=uuid4(), created_at=utc_now())
    insert.on_conflict(
        conflict_target=[Report.kind, Report.period_start], preserve=[Report.data, Report.created_at]
    ).execute()
