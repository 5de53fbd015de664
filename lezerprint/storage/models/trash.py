"""What was deleted, for as long as it can be restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import BigIntegerField, ForeignKeyField

from lezerprint.base.enums import TrashKind
from lezerprint.storage.fields import JsonField, TextField, UtcDateTimeField, word_field
from lezerprint.storage.models.accounts import User
from lezerprint.storage.models.base import Record

if TYPE_CHECKING:
    from uuid import UUID


class TrashEntry(Record):
    """Something that was deleted; its id is that of what it was.

    `rows` is a copy of its rows (`lezerprint.storage.row_copies`), `size_bytes` what it has on the disk.
    """

    kind = word_field(TrashKind)
    name = TextField()
    user = ForeignKeyField(User, backref="trash", on_delete="RESTRICT")
    user_id: UUID
    size_bytes = BigIntegerField(default=0)
    deleted_at = UtcDateTimeField(index=True)
    expires_at = UtcDateTimeField(index=True)
    rows = JsonField(default=list)

    class Meta:
        """The table."""

        table_name = "trash"
