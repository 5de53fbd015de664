"""Orders to a port process by their names, as they go over its socket."""

from __future__ import annotations

from lezerprint.port.contract.coding import decoded
from lezerprint.port.contract.orders import ORDERS


def port_order(name, **arguments):
    """One of them; lists are taken as JSON has them."""
    return decoded(ORDERS[name], arguments)
