"""The rest of a job that the printer lost: planned, shown, and printed when that is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lezerprint.jobs import print_jobs
from lezerprint.jobs.job import Recovery
from lezerprint.jobs.print_jobs import Wish
from web.handlers.jobs import enqueue
from web.models.jobs import RecoveryAnswer, RecoveryPlan

if TYPE_CHECKING:
    from lezerprint.recovery.planning import RecoveryPlan as Plan
    from lezerprint.storage.models import PrintJob
    from web.call import Call


async def recover(call: Call) -> RecoveryAnswer:
    """Show the plan; with `confirm` print by it, as a job of its own."""
    from lezerprint.recovery.planning import plan_for  # noqa: PLC0415 - rarely needed

    row: PrintJob = await call.read(print_jobs.get, call.path["id"])
    printer, given = call.services.printers.get(row.printer.name), call.body
    options: dict[str, Any] = {"begin": given.begin, "z_offset_mm": given.z_offset_mm}
    plan = await call.run(plan_for, call.services.jobs, row.id, options, printer.settings)
    if not given.confirm:
        return RecoveryAnswer(plan=_told(plan), job=None)
    wish = Wish(
        call.principal.user_id,
        printer.name,
        row.file_id,
        row.sliced_file_id,
        overrides=print_jobs.overrides_of(row),
        recovery=Recovery(row.id, options),
        notes=row.notes,
        is_public=row.is_public,
        plate=print_jobs.plate_of(row),
    )
    made = await enqueue(call, printer, wish, start=True)
    return RecoveryAnswer(plan=_told(plan), job=made.job)


def _told(plan: Plan) -> RecoveryPlan:
    return RecoveryPlan(
        first_line=plan.beginning.line,
        layer=None if plan.beginning.layer_index is None else plan.beginning.layer_index + 1,
        height_mm=plan.height_mm,
        commands=plan.prelude,
        steps=plan.steps,
        warnings=plan.warnings,
    )
