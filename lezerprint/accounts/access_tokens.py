"""Access and refresh tokens: JSON Web Tokens, signed with HMAC-SHA256 and nothing else.

Who makes them checks them, by one clock; so there is no leeway, and `iat` is not held against that clock,
which jumps on a small machine that has no battery for it.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from lezerprint.accounts.errors import InvalidTokenError, TokenExpiredError
from lezerprint.base.enums import UserRole

if TYPE_CHECKING:
    from collections.abc import Callable

_ALGORITHM: Final = "HS256"
_LONGEST_TOKEN: Final = 4096
_ID_BYTES: Final = 24


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says.

    Attributes:
        role: The role at the time the token was made.
        expires_at: Seconds since 1970.
    """

    user_id: UUID
    session_id: UUID
    token_id: str
    role: UserRole
    expires_at: float


@dataclass(frozen=True, slots=True)
class RefreshClaims:
    """What a refresh token says."""

    session_id: UUID
    token_id: str


class Tokens:
    """Makes and reads tokens.

    Args:
        secret: Signs access tokens.
        refresh_secret: Signs refresh tokens; another one, so that neither passes for the other.
        access_seconds: How long an access token is good.
        refresh_seconds: How long a refresh token is good.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        secret: bytes,
        refresh_secret: bytes,
        *,
        access_seconds: float,
        refresh_seconds: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if secret == refresh_secret:
            raise ValueError("the two secrets must differ")
        self._secret = secret
        self._refresh_secret = refresh_secret
        self._access_seconds = access_seconds
        self.refresh_seconds = refresh_seconds
        self.clock = clock

    def access(self, user_id: UUID, session_id: UUID, token_id: str, role: UserRole) -> str:
        """An access token."""
        now = self.clock()
        claims = {
            "sub": str(user_id),
            "sid": str(session_id),
            "jti": token_id,
            "role": role.value,
            "iat": int(now),
            "exp": int(now + self._access_seconds),
        }
        return _signed(claims, self._secret)

    def refresh(self, session_id: UUID, token_id: str) -> str:
        """A refresh token."""
        claims = {
            "sid": str(session_id),
            "jti": token_id,
            "exp": int(self.clock() + self.refresh_seconds),
        }
        return _signed(claims, self._refresh_secret)

    def read_access(self, token: str) -> AccessClaims:
        """The claims of an access token.

        Raises:
            TokenExpiredError: It was good once.
            InvalidTokenError: It was never made here.
        """
        claims = self._read(token, self._secret, ("sub", "sid", "jti", "role", "iat", "exp"))
        try:
            role = UserRole(claims["role"])
            return AccessClaims(UUID(claims["sub"]), UUID(claims["sid"]), claims["jti"], role, claims["exp"])
        except (ValueError, TypeError, AttributeError) as error:
            raise InvalidTokenError from error

    def read_refresh(self, token: str) -> RefreshClaims:
        """The claims of a refresh token.

        Raises:
            TokenExpiredError: It was good once.
            InvalidTokenError: It was never made here.
        """
        claims = self._read(token, self._refresh_secret, ("sid", "jti", "exp"))
        try:
            return RefreshClaims(UUID(claims["sid"]), claims["jti"])
        except (ValueError, TypeError, AttributeError) as error:
            raise InvalidTokenError from error

    def _read(self, token: str, secret: bytes, required: tuple[str, ...]) -> dict[str, Any]:
        if len(token) > _LONGEST_TOKEN:
            raise InvalidTokenError
        import jwt  # noqa: PLC0415 - brings the cryptography package where there is one

        try:
            # The times are for us to check, by our clock.
            claims = jwt.decode(
                token,
                secret,
                algorithms=[_ALGORITHM],
                options={
                    "require": list(required),
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.InvalidTokenError, ValueError) as error:  # not ASCII, for one, is a ValueError
            raise InvalidTokenError from error
        if type(claims["exp"]) is not int:
            raise InvalidTokenError
        if claims["exp"] <= self.clock():
            raise TokenExpiredError
        return claims


def _signed(claims: dict[str, Any], secret: bytes) -> str:
    import jwt  # noqa: PLC0415 - see above

    return jwt.encode(claims, secret, _ALGORITHM)


def new_token_id() -> str:
    """A name that nobody guesses, for one token."""
    return secrets.token_urlsafe(_ID_BYTES)


def digest(secret: str) -> str:
    """What is stored of a secret that nobody guesses: SHA-256 in hex."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
