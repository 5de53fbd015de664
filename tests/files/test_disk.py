"""No more is taken than there is room for."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from uuid import uuid4

import pytest
from uploading import GCODE, a_store, left_in

from lezerprint.errors import StorageFullError, StorageUnavailableError
from lezerprint.files.disk import Space, disk_errors


@pytest.fixture
def store(tmp_path):
    return a_store(tmp_path)


def test_more_than_there_is_is_refused(store):
    status = os.statvfs(store.folder.parent)
    with pytest.raises(StorageFullError):
        store.begin(status.f_bavail * status.f_frsize)
    assert left_in(store.folder) == []


def test_room_is_promised_once(tmp_path):
    status = os.statvfs(tmp_path)
    half = int(status.f_bavail * status.f_frsize * 0.6)
    space, first, second = Space(tmp_path), uuid4(), uuid4()
    space.promise(first, half)
    space.promise(first, half)
    with pytest.raises(StorageFullError):
        space.promise(second, half)
    space.release(first)
    space.promise(second, half)


def test_whoever_is_done_or_gone_holds_no_room(store):
    status = os.statvfs(store.folder.parent)
    half = int(status.f_bavail * status.f_frsize * 0.6)
    for _ in range(2):
        store.begin(half).discard()
    incoming = store.begin(half)
    incoming.write([GCODE])
    incoming.place(incoming.seal())
    incoming.commit()
    store.begin(half).discard()


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StorageFullError),
        (errno.EDQUOT, StorageFullError),
        (errno.EIO, StorageUnavailableError),
        (errno.EROFS, StorageUnavailableError),
    ],
)
def test_what_the_disk_says_is_told_in_words(number, kind):
    with pytest.raises(kind), disk_errors():
        raise OSError(number, os.strerror(number), "/srv/secret/path")


def test_a_disk_that_takes_no_more_in_the_middle_keeps_nothing(tmp_path):
    program = """
        import resource, signal, sys
        from pathlib import Path
        from lezerprint.errors import StorageFullError
        from lezerprint.files.store import FileStore

        store = FileStore(Path(sys.argv[1]), 100 << 20)
        incoming = store.begin(0)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
        try:
            for _ in range(10):
                incoming.write([bytes(1 << 20)])
        except StorageFullError as error:
            print(incoming.size_bytes, error)
        incoming.discard()
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), tmp_path],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.stdout.startswith(f"{2 << 20} not enough disk space")
    assert left_in(tmp_path) == []
