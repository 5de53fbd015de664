"""How a printer's link is."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from lezerprint.diagnosis import Cause
from web.models.common import ApiModel, Query


class DiagnosisQuery(Query):
    """How far back to look."""

    minutes: int = Field(default=10, ge=1, le=60, description="Of those in which something was sent.")


class LinkFinding(ApiModel):
    """One trouble."""

    cause: Cause
    words: str
    figures: dict[str, float]
    advice: str


class LinkMinute(ApiModel):
    """What happened on the link in one minute; the last one is not over yet."""

    time: datetime
    lines: int
    resends: int
    oks_lost: int
    unchecked: int
    reconnects: int
    planner_dry: int = Field(description="How often the printer ran out of moves.")
    round_trip_ms: float
    longest_ok_ms: float
    stalls: int = Field(description="How often this computer was late.")
    longest_stall_ms: float


class LinkDiagnosis(ApiModel):
    """The verdict, what it is made of, and the minutes that led to it."""

    verdict: Cause
    words: str
    minutes: int
    lines: int
    findings: list[LinkFinding]
    history: list[LinkMinute]
