"""At which addresses other devices of the network find this computer."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import IPv4Address, ip_address
from typing import Final

# No packet is sent: the system only says from where it would send one.
_FAR: Final = ("192.0.2.1", "10.255.255.255")


def network_addresses() -> list[IPv4Address]:
    """The computer's IPv4 addresses in its networks, that of its way out first; empty if it is in none."""
    found = [address for far in _FAR if (address := _source_towards(far)) is not None]
    with suppress(OSError, UnicodeError):
        entries = socket.getaddrinfo(socket.gethostname(), 0, socket.AF_INET)
        found += [IPv4Address(entry[4][0]) for entry in entries]
    usable = (one for one in found if not (one.is_loopback or one.is_unspecified or one.is_link_local))
    return list(dict.fromkeys(usable))


def _source_towards(far: str) -> IPv4Address | None:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            return IPv4Address(probe.getsockname()[0])
    except OSError:
        return None


def is_of_this_computer(host: str) -> bool:
    """Whether what listens on this host is out of reach for other devices."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
