"""Print jobs: their wishes, their course and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actors.errors import SupervisionError
from actors.messages.job import (
    Cancel,
    ConfirmBedClear,
    Disown,
    Enqueue,
    GetJobs,
    JobsView,
    MoveJob,
    Pause,
    Resume,
    StartJob,
)
from lezerprint.audit import EventKind
from lezerprint.base.enums import JobState
from lezerprint.errors import JobError, LezerPrintError
from lezerprint.files import rows as files
from lezerprint.jobs import print_jobs, temperatures
from lezerprint.jobs.checks import check_fit, check_overrides
from lezerprint.jobs.job import Overrides
from lezerprint.jobs.print_jobs import Wish
from web.handlers.trash import deleted
from web.job_answers import LiveJobs, job_answer, job_model, next_turn, start_outlook
from web.models.common import paging
from web.models.jobs import (
    CancelAnswer,
    CurrentJobAnswer,
    JobAnswer,
    JobDetails,
    JobDetailsQuery,
    JobEvent,
    JobEventPage,
    JobPage,
    Queue,
    StartAnswer,
    Temperature,
)
from web.sending import waited_for

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.storage.models import PrintJob
    from web.call import Call
    from web.models.trash import Deleted
    from web.printers import Printer

ASK_SECONDS: Final = 10.0


async def jobs(call: Call) -> JobPage:
    """A page of them, the newest first."""
    query = call.query
    which = print_jobs.JobFilter(
        tuple(query.status or ()),
        query.printer,
        query.user_id,
        query.file_id,
        query.search,
        query.after,
        query.before,
        query.user_reason,
    )
    total, rows = await call.read(print_jobs.page, which, query.limit, query.offset)
    live = await LiveJobs.of(call.services.printers)
    return JobPage(jobs=[job_model(row, live) for row in rows], **paging(query, total))


async def current(call: Call) -> CurrentJobAnswer:
    """The job on the printer that the query names, or on its way there."""
    return await _current(call, call.services.printers.get(call.query.printer))


async def current_of_printer(call: Call) -> CurrentJobAnswer:
    """The same of the printer that the path names."""
    return await _current(call, call.printer)


async def _current(call: Call, printer: Printer) -> CurrentJobAnswer:
    live = await LiveJobs.of([printer])
    row: PrintJob | None = None
    if (job := live.current(printer.name)) is not None and job.owner is not None and not job.has_ended:
        row = await call.read(print_jobs.get, job.id)
    elif job is None:
        row = await call.read(print_jobs.current, printer.name)
    return CurrentJobAnswer(job=None if row is None else job_model(row, live))


async def job(call: Call) -> JobDetails:
    """A job with what is logged of it."""
    query: JobDetailsQuery = call.query
    row, (total, events), samples = await call.read(_details, call.path["id"], query.points, query.events)
    live = await LiveJobs.of([call.services.printers.known(row.printer.name)])
    return JobDetails(
        job=job_model(row, live),
        events=[JobEvent.model_validate(event) for event in reversed(events)],
        events_total=total,
        temperatures=[Temperature.model_validate(sample) for sample in samples],
    )


def _details(job_id: UUID, points: int, events: int) -> tuple[PrintJob, tuple[int, list[Any]], list[Any]]:
    row = print_jobs.get(job_id)
    return row, print_jobs.events_of(job_id, events), temperatures.of_job(job_id, points)


async def events(call: Call) -> JobEventPage:
    """A page of what happened to a job, the newest first."""
    query = call.query
    total, rows = await call.read(_events, call.path["id"], query.limit, query.offset)
    return JobEventPage(events=[JobEvent.model_validate(row) for row in rows], **paging(query, total))


def _events(job_id: UUID, limit: int, offset: int) -> tuple[int, list[Any]]:
    return print_jobs.events_of(print_jobs.get(job_id).id, limit, offset)


async def start(call: Call) -> StartAnswer:
    """Print a file, at once if the printer is free; copies of it wait in the queue."""
    given, printer = call.body, call.services.printers.get(call.body.printer)
    wanted = given.settings.temperature
    overrides = Overrides(wanted.hotend, wanted.bed, wanted.chamber)
    check_overrides(overrides, printer.settings)
    wish = Wish(
        call.principal.user_id,
        printer.name,
        given.file_id,
        given.sliced_file_id,
        given.settings.profile_id,
        overrides,
        timelapse=given.settings.timelapse,
        notes=given.notes,
        is_public=given.is_public,
        plate=given.plate,
    )
    if not given.force:
        check_fit(await call.read(files.get, given.file_id), printer.name, given.plate)
    first = await enqueue(call, printer, wish, start=not given.queue)
    copies: list[UUID] = []
    error = None
    for _ in range(given.copies - 1):
        try:
            copies.append((await enqueue(call, printer, wish, start=False)).job.id)
        except (LezerPrintError, SupervisionError) as problem:  # the first is on its way already
            error = str(problem)
            break
    return StartAnswer(job=first.job, copies=copies, copies_error=error)


async def enqueue(call: Call, printer: Printer, wish: Wish, *, start: bool) -> JobAnswer:
    """Store a wish and hand it to the printer; where nobody takes it, nothing of it remains."""
    made = await call.write(print_jobs.create, wish, call.services.uploads.files.store.locate)
    try:
        told = await printer.job.ask_async(Enqueue(made, start=start), ASK_SECONDS)
    except (JobError, SupervisionError):
        await call.write(print_jobs.withdraw, made.id)
        raise
    call.audit(EventKind.JOB_STARTED, f"{made.name} is to be printed", printer=printer.name, job=str(made.id))
    return await job_answer(call, made.id, told)


async def change(call: Call) -> JobAnswer:
    """Show it to visitors, note something, or put it elsewhere in the queue."""
    row, given = await _own(call), call.body
    columns = given.model_dump(
        include={"is_public", "notes", "user_reason"} & given.model_fields_set, by_alias=False
    )
    if given.queue_position is not None:
        printer = call.services.printers.get(row.printer.name)
        await printer.job.ask_async(MoveJob(row.id, given.queue_position - 1), ASK_SECONDS)
    await call.write(lambda: print_jobs.change(row.id, **columns))
    if "user_reason" in columns:
        call.services.analytics.cache.invalidate()
    changed = sorted(given.model_fields_set)
    call.audit(EventKind.JOB_CHANGED, f"The job {row.name} was changed", job=str(row.id), changed=changed)
    return await job_answer(call, row.id)


async def delete(call: Call) -> Deleted:
    """Delete a job that has ended, with all that is logged of it."""
    row = await _own(call)
    printer = call.services.printers.known(row.printer.name)
    if printer is not None:
        await printer.job.ask_async(Disown(row.id), ASK_SECONDS)
    await call.run(call.services.trash.delete_job, row.id)
    call.audit(EventKind.JOB_DELETED, f"The job {row.name} was deleted", job=str(row.id))
    return deleted(call)


# What is done with it.


async def begin(call: Call) -> JobAnswer:
    """Start a job from the queue now: the bed is clear."""
    return await _order(call, StartJob(call.path["id"]))


async def pause(call: Call) -> JobAnswer:
    """Pause it."""
    return await _order(call, Pause(call.path["id"]))


async def resume(call: Call) -> JobAnswer:
    """Go on with it."""
    return await _order(call, Resume(call.path["id"]))


async def cancel(call: Call) -> CancelAnswer:
    """End it, or take it from the queue."""
    answer = await _order(call, Cancel(call.path["id"]))
    printer = call.services.printers.get(answer.job.printer)
    is_on_it = answer.job.status in (JobState.PRINTING, JobState.PAUSED)
    return CancelAnswer(job=answer.job, waiting_for=await waited_for(printer) if is_on_it else None)


async def _order(call: Call, message: StartJob | Pause | Resume | Cancel) -> JobAnswer:
    """Whoever may control the printer may do so with anybody's job: it is their printer too."""
    row = await call.read(print_jobs.get, call.path["id"])
    printer = call.services.printers.get(row.printer.name)
    told = await printer.job.ask_async(message, ASK_SECONDS)
    name = type(message).__name__.removesuffix("Job").lower()
    call.audit(EventKind.JOB_ORDERED, f"{row.name}: {name}", printer=printer.name, job=str(row.id))
    return await job_answer(call, row.id, told)


