"""Getting hold of a printer: devices, bridges, locks, and what is said where there is none."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import termios
import threading

import pytest
from simulated import DEADLINE_SECONDS, SimulatedPrinter, wait_until
from snapshots import target_of

from lezerprint.errors import PortError
from lezerprint.port.channel import open_channel
from lezerprint.port.options import ALREADY_RUNNING, CANNOT_START, PortOptions
from lezerprint.virtual.orders import OrderError, order


class Bridge:
    """Carries bytes between a printer's terminal and one TCP connection at a time."""

    def __init__(self, link):
        self._link = link
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stop, self._stopping = socket.socketpair()
        self.url = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
        self.cuts = 0
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def cut(self):
        """Close the connection that is open."""
        self._stopping.sendall(b"c")

    def close(self):
        self._stopping.sendall(b"q")
        self._thread.join()
        for one in (self._listener, self._stop, self._stopping):
            one.close()

    def _serve(self):
        terminal = os.open(self._link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        connection = None
        try:
            while True:
                connections = [connection] if connection else []
                ready, _, _ = select.select([self._stop, self._listener, terminal, *connections], [], [])
                if self._stop in ready and self._stop.recv(1) == b"q":
                    return
                if self._stop in ready and connection:
                    connection.close()
                    connection, self.cuts = None, self.cuts + 1
                    continue
                if self._listener in ready:
                    connection, _ = self._listener.accept()
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if terminal in ready:
                    data = os.read(terminal, 4096)
                    if connection:
                        connection.sendall(data)
                if connection in ready:
                    data = connection.recv(4096)
                    if data:
                        os.write(terminal, data)
                    else:
                        connection.close()
                        connection = None
        finally:
            if connection:
                connection.close()
            os.close(terminal)


@pytest.fixture
def bridge(printer):
    bridge = Bridge(printer.link)
    yield bridge
    bridge.close()


def run_port(options):
    """A port process in the foreground; its exit code and its last words."""
    ran = subprocess.run(
        [sys.executable, "-m", "lezerprint.port", *options.arguments()],
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )
    return ran.returncode, ran.stderr


# Devices.


def test_a_device_that_does_not_exist(make_host, folder):
    host = make_host(folder / "none").open()
    snapshot = host.wait(lambda snapshot: "does not exist" in snapshot.connection.reason)
    assert snapshot.connection.state == "absent"
    with pytest.raises(PortError, match=r"the printer is absent: the device .* does not exist"):
        host.ask("inject", command="M105")


@pytest.mark.parametrize("device", ["/dev/null", "."])
def test_what_is_no_serial_device(device, make_host):
    host = make_host(device).open()
    reason = host.wait(lambda snapshot: snapshot.connection.reason != "not opened yet").connection.reason
    assert "is not a serial device" in reason or "cannot open /dev/null" in reason


def test_a_device_that_comes_later(make_host, folder):
    with SimulatedPrinter() as printer:
        host = make_host(folder / "later").open()
        host.wait_connection("absent")
        (folder / "later").symlink_to(printer.link.readlink())
        host.wait_connection("ready")


def test_no_marlin_on_the_other_side(make_bench):
    bench = make_bench(hung=True)
    bench.run(8.0)
    assert bench.state == "silent"
    assert bench.controller.connection.reason == f"no Marlin firmware answers on {bench.bare.link}"
    assert bench.written.startswith(b"\nN0 M110 N0*125\n")
    assert bench.written.count(b"N0 M110 N0*125") <= 9
    bench.board.hung = False
    bench.run(10.0)
    assert bench.state == "ready"


@pytest.mark.parametrize(
    "rubbish", [b"login: \n", b"\xff\xfe\x80" * 50 + b"\n", b"wait\nT:20\nX:1 Y:2\n", b"x" * 5000]
)
def test_rubbish_on_the_other_side(rubbish, make_bench):
    bench = make_bench(hung=True)
    for _ in range(9):
        os.write(bench.bare.master, rubbish)
        bench.run(1.0)
    assert bench.state == "silent"


def test_a_busy_device_names_its_holder(make_host, printer, tmp_path):
    host = make_host(printer.link).open()
    host.wait_connection("ready")
    other_folder = host.options.folder / "other"
    second_name = tmp_path / "second-name"
    second_name.symlink_to(printer.link.readlink())
    other = type(host)(other_folder, second_name)
    try:
        other.open().wait_connection("busy")
        reason = other.snapshot.connection.reason
        assert reason == f"the device is in use by lezerprint.port (process {host.pid}, printer p)"
        host.ask("quit")
        other.wait_connection("ready")
    finally:
        other.end()


def test_the_last_close_does_not_reset_the_board(make_host, bare):
    attributes = termios.tcgetattr(bare.slave)
    attributes[2] |= termios.HUPCL
    termios.tcsetattr(bare.slave, termios.TCSANOW, attributes)
    make_host(bare.link).open()
    bare.hear(b"M110")
    assert not termios.tcgetattr(bare.slave)[2] & termios.HUPCL


# Bridges.


def test_a_print_over_a_bridge(make_host, bridge, printer, make_job):
    job = make_job(800)
    host = make_host(bridge.url).open()
    assert host.finish(job).state == "completed"
    assert printer.streamed() == job.bodies
    assert host.snapshot.connection.device == bridge.url


def test_a_bridge_that_breaks_in_mid_print(make_host, make_job):
    job = make_job(1000)
    with SimulatedPrinter("--latency-ms", "1") as printer:
        bridge = Bridge(printer.link)
        try:
            host = make_host(bridge.url).open().start(job)
            host.wait_acknowledged(100)
            bridge.cut()
            host.wait_event("connection")
            assert host.finish(job).state == "completed"
            assert bridge.cuts == 1
            assert printer.streamed() == job.bodies
        finally:
            bridge.close()


@pytest.mark.parametrize(
    "url", ["socket://127.0.0.1:1", "rfc2217://127.0.0.1:1", "socket://", "nonsense://x"]
)
def test_a_bridge_that_is_not_there(url, make_host):
    host = make_host(url).open()
    connection = host.wait(lambda snapshot: snapshot.connection.reason != "not opened yet").connection
    assert connection.state == "absent"
    assert connection.reason.startswith(f"cannot open {url}")


# One process a printer.


def test_a_second_port_process_leaves(host):
    assert run_port(host.options) == (ALREADY_RUNNING, "")
    assert host.look().printer == "p"


def test_two_who_start_it_at_once_meet_at_one(make_host, printer, folder):
    options = PortOptions("p", str(printer.link), folder=folder, residency_seconds=0.0)
    greetings = []

    def start():
        with contextlib.closing(open_channel(options)) as channel:
            greetings.append(channel.greeting.pid)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    make_host(printer.link)  # ends them
    assert len(greetings) == 3
    assert len(set(greetings)) == 1


def test_a_folder_that_cannot_be_used(folder):
    (folder / "file").touch()
    code, words = run_port(PortOptions("p", "auto", folder=folder / "file"))
    assert code == CANNOT_START
    assert "cannot use the runtime folder" in words
    assert "Traceback" not in words


def gone(host):
    return not host.paths.socket.exists() and not any(map(host.is_running, host.pids))


def test_it_leaves_when_it_is_alone_cold_and_idle(make_host, printer):
    host = make_host(printer.link, orphan_timeout_seconds=0.5).open()
    host.wait_connection("ready")
    host.close()
    wait_until(lambda: gone(host), "the end of the port process")


def test_it_stays_while_somebody_is_attached(make_host, printer):
    host = make_host(printer.link, orphan_timeout_seconds=0.3).open()
    host.wait_connection("ready")
    for _ in range(10):
        host.listen(0.1)
    assert host.look().alone_seconds == 0.0


def test_it_leaves_by_order(host):
    host.wait_connection("ready")
    host.ask("quit")
    wait_until(lambda: gone(host), "the end of the port process")


def test_told_to_end_by_a_signal_it_switches_the_heaters_off_first(host, printer):
    host.wait_connection("ready")
    host.ask("inject", command="M104 S200")
    host.wait(lambda snapshot: target_of(snapshot, "tool0") == 200.0, "a target")
    os.kill(host.launcher(), signal.SIGTERM)
    wait_until(lambda: gone(host), "the end of the port process")
    assert printer.target_celsius() == 0.0


# The simulated printer that comes along.


def test_the_virtual_device(make_host, make_job, folder):
    """It is started once, survives the port process, and goes away when nobody uses it any more."""
    job = make_job(2000)
    host = make_host("virtual", virtual_speed=50.0, orphan_timeout_seconds=4.0).open().start(job)
    control = host.paths.virtual_control
    host.wait_acknowledged(100)
    accepted = order(control, "state")["counts"]["accepted"]
    host.kill_both()
    host.open()
    assert order(control, "state")["counts"]["accepted"] >= accepted
    assert host.finish(job).state == "completed"
    counts = order(control, "state")["counts"]
    assert counts["resets"] == counts["overflow"] == 0
    host.ask("quit")
    wait_until(lambda: not control.exists(), "the end of the simulated printer")
    with pytest.raises(OrderError):
        order(control, "state")
