"""Where webhooks may go."""

from __future__ import annotations

import socket
from ipaddress import ip_address, ip_network

import pytest

from lezerprint.notify.addresses import connect, is_refused
from lezerprint.notify.errors import DeliveryError, UndeliverableError
from lezerprint.notify.time_limit import TimeLimit

REFUSED = (
    *("127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "0.1.2.3", "::", "::ffff:127.0.0.1", "::127.0.0.1"),  # noqa: S104 - refused
    *("169.254.169.254", "169.254.1.1", "fe80::1", "fe80::1%2", "::ffff:169.254.169.254"),
    *("64:ff9b::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::", "64:ff9b::a9fe:a9fe"),
    *("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"),
    *("224.0.0.1", "255.255.255.255", "240.0.0.1", "ff02::1"),
)
ALLOWED = (
    *("192.168.1.5", "10.0.0.1", "172.16.0.9", "fd12:3456::1", "100.64.0.1"),
    *("93.184.216.34", "2606:4700::1111", "::ffff:192.168.1.5", "64:ff9b::5db8:d822"),
)


@pytest.mark.parametrize("address", REFUSED)
def test_this_machine_and_what_is_special_is_refused(address):
    assert is_refused(ip_address(address))


@pytest.mark.parametrize("address", ALLOWED)
def test_the_local_network_and_the_internet_are_not(address):
    assert not is_refused(ip_address(address))


def test_an_administrator_can_allow_more():
    here = [ip_network("127.0.0.0/8")]
    assert not is_refused(ip_address("127.0.0.1"), here)
    assert not is_refused(ip_address("::ffff:127.0.0.1"), here)
    assert is_refused(ip_address("::1"), here)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "017700000001", "[::1]", "169.254.169.254"],
)
def test_every_way_to_write_them_is_refused_before_anything_is_sent(host):
    with socket.create_server(("127.0.0.1", 0)) as listener, TimeLimit(10) as limit:
        listener.settimeout(0.05)
        with pytest.raises(UndeliverableError if host != "[::1]" else DeliveryError):
            connect(host, listener.getsockname()[1], (), limit)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_machine_is_refused_by_its_address_in_the_local_network_too():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing, but says which address we would use
        except OSError:
            pytest.skip("this machine has no network")
        own = probe.getsockname()[0]
    with socket.create_server((own, 0)) as listener, TimeLimit(10) as limit:
        with pytest.raises(UndeliverableError, match="belongs to this machine"):
            connect(own, listener.getsockname()[1], (), limit)
        connect(own, listener.getsockname()[1], [ip_network(own)], limit).close()


def test_nobody_there_can_be_tried_again():
    with TimeLimit(10) as limit:
        for host in ("no-such-host.invalid", "a" * 70 + ".example", "127.0.0.1"):
            with pytest.raises(DeliveryError) as caught:
                connect(host, 1, [ip_network("127.0.0.0/8")], limit)
            assert not isinstance(caught.value, UndeliverableError)
