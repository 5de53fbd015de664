"""What the end of a job changes besides its own row."""

from __future__ import annotations

import pytest
from rows import a_file, a_job, a_user

from lezerprint.base.enums import JobState
from lezerprint.jobs import print_jobs
from lezerprint.jobs.consequences import draw_consequences, ended_jobs
from lezerprint.storage.backlog import Backlog
from lezerprint.storage.entries import Entry
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import File, PrintJob, User


@pytest.fixture
def job(storage):
    def make():
        user = a_user()
        return a_job(user, a_file(user), status=JobState.PRINTING)

    return storage.run(make)


@pytest.mark.parametrize(("status", "count"), [(JobState.COMPLETED, 1), (JobState.FAILED, 0)])
def test_a_completed_job_counts_as_a_print_of_its_file_however_often_it_is_written(
    storage, tmp_path, job, status, count
):
    backlog = Backlog(tmp_path / "backlog", draw_consequences)
    for _ in range(2):
        backlog.put_change(PrintJob, job.id, {"status": status})
        backlog.drain(storage)
    assert storage.read(File.get_by_id, job.file_id).print_count == count


def test_jobs_that_go_on_are_not_among_those_that_have_ended(job):
    changes = [{"status": JobState.PAUSED}, {"progress": 10.0}, {"status": JobState.CANCELLED}]
    entries = [Entry(PrintJob, job.id, change) for change in changes]
    assert ended_jobs(entries[:2]) == set()
    assert ended_jobs(entries) == {job.id}


def test_the_count_of_a_files_prints_does_not_fall_when_a_job_is_deleted(storage, tmp_path, job):
    backlog = Backlog(tmp_path / "backlog", draw_consequences)

    def complete(one):
        backlog.put_change(PrintJob, one.id, {"status": JobState.COMPLETED, "started_at": utc_now()})
        backlog.drain(storage)
        return storage.read(File.get_by_id, one.file_id).print_count

    again = storage.run(lambda: a_job(User.get_by_id(job.user_id), File.get_by_id(job.file_id)))
    assert complete(job) == 1
    storage.run(print_jobs.delete, job.id)
    assert complete(again) == 2
