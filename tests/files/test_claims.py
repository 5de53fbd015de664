"""One at a time sees to a file, and who died over it is found."""

from __future__ import annotations

import errno
import os
import threading
from uuid import uuid4

import pytest
from uploading import a_store, left_in

from lezerprint.files.claims import Claim
from lezerprint.files.errors import FileInUseError


@pytest.fixture
def store(tmp_path):
    return a_store(tmp_path)


def test_one_at_a_time_has_a_file(store):
    store.prepare()
    file_id = uuid4()
    claim = store.claim(file_id)
    with pytest.raises(FileInUseError):
        store.claim(file_id)
    assert list(store.abandoned()) == []
    claim.drop()
    store.claim(file_id).drop()
    assert left_in(store.folder) == []


def test_what_was_left_is_found(store):
    store.prepare()
    file_id = uuid4()
    store.claim(file_id).leave()
    [(found, claim)] = store.abandoned()
    assert found == file_id
    assert list(store.abandoned()) == []
    claim.drop()


def test_no_sweep_is_in_the_way_of_a_new_file(store):
    store.prepare()
    ended = threading.Event()

    def sweep():
        while not ended.is_set():
            for _, claim in store.abandoned():
                claim.drop()

    sweeps = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in sweeps:
        thread.start()
    try:
        for _ in range(500):
            store.begin(0).discard()
    finally:
        ended.set()
        for thread in sweeps:
            thread.join()
    assert left_in(store.folder) == []


def test_a_link_is_no_mark(store, tmp_path):
    store.prepare()
    file_id = uuid4()
    (store.folder / ".incoming" / file_id.hex).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        Claim.take(store.folder / ".incoming", file_id, create=True)
    assert not (tmp_path / "elsewhere").exists()
