"""Ours: the real port process, started, attached to and given a spool as a server does it."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from typing import TYPE_CHECKING, Any, Final

from figures import BenchmarkError, HostFigures

from lezerprint.errors import LezerPrintError
from lezerprint.port.channel import Channel, open_channel
from lezerprint.port.options import PortOptions

if TYPE_CHECKING:
    from moves import Work

_CONNECT_SECONDS: Final = 60.0
_SILENCE_SECONDS: Final = 15.0
_END_SECONDS: Final = 5.0


def port_process(device: str, baudrate: int, work: Work) -> HostFigures:
    """Print the spool; timed from the order to start until a report says that all is acknowledged."""
    try:
        channel = open_channel(PortOptions("benchmark", device, baudrate))
    except LezerPrintError as error:
        raise BenchmarkError(str(error)) from error
    session = os.getsid(channel.greeting["pid"])
    try:
        figures = _print(channel, work)
        channel.ask("quit")
    except (LezerPrintError, TimeoutError) as error:
        raise BenchmarkError(str(error)) from error
    finally:
        channel.close()
        _wait_for_end(session)
    return figures


def _print(channel: Channel, work: Work) -> HostFigures:
    snapshot = channel.ask("attach")["snapshot"]
    deadline = time.monotonic() + _CONNECT_SECONDS
    while snapshot["connection"]["state"] != "ready":
        if time.monotonic() > deadline:
            raise BenchmarkError(f"the printer is not ready: {snapshot['connection']['reason']}")
        snapshot = _newest(channel.messages(1.0)) or snapshot
    started = time.perf_counter()
    name = f"benchmark-{started}"
    channel.ask("start", job=name, spool=str(work.spool))
    seconds = 0.0
    state = "printing"
    while state != "done":
        messages = channel.messages(_SILENCE_SECONDS)
        if not messages:
            raise BenchmarkError(f"the port process says nothing; the job is {state}")
        snapshot = _newest(messages) or snapshot
        job = snapshot["job"]
        if job is None or job["job"] != name:
            continue  # told before the start
        state = job["state"]
        if not seconds and job["acknowledged"] >= len(work.commands):
            seconds = time.perf_counter() - started
        if state in ("failed", "dropped"):
            raise BenchmarkError(job["reason"])
    return HostFigures(len(work.commands), seconds, snapshot["link"]["resends"])


def _newest(messages: list[dict[str, Any]]) -> dict[str, Any] | None:
    reports = [message["report"] for message in messages if "report" in message]
    return reports[-1] if reports else None


def _wait_for_end(session: int) -> None:
    """The device is free only when the process and its keeper, our child, are gone; after a failure by force."""
    deadline = time.monotonic() + _END_SECONDS
    with contextlib.suppress(ChildProcessError, ProcessLookupError):
        while os.waitpid(session, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.killpg(session, signal.SIGKILL)
            time.sleep(0.01)
