"""Columns that hold and give back the same on PostgreSQL and on SQLite."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, overload

import peewee
from playhouse.fields import EnumField

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "UTC_TYPE",
    "FoldedField",
    "JsonField",
    "MoneyField",
    "TextField",
    "UtcDateTimeField",
    "folded",
    "json_text",
    "storable",
    "utc_now",
    "word_field",
]

Word = TypeVar("Word", bound=StrEnum)

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
UTC_TYPE: Final = "TIMESTAMPTZ"
"""The type of a time; SQLite is told to take TEXT for it."""

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_SUSPECT: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def utc_now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


def storable(text: str) -> str:
    """The text, with U+FFFD for what PostgreSQL cannot hold: NUL and halves of surrogate pairs."""
    return _UNSTORABLE.sub(REPLACEMENT, text)


def folded(text: str) -> str:
    """The text as it is compared where case does not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def json_text(value: Any) -> str:
    """JSON that both databases take.

    Raises:
        ValueError: It has a number that is not finite.
        TypeError: It has what JSON has no word for.
    """
    text = json.dumps(value, allow_nan=False)
    return json.dumps(_cleaned(value)) if _SUSPECT.search(text) else text


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return storable(value)
        case dict():
            return {_cleaned(key): _cleaned(one) for key, one in value.items()}
        case list() | tuple():
            return [_cleaned(one) for one in value]
        case _:
            return value


if TYPE_CHECKING:
    # What peewee's stubs know of its own fields is as true of ours.
    from peewee import DateTimeField as UtcDateTimeField
    from peewee import TextField
    from peewee import TextField as FoldedField
else:

    class TextField(peewee.TextField):
        """Text of any length; a NUL becomes U+FFFD, for PostgreSQL holds none."""

        def adapt(self, value: Any) -> str:
            """The text as it is stored, and as it is compared."""
            return storable(super().adapt(value))

    class FoldedField(TextField):
        """Text without regard to case, in what is stored and in what it is compared with."""

        def db_value(self, value: Any) -> Any:
            """The text folded."""
            return value if value is None else folded(self.adapt(value))

    class UtcDateTimeField(peewee.DateTimeField):
        """An aware time in UTC, to the microsecond.

        On SQLite it is text of one width, so that its order is the order of time.
        """

        field_type = UTC_TYPE

        def db_value(self, value: Any) -> Any:
            """The time as the database compares it.

            Raises:
                ValueError: The time says nothing of its zone.
            """
            if value is None or isinstance(value, peewee.Node):
                return value
            if isinstance(value, str):
                value = datetime.fromisoformat(value)
            if value.tzinfo is None:
                raise ValueError(f"{self.name} needs a time with its zone, not {value}")
            return value.astimezone(UTC).isoformat(" ", "microseconds")

        def python_value(self, value: Any) -> Any:
            """The time, aware."""
            if isinstance(value, str):
                value = datetime.fromisoformat(value)
            return value if value is None else value.astimezone(UTC)


if TYPE_CHECKING:
    from peewee import DecimalField as MoneyField
else:

    class MoneyField(peewee.DecimalField):
        """An amount with two places, which SQLite alone would forget."""

        def __init__(self, **settings: Any) -> None:
            super().__init__(**{"max_digits": 10, "decimal_places": 2, "auto_round": True, **settings})

        def python_value(self, value: Any) -> Any:
            """The amount as it was stored."""
            return value if value is None else super().python_value(value).quantize(self._exp)


class JsonField(peewee.JSONField):
    """JSON: JSONB on PostgreSQL, text on SQLite.

    A value that is changed in place is not seen to have changed: assign another.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(dumps=json_text, **settings)


@overload
def word_field(
    words: type[Word], *, null: Literal[True], index: bool = ..., default: Word | None = ...
) -> peewee.Field[Word | None]: ...
@overload
def word_field(
    words: type[Word], *, null: Literal[False] = ..., index: bool = ..., default: Word | None = ...
) -> peewee.Field[Word]: ...
def word_field(
    words: type[Word],
    *,
    null: bool = False,
    index: bool = False,
    default: Word | Callable[[], Word] | None = None,
) -> Any:
    """A column that holds one of these words, by its text."""
    return EnumField(words, max_length=32, null=null, index=index, default=default)
