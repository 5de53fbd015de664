"""Addresses that stand for a credential for a while, for what a browser loads without a header.

Signed are method, path, query, expiry, and the session or key of who asked; whether that still stands is
asked again at each use.
"""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlencode
from uuid import UUID

from lezerprint.accounts.errors import InvalidAccountError, InvalidTokenError, TokenExpiredError
from lezerprint.accounts.principal import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lezerprint.accounts.authentication import Authenticator
    from lezerprint.accounts.principal import Principal

LIFETIME_SECONDS: Final = 300.0

_METHOD: Final = "GET"
SIGNING_PARAMETERS: Final = frozenset({"expires", "user", "by", "signature"})
"""What a signature adds; `by` is the session or the API key, with a letter before it that says which."""

_SESSION, _API_KEY = "s", "k"


class SignedUrls:
    """Makes and checks them.

    Args:
        secret: Signs them.
        authenticator: Knows whether who signed may still do so.
        clock: Seconds since 1970.
    """

    def __init__(self, secret: bytes, authenticator: Authenticator, clock: Callable[[], float]) -> None:
        self._secret = secret
        self._authenticator = authenticator
        self._clock = clock

    def sign(
        self,
        path: str,
        query: Mapping[str, str],
        principal: Principal,
        lifetime_seconds: float = LIFETIME_SECONDS,
    ) -> tuple[str, datetime]:
        """The signed address, and when it ends.

        Args:
            path: The exact path, percent-encoded as in an address.
            query: Its parameters, decoded, each once.
            principal: Who asks.
            lifetime_seconds: How long it is good.

        Raises:
            InvalidAccountError: A parameter has a name that is needed here.
        """
        if taken := SIGNING_PARAMETERS & query.keys():
            raise InvalidAccountError(f"the signed URL lacks {min(taken)}")
        expires = int(self._clock() + lifetime_seconds)
        session, key = principal.session_id, principal.api_key_id
        by = f"{_SESSION}{session}" if session is not None else f"{_API_KEY}{key}"
        whole = {**query, "expires": str(expires), "user": str(principal.user_id), "by": by}
        signed = {**whole, "signature": self._signature(path, whole)}
        return f"{path}?{urlencode(signed)}", datetime.fromtimestamp(expires, UTC)

    def verify(self, path: str, query: Mapping[str, str]) -> Principal:
        """Who signed the address, as what they may do now.

        Args:
            path: As it was requested.
            query: All parameters, decoded.

        Raises:
            InvalidTokenError: It is not signed so, or its session or key is over.
            TokenExpiredError: It was good once.
            UserNotFoundError: Its user is gone or inactive.
            StorageError: The database is away.
        """
        whole = {name: value for name, value in query.items() if name != "signature"}
        given = query.get("signature", "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(self._signature(path, whole).encode(), given):
            raise InvalidTokenError
        if int(whole["expires"]) <= self._clock():
            raise TokenExpiredError
        kind, identity = whole["by"][0], UUID(whole["by"][1:])
        session, key = (identity, None) if kind == _SESSION else (None, identity)
        return self._authenticator.check(Standing(UUID(whole["user"]), session, key))

    def _signature(self, path: str, query: Mapping[str, str]) -> str:
        # JSON keeps the parts apart, whatever is in them.
        message = json.dumps([_METHOD, unquote(path), sorted(query.items())]).encode()
        return hmac.digest(self._secret, message, "sha256").hex()
