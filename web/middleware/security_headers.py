"""The headers that tell a browser what not to do: those that helmet 8 sets, for our own dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    RawHeaders = Sequence[tuple[bytes, bytes]]

_POLICY: Final = (
    b"default-src 'self'; base-uri 'self'; connect-src 'self'; font-src 'self'; "
    b"form-action 'self'; frame-ancestors 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    b"object-src 'none'; script-src 'self'; script-src-attr 'none'; style-src 'self'"
)
_ALWAYS: Final = (
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"origin-agent-cluster", b"?1"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-dns-prefetch-control", b"off"),
    (b"x-download-options", b"noopen"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"x-permitted-cross-domain-policies", b"none"),
    (b"x-xss-protection", b"0"),
)
_POLICY_NAME: Final = b"content-security-policy"
_NO_STORE: Final = (b"cache-control", b"no-store")
_API: Final = ("/api", "/api/")


class SecurityHeaders:
    """Adds what an answer lacks; a header that the answer has itself stays as it is.

    Args:
        other_origins: Whether pages of other origins use this server: their images and videos come from
            here too, which the policy `same-origin` for resources would forbid.
    """

    def __init__(self, *, other_origins: bool = False) -> None:
        resources = (b"cross-origin-resource-policy", b"cross-origin" if other_origins else b"same-origin")
        plain = (*_ALWAYS, resources, (_POLICY_NAME, _POLICY))
        # Over plain HTTP a browser must not be told to use HTTPS: most hosts at home have none.
        secure = (
            *_ALWAYS,
            resources,
            (_POLICY_NAME, _POLICY + b"; upgrade-insecure-requests"),
            (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
        )
        self._added = {
            (False, False): plain,
            (False, True): (*plain, _NO_STORE),
            (True, False): secure,
            (True, True): (*secure, _NO_STORE),
        }
        self._names = frozenset(name for name, _ in self._added[True, True])

    def choice(self, scheme: str, path: str) -> RawHeaders:
        """What to add to the answer to a request; what `/api` answers is kept by no cache."""
        return self._added[scheme == "https", path == _API[0] or path.startswith(_API[1])]

    def added(self, headers: RawHeaders, chosen: RawHeaders) -> list[tuple[bytes, bytes]]:
        """The answer's headers with those chosen."""
        names = {name for name, _ in headers}
        if self._names.isdisjoint(names):
            return [*headers, *chosen]
        return [*headers, *(header for header in chosen if header[0] not in names)]
