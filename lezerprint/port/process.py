"""The loop of the port process: one thread, one `select`."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import select
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lezerprint.port.contract.coding import encoded
from lezerprint.port.contract.messages import VERSION, Events, Greeting, Report
from lezerprint.port.control_server import Client, ControlServer
from lezerprint.port.controller import PortController
from lezerprint.port.options import ALREADY_RUNNING
from lezerprint.port.orders import Orders
from lezerprint.port.snapshot import snapshot_of

if TYPE_CHECKING:
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.port.link import Link
    from lezerprint.port.options import PortOptions
    from lezerprint.port.paths import PortPaths

_REPORT_SECONDS: Final = 0.1
_REST_REPORT_SECONDS: Final = 1.0
"""Where nothing is under way, and nothing came in or was told."""

_NICENESS: Final = -10


class PortProcess:
    """Brings link, control socket and time to the controller."""

    def __init__(self, options: PortOptions, paths: PortPaths) -> None:
        now = time.monotonic()
        self._controller = PortController(options, paths, now)
        greeting = Greeting(VERSION, os.getpid(), os.getppid(), options.printer)
        self._control = ControlServer(paths.socket, greeting)
        self._orders = Orders(self._controller)
        self._reported_at = self._next_report_at = self._wake_at = now
        self._sequence = 0
        self._disturbed = True
        self._reported: Snapshot | None = None
        self._readers: list[Any] = []
        self._writers: list[Any] = []
        self._link: Link | None = None

    def run(self) -> None:
        """Until there is nothing left to do."""
        while not self._controller.exit_policy.due:
            self._turn()
        self._report(time.monotonic())
        self._control.close()
        self._controller.close()

    def quit(self) -> None:
        """End as soon as no job is there and the heaters are off; see `ExitPolicy.signalled`."""
        self._controller.exit_policy.signalled(time.monotonic())

    def _turn(self) -> None:
        timeout = max(0.0, self._wake_at - time.monotonic())
        readable, writable, _ = select.select(self._readers, self._writers, [], timeout)
        now = time.monotonic()
        controller, link = self._controller, self._link
        if link is not None and link in readable:
            controller.received(now)
            controller.pump(now)
            alone = len(readable) == 1 and not writable
            if alone and now < self._wake_at and not controller.rests and controller.streams_over(link):
                return  # the hot path ends here
        self._look_around(readable, writable, now)

    def _look_around(self, readable: list[Any], writable: list[Any], now: float) -> None:
        """All besides the stream; then see anew whom to wait for, and until when."""
        controller, control = self._controller, self._control
        control.serve(readable, self._handle)
        control.flush(writable)
        controller.on_time(now)
        controller.pump(now)
        if readable or writable or controller.event_log.sequence != self._sequence:
            self._next_report_at = min(self._next_report_at, self._reported_at + _REPORT_SECONDS)
            self._disturbed = True
        if now >= self._next_report_at:
            self._report(now)
        self._wake_at = min(controller.next_deadline(), self._next_report_at)
        self._readers, self._writers = control.readers(), list(control.writers())
        self._link = controller.connection.link
        if self._link is not None:
            self._readers.append(self._link)
            if controller.wants_to_write:
                self._writers.append(self._link)

    def _handle(self, client: Client, message: dict[str, Any]) -> None:
        self._orders.handle(client, message, time.monotonic())

    def _report(self, now: float) -> None:
        """Tell the server what happened and how things stand, ten times a second at most."""
        self._reported_at, self._sequence = now, self._controller.event_log.sequence
        # What follows from a disturbance may take until the next look at time.
        rests = self._controller.rests and not self._disturbed
        self._next_report_at = now + (_REST_REPORT_SECONDS if rests else _REPORT_SECONDS)
        self._disturbed = False
        self._orders.on_time(now)
        holder = self._orders.holder
        if holder is None:
            return
        if events := self._controller.event_log.since(holder.told_sequence):
            holder.told_sequence = self._controller.event_log.sequence
            holder.send(encoded(Events(tuple(events))))
        self._tell_lines(holder)
        report = snapshot_of(self._controller, now)
        if report != self._reported:
            self._reported = report
            holder.send(encoded(Report(report)))

    def _tell_lines(self, holder: Client) -> None:
        terminal = self._controller.terminal
        if holder.told_line is not None and (lines := terminal.since(holder.told_line)):
            holder.told_line = terminal.sequence
            holder.send(encoded(lines))


def serve(options: PortOptions) -> int:
    """Own the printer's port until it is no longer needed; the exit code."""
    paths = options.paths()
    descriptor = os.open(paths.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return ALREADY_RUNNING
    process = PortProcess(options, paths)
    signal.signal(signal.SIGTERM, lambda *_: process.quit())
    if options.supervised:  # in the foreground; the launcher's ignores it
        signal.signal(signal.SIGINT, lambda *_: process.quit())
    _be_quick()
    process.run()
    return 0


def _be_quick() -> None:
    """The garbage collector and lower-priority work must not make the stream stutter."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        os.nice(_NICENESS)
    except PermissionError:
        pass
    # Where the kernel groups processes by session, niceness counts only within ours.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(_NICENESS))
