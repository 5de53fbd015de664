"""The diagnosis of a printer's link."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from lezerprint.diagnosis import Cause
from web.models.common import ApiModel, Query

LinesSent = Annotated[int, Field(description="Number of lines sent to the printer.", examples=[1200])]


class DiagnosisQuery(Query):
    """How far back to look."""

    minutes: int = Field(
        default=10,
        ge=1,
        le=60,
        description="Number of minutes to look at, counting only those in which something was sent.",
        examples=[10],
    )


class LinkFinding(ApiModel):
    """A problem of the link."""

    cause: Cause = Field(description="Cause of the problem.", examples=["cable"])
    words: str = Field(
        description="Description of the problem, for people.",
        examples=["12 of 1200 lines arrived damaged and were sent again."],
    )
    figures: dict[str, float] = Field(
        description="Measurements that led to the finding, by name.", examples=[{"resends": 12.0}]
    )
    advice: str = Field(description="What to do.", examples=["Use a shorter, shielded USB cable."])


class LinkMinute(ApiModel):
    """Measurements of the link in one minute; the last minute is not complete yet."""

    time: datetime = Field(
        description="Begin of the minute, ISO 8601, UTC.", examples=["2026-03-29T14:05:00Z"]
    )
    lines: LinesSent
    resends: int = Field(description="Number of lines that the firmware requested again.", examples=[0])
    oks_lost: int = Field(description="Number of acknowledgements (`ok`) that never arrived.", examples=[0])
    unchecked: int = Field(
        description="Number of damaged lines that the firmware may have executed.", examples=[0]
    )
    reconnects: int = Field(description="Number of times that the connection was lost.", examples=[0])
    planner_dry: int = Field(description="Number of times that the printer ran out of moves.", examples=[0])
    round_trip_ms: float = Field(
        description="Mean time from a line to its `ok`, in milliseconds.", examples=[8.4]
    )
    longest_ok_ms: float = Field(
        description="Longest time from a line to its `ok`, in milliseconds.", examples=[41.0]
    )
    stalls: int = Field(
        description="Number of times that the server did not get to run in time.", examples=[0]
    )
    longest_stall_ms: float = Field(
        description="Longest delay of the server, in milliseconds.", examples=[2.1]
    )


class LinkDiagnosis(ApiModel):
    """The diagnosis of a printer's link, with the measurements behind it."""

    verdict: Cause = Field(description="Most important cause of problems.", examples=["well"])
    words: str = Field(
        description="The verdict, for people.", examples=["The link has worked without problems."]
    )
    minutes: int = Field(description="Number of minutes that were looked at.", examples=[10])
    lines: LinesSent
    findings: list[LinkFinding] = Field(description="Problems, the most important first.")
    history: list[LinkMinute] = Field(description="Measurements by minute, the oldest first.")
