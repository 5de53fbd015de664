"""Spools are made once, whole, and off the actor's thread; checkpoints follow the print."""

from __future__ import annotations

import time
from uuid import NAMESPACE_OID, uuid5

import pytest
from serving import Tree
from simulated import SimulatedPrinter, commands_of, wait_until

from actors.messages.serial import SendCommand
from actors.messages.streamer import Prepare
from lezerprint.base.enums import JobState
from lezerprint.jobs.job import Job
from lezerprint.port.spool import SpoolReader


@pytest.fixture
def printer():
    with SimulatedPrinter("--latency-ms", "1") as simulated:
        yield simulated


@pytest.fixture
def tree(printer):
    with Tree(printer.link) as tree:
        yield tree


def prepare(tree, name, file):
    job = Job(uuid5(NAMESPACE_OID, name), "default", name, str(file), JobState.PREPARING, 1.0)
    tree.address("streamer").tell(Prepare(job))
    spool = tree.store.spool_path(job.id)
    wait_until(spool.exists, "the spool")
    return spool


def test_the_spool_has_the_files_commands(tree):
    file = tree.file(["G28 ; home", "", "; a comment", "G1 X1 Y2"])
    with SpoolReader.open(prepare(tree, "one", file)) as spool:
        assert [body.decode() for body, _ in spool.bodies(0, len(spool))] == ["G28", "G1 X1 Y2"]


def test_a_spool_that_is_there_is_left_alone(tree):
    """The port process may be reading it, and its successor reads it again."""
    spool = prepare(tree, "one", tree.file(10))
    before = spool.stat()
    tree.file(20)
    prepare(tree, "one", tree.file(20))
    tree.crash("streamer")
    prepare(tree, "one", tree.file(20))
    wait_until(lambda: tree.system.inspect("printer/default/streamer").messages_handled > 0, "the order")
    assert spool.stat().st_ino == before.st_ino
    assert sorted(path.name for path in spool.parent.iterdir()) == ["commands.spool", "forecast.json"]


def test_a_spool_that_cannot_be_written_fails_the_job(tree, printer):
    jobs = tree.folder / "jobs"
    assert tree.store.flush(10)
    jobs.write_text("in the way")
    tree.print(tree.file(10))
    job = tree.wait_ended()
    assert job.state is JobState.FAILED
    assert job.reason
    assert printer.streamed() == []
    jobs.unlink()


def test_asked_for_status_while_a_large_file_is_prepared(tree):
    """Half a million lines take some seconds; nobody waits for them."""
    file = tree.folder / "large.gcode"
    file.write_text("".join(f"G1 X{index % 200} Y{index % 100}.{index % 1000}\n" for index in range(500_000)))
    tree.print(file)
    longest = 0.0
    while tree.job.state is JobState.PREPARING:
        before = time.monotonic()
        assert tree.system.inspect("printer/default/streamer").mailbox_depth < 100
        assert tree.status["printer"] == "default"
        longest = max(longest, time.monotonic() - before)
    assert longest < 2.0
    assert tree.restarts("streamer") == 0


def test_checkpoints_follow_the_print(tree, printer):
    file = tree.file(2500)
    job = tree.print(file)

    def reached(line):
        found = tree.store.checkpoint(job.id)
        return found and found.run.acknowledged >= line

    wait_until(lambda: reached(1), "the first checkpoint")
    line = tree.store.checkpoint(job.id).run.acknowledged
    wait_until(lambda: reached(line + 1), "the next")
    found = tree.store.checkpoint(job.id)
    assert (found.run.job, found.run.lines) == (job.id.hex, 2500)
    assert found.temperatures["tool0"]
    tree.wait_ended()
    assert printer.streamed() == commands_of(file)


def test_an_idle_printer_costs_the_disk_nothing(tree):
    job = tree.print(tree.file(5))
    tree.wait_ended()
    path = tree.folder / "jobs" / job.id.hex / "checkpoint.json"
    wait_until(
        lambda: path.exists() and tree.store.checkpoint(job.id).run.state == "completed",
        "the last checkpoint",
    )
    written_at = path.stat().st_mtime_ns
    handled = tree.system.inspect("printer/default/streamer").messages_handled

    def heard_five_reports():
        tree.ask("serial", SendCommand("M105"))
        return tree.system.inspect("printer/default/streamer").messages_handled > handled + 5

    wait_until(heard_five_reports, "reports")
    assert tree.store.flush(10)
    assert path.stat().st_mtime_ns == written_at
