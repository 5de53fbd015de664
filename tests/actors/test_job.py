"""A job from the wish to print to its end, through the real tree, whatever breaks on the way."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from serving import Tree, gcode_file, parts_in
from simulated import SimulatedPrinter, commands_of, short_folder, wait_until

from actors.errors import Unavailable
from actors.messages.job import Cancel, GetJob, Pause, Print, Resume
from actors.messages.streamer import Prepare
from actors.supervision import State
from lezerprint.base.enums import JobState
from lezerprint.errors import JobError, PortError
from lezerprint.jobs.notices import JobNoticeKind
from lezerprint.jobs.preparation import SlicedSource
from lezerprint.jobs.store import JobStore

ACTORS = ["telemetry", "job", "streamer", "serial"]
HEATED = ["M140 S60", "M104 S200", *[f"G1 X{index % 100}.{index:04} F9000" for index in range(3000)]]


@pytest.fixture
def printer():
    """With a millisecond of travel, so that a print takes a while."""
    with SimulatedPrinter("--latency-ms", "1") as simulated:
        yield simulated


@pytest.fixture
def tree(printer):
    with Tree(printer.link) as tree:
        yield tree


@pytest.fixture
def states(tree):
    """All states that the store was given, in order."""
    seen = []
    save = tree.store.save

    def save_and_note(job):
        if seen[-1:] != [job.state]:
            seen.append(job.state)
        save(job)

    tree.store.save = save_and_note
    return seen


def completed(tree, printer, file):
    """Make sure that the print ends well, exact, and that the record says so."""
    job = tree.wait_ended()
    assert job.state is JobState.COMPLETED, job
    assert job.created_at <= job.started_at <= job.ended_at
    assert printer.streamed() == commands_of(file)
    assert tree.store.flush(10)
    other = JobStore(tree.folder / "jobs")
    assert other.latest("default") == job
    other.close()
    return job


# From the wish to the end.


def test_a_print(tree, printer, states):
    file = tree.file(500)
    job = tree.print(file)
    assert (job.state, job.name, job.source) == (JobState.PREPARING, "job.gcode", str(file))
    completed(tree, printer, file)
    assert states == [JobState.PREPARING, JobState.PRINTING, JobState.COMPLETED]
    assert tree.job.progress_percent == 100.0
    wait_until(lambda: tree.status["currentJob"] is None, "that it is no current one any more")


@pytest.mark.parametrize("speed", [1.0, 3.0])
def test_progress_and_time_left_of_a_file_of_some_hundred_lines(speed):
    told = []
    with SimulatedPrinter(speed=speed) as printer, Tree(printer.link) as tree:
        tree.wait_ready()
        tree.parts.recorder.events.subscribe(
            lambda event: told.append(event.data) if event.name == "progress:update" else None
        )
        tree.print(tree.file([f"G1 X{line % 200}.{line:03} F12000" for line in range(500)]))
        assert tree.wait_ended().state is JobState.COMPLETED
    shares, left = [one["percentage"] for one in told], [one["timeRemaining"] for one in told]
    assert shares == sorted(shares)
    assert left == sorted(left, reverse=True)
    assert any(10 < share < 90 for share in shares), shares
    assert (shares[-1], left[-1]) == (100.0, 0)


def test_one_print_after_the_other(tree, printer):
    first = tree.print(tree.file(50, "first.gcode"))
    tree.wait_ended()
    assert tree.store.spool_path(first.id).exists()
    tree.print(tree.file(["G28", "G1 X3"], "second.gcode"))
    job = tree.wait_ended()
    assert (job.name, job.state) == ("second.gcode", JobState.COMPLETED)
    assert printer.streamed()[-2:] == ["G28", "G1 X3"]
    assert tree.store.flush(10)
    assert not tree.store.spool_path(first.id).exists()


def test_a_second_print_is_refused_until_the_first_has_ended(tree, printer):
    file = tree.file(1500)
    first = tree.print(file)
    for state in (JobState.PREPARING, JobState.PRINTING):
        tree.wait_job(state, JobState.PRINTING)
        with pytest.raises(JobError, match=r"busy with job\.gcode"):
            tree.print(tree.file(10, "other.gcode"))
    assert completed(tree, printer, file).id == first.id


def test_pause_and_resume(tree, printer):
    file = tree.file(1200)
    tree.print(file)
    tree.wait_line(50)
    assert tree.ask("job", Pause()).state in (JobState.PRINTING, JobState.PAUSED)
    tree.wait_job(JobState.PAUSED)
    wait_until(lambda: tree.status["state"] == "paused", "the pause in its status")
    sent = printer.streamed()
    assert 50 <= len(sent) < 1200
    with pytest.raises(PortError):
        tree.ask("job", Pause())
    assert printer.streamed() == sent
    tree.ask("job", Resume())
    wait_until(lambda: tree.job.state is not JobState.PAUSED, "the resumption")
    completed(tree, printer, file)


def test_cancelling_switches_the_heaters_off(tree, printer):
    tree.print(tree.file(HEATED))
    tree.wait_line(100)
    assert (printer.target_celsius("hotend"), printer.target_celsius("bed")) == (200, 60)
    tree.ask("job", Cancel())
    job = tree.wait_ended()
    assert job.state is JobState.CANCELLED
    assert (printer.target_celsius("hotend"), printer.target_celsius("bed")) == (0, 0)
    assert len(printer.streamed()) < len(HEATED)
    with pytest.raises(JobError, match="nothing is being printed"):
        tree.ask("job", Cancel())


def test_cancelling_a_paused_print(tree, printer):
    tree.print(tree.file(HEATED))
    tree.wait_line(100)
    tree.ask("job", Pause())
    tree.wait_job(JobState.PAUSED)
    tree.ask("job", Cancel())
    assert tree.wait_ended().state is JobState.CANCELLED
    assert printer.target_celsius() == 0


def test_a_pause_that_nobody_ordered_is_told_to_the_owner(tree, printer):
    """Also after one that was ordered, but taken back before the printer stood."""
    told = []
    tree.parts.recorder.notify = lambda _, notice, *__: told.append(notice)
    tree.print(tree.file(HEATED))
    tree.wait_line(100)
    tree.address("job").tell(Pause())
    tree.ask("job", Resume())
    printer.order("say //action:pause")
    wait_until(lambda: JobNoticeKind.PAUSED_BY_PRINTER in told, "the notice")
    tree.wait_job(JobState.PAUSED)
    tree.ask("job", Cancel())
    tree.wait_ended()


@pytest.mark.parametrize("order", [Pause(), Resume(), Cancel()])
def test_without_a_job_there_is_nothing_to_steer(order, tree):
    assert tree.job is None
    with pytest.raises(JobError, match="nothing is being printed"):
        tree.ask("job", order)


# What cannot be printed.


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "job.gcode"), (b"", "empty"), (b"\x7fELF\0\0\1", "binary"), (b"; x\n", "no G-code")],
)
def test_a_bad_file_fails_and_says_why(content, reason, tree, printer):
    file = tree.folder / "job.gcode"
    if content is not None:
        file.write_bytes(content)
    tree.print(file)
    job = tree.wait_ended()
    assert job.state is JobState.FAILED
    assert reason in job.reason
    assert printer.streamed() == []
    good = tree.file(20)
    tree.print(good)
    completed(tree, printer, good)


class Slicer:
    """Has the G-code of every model ready, once it may say so."""

    def __init__(self, file):
        self.may_answer = threading.Event()
        self._sliced = SlicedSource(uuid4(), str(file), "")

    def slice(self, _job, cancelled):
        wait_until(lambda: cancelled.is_set() or self.may_answer.is_set(), "leave to answer")
        return self._sliced


@pytest.fixture
def slicer(printer):
    """Of a tree that slices, with a ready printer."""
    folder = short_folder()
    parts = parts_in(folder)
    slicer = Slicer(gcode_file(folder, 4000))
    parts = replace(parts, preparation=replace(parts.preparation, slicer=slicer))
    with Tree(printer.link, folder=folder, parts=parts) as tree:
        slicer.tree = tree.wait_ready()
        yield slicer


def test_what_was_prepared_is_noted_of_a_print_that_began_before(printer, slicer):
    """We were killed when the spool was there, and before the record said so."""
    tree = slicer.tree
    slicer.may_answer.set()
    preparing = tree.print(tree.folder / "part.stl")
    tree.wait_job(JobState.PRINTING)
    slicer.may_answer.clear()
    tree.store.save(preparing)
    tree.crash("job")
    tree.address("streamer").tell(Prepare(preparing))
    tree.wait_job(JobState.PRINTING)
    slicer.may_answer.set()
    wait_until(lambda: tree.job.source == str(tree.folder / "job.gcode"), "the sliced file")
    assert tree.wait_job(JobState.PRINTING).estimated_seconds
    tree.ask("job", Cancel())
    tree.wait_ended()


def test_a_printer_that_is_away_for_a_moment_while_the_job_is_prepared(printer, slicer):
    tree = slicer.tree
    tree.print(tree.folder / "part.stl")
    printer.order("unplug")
    tree.wait_connection("absent")
    slicer.may_answer.set()
    wait_until(lambda: tree.job.estimated_seconds is not None, "the preparation's end")
    assert tree.job.state is JobState.PREPARING
    printer.order("replug")
    tree.wait_job(JobState.PRINTING)
    tree.ask("job", Cancel())
    tree.wait_ended()


@pytest.mark.parametrize("damage", [lambda spool: spool.write_bytes(b"no spool"), Path.unlink])
def test_a_spool_that_is_damaged_or_deleted_before_the_start(damage, printer, slicer):
    """The one fails the job, the other is made again."""
    tree = slicer.tree
    tree.print(tree.folder / "part.stl")
    printer.order("unplug")
    tree.wait_connection("absent")
    slicer.may_answer.set()
    wait_until(lambda: tree.job.estimated_seconds is not None, "the preparation's end")
    spool = tree.store.spool_path(tree.job.id)
    damage(spool)
    was_deleted = not spool.exists()
    printer.order("replug")
    job = tree.wait_job(JobState.FAILED, JobState.PRINTING)
    assert (job.state is JobState.PRINTING) == was_deleted
    assert was_deleted or "spool" in job.reason
    if was_deleted:
        tree.ask("job", Cancel())
        tree.wait_ended()


def test_a_board_reset_fails_the_job_and_says_where(tree, printer):
    tree.print(tree.file(3000))
    tree.wait_line(300)
    printer.order("reset")
    job = tree.wait_ended()
    assert job.state is JobState.FAILED
    assert "line" in job.reason


# Crashes.


@pytest.mark.parametrize("name", ACTORS)
def test_a_crash_in_mid_print(name, tree, printer):
    file = tree.file(1500)
    job = tree.print(file)
    for line in (50, 200, 400):
        tree.wait_line(line)
        tree.crash(name)
    assert completed(tree, printer, file).id == job.id
    assert tree.restarts(name) == 3


@pytest.mark.parametrize("name", ACTORS)
def test_a_crash_while_the_job_is_prepared(name, tree, printer, states):
    file = tree.file(800)
    job = tree.print(file)
    for _ in range(3):
        tree.crash(name)
    assert completed(tree, printer, file).id == job.id
    assert set(states) <= {JobState.PREPARING, JobState.PRINTING, JobState.COMPLETED}


@pytest.mark.parametrize(
    "order", [["job", "serial"], ["serial", "job"], ["streamer", "job", "serial", "telemetry"]]
)
def test_crashes_of_several_at_once_at_every_moment_of_the_start(order, tree, printer):
    tree.wait_ready()
    file = tree.file(60)
    for _ in range(2):
        before = {name: tree.restarts(name) for name in order}
        expected = [*printer.streamed(), *commands_of(file)]
        job = tree.print(file)
        for name in order:
            tree.system.crash(f"printer/default/{name}")
        for name in order:
            tree.wait_restarted(name, before[name])
        ended = tree.wait_ended()
        assert (ended.id, ended.state, ended.reason) == (job.id, JobState.COMPLETED, "")
        assert printer.streamed() == expected


def test_crashed_while_the_bad_file_is_told(tree):
    for _ in range(5):
        tree.print(tree.folder / "nothing.gcode")
        tree.system.crash("printer/default/job")
        assert tree.wait_ended().state is JobState.FAILED


def test_crashed_too_often_it_is_parked_and_the_print_goes_on(tree, printer):
    file = tree.file(1800)
    job = tree.print(file)
    tree.wait_line(100)
    while tree.system.inspect("printer/default").state is not State.PARKED:
        for name in ACTORS:
            with contextlib.suppress(Unavailable):
                tree.system.crash(f"printer/default/{name}")
    with pytest.raises(Unavailable, match="parked"):
        tree.ask("job", GetJob())
    wait_until(lambda: tree.system.inspect("printer/default").state is State.UP, "the end of the parking")
    assert completed(tree, printer, file).id == job.id


def test_the_port_process_is_killed_in_mid_print(tree, printer):
    file = tree.file(1500)
    job = tree.print(file)
    for line in (50, 300):
        tree.wait_line(line)
        tree.kill_port()
    assert completed(tree, printer, file).id == job.id


def test_the_port_process_is_killed_while_the_job_is_prepared(tree, printer):
    tree.wait_ready()
    file = tree.file(500)
    tree.print(file)
    tree.kill_port()
    completed(tree, printer, file)


def test_a_print_that_nobody_wrote_down_is_taken_over(tree, printer):
    """As when the host is killed before the disk has the record."""
    file = tree.file(1800)
    job = tree.print(file)
    tree.wait_line(100)
    tree.store._newest.clear()
    assert tree.store.flush(10)
    (tree.folder / "jobs" / job.id.hex / "job.json").unlink()
    tree.crash("job")
    found = tree.wait_job(JobState.PRINTING)
    assert (found.id, found.name) == (job.id, "job.gcode")
    completed(tree, printer, file)


def test_the_disk_is_full(tree, printer):
    """What is printed is printed; the record comes when the disk takes it."""
    file = tree.file(1500)
    job = tree.print(file)
    tree.wait_line(50)
    folder = tree.folder / "jobs" / job.id.hex
    hidden = tree.folder / "hidden"
    assert tree.store.flush(10)
    folder.rename(hidden)
    folder.write_text("in the way")
    tree.crash("job")
    assert tree.wait_ended().state is JobState.COMPLETED
    assert printer.streamed() == commands_of(file)
    folder.unlink()
    hidden.rename(folder)
    completed(tree, printer, file)


def test_the_newest_job_is_known_at_once(tree):
    assert tree.ask("job", GetJob()) is None
    job = tree.ask("job", Print("/nothing/there.gcode", "there.gcode"))
    assert tree.ask("job", GetJob()).id == job.id
