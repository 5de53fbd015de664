"""Ours: the real port process, started, attached to and given a spool as a server does it."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from figures import BenchmarkError, HostFigures

from lezerprint.errors import LezerPrintError
from lezerprint.port.channel import Channel, open_channel
from lezerprint.port.contract import orders
from lezerprint.port.contract.messages import Report
from lezerprint.port.options import PortOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moves import Work

    from lezerprint.port.contract.snapshot import Snapshot

_CONNECT_SECONDS: Final = 60.0
_JOB_SECONDS: Final = 600.0
_PING_SECONDS: Final = 5.0
_END_SECONDS: Final = 5.0


def port_process(device: str, baudrate: int, work: Work) -> HostFigures:
    """Print the spool; timed from the order to start until a report says that all is acknowledged."""
    with attached(PortOptions("benchmark", device, baudrate)) as channel:
        return _print(channel, work)


@contextmanager
def attached(options: PortOptions) -> Iterator[Channel]:
    """A port process that is ready to print, and ends with the context."""
    try:
        channel = open_channel(options)
    except LezerPrintError as error:
        raise BenchmarkError(str(error)) from error
    session = os.getsid(channel.greeting.pid)
    try:
        channel.ask(orders.Attach())
        wait_until_ready(channel)
        yield channel
        channel.ask(orders.Quit())
    except (LezerPrintError, TimeoutError) as error:
        raise BenchmarkError(str(error)) from error
    finally:
        channel.close()
        _wait_for_end(session)


def wait_until_ready(channel: Channel) -> None:
    """Until the firmware has answered the greeting. Raises BenchmarkError if it does not in a minute."""
    snapshot = channel.snapshot()
    following = reports(channel, _CONNECT_SECONDS)
    while snapshot.connection.state != "ready":
        if (report := next(following, None)) is None:
            raise BenchmarkError(f"the printer is not ready: {snapshot.connection.reason}")
        snapshot = report


def _print(channel: Channel, work: Work) -> HostFigures:
    started = time.perf_counter()
    name = f"benchmark-{started}"
    channel.ask(orders.Start(name, str(work.spool)))
    seconds = 0.0
    for report in reports(channel, _JOB_SECONDS):
        job = report.job
        if job is None or job.job != name:
            continue  # told before the start
        if not seconds and job.acknowledged >= len(work.commands):
            seconds = time.perf_counter() - started
        if job.state == "completed":
            return HostFigures(len(work.commands), seconds, report.link.resends)
        if job.state in ("failed", "cancelled"):
            raise BenchmarkError(job.reason)
    raise BenchmarkError("the job does not end")


def reports(channel: Channel, seconds: float) -> Iterator[Snapshot]:
    """What the port process reports from now on, for so long; the lease on it is kept alive meanwhile."""
    now = pinged_at = time.monotonic()
    deadline = now + seconds
    while (now := time.monotonic()) < deadline:
        if now - pinged_at > _PING_SECONDS:
            channel.send(orders.Ping())
            pinged_at = now
        yield from (said.report for said in channel.messages(1.0) if isinstance(said, Report))


def _wait_for_end(session: int) -> None:
    """The device is free only when the process and its launcher, our child, are gone; by force if need be."""
    deadline = time.monotonic() + _END_SECONDS
    with contextlib.suppress(ChildProcessError, ProcessLookupError):
        while os.waitpid(session, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.killpg(session, signal.SIGKILL)
            time.sleep(0.01)