async def queue(call: Call) -> Queue:
    """What the printer has to do."""
    return await _queue(call, await call.printer.job.ask_async(GetJobs(), ASK_SECONDS))


async def confirm_bed_clear(call: Call) -> Queue:
    """Say that nothing lies on the bed: the next job begins."""
    view = await call.printer.job.ask_async(ConfirmBedClear(), ASK_SECONDS)
    call.audit(EventKind.JOB_ORDERED, "The bed is clear", printer=call.printer.name)
    return await _queue(call, view)


async def _queue(call: Call, view: JobsView) -> Queue:
    live = LiveJobs([view])
    current = view.current if view.current and view.current.owner else None
    wanted = [job.id for job in (current, *view.queue) if job is not None]
    rows = {row.id: row for row in await call.read(print_jobs.some, wanted)}
    waiting = [rows[job.id] for job in view.queue if job.id in rows]
    if not view.queue_is_known:  # just after a start of the server
        stored = await call.read(print_jobs.queued, call.printer.name)
        waiting = [row for row in stored if row.id not in rows] + waiting
    return Queue(
        current=job_model(rows[current.id], live) if current is not None and current.id in rows else None,
        queue=[job_model(row, live) for row in waiting],
        bed_is_clear=view.bed_is_clear,
        **next_turn(view.turn),
        new_print=start_outlook(view.new_print),
        next_print=start_outlook(view.next_print),
    )


async def _own(call: Call) -> PrintJob:
    row: PrintJob = await call.read(print_jobs.get, call.path["id"])
    call.must_own(row.user_id)
    return row
