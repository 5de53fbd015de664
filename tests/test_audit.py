"""Entries of the audit log."""

from __future__ import annotations

from uuid import uuid4

from databases import database_kind, database_url, storage

from lezerprint.audit import EventKind, system_event
from lezerprint.storage.models import SystemEvent

__all__ = ["database_kind", "database_url", "storage"]


def test_an_entry_comes_back_as_it_was_made(storage):
    actor, job = uuid4(), uuid4()
    entry = system_event(
        EventKind.JOB_DELETED,
        "Job deleted",
        user_id=actor,
        ip_address="192.0.2.1",
        user_agent="a test",
        metadata={"job": job, "lines": 5},
    )
    with storage.transaction():
        entry.save(force_insert=True)
        read = SystemEvent.get_by_id(entry.id)
    assert (read.event_type, read.user_id, read.ip_address) == ("job.deleted", actor, "192.0.2.1")
    assert read.metadata == {"job": str(job), "lines": 5}


def test_no_two_kinds_have_one_name():
    assert len({kind.value for kind in EventKind}) == len(EventKind)
