"""A folder, jobs, and a host that drives a port process as a server does."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import time
import tty
from pathlib import Path

import pytest
from simulated import DEADLINE_SECONDS, SimulatedPrinter, short_folder, wait_until

from lezerprint.errors import PortError
from lezerprint.gcode.spooling import write_spool
from lezerprint.port import channel as channels
from lezerprint.port.channel import Channel, PortGoneError, open_channel
from lezerprint.port.conductor import Conductor
from lezerprint.port.contract.messages import Events, Report, parsed
from lezerprint.port.control import Client
from lezerprint.port.options import PortOptions
from lezerprint.port.orders import Orders as PortOrders
from lezerprint.port.paths import port_paths
from lezerprint.port.spool import SpoolReader
from lezerprint.virtual.control import Orders
from lezerprint.virtual.files import Files
from lezerprint.virtual.options import BoardOptions
from lezerprint.virtual.simulator import Simulator

PING_SECONDS = 5.0


def moves(count):
    """Commands of which no two are alike, some short, some long; none extrudes."""
    return [
        f"G1 X{index % 200}.{index:04} Y{index % 7}" + (" F9000" if index % 5 == 0 else "")
        for index in range(count)
    ]


class Job:
    """A spool, and what a printer must have accepted at its end."""

    def __init__(self, folder, commands, name="job"):
        self.name = name
        self.path = folder / f"{name}.spool"
        source = folder / f"{name}.gcode"
        source.write_text("\n".join(commands) + "\n")
        write_spool(source, self.path)
        with SpoolReader.open(self.path) as spool:
            self.bodies = [body.decode() for body, _ in spool.bodies(0, len(spool))]


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
        answer = self.channel.ask("attach", **arguments)
        self.epochs.append(answer.epoch)
        self.snapshot = answer.snapshot
        return self

    def close(self):
        """Go away, as a server does that is killed."""
        if self.channel is not None:
            self.channel.close()
            self.channel = None

    def ask(self, order, **arguments):
        return self.channel.ask(order, **arguments)

    def status(self):
        """The printer's status over a connection of its own, without attaching."""
        with contextlib.closing(Channel(self.paths.socket)) as channel:
            return channel.snapshot()

    # Listening.

    def listen(self, seconds=0.05):
        """Take in what is told, and say that we are there."""
        if time.monotonic() >= self._ping_at:
            self._ping_at = time.monotonic() + PING_SECONDS
            self.channel.send("ping")
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

    def keeper(self):
        """The process number of the port process's parent."""
        return int(Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[1])

    def kill_port(self):
        """kill -9 of the port process; its keeper starts another."""
        os.kill(self.pid, signal.SIGKILL)

    def kill_both(self):
        """kill -9 of port process and keeper."""
        keeper, pid = self.keeper(), self.pid
        os.kill(keeper, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_running(pid), "the end of the port process")

    def end(self):
        """End all processes of this host's folder."""
        self.close()
        mine = [process for process in channels._started if str(self.options.folder) in process.args]
        for keeper in mine:
            keeper.kill()
            keeper.wait()
        with (
            contextlib.suppress(PortGoneError, ProcessLookupError),
            contextlib.closing(Channel(self.paths.socket)) as channel,
        ):
            os.kill(channel.greeting.pid, signal.SIGKILL)
            wait_until(lambda: not is_running(channel.greeting.pid), "the port process's end")


