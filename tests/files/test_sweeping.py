"""After a crash at any moment a file is there whole, or nothing of it is."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path
from subprocess import PIPE

import pytest
from databases import database
from rows import a_user
from uploading import GCODE, a_store, left_in, upload

from lezerprint.files.service import Files
from lezerprint.files.sweeping import sweep
from lezerprint.storage.database import Storage
from lezerprint.storage.models import File

ROOT = Path(__file__).parents[2]

MORTAL = """
    import os, sys
    from pathlib import Path
    from uuid import UUID
    from lezerprint.files.service import Files
    from lezerprint.files.store import FileStore
    from lezerprint.storage.database import Storage

    CALLS = ("open", "write", "fsync", "close", "rename", "unlink")

    def die_after(steps):
        left = steps

        def mortal(call):
            def and_die(*arguments, **more):
                nonlocal left
                result = call(*arguments, **more)
                left -= 1
                if not left:
                    os._exit(9)
                return result
            return and_die

        for name in CALLS:
            setattr(os, name, mortal(getattr(os, name)))

    def live(steps, what, given, folder, url):
        files = Files(Storage(url), FileStore(Path(folder), 1 << 20))
        die_after(int(steps))
        if what == "delete":
            files.delete(UUID(given))
            return
        incoming = files.store.begin(100)
        incoming.write([b"G28\\nG1 X1\\n"])
        files.finish(incoming, UUID(given), "part.gcode", "")

    for line in sys.stdin:
        child = os.fork()
        if not child:
            live(*line.split())
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture
def dies(files):
    """Has a process of its own upload or delete a file, and says whether it died after so many steps."""
    words = [sys.executable, "-c", textwrap.dedent(MORTAL)]
    url = f"sqlite:///{files.storage.location.path}"
    with subprocess.Popen(words, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT) as process:

        def die(steps, what, given):
            process.stdin.write(f"{steps} {what} {given} {files.store.folder} {url}\n")
            process.stdin.flush()
            code = int(process.stdout.readline())
            assert code in {0, 9}
            return code == 9

        yield die
        process.stdin.close()


@pytest.fixture
def files(tmp_path):
    """On SQLite alone: what is asked of the database has its tests on both."""
    with database("sqlite", tmp_path) as url, closing(Storage(url)) as storage:
        yield Files(storage, a_store(tmp_path))


def on_disk(files):
    return [name for name in left_in(files.store.folder) if not name.startswith(".")]


def in_rows(files):
    with files.storage.session():
        return sorted(file.file_name for file in File.select())


def all_or_nothing(files):
    """Whether after a sweep the disk has what the rows have, and nothing else."""
    sweep(files.storage, files.store)
    return on_disk(files) == in_rows(files) == left_in(files.store.folder)


def test_a_death_after_any_step_of_an_upload_leaves_all_or_nothing(files, dies):
    with files.storage.transaction():
        user = a_user()
    deaths = 0
    while dies(deaths + 1, "upload", user.id):
        deaths += 1
        assert all_or_nothing(files)
    assert deaths > 10
    assert 1 < len(in_rows(files)) < deaths


def test_a_death_after_any_step_of_a_deletion_leaves_all_or_nothing(files, dies):
    with files.storage.transaction():
        user = a_user()
    file, deaths = upload(files, user=user).file, 0
    while dies(deaths + 1, "delete", file.id):
        deaths += 1
        assert all_or_nothing(files)
        if not in_rows(files):
            file = upload(files, user=user).file
    assert deaths > 4
    assert in_rows(files) == []


def test_what_is_under_way_is_let_alone(files):
    incoming = files.store.begin(100)
    incoming.write([GCODE])
    swept = sweep(files.storage, files.store)
    assert (swept.removed, swept.finished, swept.strange) == (0, 0, 0)
    with files.storage.transaction():
        user = a_user()
    file = files.finish(incoming, user.id, "part.gcode", "").file
    assert files.store.locate(file.file_path).read_bytes() == GCODE


def test_files_of_another_database_are_let_alone(files):
    file = upload(files).file
    with files.storage.transaction():
        File.delete().execute()
    assert sweep(files.storage, files.store).strange == 1
    assert on_disk(files) == [file.file_name]


def test_what_users_put_there_is_let_alone(files):
    files.store.prepare()
    names = ["notes.txt", "mine.stl", ".incoming/other", ".incoming/abc.part"]
    for name in names:
        (files.store.folder / name).touch()
    assert sweep(files.storage, files.store).strange == 0
    assert left_in(files.store.folder) == sorted(names)


def test_a_mark_whose_row_stands_goes_alone(files):
    file = upload(files).file
    files.store.claim(file.id).leave()
    assert sweep(files.storage, files.store).finished == 1
    assert left_in(files.store.folder) == [file.file_name]


def test_what_was_made_from_a_deleted_file_goes_and_from_others_stays(files):
    store = files.store
    kept, of_another_database, gone = (upload(files).file.id for _ in range(3))
    files.delete(gone)
    for file_id in (kept, of_another_database, gone):
        store.derived(file_id).mkdir()
        (store.derived(file_id) / "preview.png").touch()
    with files.storage.transaction():
        File.delete().where(File.id == of_another_database).execute()
    assert sweep(files.storage, store).removed == 1
    assert {path.name for path in (store.folder / ".derived").iterdir()} == {
        str(kept),
        str(of_another_database),
    }
