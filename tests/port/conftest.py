"""A folder, jobs, and a host that drives a port process as a server does."""

from __future__ import annotations

import os
import select
import shutil
import socket
import time
import tty

import pytest
from port_host import Host
from simulated import DEADLINE_SECONDS, SimulatedPrinter, short_folder

from lezerprint.gcode.spooling import write_spool
from lezerprint.port.contract.messages import parsed
from lezerprint.port.control_server import Client
from lezerprint.port.controller import PortController
from lezerprint.port.options import PortOptions
from lezerprint.port.orders import Orders as PortOrders
from lezerprint.port.paths import port_paths
from lezerprint.port.spool import SpoolReader
from lezerprint.virtual.control import Orders
from lezerprint.virtual.files import Files
from lezerprint.virtual.options import BoardOptions
from lezerprint.virtual.simulator import Simulator


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
    """A controller and a simulated board in this process, on a clock that the test turns."""

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
        self.controller = PortController(options, port_paths("p", folder), self.now)
        self.run(connect_seconds)
        assert self.state == ("connecting" if hung else "ready")

    @property
    def state(self):
        return self.controller.connection.state.value

    @property
    def written(self):
        """All that the controller has written."""
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
            self.controller.received(self.now)
            self.controller.on_time(self.now)
            self.controller.pump(self.now)


class Desk:
    """Gives orders to a controller."""

    def __init__(self, bench):
        self.bench = bench
        self.held = None
        self._orders = PortOrders(bench.controller)
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
    """Makes controllers that are connected: `make_bench(hang_timeout_seconds=5.0)`."""
    benches = []

    def make(**options):
        benches.append(Bench(folder, bare, **options))
        return benches[-1]

    yield make
    for bench in benches:
        bench.controller.close()


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
