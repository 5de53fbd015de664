"""Accounts, and what they sign in with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import BooleanField, ForeignKeyField

from lezerprint.base.enums import UserRole
from lezerprint.storage.fields import FoldedField, JsonField, TextField, UtcDateTimeField, utc_now, word_field
from lezerprint.storage.models.base import Record

if TYPE_CHECKING:
    from uuid import UUID


class User(Record):
    """An account.

    `email` is stored and compared without regard to case, and so is `username_key`, which follows
    `username`: look names up by `User.username_key == name`.
    """

    email = FoldedField(unique=True)
    username = TextField()
    username_key = FoldedField(unique=True)
    password_hash = TextField()
    role = word_field(UserRole, default=UserRole.VIEWER)
    is_active = BooleanField(default=True)
    preferences = JsonField(default=dict)
    created_at = UtcDateTimeField(default=utc_now)
    updated_at = UtcDateTimeField(default=utc_now)
    last_login_at = UtcDateTimeField(null=True)
    password_changed_at = UtcDateTimeField(default=utc_now)

    class Meta:
        """The table."""

        table_name = "users"

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "username":
            self.username_key = value


class Session(Record):
    """A sign-in; the tokens themselves are never stored, only SHA-256 in hex."""

    user = ForeignKeyField(User, backref="sessions", on_delete="CASCADE")
    user_id: UUID
    token_hash = TextField(unique=True)
    refresh_token_hash = TextField(unique=True)
    expires_at = UtcDateTimeField(index=True)
    created_at = UtcDateTimeField(default=utc_now)
    last_used_at = UtcDateTimeField(default=utc_now)
    ip_address = TextField(null=True)
    user_agent = TextField(null=True)
    revoked_at = UtcDateTimeField(null=True)

    class Meta:
        """The table."""

        table_name = "sessions"


class ApiKey(Record):
    """A key for programs; `prefix` is what of it may be shown, `key_hash` its SHA-256 in hex."""

    user = ForeignKeyField(User, backref="api_keys", on_delete="CASCADE")
    user_id: UUID
    name = TextField()
    prefix = TextField()
    key_hash = TextField(unique=True)
    role = word_field(UserRole)
    created_at = UtcDateTimeField(default=utc_now)
    last_used_at = UtcDateTimeField(null=True)
    expires_at = UtcDateTimeField(null=True)
    revoked_at = UtcDateTimeField(null=True)

    class Meta:
        """The table."""

        table_name = "api_keys"
