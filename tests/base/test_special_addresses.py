"""Addresses to which nothing that users set may lead."""

from ipaddress import ip_address

import pytest

from lezerprint.base.special_addresses import inner, is_special


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "fe80::1", "::ffff:169.254.1.1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"),
        *("100.100.100.200", "168.63.129.16", "fd00:ec2::254", "0.0.0.0", "::", "224.0.0.1", "240.0.0.1"),  # noqa: S104 - refused
    ],
)
def test_link_local_and_metadata_addresses(address):
    assert is_special(ip_address(address))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "fd12::1", "8.8.8.8"]
)
def test_this_host_private_networks_and_the_internet(address):
    assert not is_special(ip_address(address))


def test_what_an_address_leads_to():
    assert inner(ip_address("::ffff:10.0.0.1")) == ip_address("10.0.0.1")
    assert inner(ip_address("64:ff9b::a00:1")) == ip_address("10.0.0.1")
    assert inner(ip_address("fd12::1")) == ip_address("fd12::1")
