"""Temperatures of jobs: fewer where many are asked for little, and fewer when they are old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from rows import a_file, a_job, a_user

from lezerprint.jobs import temperatures
from lezerprint.storage.models import PrintJob, TemperatureLog

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_print(count, spacing_seconds=5, ended=BEGIN):
    user = a_user()
    job = a_job(user, a_file(user), completed_at=ended)
    for number in range(count):
        TemperatureLog.create(
            job=job,
            hotend_temp=200 + number % 2,
            hotend_target=200,
            bed_temp=60,
            bed_target=60,
            timestamp=BEGIN + timedelta(seconds=number * spacing_seconds),
        )
    return job


def test_few_are_given_as_they_are(storage):
    with storage.transaction():
        job = a_print(10)
        assert len(temperatures.of_job(job.id, 10)) == 10


def test_of_many_means_in_order(storage):
    with storage.transaction():
        job = a_print(100)
        found = temperatures.of_job(job.id, 10)
    assert len(found) == 10
    assert {row.hotend_temp for row in found} == {200.5}
    times = [row.timestamp for row in found]
    assert times == sorted(times)
    assert times[-1] == BEGIN + timedelta(seconds=99 * 5)


def test_old_ones_are_thinned_once(storage):
    with storage.transaction():
        job = a_print(100)
        young = PrintJob.create(
            **{**job.__data__, "id": job.user_id, "completed_at": BEGIN + timedelta(days=9)}
        )
        jobs = temperatures.unthinned(BEGIN + timedelta(days=1))
        assert jobs == [job.id]
        assert temperatures.thin(jobs, timedelta(minutes=1)) == 100 - 9
        left = temperatures.of_job(job.id, 1000)
        assert all(
            after.timestamp - before.timestamp >= timedelta(minutes=1) for before, after in pairwise(left)
        )
        assert temperatures.unthinned(BEGIN + timedelta(days=1)) == []
        assert temperatures.unthinned(BEGIN + timedelta(days=30)) == [young.id]
