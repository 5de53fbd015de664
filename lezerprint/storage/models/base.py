"""What all models have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from peewee import DatabaseProxy, Model, UUIDField

from lezerprint.storage.fields import utc_now

if TYPE_CHECKING:
    from peewee import Field

DATABASE: Final = DatabaseProxy()
"""The database that the models speak to; `Storage` sets it."""


class Record(Model):
    """A row with an id of its own, made before it is stored.

    `create` stores a new row; `save` writes what was assigned since the row was read, and nothing else, so
    that two who change different columns do not undo each other's work. JSON that is changed in place does
    not count as assigned.
    """

    id = UUIDField(primary_key=True, default=uuid4)

    class Meta:
        """How peewee treats the models."""

        database = DATABASE
        legacy_table_names = False
        only_save_dirty = True

    @classmethod
    def field(cls, name: str) -> Field[Any]:
        """The field of this name, or with a column of this name.

        Raises:
            AttributeError: There is none.
        """
        try:
            found: Field[Any] = cls._meta.combined[name]
        except KeyError:
            raise AttributeError(f"{cls.__name__} has no {name}") from None
        return found

    def save(self, force_insert: bool = False, only: Any = None) -> Any:  # noqa: FBT001, FBT002 - peewee's
        """Write the row, with the time in `updated_at` where there is one; how many rows were written."""
        if "updated_at" in self._meta.fields and not force_insert:
            setattr(self, "updated_at", utc_now())  # noqa: B010 - only some models have it
            only = only if only is None else [*only, self._meta.fields["updated_at"]]
        return super().save(force_insert, only)
