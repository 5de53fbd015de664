"""The schema goes up and down, loses nothing, and is never left half way."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest
from rows import WHEN, a_row_of_each

from lezerprint.base.enums import JobState
from lezerprint.errors import StorageError
from lezerprint.storage.database import Storage
from lezerprint.storage.migrating import SCRIPTS, migrate, migrate_down, status
from lezerprint.storage.models import MODELS, File, PrintJob, User

STEPS = sorted(path.stem for path in SCRIPTS.glob("[0-9]*.py"))
LATER = ["0097_column", "0098_index"]
"""Steps of later versions, which a test adds."""
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


@pytest.fixture
def later(scripts):
    """The steps, and those of later versions."""
    ups = ("ALTER TABLE users ADD COLUMN nickname TEXT", "CREATE INDEX nicknames ON users (nickname)")
    downs = ("ALTER TABLE users DROP COLUMN nickname", "DROP INDEX nicknames")
    for name, up, down in zip(LATER, ups, downs, strict=True):
        (scripts / f"{name}.py").write_text(
            f"def up(migrator, db):\n    db.execute_sql({up!r})\n"
            f"def down(migrator, db):\n    db.execute_sql({down!r})\n"
        )
    return scripts


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


def test_only_up_to_a_target_and_down_to_it(empty, later):
    assert migrate(empty, LATER[0], scripts=later) == [*STEPS, LATER[0]]
    assert migrate(empty, scripts=later) == LATER[1:]
    assert migrate_down(empty, LATER[0], scripts=later) == LATER[::-1]
    assert applied(empty) == STEPS
    for change in (migrate, migrate_down):
        with pytest.raises(StorageError, match="9999_none"):
            change(empty, "9999_none")


def test_a_database_of_the_version_before_loses_nothing(empty, later):
    migrate(empty)
    empty.run(a_row_of_each)
    for _ in range(2):
        assert migrate(empty, scripts=later) == LATER
        assert migrate_down(empty, LATER[0], scripts=later) == LATER[::-1]
    with empty.session():
        assert [model for model in MODELS if model.select().count() != 1] == []
        assert File.select().where(File.matching("benchy")).count() == 1
        assert PrintJob.get().status is JobState.PRINTING


def test_a_step_that_fails_takes_all_of_them_back(empty, scripts):
    (scripts / "0002_z_wrong.py").write_text("def up(migrator, db):\n    db.execute_sql('SELECT nothing')\n")
    with pytest.raises(StorageError):
        migrate(empty, scripts=scripts)
    assert applied(empty) == []
    assert "users" not in tables(empty)
    assert migrate(empty) == STEPS


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("before", ["0000_z", "0097_z", "0099_z"])
def test_a_kill_in_the_middle_leaves_the_old_schema(empty, empty_database, later, before, filled):
    if filled:
        migrate(empty)
        empty.run(a_row_of_each)
    old = tables(empty), applied(empty)
    kill = later / f"{before}_kill.py"
    kill.write_text("import os, signal\ndef up(migrator, db):\n    os.kill(os.getpid(), signal.SIGKILL)\n")
    with start(empty_database, later) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert (tables(empty), applied(empty)) == old
    kill.unlink()
    assert migrate(empty, scripts=later) == [*([] if filled else STEPS), *LATER]
    if filled:
        assert empty.run(PrintJob.get).status is JobState.PRINTING


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
