"""A restore that was ordered is carried out once, at the next start, or not at all."""

from __future__ import annotations

from contextlib import closing

import pytest
from databases import database_kind, database_url
from plain_environment import without_settings
from rows import a_user

from lezerprint.backup.archive import write_backup
from lezerprint.backup.opening import opened
from lezerprint.backup.stored import BackupKind, NoSuchBackupError, stored_backups
from lezerprint.processing import restoring
from lezerprint.settings import Settings
from lezerprint.storage.database import Storage
from lezerprint.storage.models import SystemEvent, User

__all__ = ["database_kind", "database_url"]


@pytest.fixture
def settings(database_url, tmp_path, monkeypatch):
    without_settings(monkeypatch, tmp_path)
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


def add_user(settings, name):
    with closing(Storage(settings.database_url)) as storage:
        storage.run(lambda: a_user(name))


def users(settings):
    with closing(Storage(settings.database_url)) as storage, storage.session():
        return {user.username for user in User.select()}


def test_it_replaces_the_data_and_keeps_a_copy(settings):
    add_user(settings, "ann")
    backup = write_backup(settings)
    add_user(settings, "ben")
    restoring.order_restore(settings, backup.name)
    assert restoring.is_ordered(settings)
    restoring.carry_out(settings)
    assert users(settings) == {"ann"}
    result = restoring.last_restore(settings)
    assert (result.name, result.error) == (backup.name, None)
    assert {one.kind for one in stored_backups(settings.backup_dir)} == {
        BackupKind.MADE,
        BackupKind.BEFORE_RESTORE,
    }
    with closing(Storage(settings.database_url)) as storage, storage.session():
        assert SystemEvent.get().event_type == "backup.restored"
    add_user(settings, "cleo")
    restoring.carry_out(settings)
    assert users(settings) == {"ann", "cleo"}
    restoring.order_restore(settings, result.copy)
    restoring.carry_out(settings)
    assert users(settings) == {"ann", "ben"}


def test_a_damaged_one_changes_nothing_and_is_not_tried_again(settings):
    add_user(settings, "ann")
    backup = write_backup(settings)
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 255
    backup.write_bytes(content)
    add_user(settings, "ben")
    restoring.order_restore(settings, backup.name)
    restoring.carry_out(settings)
    assert users(settings) == {"ann", "ben"}
    assert restoring.last_restore(settings).error
    assert not restoring.is_ordered(settings)


def test_somebody_else_uses_the_data(settings):
    add_user(settings, "ann")
    backup = write_backup(settings)
    restoring.order_restore(settings, backup.name)
    with opened(settings):
        restoring.carry_out(settings)
    assert "uses" in restoring.last_restore(settings).error
    assert users(settings) == {"ann"}


def test_there_must_be_one(settings):
    with pytest.raises(NoSuchBackupError):
        restoring.order_restore(settings, "lezerprint-20260329T140500Z-4f1c.tar.gz")
    restoring.carry_out(settings)
    assert restoring.last_restore(settings) is None
