"""The endpoints of time-lapses."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import timelapses
from web.models.common import Done
from web.models.timelapses import (
    FilmAnswer,
    FilmInput,
    TimelapseAnswer,
    TimelapseDeletion,
    TimelapsePage,
    TimelapseQuery,
)
from web.rate_limits import RateClass

_TAG: Final = "Cameras"
_OF_A_JOB: Final = "/api/jobs/{id:uuid}/timelapse"

TIMELAPSES: Final = (
    Endpoint(
        "GET",
        "/api/timelapses",
        timelapses.timelapses,
        Access.VIEWER,
        _TAG,
        "The films of jobs, the newest first",
        query=TimelapseQuery,
        response=TimelapsePage,
    ),
    Endpoint(
        "GET",
        _OF_A_JOB,
        timelapses.timelapse,
        Access.VIEWER,
        _TAG,
        "The film of a job",
        response=TimelapseAnswer,
        errors=frozenset({404}),
    ),
    Endpoint(
        "POST",
        _OF_A_JOB,
        timelapses.make,
        Access.OPERATOR,
        _TAG,
        "Make a film of the pictures of a job, whether it was completed or not",
        rate=RateClass.CONTROL,
        body=FilmInput,
        response=FilmAnswer,
        status=202,
        errors=frozenset({404, 409, 507}),
    ),
    Endpoint(
        "GET",
        f"{_OF_A_JOB}/video",
        timelapses.video,
        Access.VIEWER,
        _TAG,
        "The film itself, or a range of it",
        media_type="video/mp4",
        errors=frozenset({404, 412, 416}),
        signable=True,
    ),
    Endpoint(
        "GET",
        f"{_OF_A_JOB}/poster",
        timelapses.poster,
        Access.VIEWER,
        _TAG,
        "A picture that stands for the film",
        media_type="image/jpeg",
        errors=frozenset({404, 412, 416}),
        signable=True,
    ),
    Endpoint(
        "DELETE",
        _OF_A_JOB,
        timelapses.delete,
        Access.OPERATOR,
        _TAG,
        "Delete the film of a job, and its pictures",
        query=TimelapseDeletion,
        response=Done,
        errors=frozenset({404, 409}),
    ),
)
