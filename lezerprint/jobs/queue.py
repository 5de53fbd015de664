"""The jobs that wait for a printer, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lezerprint.jobs.errors import NoSuchJobError

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.jobs.job import Job


class JobQueue:
    """Positions rise, but may have gaps: they are what rows are sorted by."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Those that wait."""
        return tuple(self._jobs)

    @property
    def in_places(self) -> tuple[Job, ...]:
        """The same with their places, from 1, as positions."""
        return tuple(replace(job, queue_position=place) for place, job in enumerate(self._jobs, start=1))

    def __contains__(self, job_id: UUID) -> bool:
        return any(job.id == job_id for job in self._jobs)

    def add(self, job: Job) -> None:
        """Take a job where its position says; one that already exists stays where it is."""
        if job.id in self:
            return
        self._jobs.append(job)
        self._jobs.sort(key=lambda one: (one.queue_position or 0, one.created_at))

    @property
    def front(self) -> int:
        """A position before all that wait."""
        return min((job.queue_position or 0 for job in self._jobs), default=1) - 1

    def find(self, job_id: UUID | None = None) -> Job:
        """The job of this id, or the first, which stays where it is.

        Raises:
            NoSuchJobError: It does not wait here.
        """
        for job in self._jobs:
            if job_id in (None, job.id):
                return job
        raise NoSuchJobError("the job is not in the queue" if job_id else "the queue is empty")

    def take(self, job_id: UUID | None = None) -> Job:
        """Take out the job of this id, or the first.

        Raises:
            NoSuchJobError: It does not wait here.
        """
        job = self.find(job_id)
        self._jobs.remove(job)
        return job

    def move(self, job_id: UUID, place: int) -> list[Job]:
        """Put a job at this place, from 0; those that have another position now.

        Raises:
            NoSuchJobError: It does not wait here.
        """
        job = self.take(job_id)
        self._jobs.insert(max(0, place), job)
        changed = []
        for position, one in enumerate(self._jobs, start=1):
            if one.queue_position != position:
                self._jobs[position - 1] = replace(one, queue_position=position)
                changed.append(self._jobs[position - 1])
        return changed
