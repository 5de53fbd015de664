"""Where webhooks may go: users name the URL, and the server calls it from within the house.

The local network is allowed, for that is where home automation is. What is meant for programs of this
machine alone, and what clouds tell their machines, is not: a user could command services that trust their
callers. A name is resolved once, and what was checked is what is connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Final

from lezerprint.base.special_addresses import inner, is_special
from lezerprint.notify.errors import DeliveryError, UndeliverableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lezerprint.base.special_addresses import Address
    from lezerprint.notify.time_limit import TimeLimit
    from lezerprint.settings.values import Network

CONNECT_SECONDS: Final = 10.0


def is_refused(address: Address, allowed: Iterable[Network] = ()) -> bool:
    """Whether no webhook may go there; `allowed` are exceptions.

    An IPv4 address inside an IPv6 one counts as what it is.
    """
    itself = inner(address)
    if any(itself in network for network in allowed):
        return False
    return itself.is_loopback or is_special(itself)


def connect(host: str, port: int, allowed: Iterable[Network], limit: TimeLimit) -> socket.socket:
    """A connection to the first address of this host that may be called and answers.

    Raises:
        UndeliverableError: None of its addresses may be called.
        DeliveryError: The host is unknown now, or does not answer.
    """
    permitted = tuple(allowed)
    found = [
        (family, where)
        for family, where in _resolved(host, port)
        if not is_refused(ipaddress.ip_address(where[0]), permitted)
    ]
    if not found:
        raise _refusal(host)
    trouble: OSError | None = None
    for family, where in found:
        try:
            return _connected(family, where, permitted, limit)
        except OSError as error:
            trouble = error
    reason = "timed out" if isinstance(trouble, TimeoutError) else (trouble and trouble.strerror)
    raise DeliveryError(f"{host} cannot be reached: {reason}") from trouble


def _resolved(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DeliveryError(f"the host {host} is unknown: {error}") from error
    return [(int(family), where) for family, _, _, _, where in found]  # type: ignore[misc]  # IP alone is asked for


def _connected(
    family: int, where: tuple[str, int], allowed: tuple[Network, ...], limit: TimeLimit
) -> socket.socket:
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        limit.cover(connection)
        connection.settimeout(limit.left_seconds(CONNECT_SECONDS))
        connection.connect(where)
        _check_other_machine(connection, allowed)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_other_machine(connection: socket.socket, allowed: tuple[Network, ...]) -> None:
    """A machine that is called by its own address of the local network is as near as by loopback."""
    ours, theirs = connection.getsockname()[0], connection.getpeername()[0]
    itself = inner(ipaddress.ip_address(theirs))
    if ours == theirs and not any(itself in network for network in allowed):
        raise _refusal(theirs)


def _refusal(host: str) -> UndeliverableError:
    return UndeliverableError(
        f"{host} belongs to this machine or is reserved; an administrator can allow it in webhook_networks"
    )
