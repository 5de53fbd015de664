"""The command line's hold on a port process, which it attaches to again whenever it was replaced."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any, Final

from lezerprint.cli.target import DEVICE_PREFIX, printer_name
from lezerprint.errors import DeviceError, PortError
from lezerprint.port.channel import Channel, PortGoneError, PortTimeoutError, open_channel
from lezerprint.port.contract.states import ENDED, ConnectionState, RunState
from lezerprint.port.device import VIRTUAL
from lezerprint.virtual.orders import OrderError, order

if TYPE_CHECKING:
    from lezerprint.cli.wording import Snapshot
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
        self.snapshot: Snapshot = {}
        self.resends = 0
        self._options = options
        self._told_at = 0.0
        _dismiss_leftovers(options)
        self._channel = open_channel(options)
        refuse_if_busy(self._channel.ask("status")["snapshot"])
        self._attach()

    @property
    def connection(self) -> dict[str, Any]:
        """How the link is: `state`, `reason`, `device`, `baudrate`."""
        connection: dict[str, Any] = self.snapshot["connection"]
        return connection

    def has_job(self, job: str) -> bool:
        """Whether this is the job that the port process has, or had last."""
        return bool(self.snapshot["job"]) and self.snapshot["job"]["job"] == job

    def order(self, name: str, **arguments: Any) -> None:
        """Give an order and see what became of it: when the port process dies, only the snapshot tells.

        Raises PortError where it was refused.
        """
        try:
            self._channel.ask(name, **arguments)
            self._take(self._channel.ask("status")["snapshot"])
        except PortGoneError:
            self._attach_again()

    def poll(self, seconds: float) -> list[dict[str, Any]]:
        """Wait for news, but not for longer than this; the events among them. Brings `snapshot` up to date.

        Raises PortError where another program has taken the printer over.
        """
        try:
            if time.monotonic() - self._told_at >= _PING_SECONDS:
                self._channel.send("ping")
                self._told_at = time.monotonic()
            messages = self._channel.messages(seconds)
        except PortGoneError:
            self._attach_again()
            return []
        if any(message.get("event") == "replaced" for message in messages):
            raise PortError("another program has taken over the printer; what is being printed goes on")
        for message in messages:
            report = message.get("report")
            # One that was on its way while an order was answered is older than what `order` took.
            if report and report["sequence"] >= self.snapshot["sequence"]:
                self._take(report)
        return [event for message in messages for event in message.get("events", ())]

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
        self._take(self._channel.ask("attach")["snapshot"])
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
        counted = snapshot["link"]["resends"]
        before = self.snapshot["link"]["resends"] if self.snapshot else 0
        self.resends += counted - before if counted >= before else counted
        self.snapshot = snapshot


def refuse_if_busy(snapshot: Snapshot) -> None:
    """Raise PortError if a job is being printed."""
    job = snapshot["job"]
    if job and RunState(job["state"]) not in ENDED:
        percent = 100 * job["acknowledged"] // job["lines"]
        raise PortError(
            f"the printer is busy with {job['name']} ({job['state']}, {percent} %), which was begun earlier"
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
            snapshot = channel.ask("status")["snapshot"]
            if options.printer in (snapshot["printer"], _printer_on(snapshot["connection"])):
                refuse_if_busy(snapshot)
                channel.ask("attach")
                _quit(channel)


def _printer_on(connection: dict[str, Any]) -> str:
    """What the printer would be called that it has open; nothing if it has none."""
    if connection["state"] == ConnectionState.ABSENT:
        return ""
    try:
        return printer_name(connection["device"])
    except (DeviceError, OSError):
        return ""


def _quit(channel: Channel) -> None:
    """Returns when it is gone, or after a while. Raises PortError where it refuses."""
    channel.ask("quit")
    deadline = time.monotonic() + _LEAVE_SECONDS
    with contextlib.suppress(PortGoneError):
        while time.monotonic() < deadline:
            channel.messages(deadline - time.monotonic())


def _remove_virtual_printer(options: PortOptions) -> None:
    """Its name is never used again, so neither is any file of it."""
    paths = options.paths()
    with contextlib.suppress(OrderError):
        order(paths.virtual_control, "quit")
    for file in paths.folder.glob(f"{paths.printer}.*"):
        file.unlink(missing_ok=True)
