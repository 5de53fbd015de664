"""The schema goes up and down, loses nothing, and is never left half way."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from rows import WHEN, a_row_of_each

from lezerprint.base.enums import JobState, UserRole
from lezerprint.errors import StorageError
from lezerprint.storage.database import Storage
from lezerprint.storage.migrating import SCRIPTS, migrate, migrate_down, status
from lezerprint.storage.models import MODELS, File, Printer, PrintJob, Session, SystemEvent, User

STEPS = sorted(path.stem for path in SCRIPTS.glob("[0-9]*.py"))
GONE_WITH_THEIR_STEP = {"ApiKey", "Task", "TaskSchedule", "Report", "Delivery"}
PROGRAM = """
import sys
from pathlib import Path
from lezerprint.storage.database import Storage
from lezerprint.storage.migrating import migrate
print(*migrate(Storage(sys.argv[1]), scripts=Path(sys.argv[2])))
"""


@pytest.fixture
def empty(empty_database):
    with closing(Storage(empty_database)) as storage:
        yield storage


@pytest.fixture
def scripts(tmp_path):
    """A copy of the steps, for a test to add to."""
    return shutil.copytree(SCRIPTS, tmp_path / "steps", ignore=shutil.ignore_patterns("__pycache__"))


def tables(storage):
    with storage.session():
        return set(storage.database.get_tables())


def applied(storage):
    return [step.name for step in status(storage) if step.applied_at]


def start(url, scripts):
    words = [sys.executable, "-c", PROGRAM, url, str(scripts)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_up_and_down_and_up_again(empty):
    assert migrate(empty) == STEPS
    assert migrate(empty) == []
    assert [step.known for step in status(empty)] == [True] * len(STEPS)
    empty.run(a_row_of_each)
    for step in reversed(STEPS):
        assert migrate_down(empty) == [step]
    assert tables(empty) - {"sqlite_sequence"} == {"schema_migration"}
    assert migrate_down(empty) == []
    assert migrate(empty) == STEPS
    empty.run(a_row_of_each)


def test_only_up_to_a_target_and_down_to_it(empty):
    assert migrate(empty, STEPS[1]) == STEPS[:2]
    assert applied(empty) == STEPS[:2]
    migrate(empty)
    assert migrate_down(empty, STEPS[1]) == STEPS[:0:-1]
    for change in (migrate, migrate_down):
        with pytest.raises(StorageError, match="9999_none"):
            change(empty, "9999_none")


@pytest.mark.parametrize("step", STEPS[1:])
def test_down_and_up_again_keeps_the_rows(empty, step):
    migrate(empty)
    empty.run(a_row_of_each)
    migrate_down(empty, step)
    left = tables(empty)
    migrate(empty)
    with empty.session():
        kept = {model._meta.table_name for model in MODELS if model.select().count() == 1}
        assert kept >= {model._meta.table_name for model in MODELS} & left
        assert File.select().where(File.matching("benchy")).count() == 1
        assert PrintJob.get().status is JobState.PRINTING


def fill_first(storage):
    """A database as the first step left it, with rows."""
    now = WHEN.isoformat(" ")
    ids = {name: uuid4() for name in ("user", "file", "job", "session", "event", "temperature")}

    def insert(table, **values):
        marks = ", ".join([storage.database.param] * len(values))
        storage.database.execute_sql(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})",  # noqa: S608 - marks of parameters
            [
                getattr(value, "hex", value) if not isinstance(value, float) else value
                for value in values.values()
            ],
        )

    stamps = {"created_at": now, "updated_at": now}
    insert(
        "users",
        id=ids["user"],
        email="Ann@Example.org",
        username="Ännchen",
        password_hash="h",  # noqa: S106 - it opens nothing
        role="ADMIN",
        is_active=True,
        preferences='{"theme": "dark"}',
        **stamps,
    )
    insert(
        "sessions",
        id=ids["session"],
        user_id=ids["user"],
        token="t",  # noqa: S106 - the same
        refresh_token="r",  # noqa: S106 - the same
        expires_at=now,
        created_at=now,
    )
    insert(
        "files",
        id=ids["file"],
        user_id=ids["user"],
        original_name="Größe_v2.stl",
        file_name="f",
        file_path="p",
        file_type="STL",
        file_size=5_000_000_000,
        print_count=2,
        **stamps,
    )
    insert(
        "print_jobs",
        id=ids["job"],
        user_id=ids["user"],
        file_id=ids["file"],
        status="COMPLETED",
        progress=100.0,
        started_at=now,
        cost="1.50",
        notes="n",
    )
    insert(
        "temperature_logs",
        id=ids["temperature"],
        job_id=ids["job"],
        hotend_temp=1.5,
        hotend_target=2.5,
        bed_temp=3.5,
        bed_target=4.5,
        timestamp=now,
    )
    insert(
        "system_events", id=ids["event"], event_type="e", description="d", user_id=ids["user"], timestamp=now
    )
    return ids


def test_a_database_of_the_first_step_loses_nothing(empty):
    migrate(empty, STEPS[0])
    ids = empty.run(fill_first, empty)
    migrate(empty)
    with empty.session():
        user = User.get(User.username_key == "ÄNNCHEN")
        assert (user.id, user.email, user.username) == (ids["user"], "ann@example.org", "Ännchen")
        assert (user.role, user.preferences) == (UserRole.ADMIN, {"theme": "dark"})
        assert user.password_changed_at == user.created_at == WHEN
        session = Session.get_by_id(ids["session"])
        assert session.token_hash == hashlib.sha256(b"t").hexdigest()
        assert session.refresh_token_hash == hashlib.sha256(b"r").hexdigest()
        file = File.get(File.matching("grosse"))
        assert (file.id, file.file_size, file.print_count) == (ids["file"], 5_000_000_000, 2)
        job = PrintJob.get_by_id(ids["job"])
        assert (job.name, job.printer, job.created_at) == ("Größe_v2.stl", Printer.get(), WHEN)
        assert (job.progress, str(job.cost), job.notes, job.settings) == (100, "1.50", "n", {})
        assert job.temperatures.get().bed_target == 4.5
        assert SystemEvent.get().user_id == user.id


def test_a_step_that_fails_takes_all_of_them_back(empty, scripts):
    (scripts / "0002_z_wrong.py").write_text("def up(migrator, db):\n    db.execute_sql('SELECT nothing')\n")
    with pytest.raises(StorageError):
        migrate(empty, scripts=scripts)
    assert applied(empty) == []
    assert "users" not in tables(empty)
    assert migrate(empty) == STEPS


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("before", ["0001_z", "0002_z", "0003_z"])
def test_a_kill_in_the_middle_leaves_the_old_schema(empty, empty_database, scripts, before, filled):
    if filled:
        migrate(empty, STEPS[0])
        ids = empty.run(fill_first, empty)
    old = tables(empty), applied(empty)
    kill = f"{before}_kill.py"
    (scripts / kill).write_text(
        "import os, signal\ndef up(migrator, db):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    with start(empty_database, scripts) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert (tables(empty), applied(empty)) == old
    assert migrate(empty) == STEPS[1:] if filled else STEPS
    if filled:
        assert empty.run(PrintJob.get).id == ids["job"]


def test_two_at_once_both_end_well_and_each_step_is_applied_once(empty, empty_database):
    processes = [start(empty_database, SCRIPTS) for _ in range(3)]
    said = []
    for process in processes:
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        said += output.split()
    assert sorted(said) == STEPS
    assert applied(empty) == STEPS


def test_a_newer_database_is_refused(empty, scripts):
    (scripts / "0099_future.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE future (x INT)')\n"
        "def down(migrator, db):\n    db.execute_sql('DROP TABLE future')\n"
    )
    assert migrate(empty, scripts=scripts) == [*STEPS, "0099_future"]
    for change in (migrate, migrate_down):
        with pytest.raises(StorageError, match=r"newer version of LezerPrint .*0099_future"):
            change(empty)
    assert [step.known for step in status(empty)] == [True] * len(STEPS) + [False]
    assert migrate_down(empty, scripts=scripts) == ["0099_future"]
    assert migrate(empty) == []


def test_rows_that_refer_to_nothing_are_not_made_for_ever(empty, scripts):
    """SQLite looks at no references while a table is made anew, so that all are looked at in the end."""
    migrate(empty)
    empty.run(a_row_of_each)
    (scripts / "0099_careless.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('DELETE FROM users')\n"
    )
    with pytest.raises(StorageError):
        migrate(empty, scripts=scripts)
    assert empty.run(User.select().count) == 1


def test_a_server_that_is_away_is_said():
    with (
        closing(Storage("postgresql://u@127.0.0.1:1/x")) as storage,
        pytest.raises(StorageError, match="does not answer"),
    ):
        migrate(storage)
    assert datetime.now(UTC) > WHEN
