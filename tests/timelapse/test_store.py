"""What a kill or a full disk leaves can be gone on with."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lezerprint.base.enums import FrameMark, TimelapseMode
from lezerprint.errors import StorageFullError
from lezerprint.timelapse import store as store_module
from lezerprint.timelapse.session import FrameRecord, Policy, Session, interval_for
from lezerprint.timelapse.store import TimelapseStore

JOB = uuid4()


@pytest.fixture
def store(tmp_path):
    store = TimelapseStore(tmp_path / "timelapses")
    store.save(Session(JOB, "one", "default", Policy(TimelapseMode.LAYER)))
    return store


def frame(number, **more):
    return FrameRecord(number, number, FrameMark.GOOD, 1000.0 + number, 3, **more)


def test_it_is_read_as_it_was_kept(store):
    session = store.load(JOB)
    assert session == Session(JOB, "one", "default", Policy(TimelapseMode.LAYER))
    assert (store.sessions("one"), store.sessions("two")) == ([session], [])
    frames = [frame(1), FrameRecord(2, 2, FrameMark.MISSING, 1002.0), frame(3, is_last=True)]
    for one in frames:
        store.add(JOB, one, b"jpg" if one.size_bytes else None)
    assert store.frames(JOB) == frames
    assert store.frame_path(JOB, 3).read_bytes() == b"jpg"
    assert not store.frame_path(JOB, 2).exists()


def test_a_line_that_was_cut_spoils_no_other(store):
    store.add(JOB, frame(1), b"jpg")
    with (store.folder_of(JOB) / "frames.jsonl").open("ab") as file:
        file.write(frame(2).to_line()[:20])
    assert [one.number for one in store.frames(JOB)] == [1]
    store.add(JOB, frame(2), b"jpg")
    assert [one.number for one in store.frames(JOB)] == [1, 2]


def test_of_nothing_there_is_nothing(tmp_path):
    store = TimelapseStore(tmp_path / "absent")
    assert (store.load(JOB), store.frames(JOB), store.sessions("one")) == (None, [], [])
    store.check_space()
    store.delete(JOB)


def test_too_little_space(store, monkeypatch):
    monkeypatch.setattr(store_module, "LEAST_FREE_BYTES", 1 << 60)
    with pytest.raises(StorageFullError, match="delete recordings"):
        store.check_space()


@pytest.mark.parametrize(
    ("estimated_seconds", "interval_seconds"), [(5000.0, 10.0), (60.0, 1.0), (1e6, 600.0), (None, 10.0)]
)
def test_the_interval_for_a_film_of_twenty_seconds(estimated_seconds, interval_seconds):
    assert interval_for(20.0, estimated_seconds) == interval_seconds
