"""Rows are copied with what goes with them, and come back as they were."""

from __future__ import annotations

import json

import peewee
import pytest
from rows import a_file, a_job, a_row_of_each, a_temperature, a_user

from lezerprint.base.enums import JobState
from lezerprint.storage.models import MODELS, File, PrintEvent, PrintJob, SlicedFile, TemperatureLog
from lezerprint.storage.row_copies import copies_of, restore


@pytest.fixture(autouse=True)
def opened(storage):
    with storage.session():
        yield


def everything():
    return {
        model.__name__: sorted((row.__data__ for row in model.select()), key=lambda one: str(one["id"]))
        for model in MODELS
    }


def through_json(copies):
    return json.loads(json.dumps(copies))


@pytest.mark.parametrize("name", ["PrintJob", "Notification"])
def test_what_is_deleted_comes_back_with_all_that_went_with_it(name):
    row = a_row_of_each()[name]
    before = everything()
    copies = through_json(copies_of(row))
    row.delete_instance()
    assert everything() != before
    restore(copies, {})
    assert everything() == before


def test_a_file_comes_back_with_what_was_sliced_from_it_and_is_found():
    rows = a_row_of_each()
    rows["PrintJob"].delete_instance()
    before = everything()
    copies = through_json(copies_of(rows["File"]))
    assert [one["table"] for one in copies] == ["files", "sliced_files"]
    rows["File"].delete_instance()
    assert (File.select().count(), SlicedFile.select().count()) == (0, 0)
    restore(copies, {})
    assert everything() == before
    assert File.select().where(File.matching("benchy")).count() == 1


def test_a_job_with_a_long_log(storage):
    user = a_user()
    job = a_job(user, a_file(user), status=JobState.COMPLETED)
    with storage.transaction():
        for _ in range(1000):
            a_temperature(job).save(force_insert=True)
    copies = through_json(copies_of(job))
    job.delete_instance()
    assert TemperatureLog.select().count() == 0
    with storage.transaction():
        restore(copies, {})
    assert TemperatureLog.select().where(TemperatureLog.job == job.id).count() == 1000


def test_another_owner_and_columns_of_other_versions():
    rows = a_row_of_each()
    heir = a_user("heir")
    copies = through_json(copies_of(rows["PrintJob"]))
    rows["PrintJob"].delete_instance()
    first = copies[0]
    first["columns"].append("of_another_version")
    first["rows"][0].append(1)
    place = first["columns"].index("lines_acknowledged")
    for values in (first["columns"], *first["rows"]):
        del values[place]
    restore(copies, {"user": heir.id})
    again = PrintJob.get_by_id(rows["PrintJob"].id)
    assert (again.user_id, again.lines_acknowledged) == (heir.id, 0)
    assert PrintEvent.select().count() == 1


def test_what_it_hangs_on_must_be_there(storage):
    user = a_user()
    file = a_file(user)
    job = a_job(user, file)
    copies = copies_of(job)
    job.delete_instance()
    file.delete_instance()
    with pytest.raises(peewee.IntegrityError), storage.transaction():
        restore(copies, {})
