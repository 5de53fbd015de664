"""What Prometheus reads, over a real tree with a simulated printer."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from dataclasses import dataclass

import pytest
from prometheus_client.parser import text_string_to_metric_families
from serving import ASK_SECONDS, Tree
from simulated import DEADLINE_SECONDS, SimulatedPrinter, wait_until

from actors.supervision import ChildSpec, SupervisedActor, SupervisorSpec, System
from lezerprint.base.enums import JobState
from lezerprint.errors import StorageUnavailableError
from lezerprint.jobs.print_jobs import JobCounts
from web.metrics import Metrics, Sources, may_read
from web.metrics.metrics import _Rates


@dataclass(frozen=True)
class Figures:
    queued: int = 3
    running: int = 1
    finished: int = 17
    failed: int = 2


async def job_counts():
    return JobCounts({JobState.QUEUED: 3}, {JobState.COMPLETED: 4, JobState.FAILED: 1})


async def figures():
    return Figures()


@pytest.fixture(scope="module")
def tree():
    with SimulatedPrinter() as printer, Tree(printer.link) as tree:
        yield tree.wait_ready()


class Scrape:
    def __init__(self, metrics, sources, **options):
        self.text = asyncio.run(metrics.render(sources, **options)).decode()
        self._values = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(self.text)
            for sample in family.samples
        }
        self.names = {name for name, _ in self._values}

    def value(self, name, **labels):
        return self._values.get((name, frozenset(labels.items())))


def sources_of(tree, **others):
    return Sources(system=tree.system, printers=[tree.options.printer], **others)


def test_the_printer_and_its_link_are_there(tree):
    metrics, sources, name = Metrics(), sources_of(tree), tree.options.printer

    def warm():
        scrape = Scrape(metrics, sources)
        return (scrape.value("printer_link_round_trip_seconds_count", printer=name) or 0) > 0 and scrape

    scrape = wait_until(warm)
    assert scrape.value("printer_temperature_celsius", printer=name, component="hotend") > 0
    assert scrape.value("printer_temperature_celsius", printer=name, component="bed") > 0
    assert scrape.value("printer_connection_state", printer=name, state="ready") == 1
    assert scrape.value("printer_connection_state", printer=name, state="absent") == 0
    assert scrape.value("printer_link_lines_total", printer=name) > 0
    assert scrape.value("printer_link_window_bytes", printer=name) > 0
    assert scrape.value("printer_link_resends_total", printer=name) == 0
    assert scrape.value("printer_link_oks_lost_total", printer=name) is not None
    count = scrape.value("printer_link_round_trip_seconds_count", printer=name)
    assert scrape.value("printer_link_round_trip_seconds_bucket", printer=name, le="+Inf") == count
    assert 0 < scrape.value("printer_link_round_trip_seconds_sum", printer=name) < 60


def test_every_actor_is_there(tree):
    scrape = Scrape(Metrics(), sources_of(tree))
    for view in tree.system.inspect().children[0].children:
        assert scrape.value("actor_up", actor=view.path) == 1
        assert scrape.value("actor_restarts_total", actor=view.path) == 0
        assert scrape.value("actor_mailbox_depth", actor=view.path) is not None
    serial = f"printer/{tree.options.printer}/serial"
    assert scrape.value("actor_messages_total", actor=serial) > 0
    p50, p99 = (scrape.value("actor_handling_seconds", actor=serial, quantile=q) for q in ("0.5", "0.99"))
    assert 0 < p50 <= p99 < 5
    assert scrape.value("actor_up", actor="root") == 1


def test_requests_jobs_tasks_and_the_process_are_there(tree):
    metrics = Metrics()
    metrics.http.observe({"method": "GET"}, 200, 0.003)
    metrics.http.websocket_connections.inc()
    scrape = Scrape(metrics, sources_of(tree, job_counts=job_counts, tasks=figures))
    labels = {"method": "GET", "route": "unmatched", "status": "200"}
    assert scrape.value("http_request_duration_seconds_count", **labels) == 1
    assert scrape.value("http_request_duration_seconds_bucket", le="0.002", **labels) == 0
    assert scrape.value("http_request_duration_seconds_bucket", le="0.005", **labels) == 1
    assert scrape.value("websocket_connections_active") == 1
    assert scrape.value("print_jobs_total", status="COMPLETED") == 4
    assert scrape.value("print_jobs_total", status="FAILED") == 1
    assert scrape.value("print_jobs_active", status="QUEUED") == 3
    assert scrape.value("tasks_queued") == 3
    assert scrape.value("tasks_finished_total") == 17
    assert scrape.value("tasks_failed_total") == 2
    assert scrape.value("process_open_fds") > 0


def test_what_nobody_supplies_has_no_series(tree):
    scrape = Scrape(Metrics(), sources_of(tree))
    assert not [name for name in scrape.names if name.startswith(("tasks_", "print_jobs"))]


def test_two_servers_in_one_process_count_apart(tree):
    one, other = Metrics(), Metrics()
    one.http.websocket_connections.inc()
    assert Scrape(other, sources_of(tree)).value("websocket_connections_active") == 0


class Stuck(SupervisedActor):
    """In the place of a telemetry actor that does not come to its messages."""

    released = threading.Event()

    def on_receive(self, _message):
        self.released.wait(DEADLINE_SECONDS)


class Alone(SupervisedActor):
    """In the place of a telemetry actor that has no port process."""

    def on_receive(self, _message):
        return None


@contextlib.contextmanager
def system_with(telemetry):
    children = (ChildSpec("telemetry", telemetry.start),)
    with System(
        SupervisorSpec("root", children=(SupervisorSpec("printer/default", children=children),))
    ) as system:
        assert system.wait_until_up(ASK_SECONDS)
        yield system


async def never():
    await asyncio.Event().wait()


async def database_away():
    raise StorageUnavailableError("the database cannot be reached")


@pytest.mark.parametrize("job_counts", [never, database_away])
def test_who_does_not_answer_is_left_out_and_the_rest_is_there_in_time(job_counts):
    Stuck.released.clear()
    with system_with(Stuck) as system:
        sources = Sources(system=system, printers=["default", "nobody"], job_counts=job_counts, tasks=figures)
        begun = time.monotonic()
        scrape = Scrape(Metrics(), sources, ask_seconds=0.2)
        assert time.monotonic() - begun < DEADLINE_SECONDS / 2
        Stuck.released.set()
    assert scrape.value("actor_up", actor="printer/default/telemetry") == 1
    assert scrape.value("tasks_queued") == 3
    assert not [name for name in scrape.names if name.startswith(("printer_", "print_jobs"))]


def test_a_printer_without_its_port_process_is_unknown():
    with system_with(Alone) as system:
        scrape = Scrape(Metrics(), Sources(system=system, printers=["default"]))
    assert scrape.value("printer_connection_state", printer="default", state="unknown") == 1
    assert scrape.value("printer_connection_state", printer="default", state="ready") == 0
    assert not [name for name in scrape.names if name.startswith(("printer_link", "printer_temp"))]


def test_lines_a_second_are_those_between_two_looks():
    rates = _Rates()
    assert rates.update({"a": 100}, 10.0) == {}
    assert rates.update({"a": 300}, 12.0) == {"a": 100}
    assert rates.update({"a": 900}, 12.5) == {"a": 100}  # too close: as before
    assert rates.update({"a": 900, "b": 5}, 13.0) == {"a": 600}
    assert rates.update({"a": 50, "b": 5}, 14.0) == {"a": 50, "b": 0}  # began anew
    assert rates.update({}, 15.0) == {}


@pytest.mark.parametrize(
    ("peer", "headers", "caller", "allowed"),
    [
        ("127.0.0.1", [], None, True),
        ("::1", [], None, True),
        ("127.0.0.1", [(b"x-forwarded-for", b"127.0.0.1")], None, False),
        ("192.0.2.1", [], None, False),
        ("192.0.2.1", [], object(), True),
    ],
)
def test_metrics_are_for_this_host_and_for_those_with_a_credential(peer, headers, caller, allowed):
    assert may_read({"client": (peer, 1), "headers": headers}, caller) is allowed
