"""The command line's hold on a port process, which it attaches to again whenever it was replaced."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Final

from lezerprint.cli.target import DEVICE_PREFIX, printer_name
from lezerprint.errors import DeviceError, PortError
from lezerprint.port.channel import Channel, PortGoneError, PortTimeoutError, open_channel, snapshot_in
from lezerprint.port.contract import orders
from lezerprint.port.contract.messages import Events, Replaced, Report
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.device import VIRTUAL
from lezerprint.virtual.orders import OrderError
from lezerprint.virtual.orders import order as order_virtual

if TYPE_CHECKING:
    from lezerprint.port.contract.events import Event
    from lezerprint.port.contract.link import ConnectionReport
    from lezerprint.port.contract.run_report import RunReport
    from lezerprint.port.contract.snapshot import Snapshot
    from lezerprint.port.options import PortOptions

_PING_SECONDS: Final = 5.0
"""Well below the lease's 30 s."""

_LEAVE_SECONDS: Final = 5.0
_MOST_ATTEMPTS: Final = 3


class PrinterPort:
    """Attached from construction on.

    Attributes:
        snapshot: The latest of the port process.
        resends: How many lines were sent again, over all port processes that there were.

    Raises:
        PortError: The port process does not start, or prints something already.
    """

    def __init__(self, options: PortOptions) -> None:
        self._options = options
        self._told_at = 0.0
        _dismiss_leftovers(options)
        self._channel = open_channel(options)
        self.snapshot = self._channel.snapshot()
        self.resends = self.snapshot.link.resends
        refuse_if_busy(self.snapshot)
        self._attach()

    @property
    def connection(self) -> ConnectionReport:
        """How the link is."""
        return self.snapshot.connection

    def has_job(self, job: str) -> bool:
        """Whether this is the job that the port process has, or had last."""
        return self.run_of(job) is not None

    def run_of(self, job: str) -> RunReport | None:
        """How this job stands, if it is the one that the port process has, or had last."""
        run = self.snapshot.job
        return run if run is not None and run.job == job else None

    def order(self, order: orders.Order) -> None:
        """Give an order and see what became of it: when the port process dies, only the snapshot tells.

        Raises PortError where it was refused.
        """
        try:
            self._channel.ask(order)
            self._take(self._channel.snapshot())
        except PortGoneError:
            self._attach_again()

    def poll(self, seconds: float) -> list[Event]:
        """Wait for news, but not for longer than this; the events among them. Brings `snapshot` up to date.

        Raises PortError where another program has taken the printer over.
        """
        try:
            if time.monotonic() - self._told_at >= _PING_SECONDS:
                self._channel.send(orders.Ping())
                self._told_at = time.monotonic()
            messages = self._channel.messages(seconds)
        except PortGoneError:
            self._attach_again()
            return []
        told: list[Event] = []
        for message in messages:
            match message:
                case Replaced():
                    raise PortError("another program has taken over the printer; the print continues")
                # One that was on its way while an order was answered is older than what `order` took.
                case Report(report) if report.sequence >= self.snapshot.sequence:
                    self._take(report)
                case Events(events):
                    told += events
        return told

    def leave(self) -> None:
        """Let go; the port process goes on."""
        self._channel.close()

    def dismiss(self) -> None:
        """End the port process, and the simulated printer with it; not while a job is being printed."""
        try:
            _quit(self._channel)
        except PortGoneError:
            pass  # so much the better
        except PortError:
            self._channel.close()
            return
        self._channel.close()
        if self._options.device == VIRTUAL:
            _remove_virtual_printer(self._options)

    def _attach(self) -> None:
        self._take(snapshot_in(self._channel.ask(orders.Attach())))
        self._told_at = time.monotonic()

    def _attach_again(self) -> None:
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            self._channel.close()
            try:
                self._channel = open_channel(self._options)
                self._attach()
            except PortGoneError:
                if attempt == _MOST_ATTEMPTS:
                    raise
            else:
                return

    def _take(self, snapshot: Snapshot) -> None:
        counted, before = snapshot.link.resends, self.snapshot.link.resends
        self.resends += counted - before if counted >= before else counted
        self.snapshot = snapshot


def refuse_if_busy(snapshot: Snapshot) -> None:
    """Raise PortError if a job is being printed."""
    if (job := snapshot.active_job) is not None:
        raise PortError(
            f"the printer is busy with {job.name} ({job.state}, {job.percent} %), which started earlier"
        )


def _dismiss_leftovers(options: PortOptions) -> None:
    """End the port processes on our device that have no job: they were left over, and have other options.

    Raises PortError if one of them has a job.
    """
    paths = options.paths()
    for socket in {paths.socket, *paths.folder.glob(f"{DEVICE_PREFIX}*{paths.socket.suffix}")}:
        with (
            contextlib.suppress(PortGoneError, PortTimeoutError),
            contextlib.closing(Channel(socket)) as channel,
        ):
            snapshot = channel.snapshot()
            if options.printer in (snapshot.printer, _printer_on(snapshot.connection)):
                refuse_if_busy(snapshot)
                channel.ask(orders.Attach())
                _quit(channel)


def _printer_on(connection: ConnectionReport) -> str:
    """What the printer would be called that it has open; nothing if it has none."""
    if connection.state is ConnectionState.ABSENT:
        return ""
    try:
        return printer_name(connection.device)
    except (DeviceError, OSError):
        return ""


def _quit(channel: Channel) -> None:
    """Returns when it is gone, or after a while. Raises PortError where it refuses."""
    channel.ask(orders.Quit())
    deadline = time.monotonic() + _LEAVE_SECONDS
    with contextlib.suppress(PortGoneError):
        while time.monotonic() < deadline:
            channel.messages(deadline - time.monotonic())


def _remove_virtual_printer(options: PortOptions) -> None:
    """Its name is never used again, so neither is any file of it."""
    paths = options.paths()
    with contextlib.suppress(OrderError):
        order_virtual(paths.virtual_control, "quit")
    for file in paths.folder.glob(f"{paths.printer}.*"):
        file.unlink(missing_ok=True)
