"""Accounts, sessions and API keys as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BeforeValidator, Field, JsonValue

from lezerprint.base.enums import UserRole
from lezerprint.notify.preferences import KEY as NOTIFICATION_SETTINGS
from web.models.common import (
    ApiModel,
    CreatedAt,
    Id,
    Input,
    IpAddress,
    Paged,
    Paging,
    Query,
    UpdatedAt,
    UserAgent,
    UtcDatetime,
    in_upper_case,
    several,
)

EMAIL_PATTERN: Final = r"^[^@\s]+@[^@\s]+$"
USERNAME_PATTERN: Final = r"^[A-Za-z0-9_.-]{3,32}$"

AccountRole = Annotated[
    UserRole,
    Field(description="Role of the account: what it may do.", examples=[UserRole.OPERATOR]),
]
Role = Annotated[AccountRole, BeforeValidator(in_upper_case)]
ShownEmail = Annotated[str, Field(description="Email address.", examples=["anna@example.com"])]
ShownUsername = Annotated[str, Field(description="Username.", examples=["anna"])]
Email = Annotated[ShownEmail, Field(min_length=3, max_length=254, pattern=EMAIL_PATTERN)]
Username = Annotated[
    str,
    Field(
        pattern=USERNAME_PATTERN,
        description="Username: 3 to 32 letters, digits, `_`, `.` and `-`.",
        examples=["anna"],
    ),
]
Password = Annotated[
    str,
    Field(
        min_length=8,
        max_length=1024,
        description="New password, at least 8 characters.",
        examples=["correct horse battery"],
    ),
]
GivenPassword = Annotated[
    str,
    Field(
        max_length=1024, description="Current password of the account.", examples=["correct horse battery"]
    ),
]
IsActive = Annotated[bool, Field(description="Whether the account may sign in.", examples=[True])]
ExpiresAt = Annotated[
    datetime, Field(description="Time of expiry, ISO 8601, UTC.", examples=["2026-04-28T14:05:00Z"])
]


class User(ApiModel):
    """An account."""

    id: Id
    email: ShownEmail
    username: ShownUsername
    role: AccountRole
    is_active: IsActive
    preferences: dict[str, Any] = Field(
        description="Preferences of the account, as stored by clients. `notifications` holds the "
        "notification settings; only the account's own sessions see it.",
        examples=[{"theme": "dark"}],
    )
    created_at: CreatedAt
    updated_at: UpdatedAt
    last_login_at: datetime | None = Field(
        description="Time of the last sign-in, ISO 8601, UTC; null before the first.",
        examples=["2026-03-29T14:05:00Z"],
    )

    def without_notification_settings(self) -> User:
        """For everybody but the account's own sessions: webhook addresses and secrets stand in there."""
        kept = {name: value for name, value in self.preferences.items() if name != NOTIFICATION_SETTINGS}
        return self.model_copy(update={"preferences": kept})


class Registration(Input):
    """A new account."""

    email: Email
    username: Username
    password: Password


class Login(Input):
    """The credentials of an account."""

    email: ShownEmail = Field(max_length=254)
    password: GivenPassword


class RefreshInput(Input):
    """A refresh token, to be exchanged for new tokens."""

    refresh_token: str = Field(
        max_length=4096,
        description="Refresh token from the last sign-in or refresh. It can be used once.",
        examples=["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"],
    )


class TokenPair(ApiModel):
    """An access token and a refresh token."""

    access_token: str = Field(
        description="JWT for the `Authorization: Bearer` header. It is valid for minutes.",
        examples=["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"],
    )
    refresh_token: str = Field(
        description="JWT for `POST /api/auth/refresh`. It is valid for days and can be used once.",
        examples=["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"],
    )


class SignedIn(TokenPair):
    """An account and its tokens."""

    user: User = Field(description="The account.")


class UserAnswer(ApiModel):
    """An account."""

    user: User = Field(description="The account.")


class MeInput(Input):
    """Changes to your own account; fields that are left out keep their values."""

    username: Username | None = None
    preferences: dict[str, JsonValue] | None = Field(
        default=None,
        description=(
            "Preferences of the account: any JSON object; it replaces the stored one. `notifications` in it "
            "is checked: settings for `webSocket`, `email` and `webhook`, each with `enabled` and `types`, "
            "the last also with `url` and `secret`."
        ),
        examples=[{"theme": "dark", "notifications": {"email": {"enabled": True}}}],
    )


class EmailChange(Input):
    """A new email address for your own account."""

    new_email: Email
    password: GivenPassword


