"""A device that gets the number of one that was lost is not taken for it."""

from __future__ import annotations

import os

import pytest

from lezerprint.port.connection import Connection
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.device import LostDevice, UsbIdentity
from lezerprint.port.lock import DeviceLock, lock_key
from lezerprint.port.options import PortOptions

CH340 = UsbIdentity(0x1A86, 0x7523, None, "1-1.4")
ARDUINO = UsbIdentity(0x2341, 0x0042, "5573932", None)


class Terminals:
    """Pseudo-terminals with the numbers that tests want."""

    def __init__(self):
        self._open = []

    def open(self):
        """A new one; its path."""
        master, slave = os.openpty()
        self._open.append((master, slave))
        return os.ttyname(slave)

    def unplug(self):
        """Close the newest, as far as we have it open."""
        for descriptor in self._open.pop():
            os.close(descriptor)

    def close(self):
        while self._open:
            self.unplug()


@pytest.fixture
def terminals():
    made = Terminals()
    yield made
    made.close()


@pytest.fixture
def make_connection(folder):
    made = []

    def make(device):
        options = PortOptions("p", str(device), folder=folder)
        made.append(Connection(options, options.paths()))
        return made[-1]

    yield make
    for connection in made:
        connection.close()


def lose(connection, terminals):
    """The terminal is closed on both sides."""
    terminals.unplug()
    connection.lost("unplugged", 0.0)


@pytest.mark.parametrize("by_link", [True, False])
def test_the_number_is_free_for_another_printer(make_connection, terminals, tmp_path, by_link):
    path = terminals.open()
    device = tmp_path / "printer" if by_link else path
    if by_link:
        device.symlink_to(path)
    connection = make_connection(device)
    assert connection.try_open(0.0)
    lose(connection, terminals)
    DeviceLock(lock_key(terminals_again(terminals, path)), {}).release()
    assert not connection.try_open(1.0)
    assert connection.state is ConnectionState.ABSENT
    assert "its number may belong to another" in connection.reason
    other = make_connection(path)
    assert other.try_open(1.0)


def terminals_again(terminals, path):
    """A new terminal of the same number: the kernel gives the lowest that is free."""
    again = terminals.open()
    if again != path:
        pytest.skip("another process was quicker")
    return again


def test_a_link_that_was_made_anew_is_the_printer(make_connection, terminals, tmp_path):
    link = tmp_path / "printer"
    link.symlink_to(terminals.open())
    connection = make_connection(link)
    assert connection.try_open(0.0)
    lose(connection, terminals)
    link.unlink()
    assert not connection.try_open(1.0)
    link.symlink_to(terminals.open())
    assert connection.try_open(2.0)


def test_an_order_to_connect_takes_what_is_there(make_connection, terminals):
    path = terminals.open()
    connection = make_connection(path)
    assert connection.try_open(0.0)
    lose(connection, terminals)
    terminals_again(terminals, path)
    connection.look_again(1.0)
    assert connection.try_open(1.0)


def test_adapters_are_told_apart_by_their_kind():
    lost = LostDevice(CH340, "", pseudo_terminal=False)
    assert "another adapter (2341:0042/5573932)" in lost.is_another("/dev/ttyACM0", ARDUINO)
    elsewhere = UsbIdentity(0x1A86, 0x7523, None, "1-1.2")
    assert lost.is_another("/dev/ttyUSB0", elsewhere) == ""
    assert lost.is_another("/dev/ttyUSB0", None) == ""
