"""What can go wrong with accounts.

AccountError
├── InvalidAccountError      an email, a name or a password that cannot be taken
├── UnauthorizedError        no credential was given
├── TokenExpiredError        a token that was good once
├── InvalidTokenError        a token or key that is forged, damaged, unknown or revoked
│   └── RefreshReusedError   a refresh token that was used before: its session is revoked
├── UserNotFoundError        the credential's user is gone or inactive
├── InvalidCredentialsError  no account with this email and password
├── ForbiddenError           the account may not do this
├── ConflictError            taken by another account, or against a rule of all accounts
└── NotFoundError            no such account, session or key
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.errors import LezerPrintError

if TYPE_CHECKING:
    from uuid import UUID


class AccountError(LezerPrintError):
    """The base of all that is refused about accounts."""


class InvalidAccountError(AccountError):
    """An email, a name, a password or preferences that cannot be taken."""


class UnauthorizedError(AccountError):
    """No credential was given where one is needed."""

    def __init__(self) -> None:
        super().__init__("Authentication required: send an access token (sign in first) or an API key")


class TokenExpiredError(AccountError):
    """A token that was good once."""

    def __init__(self) -> None:
        super().__init__("Token has expired")


class InvalidTokenError(AccountError):
    """A token or key that is forged, damaged, unknown or revoked; which of these is not told."""

    def __init__(self) -> None:
        super().__init__("Invalid authentication token")


class RefreshReusedError(InvalidTokenError):
    """A refresh token that was used before, so somebody else has it: its session is revoked.

    Attributes:
        session_id: The session.
        user_id: Whose it was.
    """

    def __init__(self, session_id: UUID, user_id: UUID) -> None:
        super().__init__()
        self.session_id = session_id
        self.user_id = user_id


class UserNotFoundError(AccountError):
    """The credential's user is gone or inactive."""

    def __init__(self) -> None:
        super().__init__("User not found or inactive")


class InvalidCredentialsError(AccountError):
    """No active account has this email and this password; which is wrong is not told."""

    def __init__(self) -> None:
        super().__init__("Wrong email or password")


class ForbiddenError(AccountError):
    """The account may not do this."""


class ConflictError(AccountError):
    """Taken by another account, or against a rule that holds for all accounts together."""


class NotFoundError(AccountError):
    """No such account, session or key."""
