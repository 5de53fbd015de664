"""Copies of rows with all that the database deletes along with them, as JSON, and rows made from these.

A copy outlives a change of the schema: columns that are gone are left out, new ones get their defaults.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from peewee import ForeignKeyField, chunked

from lezerprint.storage.fields import JsonField
from lezerprint.storage.models import MODELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lezerprint.storage.models import Record

RowCopies = list[dict[str, Any]]
"""For each table its name, the names of its columns, and their values by row; parents come first."""

_BATCH: Final = 200
_TABLES: Final = {model._meta.table_name: model for model in MODELS}  # noqa: SLF001 - peewee's own name for it


def copies_of(row: Record) -> RowCopies:
    """The row, and those that the database deletes with it; in a session of the caller."""
    copied = [_copies(type(row), [row])]
    deleted: dict[type[Record], list[Any]] = {type(row): [row.id]}
    for model in MODELS:  # in an order in which parents come first
        rows = [one for column in _cascading(model, deleted) for one in _children(model, column, deleted)]
        if rows:
            copied.append(_copies(model, rows))
            deleted.setdefault(model, []).extend(one.id for one in rows)
    return copied


def restore(copies: RowCopies, changes: Mapping[str, Any]) -> None:
    """Store the rows again; in a transaction of the caller.

    Args:
        copies: The rows.
        changes: Values for columns of the first row, in place of its own.

    Raises:
        peewee.IntegrityError: What a row refers to is gone, or what must be its own is taken.
    """
    for index, copied in enumerate(copies):
        model = _TABLES[copied["table"]]
        rows = (dict(zip(copied["columns"], values, strict=True)) for values in copied["rows"])
        made = [_values(model, row) for row in rows]
        if index == 0:
            made = [{**row, **changes} for row in made]
        for batch in chunked(made, _BATCH):
            model.insert_many(list(batch)).execute()


def _cascading(model: type[Record], deleted: Mapping[type[Record], Sequence[Any]]) -> list[ForeignKeyField]:
    return [
        field
        for field in model._meta.sorted_fields  # noqa: SLF001 - as above
        if isinstance(field, ForeignKeyField) and field.on_delete == "CASCADE" and field.rel_model in deleted
    ]


def _children(
    model: type[Record], column: ForeignKeyField, deleted: Mapping[type[Record], Sequence[Any]]
) -> Iterable[Record]:
    for ids in chunked(deleted[column.rel_model], _BATCH):
        yield from model.select().where(column.in_(list(ids))).iterator()


def _copies(model: type[Record], rows: Sequence[Record]) -> dict[str, Any]:
    columns = [field.name for field in model._meta.sorted_fields]  # noqa: SLF001 - as above
    values = [[_plain(row.__data__.get(name)) for name in columns] for row in rows]
    return {"table": model._meta.table_name, "columns": columns, "rows": values}  # noqa: SLF001 - as above


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case _:
            return value


def _values(model: type[Record], row: Mapping[str, Any]) -> dict[str, Any]:
    fields = model._meta.fields  # noqa: SLF001 - as above
    return {
        name: value if isinstance(fields[name], JsonField) else fields[name].python_value(value)
        for name, value in row.items()
        if name in fields
    }
