"""A row on its way to the database, in memory and as a line of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from lezerprint.storage.models import MODELS, Record

_MODELS: Final = {model.__name__: model for model in MODELS}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What is to be done to one row.

    Attributes:
        model: Whose row.
        key: The row that is changed; None: a new one.
        values: By the names of the fields.
    """

    model: type[Record]
    key: UUID | None
    values: dict[str, Any]

    @property
    def columns(self) -> frozenset[str]:
        """Rows that have the same can be written by one statement."""
        return frozenset(self.values)

    def line(self) -> str:
        """The entry as JSON, on one line."""
        data = {"model": self.model.__name__, "key": self.key, "values": self.values}
        return json.dumps(data, default=_plain)

    @classmethod
    def parse(cls, line: str) -> Entry:
        """The entry of a line.

        Raises:
            ValueError: The line is no whole entry, or of a model or field that is not known here.
        """
        try:
            data = json.loads(line)
            model = _MODELS[data["model"]]
            values = {name: _read(model.field(name), value) for name, value in data["values"].items()}
            return cls(model, None if data["key"] is None else UUID(data["key"]), values)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"not an entry: {error!r}") from error


def _read(field: Any, value: Any) -> Any:
    return value if field.field_type == "JSON" else field.python_value(value)


def _plain(value: Any) -> Any:
    match value:
        case Record():
            return value.id
        case UUID() | Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)  # what cannot be read again is set aside then, and holds up nothing