class Bare:
    """A pseudo-terminal behind which a test plays the printer."""

    def __init__(self):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.link = os.ttyname(self.slave)
        self.heard = b""

    def read(self, seconds=0.0):
        """What came, for which is waited so long."""
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        data = os.read(self.master, 65536)
        self.heard += data
        return data

    def hear(self, end):
        """Read until this was heard; all that came."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while end not in self.heard:
            assert time.monotonic() < deadline, self.heard
            self.read(0.1)
        return self.heard

    def say(self, text):
        os.write(self.master, text.encode() + b"\n")

    def close(self):
        os.close(self.master)
        os.close(self.slave)


class LoggingFiles(Files):
    """Keeps in memory what the board executed."""

    def __init__(self):
        super().__init__()
        self.executed = []

    def log(self, command):
        self.executed.append(command)


class Bench:
    """A conductor and a simulated board in this process, on a clock that the test turns."""

    def __init__(
        self, folder, bare, *, board=None, dialect="marlin", hung=False, connect_seconds=1.0, **options
    ):
        self.bare = bare
        self.now = 1000.0
        self.files = LoggingFiles()
        self.simulator = Simulator(
            BoardOptions.of_dialect(dialect, **{"speed": 0.0, **(board or {})}), self.files
        )
        self.board = self.simulator.board
        self.board.boot(self.now)
        self.board.take_output()
        self.board.hung = hung
        options = PortOptions("p", bare.link, folder=folder, residency_seconds=0.0, **options)
        self.conductor = Conductor(options, port_paths("p", folder), self.now)
        self.run(connect_seconds)
        assert self.state == ("connecting" if hung else "ready")

    @property
    def state(self):
        return self.conductor.connection.state.value

    @property
    def written(self):
        """All that the conductor has written."""
        return self.bare.heard

    def order(self, text):
        """Give the simulated printer an order."""
        reply = Orders(self.simulator, plug=None).carry_out(text, self.now)
        assert reply["ok"], reply

    def run(self, seconds, step=0.05):
        """Let time pass."""
        until = self.now + seconds
        while self.now < until:
            self.now += step
            if data := self.bare.read():
                self.simulator.receive(data, self.now)
            if said := self.simulator.advance(self.now):
                os.write(self.bare.master, said)
            self.conductor.received(self.now)
            self.conductor.on_time(self.now)
            self.conductor.pump(self.now)


class Desk:
    """Gives orders to a conductor."""

    def __init__(self, bench):
        self.bench = bench
        self.held = None
        self._orders = PortOrders(bench.conductor)
        ours, self._theirs = socket.socketpair()
        self._client = Client(ours)
        self._theirs.setblocking(False)
        self.give("attach")

    def give(self, order, seconds=0.0, **arguments):
        """The answer, once there is one."""
        self._orders.handle(self._client, {"id": 7, "order": order, **arguments}, self.bench.now)
        if seconds:
            self.bench.run(seconds)
        try:
            return parsed(self._theirs.recv(1 << 20).splitlines()[-1])
        except BlockingIOError:
            return None

    def give_without_lease(self, order, seconds=0.0):
        """The answer to somebody who is not attached."""
        attached, theirs = self._client, self._theirs
        ours, self._theirs = socket.socketpair()
        self._client = Client(ours)
        self._theirs.setblocking(False)
        try:
            return self.give(order, seconds)
        finally:
            self._client.close()
            self._theirs.close()
            self._client, self._theirs = attached, theirs

    def close(self):
        self._client.close()
        self._theirs.close()


def is_running(pid):
    """Whether it is there, and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def folder():
    """With a short name: the path of a Unix socket has at most 107 bytes."""
    path = short_folder()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def bare():
    """A terminal without a printer."""
    device = Bare()
    yield device
    device.close()


@pytest.fixture
def make_bench(folder, bare):
    """Makes conductors that are connected: `make_bench(hang_timeout_seconds=5.0)`."""
    benches = []

    def make(**options):
        benches.append(Bench(folder, bare, **options))
        return benches[-1]

    yield make
    for bench in benches:
        bench.conductor.close()


@pytest.fixture
def desk_at():
    """Gives orders to a bench: `desk_at(bench).give("cool")`."""
    desks = []

    def make(bench):
        desks.append(Desk(bench))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def make_job(folder):
    """Makes jobs: `make_job(300)` of moves, or of the commands given."""

    def make(commands, name="job"):
        return Job(folder, moves(commands) if isinstance(commands, int) else commands, name)

    return make


@pytest.fixture
def make_host(folder):
    """Makes hosts of the device given; their port processes end with the test."""
    hosts = []

    def make(device, **options):
        host = Host(folder, device, **options)
        hosts.append(host)
        return host

    yield make
    for host in hosts:
        host.end()


@pytest.fixture
def printer():
    """A simulated printer without faults, in which nothing takes time."""
    with SimulatedPrinter() as simulated:
        yield simulated


@pytest.fixture
def slow_printer():
    """One behind a link that takes a millisecond each way: about a thousand lines a second."""
    with SimulatedPrinter("--latency-ms", "1") as simulated:
        yield simulated


@pytest.fixture
def host(make_host, printer):
    """Attached to the printer."""
    return make_host(printer.link).open()
