"""Files, what was sliced from them, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import (
    BigIntegerField,
    BooleanField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    PostgresqlDatabase,
)

from lezerprint.base.enums import FileType
from lezerprint.storage.fields import JsonField, MoneyField, TextField, UtcDateTimeField, utc_now, word_field
from lezerprint.storage.models.accounts import User
from lezerprint.storage.models.base import DATABASE, Record
from lezerprint.storage.search import matching, search_words

if TYPE_CHECKING:
    from uuid import UUID

    from peewee import ColumnBase


class File(Record):
    """An uploaded file. `file_size` is in bytes; `search_words` follows `original_name`."""

    user = ForeignKeyField(User, backref="files", on_delete="RESTRICT")
    user_id: UUID
    original_name = TextField()
    file_name = TextField()
    file_path = TextField()
    file_type = word_field(FileType, index=True)
    file_size = BigIntegerField()
    metadata = JsonField(null=True)
    thumbnail_url = TextField(null=True)
    print_count = IntegerField(default=0)
    created_at = UtcDateTimeField(default=utc_now)
    updated_at = UtcDateTimeField(default=utc_now)
    folder = TextField(default="")
    sha256 = TextField()
    search_words = TextField(default="")
    processed_at = UtcDateTimeField(null=True)

    class Meta:
        """The table; the index of `search_words` is made by a migration, each database having its own."""

        table_name = "files"
        indexes = ((("user", "file_type"), False), (("sha256",), False))

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "original_name":
            self.search_words = search_words(value)

    @classmethod
    def matching(cls, query: str) -> ColumnBase:
        """The condition that a file's name matches what a user typed; see `lezerprint.storage.search`."""
        return matching(cls.id, query, postgresql=isinstance(DATABASE.obj, PostgresqlDatabase))


class Folder(Record):
    """A folder that was made by itself; one that only has files has no row."""

    path = TextField(unique=True)
    created_at = UtcDateTimeField(default=utc_now)

    class Meta:
        """The table."""

        table_name = "folders"


class PrintProfile(Record):
    """How to slice: millimetres, mm/s, degrees Celsius, infill in percent."""

    name = TextField(unique=True)
    description = TextField(null=True)
    layer_height = DoubleField()
    print_speed = DoubleField()
    nozzle_temp = DoubleField()
    bed_temp = DoubleField()
    retraction = DoubleField()
    infill = IntegerField()
    supports = BooleanField()
    metadata = JsonField(default=dict)
    is_default = BooleanField(default=False)
    created_at = UtcDateTimeField(default=utc_now)
    updated_at = UtcDateTimeField(default=utc_now)

    class Meta:
        """The table."""

        table_name = "print_profiles"


class SlicedFile(Record):
    """G-code made from a file: seconds, grams, millimetres, bytes."""

    source_file = ForeignKeyField(File, backref="sliced_files", on_delete="CASCADE")
    source_file_id: UUID
    file_path = TextField()
    profile = ForeignKeyField(PrintProfile, backref="sliced_files", on_delete="RESTRICT")
    profile_id: UUID
    estimated_time = IntegerField()
    filament_usage = DoubleField()
    layer_height = DoubleField()
    metadata = JsonField(default=dict)
    created_at = UtcDateTimeField(default=utc_now)
    sha256 = TextField()
    file_size = BigIntegerField()
    cost = MoneyField(null=True)
    layer_count = IntegerField(null=True)

    class Meta:
        """The table."""

        table_name = "sliced_files"
