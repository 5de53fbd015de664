"""What was deleted lies in the trash, unknown to all else, until it is restored or its time is over."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from accounts_world import at_once
from databases import database_kind, database_url, storage
from rows import a_job, a_user
from uploading import GCODE, a_store, left_in, upload

from lezerprint.accounts import users
from lezerprint.analytics.job_statistics import print_counts
from lezerprint.base.enums import JobState, TrashKind, UserRole
from lezerprint.camera.errors import NoSuchRecordingError
from lezerprint.camera.recordings import Quality, Recordings
from lezerprint.errors import LezerPrintError
from lezerprint.files import rows
from lezerprint.files.errors import FileInUseError, NoSuchFileError
from lezerprint.files.service import Files
from lezerprint.files.sweeping import sweep
from lezerprint.jobs import print_jobs
from lezerprint.jobs.errors import NotPrintableError
from lezerprint.slicing import profile_rows
from lezerprint.slicing.profile import Profile
from lezerprint.slicing.profile_rows import ProfileConflictError
from lezerprint.storage.fields import utc_now
from lezerprint.storage.models import File, PrintJob, TrashEntry, User
from lezerprint.storage.trash import NoSuchEntryError, TrashFilter
from lezerprint.trash import Trash

__all__ = ["database_kind", "database_url", "storage"]

ALL = TrashFilter()


@pytest.fixture
def files(storage, tmp_path):
    return Files(storage, a_store(tmp_path))


@pytest.fixture
def trash(files, tmp_path):
    return Trash(files, tmp_path / "recordings", tmp_path / "timelapses", 24)


def entries(trash):
    return trash.page(ALL, 100, 0)[2]


def restore(trash, item_id):
    trash.restore(trash.get(item_id))


class TestFiles:
    def test_a_file_comes_back_as_it_was(self, trash, files):
        file = upload(files, name="gear.gcode", folder="gears").file
        before = files.get(file.id).__data__
        trash.delete_file(file.id)
        with pytest.raises(NoSuchFileError):
            files.get(file.id)
        [entry] = entries(trash)
        assert (entry.id, entry.kind, entry.name) == (file.id, TrashKind.FILE, "gear.gcode")
        assert (entry.size_bytes, entry.user_id) == (len(GCODE), file.user_id)
        assert entry.expires_at - entry.deleted_at == timedelta(hours=24)
        restore(trash, file.id)
        assert files.get(file.id).__data__ == before
        assert entries(trash) == []
        assert files.store.locate(file.file_path).read_bytes() == GCODE

    def test_it_is_unknown_to_everything_else(self, trash, files, storage):
        file = upload(files, name="gear.gcode", folder="gears").file
        trash.delete_file(file.id)
        assert upload(files, name="gear.gcode").duplicate_of is None
        with storage.session():
            assert rows.folders() == []
            assert File.select().where(File.matching("gear")).count() == 1

    def test_a_sweep_lets_it_be(self, trash, files, storage):
        file = upload(files).file
        derived = files.store.derived(file.id)
        derived.mkdir(parents=True)
        trash.delete_file(file.id)
        swept = sweep(storage, files.store)
        assert (swept.removed, swept.strange) == (0, 0)
        assert derived.is_dir()
        restore(trash, file.id)

    def test_purged_it_leaves_nothing(self, trash, files):
        file = upload(files).file
        trash.delete_file(file.id)
        trash.purge(trash.get(file.id))
        assert left_in(files.store.folder) == []
        with pytest.raises(NoSuchEntryError):
            trash.get(file.id)

    def test_a_kill_between_row_and_disk_is_made_good(self, trash, files, storage, monkeypatch):
        file = upload(files).file
        trash.delete_file(file.id)
        monkeypatch.setattr(files.store, "erase", lambda _: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            trash.purge(trash.get(file.id))
        monkeypatch.undo()
        assert left_in(files.store.folder) != []
        assert sweep(storage, files.store).removed == 1
        assert left_in(files.store.folder) == []

    def test_what_is_in_use_is_not_deleted(self, trash, files, storage):
        file = upload(files).file
        with storage.transaction():
            a_job(file.user_id, files.get(file.id))
        with pytest.raises(FileInUseError):
            trash.delete_file(file.id)
        assert entries(trash) == []

    def test_of_restoring_and_purging_at_once_one_is_done(self, trash, files):
        for file in [upload(files).file for _ in range(5)]:
            trash.delete_file(file.id)
            entry = trash.get(file.id)
            restored, purged = at_once(
                lambda one=entry: trash.restore(one), lambda one=entry: trash.purge(one)
            )
            assert isinstance(restored, NoSuchEntryError) != isinstance(purged, LezerPrintError)
            if restored is None:
                assert files.store.locate(files.get(file.id).file_path).is_file()
            else:
                assert not files.store.locate(file.file_path).exists()

    def test_without_hours_it_is_deleted_at_once(self, files, tmp_path):
        trash = Trash(files, tmp_path, tmp_path / "timelapses", 0)
        file = upload(files).file
        trash.delete_file(file.id)
        assert left_in(files.store.folder) == []
        assert entries(trash) == []


class TestJobs:
    @pytest.fixture
    def job(self, files, storage):
        file = upload(files).file
        with storage.transaction():
            return a_job(
                file.user_id,
                files.get(file.id),
                status=JobState.COMPLETED,
                started_at=utc_now(),
                completed_at=utc_now(),
                actual_time=100,
            )

    def test_totals_stay_as_they_are_all_the_time(self, trash, storage, job):
        def counted():
            with storage.session():
                return print_counts()[JobState.COMPLETED]

        assert counted() == 1
        for _ in range(2):
            trash.delete_job(job.id)
            assert counted() == 1
            restore(trash, job.id)
            assert counted() == 1
        with storage.session():
            assert PrintJob.get_by_id(job.id).name == job.name

    def test_not_without_its_file(self, trash, job):
        trash.delete_job(job.id)
        trash.delete_file(job.file_id)
        with pytest.raises(NotPrintableError, match="restore that first"):
            restore(trash, job.id)
        restore(trash, job.file_id)
        restore(trash, job.id)
        trash.delete_job(job.id)
        trash.delete_file(job.file_id)
        trash.purge(trash.get(job.file_id))
        with pytest.raises(NotPrintableError, match="is gone"):
            restore(trash, job.id)
        assert [entry.id for entry in entries(trash)] == [job.id]

    def test_its_owner_inherits_the_trash(self, trash, storage, job):
        with storage.transaction():
            heir = a_user("heir")
            User.update(role=UserRole.ADMIN).where(User.id == heir.id).execute()
        trash.delete_job(job.id)
        with storage.transaction():
            users.delete(storage, job.user_id, heir.id)
        restore(trash, job.id)
        with storage.session():
            assert print_jobs.get(job.id).user_id == heir.id


class TestProfiles:
    PROFILE = Profile("fine", 0.1, 50, 210, 60, 0.8, 15, supports=False)

    def test_one_comes_back_unless_its_name_is_taken(self, trash, storage):
        with storage.transaction():
            user = a_user()
            profile_rows.create(storage, Profile("first", 0.2, 50, 210, 60, 0.8, 15, supports=False))
            fine = profile_rows.create(storage, self.PROFILE)
        trash.delete_profile(fine.id, user.id)
        with storage.transaction():
            other = profile_rows.create(storage, self.PROFILE)
        with pytest.raises(ProfileConflictError):
            restore(trash, fine.id)
        trash.delete_profile(other.id, user.id)
        restore(trash, fine.id)
        with storage.session():
            assert profile_rows.as_profile(profile_rows.get(fine.id)) == self.PROFILE


class TestRecordings:
    @pytest.fixture
    def recording(self, storage, tmp_path):
        with storage.transaction():
            user = a_user()
        recordings = Recordings(tmp_path / "recordings")
        begun = recordings.begin("default", Quality.LOW, user.id)
        recordings.final_path(begun.id).write_bytes(b"video")
        return recordings, recordings.end(begun, "stopped")

    def test_one_comes_back(self, trash, recording):
        recordings, one = recording
        trash.delete_recording(one.id, one.user_id)
        assert recordings.all() == []
        assert [entry.size_bytes for entry in entries(trash)] == [5]
        restore(trash, one.id)
        assert recordings.all() == [one]
        trash.delete_recording(one.id, one.user_id)
        trash.purge(trash.get(one.id))
        assert list(recordings.final_path(one.id).parent.iterdir()) == []

    def test_a_kill_in_the_middle_of_a_restore_loses_nothing(self, trash, recording):
        recordings, one = recording
        trash.delete_recording(one.id, one.user_id)
        recordings.show(one.id)  # and there it was killed
        trash.purge(trash.get(one.id))
        assert recordings.path(one.id).read_bytes() == b"video"

    def test_there_must_be_one(self, trash, recording):
        _, one = recording
        trash.delete_recording(one.id, one.user_id)
        with pytest.raises(NoSuchRecordingError):
            trash.delete_recording(one.id, one.user_id)


def test_what_has_lain_there_long_enough_goes(trash, files, storage):
    old, young = upload(files).file, upload(files).file
    for one in (old, young):
        trash.delete_file(one.id)
    with storage.transaction():
        TrashEntry.update(expires_at=utc_now()).where(TrashEntry.id == old.id).execute()
    assert trash.purge_expired() == 1
    assert [entry.id for entry in entries(trash)] == [young.id]


def test_a_page_of_ones_own_with_what_it_weighs(trash, files, storage):
    mine, other = upload(files).file, upload(files).file
    with storage.transaction():
        ben = a_user("ben")
        File.update(user=ben.id).where(File.id == other.id).execute()
    for one in (mine, other):
        trash.delete_file(one.id)
    count, size_bytes, found = trash.page(TrashFilter(ben.id), 10, 0)
    assert (count, size_bytes, [one.id for one in found]) == (1, len(GCODE), [other.id])
    assert trash.page(ALL, 1, 0)[:2] == (2, 2 * len(GCODE))
    assert trash.page(TrashFilter(kinds=(TrashKind.JOB,)), 1, 0) == (0, 0, [])
    assert trash.empty(TrashFilter(ben.id)) == 1
    assert [entry.id for entry in entries(trash)] == [mine.id]


def test_no_order_of_deletions_and_restores_loses_anything(trash, files):
    file = upload(files).file
    for steps in itertools.product((trash.delete_file, lambda one: restore(trash, one)), repeat=3):
        for step in steps:
            try:
                step(file.id)
            except LezerPrintError:
                continue
        if entries(trash):
            restore(trash, file.id)
        assert files.get(file.id).id == file.id
