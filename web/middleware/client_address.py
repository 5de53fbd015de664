"""Where a request really comes from, past the proxies that are trusted.

uvicorn's own middleware does not do: it takes whatever a proxy passes on for an address, reads a wrong
network as the name of a host, and does not know an IPv4 address written as IPv6.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from lezerprint.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Receive, Scope, Send

_FORWARDED_FOR: Final = b"x-forwarded-for"
_FORWARDED_PROTO: Final = b"x-forwarded-proto"
_FORWARDED: Final = b"forwarded"
_PROXY_HEADERS: Final = frozenset(
    {_FORWARDED_FOR, _FORWARDED_PROTO, _FORWARDED, b"x-forwarded-host", b"x-real-ip", b"via"}
)
_SCHEMES: Final = {
    "http": {"http": "http", "https": "https"},
    "websocket": {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"},
}
_MOST_HOPS: Final = 32
_CACHED_PEERS: Final = 4096


class ClientAddress:
    """Puts the client's address and scheme where the application looks for them.

    `X-Forwarded-For` counts before `Forwarded` (RFC 7239); a trusted proxy must set the one that it uses
    anew, or add to it. The client is the rightmost address that is no trusted proxy.

    Args:
        app: What is inside.
        trusted_proxies: Addresses and networks whose headers are believed.

    Raises:
        SettingsError: One of them is neither.
    """

    def __init__(self, app: ASGIApp, trusted_proxies: Iterable[str] = ()) -> None:
        self._app = app
        self._networks = [_network(text) for text in trusted_proxies]
        self._peer = lru_cache(_CACHED_PEERS)(self._look_at)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set `client` and `scheme` of the scope."""
        if scope["type"] in _SCHEMES and (client := scope.get("client")):
            address, trusted = self._peer(client[0])
            if trusted:
                address = self._past_proxies(scope, address)
            if address != client[0]:
                scope["client"] = (address, client[1] if not trusted else 0)
        await self._app(scope, receive, send)

    def _look_at(self, host: str) -> tuple[str, bool]:
        """The address as it is written best, and whether it is trusted."""
        address = _parsed(host)
        return (host, False) if address is None else (str(address), self._trusts(address))

    def _trusts(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._networks)

    def _past_proxies(self, scope: Scope, peer: str) -> str:
        found: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            if name in _PROXY_HEADERS:
                found.setdefault(name, []).append(value.decode("latin-1"))
        hops, protocol = _x_forwarded(found) if _FORWARDED_FOR in found else _forwarded(found)
        if scheme := _SCHEMES[scope["type"]].get(protocol.lower()):
            scope["scheme"] = scheme
        client = peer
        for hop in hops[: -_MOST_HOPS - 1 : -1]:
            address = _parsed(hop)
            if address is None:  # whoever wrote this is no proxy of ours: the last address known counts
                break
            client = str(address)
            if not self._trusts(address):
                break
        return client


def is_from_this_host(scope: Scope) -> bool:
    """Whether the client runs here and came by no proxy, not even one that nobody told us of."""
    client = scope.get("client")
    address = _parsed(client[0]) if client else None
    return (
        address is not None
        and address.is_loopback
        and not any(name in _PROXY_HEADERS for name, _ in scope["headers"])
    )


def _x_forwarded(found: dict[bytes, list[str]]) -> tuple[list[str], str]:
    """The hops, the nearest last, and the protocol that the nearest proxy heard."""
    protocols = ",".join(found.get(_FORWARDED_PROTO, []))
    return ",".join(found[_FORWARDED_FOR]).split(","), protocols.rpartition(",")[2].strip()


def _forwarded(found: dict[bytes, list[str]]) -> tuple[list[str], str]:
    """The same of `Forwarded`; without it, of `X-Forwarded-Proto` alone."""
    if _FORWARDED not in found:
        return [], ",".join(found.get(_FORWARDED_PROTO, [])).rpartition(",")[2].strip()
    hops, protocol = [], ""
    for element in ",".join(found[_FORWARDED]).split(","):
        pairs = [pair.partition("=") for pair in element.split(";")]
        said = {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
        hops.append(said.get("for", ""))
        protocol = said.get("proto", "")
    return hops, protocol


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address with or without a port; None of anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError as error:
        raise SettingsError(
            f"the setting 'trusted_proxies' has {text!r}, which is not an address or network"
        ) from error