class AccountDeletion(Input):
    """Confirmation that your own account is to be deleted."""

    password: GivenPassword


class DeletedAccount(ApiModel):
    """The transfer of a deleted account's files and jobs."""

    new_owner: str = Field(
        description="Username of the account that owns the files and jobs now.", examples=["admin"]
    )
    files: int = Field(ge=0, description="Number of files that were transferred.", examples=[12])
    jobs: int = Field(ge=0, description="Number of jobs that were transferred.", examples=[34])


class UserDeletionQuery(Query):
    """The new owner of a deleted account's files and jobs."""

    transfer_to: UUID | None = Field(
        default=None,
        description="Id of the account that gets the files and jobs. Default: your own account.",
        examples=["3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"],
    )


class PasswordChange(Input):
    """A new password for your own account."""

    old_password: GivenPassword
    new_password: Password = Field(examples=["battery horse staple"])


class Session(ApiModel):
    """A sign-in on one device."""

    id: Id
    created_at: CreatedAt
    last_used_at: datetime = Field(
        description="Time of the last refresh, ISO 8601, UTC.", examples=["2026-03-29T14:05:00Z"]
    )
    expires_at: ExpiresAt
    ip_address: IpAddress | None
    user_agent: UserAgent | None
    current: bool = Field(default=False, description="Whether this request was made with this session.")


class SessionList(ApiModel):
    """The active sessions of your account."""

    sessions: list[Session] = Field(description="Sessions that are neither revoked nor expired.")


class Revoked(ApiModel):
    """The number of sessions that were ended."""

    revoked: int = Field(description="Number of sessions that were ended.", examples=[2])


class UserQuery(Paging):
    """Filters for accounts."""

    role: Annotated[tuple[UserRole, ...], BeforeValidator(several)] = Field(
        default=(),
        description="Roles to include, separated by commas. Default: all.",
        examples=[["OPERATOR"]],
    )
    is_active: bool | None = Field(
        default=None, description="Only accounts that may (true) or may not (false) sign in.", examples=[True]
    )
    search: str | None = Field(
        default=None,
        max_length=254,
        description="Part of the username or of the email address.",
        examples=["anna"],
    )


class UserPage(Paged):
    """A page of accounts."""

    users: list[User] = Field(description="Accounts on this page.")


class UserInput(Registration):
    """A new account, created by an administrator."""

    role: Role = UserRole.VIEWER


class UserChange(Input):
    """Changes to an account by an administrator; fields that are left out keep their values."""

    email: Email | None = None
    username: Username | None = None
    role: Role | None = None
    is_active: IsActive | None = None


class PasswordReset(Input):
    """A new password for another account."""

    password: Password


class ApiKey(ApiModel):
    """An API key, without its secret text."""

    id: Id
    name: str = Field(description="Name of the key, as its owner gave it.", examples=["Slicer upload"])
    prefix: str = Field(description="First characters of the key, to recognise it by.", examples=["lzp_4f1c"])
    role: UserRole = Field(
        description="Role of requests with this key, at most that of its owner.", examples=[UserRole.OPERATOR]
    )
    created_at: CreatedAt
    last_used_at: datetime | None = Field(
        description="Time of the last use, ISO 8601, UTC; null before the first.",
        examples=["2026-03-29T14:05:00Z"],
    )
    expires_at: ExpiresAt | None = Field(
        description="Time of expiry, ISO 8601, UTC; null if the key does not expire.",
    )


class ApiKeyList(ApiModel):
    """The API keys of your account."""

    api_keys: list[ApiKey] = Field(description="Keys that are not revoked.")


class ApiKeyInput(Input):
    """A new API key."""

    name: str = Field(
        min_length=1, max_length=100, description="Name of the key, for people.", examples=["Slicer upload"]
    )
    role: Role | None = Field(
        default=None,
        description="Role of requests with this key, at most your own. Default: your own.",
    )
    expires_at: UtcDatetime | None = Field(
        default=None,
        description="Time of expiry, ISO 8601; without an offset it is UTC. Default: no expiry.",
        examples=["2030-01-01T00:00:00Z"],
    )


class NewApiKey(ApiModel):
    """A new API key with its secret text."""

    api_key: ApiKey = Field(description="The key.")
    key: str = Field(
        description="Secret text for the `X-Api-Key` header. It is shown only in this response.",
        examples=["lzp_4f1c9d2e7a6b5c3d8e9f0a1b2c3d4e5f"],
    )
