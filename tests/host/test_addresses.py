"""The computer's addresses in its networks."""

from __future__ import annotations

import socket

from lezerprint.host.addresses import network_addresses


def test_each_is_of_this_computer_and_of_a_network():
    found = network_addresses()
    assert len(found) == len(set(found))
    for address in found:
        assert not address.is_loopback
        assert not address.is_unspecified
        with socket.socket() as listening:
            listening.bind((str(address), 0))


def test_a_computer_without_a_name_in_the_network(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "no-such-name.invalid")
    assert all(not address.is_loopback for address in network_addresses())
