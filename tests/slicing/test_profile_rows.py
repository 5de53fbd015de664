"""The print profiles: one default always, and what users changed stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from profiles import a_profile
from rows import a_file, a_user

from lezerprint.slicing import profile_rows as profiles
from lezerprint.slicing.errors import InvalidProfileError
from lezerprint.slicing.profile_rows import ProfileConflictError, ProfileNotFoundError
from lezerprint.slicing.seeds import seeds
from lezerprint.storage.models import PrintProfile, SlicedFile
from lezerprint.tasks.task_queue import TaskQueue, new_task


@pytest.fixture
def create(storage):
    def make(name, **more):
        return storage.run(lambda: profiles.create(storage, a_profile(name=name), **more))

    return make


@pytest.fixture
def defaults(storage):
    """The names of all that are the default."""

    def names():
        query = PrintProfile.select().where(PrintProfile.is_default)
        return storage.read(lambda: [one.name for one in query])

    return names


def a_sliced_file(profile):
    SlicedFile.create(
        source_file=a_file(a_user()),
        file_path="/x",
        profile=profile,
        estimated_time=1,
        filament_usage=1,
        layer_height=0.2,
        sha256="0",
        file_size=1,
    )


def test_a_profile_is_kept_as_it_is(storage):
    profile = a_profile(
        name="Résin 😀", description="one\ntwo", metadata={"perimeters": 3, "start_gcode": "G28"}
    )
    row = storage.run(lambda: profiles.create(storage, profile))
    assert profiles.as_profile(storage.read(profiles.get, row.id)) == profile


def test_the_first_is_the_default_and_a_later_one_only_if_it_is_said(create, defaults):
    create("first")
    create("second")
    assert defaults() == ["first"]
    create("third", is_default=True)
    assert defaults() == ["third"]


def test_the_default_comes_first_then_the_names(storage, create):
    for name in ("b", "c", "a"):
        create(name)
    assert [one.name for one in storage.read(profiles.profiles)] == ["b", "a", "c"]
    assert storage.read(profiles.default).name == "b"


def test_a_taken_name_is_refused_and_changes_nothing(storage, create, defaults):
    create("one")
    with pytest.raises(ProfileConflictError, match="there is a profile 'one' already"):
        create("one", is_default=True)
    other = create("other")
    with pytest.raises(ProfileConflictError, match="'one'"):
        storage.run(profiles.change, storage, other.id, {"name": "one"})
    assert storage.read(profiles.get, other.id).name == "other"
    assert defaults() == ["one"]


def test_a_change_is_checked_and_leaves_the_rest(storage, create):
    row = create("one")
    changed = storage.run(profiles.change, storage, row.id, {"infill": 30, "metadata": {"perimeters": 4}})
    assert changed.updated_at > row.updated_at
    kept = profiles.as_profile(storage.read(profiles.get, row.id))
    assert kept == a_profile(name="one", infill=30, metadata={"perimeters": 4})


@pytest.mark.parametrize(
    "changes",
    [
        {"infill": 101},
        {"metadata": {"post_process": "reboot"}},
        {"is_default": False},
        {"id": 1},
        {"layer_height": 0.5},
        {"name": ""},
    ],
)
def test_a_change_that_may_not_be_is_refused(storage, create, defaults, changes):
    row = create("one")
    with pytest.raises(InvalidProfileError):
        storage.run(profiles.change, storage, row.id, changes)
    assert profiles.as_profile(storage.read(profiles.get, row.id)) == a_profile(name="one")
    assert defaults() == ["one"]


def test_the_default_cannot_be_deleted_until_another_is_it(storage, create, defaults):
    first, second = create("first"), create("second")
    with pytest.raises(ProfileConflictError, match="make another the default first"):
        storage.run(profiles.delete, storage, first.id)
    storage.run(profiles.set_default, storage, second.id)
    storage.run(profiles.delete, storage, first.id)
    assert defaults() == ["second"]


def test_one_that_files_were_sliced_with_cannot_be_deleted(storage, create):
    create("default")
    used = create("used")
    storage.run(a_sliced_file, used)
    with pytest.raises(ProfileConflictError, match="'used' is in use by 1 sliced file; delete those first"):
        storage.run(profiles.delete, storage, used.id)
    storage.run(lambda: SlicedFile.delete().execute())
    storage.run(profiles.delete, storage, used.id)
    assert [one.name for one in storage.read(profiles.profiles)] == ["default"]


def test_one_that_is_being_sliced_with_cannot_be_deleted(storage, create):
    create("default")
    used = create("used")
    task = storage.run(new_task, "slice", {"profileId": str(used.id)})
    with pytest.raises(ProfileConflictError, match=f"{task.id} slices with profile 'used': cancel it first"):
        storage.run(profiles.delete, storage, used.id)
    storage.run(TaskQueue().cancel, task.id)
    storage.run(profiles.delete, storage, used.id)


def test_what_is_not_there(storage):
    for call in (profiles.set_default, profiles.delete):
        with pytest.raises(ProfileNotFoundError):
            storage.run(call, storage, uuid4())
    with pytest.raises(ProfileNotFoundError):
        storage.run(profiles.change, storage, uuid4(), {})
    with pytest.raises(ProfileNotFoundError):
        storage.read(profiles.get, uuid4())
    with pytest.raises(ProfileNotFoundError, match="no print profiles"):
        storage.read(profiles.default)


def test_an_empty_table_is_seeded_once(storage, defaults):
    assert storage.run(profiles.seed, storage, seeds()) == 5
    assert storage.run(profiles.seed, storage, seeds()) == 0
    assert defaults() == ["Standard 0.20 mm"]


def test_seeding_undoes_nothing_that_a_user_did(storage, defaults):
    storage.run(profiles.seed, storage, seeds())
    standard, draft, fine, *_ = storage.read(profiles.profiles)
    storage.run(profiles.change, storage, standard.id, {"infill": 99, "name": "Mine"})
    storage.run(profiles.set_default, storage, draft.id)
    storage.run(profiles.delete, storage, fine.id)
    storage.run(profiles.seed, storage, seeds())
    rows = {one.name: one for one in storage.read(profiles.profiles)}
    assert len(rows) == 4
    assert rows["Mine"].infill == 99
    assert fine.name not in rows
    assert defaults() == [draft.name]


@pytest.mark.parametrize("flags", [(False, False), (True, True)])
def test_a_table_with_no_default_or_with_two_is_mended(storage, create, defaults, flags):
    rows = [create("one"), create("two")]
    for row, flag in zip(rows, flags, strict=True):
        storage.run(
            lambda row=row, flag=flag: (
                PrintProfile.update(is_default=flag).where(PrintProfile.id == row.id).execute()
            )
        )
    storage.run(profiles.seed, storage, seeds())
    assert defaults() == ["one"]


def test_two_who_begin_at_once_seed_once(storage, defaults):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: storage.run(profiles.seed, storage, seeds()), range(8)))
    assert sorted(made) == [0] * 7 + [5]
    assert len(defaults()) == 1


def test_many_who_choose_at_once_leave_one_default(storage, create, defaults):
    """New defaults, other defaults and deletions, all together."""
    rows = [create(f"row {number}") for number in range(6)]

    def act(number):
        try:
            match number % 3:
                case 0:
                    create(f"new {number}", is_default=True)
                case 1:
                    storage.run(profiles.set_default, storage, rows[number % 6].id)
                case _:
                    storage.run(profiles.delete, storage, rows[number % 6].id)
        except (ProfileConflictError, ProfileNotFoundError):
            pass

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(24)))
    assert len(defaults()) == 1
