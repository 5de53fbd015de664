"""Background tasks and reports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from lezerprint.storage.models import TaskStatus
from web.models.common import ApiModel, CreatedAt, Id, Paged, Paging, Percent, Query, UserId, several
from web.models.profiles import SlicedFile


class Task(ApiModel):
    """A background task."""

    id: Id
    queue: str = Field(description="Queue in which workers find the task.", examples=["file-processing"])
    operation: str = Field(description="What the task does.", examples=["slice"])
    status: TaskStatus = Field(
        description="State of the task; it is `QUEUED` again before a further attempt.",
        examples=[TaskStatus.FINISHED],
    )
    progress: Percent
    message: str | None = Field(
        description="What the task is doing, for people; null if it has not said.", examples=["Slicing"]
    )
    arguments: dict[str, Any] = Field(
        description="Arguments of the operation.",
        examples=[{"fileId": "3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"}],
    )
    result: Any = Field(description="Result of the operation; null before its end.", examples=[None])
    error: str | None = Field(description="Why the last attempt failed; null if none has.", examples=[None])
    attempts: int = Field(description="Number of attempts so far.", examples=[1])
    max_attempts: int = Field(description="Number of attempts after which it fails.", examples=[3])
    user_id: UserId | None = Field(
        description="Id of the account for which it runs; null for the server itself."
    )
    created_at: CreatedAt
    started_at: datetime | None = Field(
        description="Begin of the last attempt, ISO 8601, UTC; null before the first.",
        examples=["2026-03-29T14:05:01Z"],
    )
    ended_at: datetime | None = Field(
        description="Time of its end, ISO 8601, UTC; null before it.", examples=["2026-03-29T14:05:31Z"]
    )


class TaskAnswer(ApiModel):
    """A background task."""

    task: Task = Field(description="The task.")


class SliceAnswer(ApiModel):
    """The task that slices a model, and its result if the request waited for it."""

    task: Task = Field(description="The task that slices the model.")
    sliced_file: SlicedFile | None = Field(
        default=None, description="The sliced G-code; null if the request did not wait for it."
    )


class TaskQuery(Paging):
    """Filters for background tasks."""

    status: Annotated[tuple[TaskStatus, ...], BeforeValidator(several)] = Field(
        default=(),
        description="States to include, separated by commas. Default: all.",
        examples=[["RUNNING"]],
    )
    queue: str | None = Field(
        default=None, max_length=64, description="Only tasks in this queue.", examples=["file-processing"]
    )
    operation: str | None = Field(
        default=None, max_length=64, description="Only tasks with this operation.", examples=["slice"]
    )


class TaskPage(Paged):
    """A page of background tasks."""

    tasks: list[Task] = Field(description="Tasks on this page, the newest first.")


class Report(ApiModel):
    """A summary of a period."""

    id: Id
    kind: str = Field(description="Kind of the report.", examples=["week"])
    period_start: datetime = Field(
        description="Begin of the period, ISO 8601, UTC.", examples=["2026-03-23T00:00:00Z"]
    )
    period_end: datetime = Field(
        description="End of the period, exclusive, ISO 8601, UTC.", examples=["2026-03-30T00:00:00Z"]
    )
    data: dict[str, Any] = Field(
        description="Content of the report: statistics of the period.", examples=[{"totalPrints": 24}]
    )
    created_at: CreatedAt


class ReportPage(Paged):
    """A page of reports."""

    reports: list[Report] = Field(description="Reports on this page, the newest first.")


class WaitQuery(Query):
    """Whether to wait for the result."""

    wait: bool = Field(
        default=False,
        description="Whether to respond only when the task has ended. By default the response has the task.",
        examples=[False],
    )
