"""IP addresses to which nothing that users set may lead: link-local ones, and clouds' metadata services."""

from __future__ import annotations

import ipaddress
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",  # this host (RFC 1122)
        "100.100.100.200/32",  # clouds' metadata outside the link-local range
        "168.63.129.16/32",
        "192.0.0.192/32",
        "fd00:ec2::254/128",
        "fd20:ce::254/128",
    )
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_LOW_32_BITS: Final = 0xFFFF_FFFF


def inner(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, which is what it leads to; any other as it is."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & _LOW_32_BITS)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def is_special(address: Address) -> bool:
    """Whether it is link-local, a cloud's metadata service, or nobody's; loopback is not."""
    itself = inner(address)
    if itself.is_loopback:  # ::1 counts as reserved too
        return False
    special = itself.is_link_local or itself.is_multicast or itself.is_unspecified or itself.is_reserved
    return special or any(itself in network for network in _REFUSED)
