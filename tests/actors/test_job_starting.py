"""An order to start ends with the server, and outlives a short absence; data that kills is passed over."""

from __future__ import annotations

import threading
from dataclasses import replace
from uuid import uuid4

import pytest
from port_orders import port_order
from serving import Tree, gcode_file, parts_in
from simulated import SimulatedPrinter, short_folder, wait_until
from snapshots import snapshot

from actors.messages.job import Cancel, Enqueue, GetJobs, StartJob
from actors.messages.serial import AskPort, PortReport
from actors.supervision import System
from actors.tree import server_tree
from lezerprint.base.enums import JobState
from lezerprint.errors import JobError
from lezerprint.jobs.errors import PrinterNotReadyError
from lezerprint.jobs.job import Owner, new_job
from lezerprint.jobs.preparation import SlicedSource
from lezerprint.jobs.recorder import JobRecorder
from lezerprint.jobs.starting import StartOrders
from web.models.printer import PrinterStatus


class Slicer:
    """Slices as soon as it may."""

    def __init__(self, file):
        self.may_answer = threading.Event()
        self._sliced = SlicedSource(uuid4(), str(file), "")

    def slice(self, _job, cancelled):
        wait_until(lambda: cancelled.is_set() or self.may_answer.is_set(), "leave to answer")
        return self._sliced


@pytest.fixture
def printer():
    with SimulatedPrinter("--latency-ms", "1") as simulated:
        yield simulated


@pytest.fixture
def tree(printer):
    """It slices, when it may; and an order outlives the sight of a printer by no more than a second."""
    folder = short_folder()
    parts = parts_in(folder, temperature_log_seconds=0.5)
    slicer = Slicer(gcode_file(folder, ["M104 S180", *[f"G1 X{x % 90}.{x:04} F9000" for x in range(3000)]]))
    recorder = JobRecorder(parts.jobs, parts.events, parts.backlog, orders=StartOrders(1.0))
    parts = replace(parts, recorder=recorder, preparation=replace(parts.preparation, slicer=slicer))
    with Tree(printer.link, folder=folder, parts=parts) as tree:
        tree.slicer = slicer
        yield tree.wait_ready()


def enqueued(tree, name="part.stl"):
    """Start a job with a row's owner, whose preparation takes until the slicer may answer."""
    job = new_job(
        "default", name, str(tree.folder / name), 1.0, owner=Owner(uuid4(), uuid4()), queue_position=1
    )
    return tree.ask("job", Enqueue(job))


def wait_queued(tree):
    wait_until(lambda: tree.ask("job", GetJobs()).queue, "a job in the queue")
    (job,) = tree.ask("job", GetJobs()).queue
    assert job.state is JobState.QUEUED
    return job


def restarted(tree):
    """Another server on the same files: it has no orders."""
    tree.system.stop(10)
    assert tree.store.flush(10)
    recorder = JobRecorder(tree.parts.jobs, tree.parts.events, tree.parts.backlog)
    tree.parts = replace(tree.parts, recorder=recorder)
    tree.system = System(server_tree([tree.options], tree.parts))
    tree.system.start()
    assert tree.system.wait_until_up(20)


def printed_by_order(tree, printer, job):
    """Nothing was sent before; the order is carried out."""
    assert not [command for command in printer.streamed() if command.startswith("G1")]
    assert printer.target_celsius() == 0
    tree.slicer.may_answer.set()
    assert tree.ask("job", StartJob(job.id)).state is JobState.PREPARING
    tree.wait_job(JobState.PRINTING)
    tree.ask("job", Cancel())
    assert tree.wait_ended().id == job.id


def test_the_server_is_stopped_while_a_job_is_prepared(tree, printer):
    assert enqueued(tree).state is JobState.PREPARING
    restarted(tree)
    job = wait_queued(tree)
    assert "the server was stopped" in job.reason
    printed_by_order(tree.wait_ready(), printer, job)


def test_a_file_of_the_command_line_ends_with_the_server(tree, printer):
    printer.order("unplug")
    tree.wait_connection("absent")
    with pytest.raises(PrinterNotReadyError, match="absent"):
        tree.print(tree.file(10))
    printer.order("replug")
    tree.wait_ready().print(tree.folder / "part.stl")
    restarted(tree)
    job = tree.wait_job(JobState.FAILED)
    assert "the server was stopped" in job.reason
    assert printer.streamed() == []


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        ((lambda tree, _: tree.ask_port("reset"),), "reset"),
        ((lambda tree, _: tree.ask_port("heaters_off"),), "the heaters were switched off by order"),
        ((lambda _, printer: printer.order("reset"),), "reset"),
        (
            (
                lambda tree, _: tree.ask_port("disconnect"),
                lambda tree, _: tree.wait_connection("disconnected"),
                lambda tree, _: tree.ask_port("connect"),
            ),
            "disconnected",
        ),
        (
            (
                lambda _, printer: printer.order("unplug"),
                lambda tree, _: wait_queued(tree),
                lambda _, printer: printer.order("replug"),
            ),
            "absent",
        ),
    ],
    ids=["reset", "heaters off", "board reset", "disconnected", "away for long"],
)
def test_what_ends_an_order_while_the_job_is_prepared(faults, reason, tree, printer):
    tree.ask_port = lambda name: tree.ask("serial", AskPort(port_order(name)))
    enqueued(tree)
    for fault in faults:
        fault(tree, printer)
    job = wait_queued(tree)
    assert reason in job.reason
    tree.wait_ready()
    printed_by_order(tree, printer, job)


def test_data_that_cannot_be_followed_ends_the_job_and_not_the_actor(tree, printer):
    """As of a fault of ours: the contract lets no such state through."""
    job = enqueued(tree)
    unknown = replace(snapshot(), connection=replace(snapshot().connection, state="nonsense"))
    for _ in range(3):
        tree.address("job").tell(
            PortReport(tree.system.inspect("printer/default/serial").generation, unknown)
        )
        tree.wait_restarted("job", 0)
        tree.ask("job", GetJobs())
        assert tree.restarts("job") == 1
    found = tree.wait_ended()
    assert (found.id, found.state) == (job.id, JobState.FAILED)
    assert "does not know this job" in found.reason
    tree.slicer.may_answer.set()
    other = enqueued(tree, "other.stl")
    tree.wait_job(JobState.PRINTING)
    with pytest.raises(JobError):
        tree.ask("job", StartJob(uuid4()))
    tree.ask("job", Cancel())
    assert tree.wait_ended().id == other.id


def test_a_job_that_is_prepared_is_shown_though_the_port_process_knows_nothing_of_it(tree):
    job = enqueued(tree)
    wait_until(lambda: tree.status["currentJob"], "the job")
    current = tree.status["currentJob"]
    assert (current["id"], current["name"], current["state"]) == (str(job.id), "part.stl", "preparing")
    assert PrinterStatus.model_validate(tree.status).current_job.progress == 0.0
    tree.crash("telemetry")
    wait_until(lambda: tree.status["currentJob"], "the job, told anew")
    tree.ask("job", Cancel())
    wait_until(lambda: tree.status["currentJob"] is None, "that it is over")


def test_what_waits_for_its_turn_begins_where_the_printer_is_free_and_its_bed_clear(tree):
    assert tree.ask("job", GetJobs()).bed_is_clear  # as nothing was ever printed
    job = new_job("default", "part.stl", "part.stl", 1.0, owner=Owner(uuid4(), uuid4()), queue_position=1)
    assert tree.ask("job", Enqueue(job, start=False)).state is JobState.PREPARING
