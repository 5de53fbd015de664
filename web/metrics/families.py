"""Findings as metric families; what is not known has no series."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)

from actors.supervision import State
from lezerprint.port.contract.states import ConnectionState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from prometheus_client import Metric

    from actors.supervision import ActorView
    from lezerprint.camera.camera import Camera
    from lezerprint.jobs.print_jobs import JobCounts
    from lezerprint.port.contract.snapshot import Snapshot
    from web.metrics.sources import Findings, TaskFigures

_UNKNOWN: Final = "unknown"
_HOTEND: Final = {"tool0": "hotend"}
_CONNECTION_STATES: Final = (*(state.value for state in ConnectionState), _UNKNOWN)
_LINK_COUNTERS: Final = {
    "sent": ("printer_link_lines", "Numbered lines sent to the printer"),
    "resends": ("printer_link_resends", "Lines that the printer asked for again"),
    "oks_lost": ("printer_link_oks_lost", "Acknowledgements that never came"),
    "unchecked": ("printer_link_unchecked", "Lines of which nobody knows whether they arrived whole"),
}


def families(findings: Findings, lines_per_second: Mapping[str, float]) -> Iterator[Metric]:
    """All of it."""
    yield from _printers(findings.reports)
    yield from _links(findings.reports, lines_per_second)
    yield from _actors(list(_walk(findings.tree)))
    if findings.job_counts is not None:
        yield from _jobs(findings.job_counts)
    if findings.tasks is not None:
        yield from _tasks(findings.tasks)
    if findings.cameras:
        yield from _cameras(findings.cameras)


def _cameras(cameras: Sequence[Camera]) -> Iterator[Metric]:
    label = ["camera"]
    state = GaugeMetricFamily(
        "camera_state", "1 for the state that the camera is in", labels=["camera", "state"]
    )
    viewers = GaugeMetricFamily("camera_viewers", "How many watch the camera", labels=label)
    frames = CounterMetricFamily("camera_frames", "Frames that came from the camera", labels=label)
    for camera in cameras:
        for name in type(camera.status.state):
            state.add_metric([camera.name, name.value], float(name is camera.status.state))
        viewers.add_metric([camera.name], camera.feed.viewers)
        frames.add_metric([camera.name], camera.feed.frames)
    yield from (state, viewers, frames)


def _jobs(counts: JobCounts) -> Iterator[Metric]:
    label = ["status"]
    prints = CounterMetricFamily("print_jobs", "Prints that ended, deleted ones included", labels=label)
    active = GaugeMetricFamily("print_jobs_active", "Jobs that have not ended", labels=label)
    for family, counted in ((prints, counts.prints), (active, counts.active)):
        for status, count in counted.items():
            family.add_metric([status.value], count)
    yield from (prints, active)


def _printers(reports: Mapping[str, Snapshot | None]) -> Iterator[Metric]:
    actual = GaugeMetricFamily(
        "printer_temperature_celsius", "Current printer temperatures", labels=["printer", "component"]
    )
    target = GaugeMetricFamily(
        "printer_temperature_target_celsius",
        "What the temperatures are to be",
        labels=["printer", "component"],
    )
    state = GaugeMetricFamily(
        "printer_connection_state", "1 for the state that the link is in", labels=["printer", "state"]
    )
    for printer, report in reports.items():
        current = report.connection.state if report else _UNKNOWN
        for name in _CONNECTION_STATES:
            state.add_metric([printer, name], float(name == current))
        for component, reading in (report.temperatures if report else {}).items():
            labels = [printer, _HOTEND.get(component, component)]
            if reading.actual is not None:
                actual.add_metric(labels, reading.actual)
            if reading.target is not None:
                target.add_metric(labels, reading.target)
    yield from (actual, target, state)


def _links(reports: Mapping[str, Snapshot | None], lines_per_second: Mapping[str, float]) -> Iterator[Metric]:
    label = ["printer"]
    counters = {
        key: CounterMetricFamily(name, text, labels=label) for key, (name, text) in _LINK_COUNTERS.items()
    }
    window = GaugeMetricFamily(
        "printer_link_window_bytes", "How much may be on its way unacknowledged", labels=label
    )
    speed = GaugeMetricFamily(
        "printer_link_lines_per_second", "Lines sent, over the time between two scrapes", labels=label
    )
    round_trips = HistogramMetricFamily(
        "printer_link_round_trip_seconds", "From a line to its acknowledgement", labels=label
    )
    for printer, report in reports.items():
        if report is None:
            continue
        for key, family in counters.items():
            family.add_metric([printer], getattr(report.link, key))
        window.add_metric([printer], report.link.window_bytes)
        if printer in lines_per_second:
            speed.add_metric([printer], lines_per_second[printer])
        samples = report.round_trips
        bounds = [*map(str, samples.bounds_seconds), "+Inf"]
        buckets = list(zip(bounds, accumulate(samples.counts), strict=True))
        round_trips.add_metric([printer], buckets, samples.sum_seconds)
    yield from (*counters.values(), window, speed, round_trips)


def _walk(view: ActorView) -> Iterator[ActorView]:
    yield view
    for child in view.children:
        yield from _walk(child)


def _actors(views: list[ActorView]) -> Iterator[Metric]:
    label = ["actor"]
    up = GaugeMetricFamily("actor_up", "1 for an actor that is up", labels=label)
    restarts = CounterMetricFamily("actor_restarts", "How often it went down by itself", labels=label)
    depth = GaugeMetricFamily("actor_mailbox_depth", "Messages that wait for it", labels=label)
    handled = CounterMetricFamily("actor_messages", "Messages handled by its present life", labels=label)
    times = GaugeMetricFamily(
        "actor_handling_seconds",
        "Quantiles of the handling times of its last messages",
        labels=["actor", "quantile"],
    )
    for view in views:
        up.add_metric([view.path], float(view.state is State.UP))
        restarts.add_metric([view.path], view.restarts)
        depth.add_metric([view.path], view.mailbox_depth)
        handled.add_metric([view.path], view.messages_handled)
        for quantile, value_ms in (("0.5", view.handling_p50_ms), ("0.99", view.handling_p99_ms)):
            if value_ms is not None:
                times.add_metric([view.path, quantile], value_ms / 1000)
    yield from (up, restarts, depth, handled, times)


def _tasks(figures: TaskFigures) -> Iterator[Metric]:
    yield GaugeMetricFamily("tasks_queued", "Tasks that wait", figures.queued)
    yield GaugeMetricFamily("tasks_running", "Tasks that are worked at", figures.running)
    yield CounterMetricFamily("tasks_finished", "Tasks that came to a good end", figures.finished)
    yield CounterMetricFamily("tasks_failed", "Tasks that did not", figures.failed)
