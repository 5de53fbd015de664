"""A host that drives a port process as a server does."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from port_orders import port_order
from simulated import DEADLINE_SECONDS, wait_until

from lezerprint.errors import PortError
from lezerprint.port import channel as channels
from lezerprint.port.channel import Channel, PortGoneError, open_channel
from lezerprint.port.contract.messages import Events, Report
from lezerprint.port.contract.orders import Attach, Ping
from lezerprint.port.options import PortOptions
from lezerprint.port.paths import port_paths

PING_SECONDS = 5.0


def is_running(pid):
    """Whether it is there, and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Host:
    """What a server does: attach, order, listen, and come back when the port process was killed."""

    def __init__(self, folder, device, **options):
        settings = {"residency_seconds": 0.0, "orphan_timeout_seconds": 60.0, **options}
        self.options = PortOptions(printer="p", device=str(device), folder=folder, **settings)
        self.paths = port_paths("p", folder)
        self.channel = None
        self.snapshot = None
        self.events = []
        self.pids = []
        self.epochs = []
        self._ping_at = 0.0

    # Attaching.

    def open(self, **arguments):
        """Attach, starting the port process where there is none; `events` are those told from now on."""
        self.close()
        self.events = []
        self.channel = open_channel(self.options)
        self.pids.append(self.channel.greeting.pid)
        answer = self.channel.ask(Attach(**arguments))
        self.epochs.append(answer.epoch)
        self.snapshot = answer.snapshot
        return self

    def close(self):
        """Go away, as a server does that is killed."""
        if self.channel is not None:
            self.channel.close()
            self.channel = None

    def ask(self, order, **arguments):
        return self.channel.ask(port_order(order, **arguments))

    def status(self):
        """The printer's status over a connection of its own, without attaching."""
        with contextlib.closing(Channel(self.paths.socket)) as channel:
            return channel.snapshot()

    # Listening.

    def listen(self, seconds=0.05):
        """Take in what is told, and say that we are there."""
        if time.monotonic() >= self._ping_at:
            self._ping_at = time.monotonic() + PING_SECONDS
            self.channel.send(Ping())
        for message in self.channel.messages(seconds):
            match message:
                case Events(events):
                    self.events += events
                case Report(report):
                    self.snapshot = report

    def wait(self, condition, what="it"):
        """Listen until a condition on the snapshot holds."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not condition(self.snapshot):
            assert time.monotonic() < deadline, f"{what} did not come true: {self.snapshot}"
            self.listen()
        return self.snapshot

    def wait_event(self, kind):
        """Listen until this was told; the event."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not (found := [event for event in self.events if event.kind == kind]):
            assert time.monotonic() < deadline, f"{kind} was not told: {self.events}"
            self.listen()
        return found[-1]

    def wait_connection(self, state):
        return self.wait(lambda snapshot: snapshot.connection.state == state, f"connection {state}")

    def wait_job(self, *states):
        return self.wait(lambda snapshot: snapshot.job and snapshot.job.state in states, f"job {states}")

    # Printing.

    def start(self, job, **arguments):
        """Start a job as soon as the printer is ready; what was reported last may be older than an event."""
        self.look()
        self.wait_connection("ready")
        self.ask("start", job=job.name, spool=str(job.path), **arguments)
        self.look()
        return self

    def look(self):
        """The snapshot of now; reports that came before it are taken in first, or they would replace it."""
        answer = self.ask("status")
        self.listen(0.0)
        self.snapshot = answer.snapshot
        return self.snapshot

    def wait_acknowledged(self, count):
        return self.wait(lambda snapshot: snapshot.job.acknowledged >= count, f"{count} lines")

    def finish(self, job):
        """See a job through, whatever is killed meanwhile; how it ended."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            assert time.monotonic() < deadline, f"the job did not end: {self.snapshot}"
            try:
                if self.channel is None:
                    self.open()
                on_printer = self.snapshot.job
                if on_printer is None and self.snapshot.connection.state == "ready":
                    self.ask("start", job=job.name, spool=str(job.path))
                    self.look()
                elif on_printer is not None and on_printer.has_ended:
                    return on_printer
                self.listen()
            except PortGoneError:
                self.close()
            except PortError:  # the snapshot was of a moment ago
                self.look()

    # Killing.

    @staticmethod
    def is_running(pid):
        return is_running(pid)

    @property
    def pid(self):
        return self.pids[-1]

    def launcher(self):
        """The process number of the port process's parent."""
        return int(Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[1])

    def kill_port(self):
        """kill -9 of the port process; its launcher starts another."""
        os.kill(self.pid, signal.SIGKILL)

    def kill_both(self):
        """kill -9 of port process and launcher."""
        launcher, pid = self.launcher(), self.pid
        os.kill(launcher, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_running(pid), "the end of the port process")

    def end(self):
        """End all processes of this host's folder."""
        self.close()
        mine = [process for process in channels._started if str(self.options.folder) in process.args]
        for launcher in mine:
            launcher.kill()
            launcher.wait()
        with (
            contextlib.suppress(PortGoneError, ProcessLookupError),
            contextlib.closing(Channel(self.paths.socket)) as channel,
        ):
            os.kill(channel.greeting.pid, signal.SIGKILL)
            wait_until(lambda: not is_running(channel.greeting.pid), "the port process's end")
