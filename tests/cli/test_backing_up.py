"""`lezerprint backup` and `lezerprint restore`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from plain_environment import without_settings
from rows import a_user

from lezerprint.backup.lock import using
from lezerprint.cli.program import main
from lezerprint.storage.database import Storage
from lezerprint.storage.models import SystemEvent, User


@pytest.fixture
def lezerprint(monkeypatch, capsys, tmp_path):
    without_settings(monkeypatch, tmp_path)

    def run(*words):
        code = main([*words, "--data-dir", str(tmp_path / "data")])
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    return run


@pytest.fixture
def names(tmp_path):
    def look(make=None):
        with closing(Storage(f"sqlite:///{tmp_path}/data/lezerprint.db")) as storage:
            if make is not None:
                storage.run(a_user, make)
            return storage.run(lambda: [user.username for user in User.select()])

    return look


def test_there_and_back(lezerprint, names, tmp_path):
    assert lezerprint("migrate")[0] == 0
    names("ann")
    code, (path,), _ = lezerprint("backup")
    assert code == 0
    assert Path(path).parent == tmp_path / "data" / "backups"
    names("bob")
    code, (said, kept), _ = lezerprint("restore", path, "--yes")
    assert code == 0
    assert said.startswith("restored the backup of ")
    assert names() == ["ann"]
    code, said, _ = lezerprint("restore", kept.rpartition(" ")[2], "--yes", "--no-copy")
    assert (code, len(said)) == (0, 1)
    assert names() == ["ann", "bob"]
    assert lezerprint("restore", path, "--yes")[0] == 0
    mine = tmp_path / "mine.tar.gz"
    assert lezerprint("backup", str(mine), "--database-only") == (0, [str(mine)], "")


def test_backups_are_in_the_audit_log(lezerprint, names, tmp_path):
    assert lezerprint("migrate")[0] == 0
    _, (path,), _ = lezerprint("backup")
    assert lezerprint("restore", path, "--yes")[0] == 0
    assert lezerprint("backup")[0] == 0
    with closing(Storage(f"sqlite:///{tmp_path}/data/lezerprint.db")) as storage:
        events = storage.run(lambda: list(SystemEvent.select().order_by(SystemEvent.timestamp)))
    # What was made first was not in the archive yet.
    assert [event.event_type for event in events] == ["backup.restored", "backup.made"]
    assert {event.user_agent for event in events} == {"command line"}


@pytest.mark.parametrize(
    ("words", "said"),
    [(("restore", "/nowhere.tar.gz", "--yes"), "No such file"), (("backup",), "there is no database")],
)
def test_what_cannot_be_done_is_one_line(lezerprint, words, said):
    code, out, err = lezerprint(*words)
    assert (code, out) == (1, [])
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_restore_waits_for_the_server_to_end(lezerprint, names, tmp_path):
    lezerprint("migrate")
    _, (path,), _ = lezerprint("backup")
    with using(tmp_path / "data"):
        code, _, err = lezerprint("restore", path, "--yes")
    assert code == 1
    assert "try again when it has ended" in err


def test_a_restore_asks_first_and_needs_a_yes_where_nobody_can_be_asked(lezerprint, names):
    lezerprint("migrate")
    _, (path,), _ = lezerprint("backup")
    names("ann")
    code, said, err = lezerprint("restore", path)
    assert code == 1
    assert "--yes" in err
    assert any("before-restore-" in line for line in said)
    assert names() == ["ann"]
