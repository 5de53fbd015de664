"""What the models keep, and what goes with what when a row is deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID, uuid4

import peewee
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import WHEN, a_file, a_job, a_row_of_each, a_user

from lezerprint.base.enums import JobState, UserRole
from lezerprint.storage.fields import json_text, storable
from lezerprint.storage.models import (
    MODELS,
    ApiKey,
    File,
    Notification,
    Printer,
    PrinterSetting,
    PrintEvent,
    PrintJob,
    PrintProfile,
    Session,
    SlicedFile,
    SystemEvent,
    TemperatureLog,
    Timelapse,
    TimelapseFrame,
    TrashEntry,
    User,
)


@pytest.fixture(autouse=True)
def opened(storage):
    with storage.session():
        yield


def test_every_model_gives_back_what_it_was_given():
    rows = a_row_of_each()
    assert set(rows) == {model.__name__ for model in MODELS}
    for row in rows.values():
        again = type(row).get_by_id(row.id)
        assert {name: again.__data__[name] for name in row.__data__} == row.__data__
        assert isinstance(again.id, UUID)


def test_times_are_aware_and_in_utc_to_the_microsecond():
    user = a_user()
    elsewhere = WHEN.astimezone(timezone(timedelta(hours=-9, minutes=-30)))
    user.last_login_at = elsewhere
    user.save()
    again = User.get_by_id(user.id)
    assert again.last_login_at == WHEN
    assert again.last_login_at.tzinfo is UTC
    assert User.select().where(User.last_login_at == elsewhere).count() == 1


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        SystemEvent.create(event_type="e", description="d", timestamp=datetime(2026, 1, 1))  # noqa: DTZ001 - it is what is refused


def test_times_are_in_order_for_the_database():
    times = [
        WHEN,
        WHEN.replace(microsecond=0),
        WHEN.replace(microsecond=1),
        datetime(999, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 4, 0, tzinfo=timezone(timedelta(hours=3))),
    ]
    for time in times:
        SystemEvent.create(event_type="e", description="d", timestamp=time)
    stored = [row.timestamp for row in SystemEvent.select().order_by(SystemEvent.timestamp)]
    assert stored == sorted(times)
    assert SystemEvent.select().where(SystemEvent.timestamp > WHEN.replace(microsecond=0)).count() == 2


@pytest.mark.parametrize("value", [{"a": [1, None, 2.5]}, [], "text", 5, 5.25, True, False, {"ä": "🙂"}])
def test_json_of_any_kind_comes_back(value):
    PrinterSetting.create(key="k", value=value, category="c")
    again = PrinterSetting.get().value
    assert again == value
    assert type(again) is type(value)


def test_what_postgresql_cannot_hold_is_replaced_everywhere():
    bad, good = "a\x00b\ud800c", "a\ufffdb\ufffdc"
    PrinterSetting.create(key=bad, value={bad: [bad, "\\u0000"]}, category="c")
    again = PrinterSetting.get(PrinterSetting.key == bad)
    assert again.key == good
    assert again.value == {good: [good, "\\u0000"]}


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_json_text_and_text_agree_on_what_is_storable(text):
    assert json_text([text]) == json_text([storable(text)])
    assert "\x00" not in storable(text)
    storable(text).encode()


def test_numbers_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="JSON compliant"):
        PrinterSetting.create(key="k", value=float("nan"), category="c")


def test_money_has_two_places():
    user = a_user()
    job = a_job(user, a_file(user), cost=Decimal("12.345"))
    assert PrintJob.get_by_id(job.id).cost in {Decimal("12.34"), Decimal("12.35")}
    job.cost = Decimal("0.10")
    job.save()
    assert PrintJob.get_by_id(job.id).cost == Decimal("0.10")


def test_floats_are_doubles():
    user = a_user()
    job = a_job(user, a_file(user), progress=33.333333333333336)
    assert PrintJob.get_by_id(job.id).progress == 33.333333333333336


def test_enums_are_stored_by_their_text_and_nothing_else_is_taken():
    user = a_user()
    a_job(user, a_file(user), status="PAUSED")
    assert PrintJob.get().status is JobState.PAUSED
    assert PrintJob.select().where(PrintJob.status.in_([JobState.PAUSED])).count() == 1
    with pytest.raises(ValueError, match="SLEEPING"):
        a_job(user, a_file(user), status="SLEEPING")


@pytest.mark.parametrize(("one", "other"), [("Ann", "aNN"), ("Straße", "STRASSE"), ("Ärger", "ärger")])
def test_names_and_addresses_are_unique_without_regard_to_case(storage, one, other):
    User.create(email=f"{one}@example.org", username=one, password_hash="")
    assert User.get(User.username_key == other).username == one
    assert User.get(User.email == f"{other}@EXAMPLE.org").username == one
    with pytest.raises(peewee.IntegrityError), storage.transaction():
        User.create(email="else@example.org", username=other, password_hash="")
    with pytest.raises(peewee.IntegrityError), storage.transaction():
        User.create(email=f"{other}@Example.ORG", username="else", password_hash="")


def test_a_new_name_takes_its_key_along():
    user = a_user("ann")
    user.username = "Bea"
    user.save()
    assert User.get(User.username_key == "BEA").id == user.id
    assert User.get_or_none(User.username_key == "ann") is None


def test_saving_writes_what_was_assigned_and_the_time():
    user = a_user()
    mine, theirs = User.get_by_id(user.id), User.get_by_id(user.id)
    theirs.role = UserRole.ADMIN
    theirs.save()
    mine.is_active = False
    mine.save()
    again = User.get_by_id(user.id)
    assert (again.role, again.is_active) == (UserRole.ADMIN, False)
    assert again.updated_at > user.updated_at
    again.save(only=[User.is_active])
    assert User.get_by_id(user.id).updated_at == again.updated_at


# What the deletion of a row does to the others: refused, with it, or left.

REFUSED = [User, File, Printer, PrintProfile]


@pytest.mark.parametrize("model", REFUSED)
def test_what_is_in_use_is_not_deleted(storage, model):
    row = a_row_of_each()[model.__name__]
    with pytest.raises(peewee.IntegrityError), storage.transaction():
        row.delete_instance()
    assert all(one.select().count() == 1 for one in MODELS)


def test_a_user_takes_what_is_theirs_alone_but_not_the_audit_log():
    user = a_row_of_each()["User"]
    for model in (PrintJob, SlicedFile, File, TrashEntry):
        model.delete().execute()
    user.delete_instance()
    assert [model.select().count() for model in (Session, ApiKey, Notification)] == [0, 0, 0]
    assert SystemEvent.get().user_id == user.id


def test_a_job_takes_its_logs_and_leaves_its_file():
    a_row_of_each()["PrintJob"].delete_instance()
    assert [one.select().count() for one in (TemperatureLog, PrintEvent, Timelapse, TimelapseFrame)] == [
        0
    ] * 4
    assert [one.select().count() for one in (File, SlicedFile, User, Printer)] == [1, 1, 1, 1]


def test_a_job_outlives_what_was_sliced_for_it():
    rows = a_row_of_each()
    rows["SlicedFile"].delete_instance()
    assert PrintJob.get().sliced_file is None
    assert PrintProfile.select().count() == 1


def test_a_file_takes_what_was_sliced_from_it():
    rows = a_row_of_each()
    rows["PrintJob"].delete_instance()
    rows["File"].delete_instance()
    assert SlicedFile.select().count() == 0


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            lambda: PrintJob.select().where(PrintJob.active() & (PrintJob.printer == uuid4())),
            "print_jobs_active",
        ),
        (
            lambda: TemperatureLog.select().where(TemperatureLog.timestamp > WHEN),
            "temperature_logs_timestamp",
        ),
        (
            lambda: File.select().where(File.user == uuid4(), File.file_type == "STL"),
            "files_user_id_file_type",
        ),
        (
            lambda: SystemEvent.select().order_by(SystemEvent.timestamp.desc()).limit(9),
            "system_events_timestamp",
        ),
    ],
)
def test_what_is_asked_most_has_an_index(storage, query, index):
    sql, parameters = query().sql()
    if storage.kind == "postgresql":
        storage.database.execute_sql("SET enable_seqscan = off")
    words = "EXPLAIN" if storage.kind == "postgresql" else "EXPLAIN QUERY PLAN"
    assert index in str(storage.database.execute_sql(f"{words} {sql}", parameters).fetchall())


def test_a_job_is_active_until_it_ends():
    user = a_user()
    file = a_file(user)
    for status in JobState:
        a_job(user, file, status=status)
    active = {job.status for job in PrintJob.select().where(PrintJob.active(), PrintJob.is_public == False)}  # noqa: E712 - SQL's
    assert active == {JobState.QUEUED, JobState.PREPARING, JobState.PRINTING, JobState.PAUSED}


def test_a_job_has_one_film(storage):
    job = a_row_of_each()["PrintJob"]
    with pytest.raises(peewee.IntegrityError), storage.transaction():
        Timelapse.create(job=job, video_path="/w", frame_count=1, duration=1, file_size=1)


def test_a_file_of_a_user_who_is_not_there_is_refused(storage):
    user = User(email="x", username="x", password_hash="")
    with pytest.raises(peewee.IntegrityError), storage.transaction():
        a_file(user)
