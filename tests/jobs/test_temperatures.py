"""Temperatures of jobs: fewer where many are asked for little, and fewer when they are old."""

from __future__ import annotations

import random
import tracemalloc
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import fmean
from uuid import uuid4

import pytest
from peewee import chunked
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


@pytest.mark.parametrize("points", [2, 3, 7, 99])
def test_the_means_are_those_that_plain_python_makes(storage, points):
    chance = random.Random(points)
    moments = sorted(BEGIN + timedelta(seconds=chance.uniform(0, 5000)) for _ in range(200))
    with storage.transaction():
        user = a_user()
        job, other = (a_job(user, a_file(user, name)) for name in ("a.stl", "b.stl"))
        rows = [
            TemperatureLog(
                job=one,
                hotend_temp=chance.uniform(20, 250),
                hotend_target=chance.choice([0, 200, 210]),
                bed_temp=chance.uniform(20, 60),
                bed_target=chance.choice([0, 60]),
                chamber_temp=chance.choice([None, chance.uniform(20, 40)]),
                timestamp=moment,
            )
            for one, moment in zip([job] * 150 + [other] * 50, moments, strict=True)
        ]
        for row in rows:
            row.save(force_insert=True)
        found = temperatures.of_job(job.id, points)
    own = rows[:150]
    span = (own[-1].timestamp - own[0].timestamp) / points
    spans = {}
    for row in own:
        spans.setdefault(min(points - 1, int((row.timestamp - own[0].timestamp) / span)), []).append(row)
    assert [row.timestamp for row in found] == [inside[-1].timestamp for inside in spans.values()]
    for row, inside in zip(found, spans.values(), strict=True):
        chambers = [one.chamber_temp for one in inside if one.chamber_temp is not None]
        assert row.hotend_temp == pytest.approx(fmean(one.hotend_temp for one in inside), abs=0.01)
        assert row.bed_temp == pytest.approx(fmean(one.bed_temp for one in inside), abs=0.01)
        assert row.chamber_temp == (pytest.approx(fmean(chambers), abs=0.01) if chambers else None)
        assert (row.hotend_target, row.bed_target) == (inside[-1].hotend_target, inside[-1].bed_target)


def test_it_is_the_database_that_makes_few_of_many(storage):
    with storage.transaction():
        job = a_print(1)
        row = {**TemperatureLog.get().__data__}
        moments = [BEGIN + timedelta(seconds=number) for number in range(1, 10_000)]
        for batch in chunked(moments, 1000):
            TemperatureLog.insert_many([{**row, "id": uuid4(), "timestamp": one} for one in batch]).execute()
        tracemalloc.start()
        try:
            found = temperatures.of_job(job.id, 10)
            _, peak_bytes = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert len(found) == 10
    assert peak_bytes < 500_000


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
