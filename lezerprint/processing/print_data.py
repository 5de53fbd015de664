"""The operation `process-print-data`: completes what is known of prints that have ended.

Statistics are sums over the rows themselves, so there are none to bring up to date. What it does: prints
whose filament is known get the cost that nobody reckoned yet, and users are told of printers that are due for
maintenance.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from lezerprint.analytics import job_statistics
from lezerprint.analytics.materials import Prices
from lezerprint.processing import maintenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.tasks.context import TaskContext

_BATCH: Final = 500
_MILLIGRAMS_PER_GRAM: Final = 1000


def process(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - takes none
    """Do both; the result says how many costs were reckoned, and which printers are due."""
    costs = _reckon_costs(context)
    context.progress(50, "costs")
    interval = context.settings.maintenance_interval_hours
    names = [printer.name for printer in context.settings.printers]
    due = [
        one
        for one in context.storage.read(maintenance.printing_hours, names)
        if (left := one.hours_left(interval)) is not None and left <= 0
    ]
    for one in due:
        context.on_finish(partial(maintenance.tell, context.storage, one))
    return {"costs": costs, "due": [one.name for one in due]}


def _reckon_costs(context: TaskContext) -> int:
    """Those of one batch are written together; a task that is cut off goes on with the next."""
    prices = Prices.of(context.settings)
    count = 0
    while found := context.storage.read(job_statistics.without_cost, _BATCH):
        context.check()
        costs = {
            key: prices.cost_of(portions, grams * _MILLIGRAMS_PER_GRAM) for key, grams, portions in found
        }
        context.storage.run(job_statistics.set_costs, costs)
        count += len(costs)
    return count
