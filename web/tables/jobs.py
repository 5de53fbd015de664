"""The endpoints of print jobs."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import jobs, recovery
from web.models.common import Paging
from web.models.jobs import (
    CancelAnswer,
    CurrentJobAnswer,
    CurrentJobQuery,
    JobAnswer,
    JobChange,
    JobDetails,
    JobDetailsQuery,
    JobEventPage,
    JobPage,
    JobQuery,
    JobStart,
    Queue,
    RecoveryAnswer,
    RecoveryInput,
    StartAnswer,
)
from web.models.trash import Deleted
from web.rate_limits import RateClass

_TAG: Final = "Jobs"
_ORDERS: Final = frozenset({404, 409, 504})

JOBS: Final = (
    Endpoint("GET", "/api/jobs", jobs.jobs, Access.VIEWER, _TAG, "Jobs", query=JobQuery, response=JobPage),
    Endpoint(
        "GET",
        "/api/jobs/current",
        jobs.current,
        Access.VIEWER,
        _TAG,
        "The current job of a printer",
        query=CurrentJobQuery,
        response=CurrentJobAnswer,
        errors=frozenset({404}),
    ),
    Endpoint(
        "GET",
        "/api/printers/{printer}/job",
        jobs.current_of_printer,
        Access.VIEWER,
        _TAG,
        "The current job of this printer",
        response=CurrentJobAnswer,
    ),
    Endpoint(
        "POST",
        "/api/jobs/start",
        jobs.start,
        Access.OPERATOR,
        _TAG,
        "Print a file",
        rate=RateClass.CONTROL,
        body=JobStart,
        response=StartAnswer,
        errors=_ORDERS,
    ),
    Endpoint(
        "GET",
        "/api/jobs/{id:uuid}",
        jobs.job,
        Access.VIEWER,
        _TAG,
        "A job with its events and temperatures",
        query=JobDetailsQuery,
        response=JobDetails,
        errors=frozenset({404}),
    ),
    Endpoint(
        "GET",
        "/api/jobs/{id:uuid}/events",
        jobs.events,
        Access.VIEWER,
        _TAG,
        "What happened to a job",
        query=Paging,
        response=JobEventPage,
        errors=frozenset({404}),
    ),
    Endpoint(
        "PATCH",
        "/api/jobs/{id:uuid}",
        jobs.change,
        Access.OPERATOR,
        _TAG,
        "Change a job's notes, visibility or place in the queue",
        body=JobChange,
        response=JobAnswer,
        errors=_ORDERS,
    ),
    Endpoint(
        "DELETE",
        "/api/jobs/{id:uuid}",
        jobs.delete,
        Access.OPERATOR,
        _TAG,
        "Delete a job that has ended",
        response=Deleted,
        errors=_ORDERS,
    ),
    *(
        Endpoint(
            "POST",
            f"/api/jobs/{{id:uuid}}/{name}",
            handler,
            Access.OPERATOR,
            _TAG,
            summary,
            rate=rate,
            response=response,
            errors=_ORDERS,
        )
        for name, handler, summary, rate, response in (
            ("start", jobs.begin, "Start a job from the queue", RateClass.CONTROL, JobAnswer),
            ("pause", jobs.pause, "Pause a job", RateClass.EXEMPT, JobAnswer),
            ("resume", jobs.resume, "Resume a job", RateClass.CONTROL, JobAnswer),
            ("cancel", jobs.cancel, "Cancel a job", RateClass.EXEMPT, CancelAnswer),
        )
    ),
    Endpoint(
        "POST",
        "/api/jobs/{id:uuid}/recover",
        recovery.recover,
        Access.OPERATOR,
        _TAG,
        "Plan the rest of a failed job, and print it when confirmed",
        rate=RateClass.CONTROL,
        body=RecoveryInput,
        response=RecoveryAnswer,
        errors=_ORDERS,
    ),
    *(
        endpoint
        for prefix in ("/api/printer", "/api/printers/{printer}")
        for endpoint in (
            Endpoint(
                "GET",
                f"{prefix}/queue",
                jobs.queue,
                Access.VIEWER,
                _TAG,
                "The printer's queue",
                response=Queue,
                errors=frozenset({504}),
            ),
            Endpoint(
                "POST",
                f"{prefix}/bed-clear",
                jobs.confirm_bed_clear,
                Access.OPERATOR,
                _TAG,
                "Confirm that the bed is clear; the next job starts",
                rate=RateClass.CONTROL,
                response=Queue,
                errors=frozenset({409, 504}),
            ),
        )
    ),
)
