"""Accounts, sessions and API keys as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, JsonValue

from lezerprint.base.enums import UserRole
from lezerprint.notify.preferences import KEY as NOTIFICATION_SETTINGS
from web.models.common import ApiModel, Input, Paged, Paging, Query, UtcDatetime, in_upper_case, several

Role = Annotated[UserRole, BeforeValidator(in_upper_case)]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Username = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{3,32}$")]
Password = Annotated[str, Field(min_length=8, max_length=1024)]
GivenPassword = Annotated[str, Field(max_length=1024)]


class User(ApiModel):
    """An account."""

    id: UUID
    email: str
    username: str
    role: UserRole
    is_active: bool
    preferences: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    last_login_at: datetime | None

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
    """Who signs in."""

    email: str = Field(max_length=254)
    password: GivenPassword


class RefreshInput(Input):
    """A refresh token that was not used yet."""

    refresh_token: str = Field(max_length=4096)


class TokenPair(ApiModel):
    """What to go on with."""

    access_token: str
    refresh_token: str


class SignedIn(TokenPair):
    """An account, and what it goes on with."""

    user: User


class UserAnswer(ApiModel):
    """An account."""

    user: User


class MeInput(Input):
    """What an account changes of itself; what is left out stays."""

    username: Username | None = None
    preferences: dict[str, JsonValue] | None = Field(
        default=None,
        description=(
            "Anything the front end wants to keep; `notifications` among it is checked: what is told "
            "over `webSocket`, `email` and `webhook`, each with `enabled` and `types`, the last also with "
            "`url` and `secret`."
        ),
    )


class EmailChange(Input):
    """Your own email; the password proves that it is you."""

    new_email: Email
    password: GivenPassword


class AccountDeletion(Input):
    """The deletion of your own account; the password proves that it is you."""

    password: GivenPassword


class DeletedAccount(ApiModel):
    """What became of a deleted account's files and jobs."""

    new_owner: str = Field(description="Username of the account that owns them now.")
    files: int = Field(ge=0, description="Number of files that were handed over.")
    jobs: int = Field(ge=0, description="Number of jobs that were handed over.")


class UserDeletionQuery(Query):
    """Who gets the files and jobs of a deleted account."""

    transfer_to: UUID | None = Field(
        default=None, description="Id of the new owner of files and jobs. Default: who deletes the account."
    )


class PasswordChange(Input):
    """Your own password."""

    old_password: GivenPassword
    new_password: Password


class Session(ApiModel):
    """A sign-in."""

    id: UUID
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    ip_address: str | None
    user_agent: str | None
    current: bool = False


class SessionList(ApiModel):
    """The sign-ins that are still good."""

    sessions: list[Session]


class Revoked(ApiModel):
    """How many sessions were ended."""

    revoked: int


class UserQuery(Paging):
    """Which accounts."""

    role: Annotated[tuple[UserRole, ...], BeforeValidator(several)] = ()
    is_active: bool | None = None
    search: str | None = Field(default=None, max_length=254, description="A part of the name or the email.")


class UserPage(Paged):
    """A page of accounts."""

    users: list[User]


class UserInput(Registration):
    """A new account, made by an administrator."""

    role: Role = UserRole.VIEWER


class UserChange(Input):
    """What an administrator changes of an account; what is left out stays."""

    email: Email | None = None
    username: Username | None = None
    role: Role | None = None
    is_active: bool | None = None


class PasswordReset(Input):
    """A new password for an account."""

    password: Password


class ApiKey(ApiModel):
    """A key for a program."""

    id: UUID
    name: str
    prefix: str = Field(description="The first characters of the key.")
    role: UserRole
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class ApiKeyList(ApiModel):
    """The keys that are not revoked."""

    api_keys: list[ApiKey]


class ApiKeyInput(Input):
    """A new key."""

    name: str = Field(min_length=1, max_length=100)
    role: Role | None = Field(default=None, description="The owner's by default, and never above it.")
    expires_at: UtcDatetime | None = None


class NewApiKey(ApiModel):
    """A key, and its text, which is shown this once."""

    api_key: ApiKey
    key: str
