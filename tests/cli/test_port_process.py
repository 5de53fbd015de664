"""The port process in the foreground, under a supervisor: signals, exit codes, and a restart by that."""

from __future__ import annotations

import contextlib
import signal

import pytest
from simulated import wait_until

from lezerprint.errors import PortError
from lezerprint.gcode.spooling import write_spool
from lezerprint.port.channel import Channel, PortGoneError, open_channel
from lezerprint.port.contract import orders
from lezerprint.port.options import PortOptions
from lezerprint.port.spool import SpoolReader

MOVES = 1500


@pytest.fixture
def options(desk, slow_printer):
    desk.environment["PRINTER_PORT"] = str(slow_printer.link)
    return PortOptions(
        "default", str(slow_printer.link), folder=desk.runtime, data_dir=desk.data, supervised=True
    )


@pytest.fixture
def spool(desk):
    source, path = desk.folder / "job.gcode", desk.folder / "spool"
    source.write_text("".join(f"G1 X{index % 200}.{index:04}\n" for index in range(MOVES)))
    write_spool(source, path)
    return path


def status(options):
    """What it says; nothing while it is not there."""
    with contextlib.suppress(PortGoneError), contextlib.closing(Channel(options.paths().socket)) as channel:
        return channel.snapshot()
    return None


def is_ready(options):
    snapshot = status(options)
    return snapshot and snapshot.connection.state == "ready"


def begin(options, spool):
    channel = open_channel(options)
    channel.ask(orders.Attach())
    channel.ask(orders.Start("job", str(spool)))
    wait_until(lambda: status(options).job.acknowledged > 20, "the print")
    channel.close()


def bodies(spool):
    with SpoolReader.open(spool) as reader:
        return [body.decode() for body, _ in reader.bodies(0, len(reader))]


def test_it_ends_when_it_is_told_to_but_never_in_mid_print(desk, options, spool, slow_printer):
    command = desk.start("port")
    wait_until(lambda: is_ready(options), "the printer")
    begin(options, spool)
    command.signal(signal.SIGTERM)
    wait_until(lambda: (known := status(options)) is None or known.job.acknowledged > 200)
    assert command.wait() == 0, command.err
    assert slow_printer.streamed() == bodies(spool)


def test_its_supervisor_starts_it_again_in_mid_print(desk, options, spool, slow_printer):
    killed = desk.start("port")
    wait_until(lambda: is_ready(options), "the printer")
    begin(options, spool)
    killed.signal(signal.SIGKILL)
    killed.process.wait()
    with pytest.raises(PortError, match="its supervisor runs"):
        open_channel(options)
    command = desk.start("port")
    wait_until(lambda: status(options) and status(options).job.state == "completed", "the end of the print")
    assert slow_printer.streamed() == bodies(spool)
    command.signal(signal.SIGINT)
    assert command.wait() == 0, command.err


def test_a_second_one(desk, options):
    first = desk.start("port")
    wait_until(lambda: is_ready(options), "the printer")
    second = desk.start("port")
    assert second.wait() == 3
    assert "has a port process already" in second.err
    first.signal(signal.SIGTERM)
    assert first.wait() == 0


def test_what_cannot_start(desk, options):
    assert desk.start("port", "--printer", "other").wait() == 1
    desk.runtime.parent.mkdir(exist_ok=True)
    desk.runtime.write_text("in the way")
    failed = desk.start("port")
    assert failed.wait() == 4
    assert "cannot use the runtime folder" in failed.err
    desk.runtime.unlink()
