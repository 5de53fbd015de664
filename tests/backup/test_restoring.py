"""A backup restored is what was there; what is no whole backup changes nothing."""

from __future__ import annotations

import io
import json
import pickle
import shutil
import subprocess
import sys
import tarfile
from contextlib import closing

import pytest
from databases import database
from rows import a_file

from lezerprint.backup import restoring, swap
from lezerprint.backup.archive import write_backup
from lezerprint.backup.errors import BackupError
from lezerprint.backup.lock import using
from lezerprint.backup.opening import opened, recover
from lezerprint.backup.restoring import restore
from lezerprint.storage.database import Storage
from lezerprint.storage.models import User


def change(settings):
    """What happens after the backup."""
    (settings.upload_dir / "1.stl").write_bytes(b"another")
    (settings.upload_dir / "4.stl").write_bytes(b"new")
    shutil.rmtree(settings.data_dir / "timelapses")
    with closing(Storage(settings.database_url)) as storage:
        storage.run(lambda: a_file(User.get(), "later.stl"))


def rewritten(archive, change_member=lambda name, content: (name, content), more=()):
    """A copy of an archive with other members."""
    target = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for entry in [*more, *old]:
            content = b"" if entry in more else old.extractfile(entry).read()
            if entry in more:
                new.addfile(entry, io.BytesIO(content))
                continue
            changed = change_member(entry.name, content)
            if changed is not None:
                entry.name, content = changed
                entry.size = len(content)
                new.addfile(entry, io.BytesIO(content))
    return target


def test_everything_is_as_it_was(settings, state):
    before = state()
    archive = write_backup(settings)
    assert archive.parent == settings.backup_dir
    assert archive.stat().st_mode & 0o777 == 0o600
    change(settings)
    assert len(restore(settings, archive).members) == 5
    assert state() == before
    assert not list(settings.data_dir.rglob(".restore*"))


def test_a_backup_of_the_database_alone_leaves_the_files(settings, state):
    archive = write_backup(settings, with_files=False)
    change(settings)
    files, _ = state()
    restore(settings, archive)
    assert state() == (files, ["cube.stl"])


def test_a_backup_goes_where_nothing_was(settings, state, tmp_path, database_kind):
    before = state()
    archive = write_backup(settings)
    (settings.upload_dir / ".incoming" / "2.part").unlink()
    with database(database_kind, tmp_path) as made:
        url = made if database_kind == "postgresql" else f"sqlite:///{tmp_path}/none/new.sqlite"
        empty = settings.model_copy(
            update={
                "data_dir": tmp_path / "new",
                "upload_dir": tmp_path / "new" / "uploads",
                "timelapse_dir": tmp_path / "new" / "timelapses",
                "database_url": url,
            }
        )
        restore(empty, archive)
        with closing(Storage(url)) as storage:
            assert storage.run(User.get).username == "ann"
    files = {
        str(path.relative_to(tmp_path / "new")): path.read_bytes()
        for path in (tmp_path / "new").rglob("*")
        if path.is_file() and path.name != ".in-use.lock"
    }
    assert files == {name: content for name, content in before[0].items() if ".incoming" not in name}


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("flipped", "damaged"),
        ("cut", "damaged|not whole"),
        ("no manifest", "manifest is missing"),
        ("a file less", "does not match its manifest"),
        ("no archive", "damaged or not a backup"),
        ("empty", "damaged|not whole"),
        ("absolute", "unsafe path"),
        ("upwards", "unsafe path"),
        ("another root", "unsafe path"),
        ("link", "unexpected content"),
        ("newer schema", "newer version"),
        ("newer format", "newer format"),
        ("manifest of nonsense", "manifest"),
        ("damaged database", "damaged"),
    ],
)
def test_what_is_no_whole_backup_changes_nothing(settings, state, what, words):
    archive = write_backup(settings)
    change(settings)
    before = state()
    with pytest.raises(BackupError, match=words) as raised:
        restore(settings, spoiled(archive, what))
    assert "\n" not in str(raised.value)
    assert state() == before
    assert not [path for path in settings.data_dir.rglob(".restore*") if path.exists()]


