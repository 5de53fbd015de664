"""Background tasks and reports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from lezerprint.storage.models import TaskStatus
from web.models.common import ApiModel, Paged, Paging, Query, several
from web.models.profiles import SlicedFile


class Task(ApiModel):
    """Something that a worker does."""

    id: UUID
    queue: str
    operation: str
    status: TaskStatus
    progress: float = Field(description="Percent.")
    message: str | None
    arguments: dict[str, Any]
    result: Any
    error: str | None
    attempts: int
    max_attempts: int
    user_id: UUID | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class TaskAnswer(ApiModel):
    """A task."""

    task: Task


class SliceAnswer(ApiModel):
    """The task that slices, and with `wait` what it made."""

    task: Task
    sliced_file: SlicedFile | None = None


class TaskQuery(Paging):
    """Which tasks."""

    status: Annotated[tuple[TaskStatus, ...], BeforeValidator(several)] = ()
    queue: str | None = Field(default=None, max_length=64)
    operation: str | None = Field(default=None, max_length=64)


class TaskPage(Paged):
    """A page of tasks, the newest first."""

    tasks: list[Task]


class Report(ApiModel):
    """What happened in a period."""

    id: UUID
    kind: str
    period_start: datetime
    period_end: datetime
    data: dict[str, Any]
    created_at: datetime


class ReportPage(Paged):
    """A page of reports, the newest first."""

    reports: list[Report]


class WaitQuery(Query):
    """Whether to wait for the end."""

    wait: bool = False
