"""Which device is meant."""

from __future__ import annotations

import os

import pytest
from serial.tools.list_ports_common import ListPortInfo

from lezerprint.errors import DeviceError
from lezerprint.port.device import UsbIdentity, find_device, is_url, parse_identity, serial_ports


def adapter(path, vid=0x1A86, pid=0x7523, serial=None, location=None):
    port = ListPortInfo(path)
    port.vid, port.pid, port.serial_number, port.location = vid, pid, serial, location
    return port


PORTS = [
    adapter("/dev/ttyUSB0", location="1-1.4:1.0"),
    adapter("/dev/ttyUSB1", location="1-1.2:1.0"),
    adapter("/dev/ttyACM0", vid=0x2C99, pid=0x0002, serial="CZPX123", location="1-1.3:1.0"),
    adapter("/dev/ttyS0", vid=None, pid=None),
]


@pytest.mark.parametrize(
    ("device", "found"),
    [
        ("2c99:0002", "/dev/ttyACM0"),
        ("2C99:0002", "/dev/ttyACM0"),
        ("2c99:0002/CZPX123", "/dev/ttyACM0"),
        ("2c99:0002/CZPX123/1-1.3", "/dev/ttyACM0"),
        ("1a86:7523/*/1-1.4", "/dev/ttyUSB0"),
        ("1a86:7523/*/1-1.2", "/dev/ttyUSB1"),
        ("socket://printer:23", "socket://printer:23"),
        ("rfc2217://printer:2217", "rfc2217://printer:2217"),
    ],
)
def test_what_is_found(device, found):
    assert find_device(device, PORTS) == found


@pytest.mark.parametrize(
    ("device", "message"),
    [
        ("1a86:7523", r"more than one port 1a86:7523 is there \(/dev/ttyUSB0, /dev/ttyUSB1\)"),
        ("1a86:7523/*/1-1.9", "no port 1a86:7523/\\*/1-1.9 is there"),
        ("2c99:0002/OTHER", "no port"),
        ("auto", "more than one USB serial port is there"),
        ("/dev/there-is-no-such-thing", "does not exist"),
        ("", "is not a serial device"),
        ("/", "is not a serial device"),
    ],
)
def test_what_is_not(device, message):
    with pytest.raises(DeviceError, match=message):
        find_device(device, PORTS)


def test_auto_takes_the_only_usb_port():
    assert find_device("auto", PORTS[2:]) == "/dev/ttyACM0"
    with pytest.raises(DeviceError, match=r"no USB serial port is there \(ports: /dev/ttyS0\)"):
        find_device("auto", PORTS[3:])
    with pytest.raises(DeviceError, match=r"\(ports: none\)"):
        find_device("auto", [])


def test_a_path_is_taken_as_it_is(tmp_path):
    master, slave = os.openpty()
    link = tmp_path / "by-id"
    link.symlink_to(os.ttyname(slave))
    assert find_device(str(link), []) == str(link)
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize("device", ["/dev/ttyUSB0", "auto", "virtual", "1a86", "/x/y", "12345:6789"])
def test_what_is_no_usb_identity(device):
    assert parse_identity(device) is None


def test_identities():
    assert parse_identity("1a86:7523") == UsbIdentity(0x1A86, 0x7523)
    assert parse_identity("1a86:7523/S/1-1.4") == UsbIdentity(0x1A86, 0x7523, "S", "1-1.4")
    assert UsbIdentity(0x1A86, 0x7523, None, "1-1.4").matches(PORTS[0])
    assert not UsbIdentity(0x1A86, 0x7523, None, "1-1.4").matches(PORTS[1])
    assert UsbIdentity().matches(PORTS[3])


def test_urls():
    assert is_url("socket://h:1")
    assert is_url("RFC2217://h:1")
    assert not is_url("/dev/ttyUSB0")
    assert not is_url("1a86:7523")


def test_the_machines_ports_can_be_listed():
    assert all(port.device for port in serial_ports())