def spoiled(archive, what):  # noqa: C901, PLR0912 - one case each
    content = archive.read_bytes()
    target = archive.with_name("spoiled.tar.gz")

    def with_manifest(**changes):
        def edit(name, data):
            return (
                name,
                json.dumps({**json.loads(data), **changes}).encode() if "manifest" in name else data,
            )

        return rewritten(archive, edit)

    def entry(name, kind=tarfile.REGTYPE):
        made = tarfile.TarInfo(name)
        made.type, made.linkname = kind, "/etc"
        return made

    match what:
        case "cut":
            target.write_bytes(content[: len(content) // 2])
        case "no archive":
            target.write_bytes(b"something else" * 1000)
        case "empty":
            target.write_bytes(b"")
        case "flipped":
            return rewritten(archive, lambda n, c: (n, c.replace(b"solid", b"Solid") if "1.stl" in n else c))
        case "damaged database":
            return rewritten(archive, lambda n, c: (n, c[:-2000] if "database" in n else c))
        case "no manifest":
            return rewritten(archive, lambda n, c: None if "manifest" in n else (n, c))
        case "a file less":
            return rewritten(archive, lambda n, c: None if "1.stl" in n else (n, c))
        case "absolute":
            return rewritten(archive, more=[entry("/tmp/evil")])  # noqa: S108 - must never be made
        case "upwards":
            return rewritten(archive, more=[entry("files/uploads/../../../evil")])
        case "another root":
            return rewritten(archive, more=[entry("files/backlog/evil")])
        case "link":
            return rewritten(archive, more=[entry("files/uploads/evil", tarfile.SYMTYPE)])
        case "newer schema":
            return with_manifest(schema=["0001_initial", "0999_future"])
        case "newer format":
            return with_manifest(format=2)
        case "manifest of nonsense":
            return with_manifest(members=[1])
    return target


def test_nobody_else_may_use_the_data(settings, state):
    archive = write_backup(settings)
    before = state()
    with using(settings.data_dir), using(settings.data_dir):
        with pytest.raises(BackupError, match="a server or worker uses"):
            restore(settings, archive)
        assert state() == before
    with (
        using(settings.data_dir, alone=True),
        pytest.raises(BackupError, match="a restore uses"),
        using(settings.data_dir),
    ):
        pass
    restore(settings, archive)


def test_a_postgresql_database_in_use_is_not_replaced(settings, state, database_kind):
    if database_kind != "postgresql":
        pytest.skip("a server on another machine can use PostgreSQL alone")
    archive = write_backup(settings)
    change(settings)
    before = state()
    with (
        closing(Storage(settings.database_url)) as other,
        other.session(),
        pytest.raises(BackupError, match="uses the database"),
    ):
        restore(settings, archive)
    assert state() == before


KILLED = """
import os, sys, pickle, signal
from pathlib import Path
import lezerprint.backup.restoring as restoring
settings, archive, at = pickle.loads(bytes.fromhex(sys.argv[1]))
count = 0
rename = Path.rename
def counted(self, target):
    global count
    count += 1
    if count == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(self, target)
Path.rename = counted
load = restoring.load_postgresql
def loaded(*given):
    load(*given)
    if at == 0:
        os.kill(os.getpid(), signal.SIGKILL)
restoring.load_postgresql = loaded
restoring.restore(settings, archive)
"""


def test_a_restore_that_is_killed_is_undone(settings, state, database_kind):
    archive = write_backup(settings)
    change(settings)
    before = state()
    for at in (*[0] * (database_kind == "postgresql"), 1, 2, 4, 7, 9, 11):
        given = pickle.dumps((settings, archive, at)).hex()
        done = subprocess.run([sys.executable, "-c", KILLED, given], check=False, timeout=30)
        if done.returncode == 0:
            break
        assert done.returncode == -9
        recover(settings)
        assert state() == before, at
        assert not (settings.data_dir / swap.JOURNAL).exists()
    assert at > 4


def interrupted(settings, at):
    """Kill a restore at this of its steps."""
    archive = write_backup(settings)
    change(settings)
    given = pickle.dumps((settings, archive, at)).hex()
    done = subprocess.run([sys.executable, "-c", KILLED, given], check=False, timeout=30)
    assert done.returncode == -9


def test_every_program_undoes_an_interrupted_restore_before_it_opens_the_data(settings, state):
    interrupted(settings, 4)
    assert (settings.data_dir / swap.JOURNAL).exists()
    with opened(settings):
        assert not (settings.data_dir / swap.JOURNAL).exists()
        files, names = state()
        assert "later.stl" in names
        assert any(name.endswith("4.stl") for name in files)


def test_an_interrupted_restore_is_not_undone_under_somebodys_hands(settings):
    interrupted(settings, 4)
    with using(settings.data_dir), pytest.raises(BackupError, match="uses"), opened(settings):
        pass


def test_what_a_finished_restore_left_behind_goes(settings, state):
    target = restoring.RestoreTarget("uploads", settings.upload_dir)
    before = state()
    target.staged.mkdir()
    (target.staged / "old copy").write_bytes(b"x")
    with opened(settings):
        assert not target.left_over
        assert state() == before


def test_what_is_replaced_is_kept(settings, state, tmp_path):
    archive = write_backup(settings)
    change(settings)
    changed = state()
    restore(settings, archive, tmp_path / "before.tar.gz")
    assert state() != changed
    restore(settings, tmp_path / "before.tar.gz")
    assert state() == changed


def test_a_database_that_cannot_be_loaded_puts_the_files_back(settings, state, monkeypatch, database_kind):
    if database_kind != "postgresql":
        pytest.skip("SQLite's file is swapped as the others are")
    archive = write_backup(settings)
    change(settings)
    before = state()
    load = restoring.load_postgresql

    def cut(location, dumped):
        dumped.write_bytes(dumped.read_bytes()[:-3000])
        load(location, dumped)

    monkeypatch.setattr(restoring, "load_postgresql", cut)
    with pytest.raises(BackupError, match="pg_restore"):
        restore(settings, archive)
    assert state() == before
