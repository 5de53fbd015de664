"""What is wrong with a value, in words for people, from pydantic's error."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from lezerprint.settings.camera import RESOLUTION_PATTERN
from web.models.accounts import EMAIL_PATTERN, USERNAME_PATTERN

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_MOST_CHARACTERS: Final = 40
_SECRET: Final = re.compile(r"password|secret|token|key", re.IGNORECASE)
_WHOLE_NUMBER: Final = "must be a whole number"
_NUMBER: Final = "must be a number"
_TRUE_OR_FALSE: Final = "must be true or false"
_TEXT: Final = "must be a text"
_DATE_AND_TIME: Final = "must be a date and time as in ISO 8601, such as 2026-03-29T14:05:00Z"
_ID: Final = "must be an id (UUID)"
_LIST: Final = "must be a list"
_OBJECT: Final = "must be a JSON object"

_WITHOUT_VALUE: Final = {"missing": "is required", "extra_forbidden": "is not known; remove it"}
"""By the type of pydantic's error, as the ones below; what was given says nothing there."""

_WORDS: Final = {
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_parsing_size": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "must be a finite number",
    "bool_type": _TRUE_OR_FALSE,
    "bool_parsing": _TRUE_OR_FALSE,
    "string_type": _TEXT,
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "uuid_type": _ID,
    "uuid_parsing": _ID,
    "datetime_type": _DATE_AND_TIME,
    "datetime_parsing": _DATE_AND_TIME,
    "datetime_from_date_parsing": _DATE_AND_TIME,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
}


_FORMS: Final = {
    EMAIL_PATTERN: "must be an email address, such as anna@example.com",
    USERNAME_PATTERN: "must have 3 to 32 characters: letters, digits, `_`, `.` and `-`",
    RESOLUTION_PATTERN: "must be width x height, such as 1280x720",
}
"""By the pattern that a text must match."""


def in_words(problem: ErrorDetails) -> str:
    """What is expected, and what was given if that is short and no secret."""
    kind = problem["type"]
    if kind in _WITHOUT_VALUE:
        return _WITHOUT_VALUE[kind]
    context = {name: _number(value) for name, value in problem.get("ctx", {}).items()}
    expected = _FORMS.get(context.get("pattern", "")) or _WORDS.get(kind)
    if expected is None:
        return problem["msg"].removeprefix("Value error, ")
    return _singular(expected.format_map(context)) + _given(problem["input"], problem["loc"])


def _number(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, float) else value


def _singular(words: str) -> str:
    return re.sub(r"\b1 characters$", "1 character", re.sub(r"\b1 entries$", "1 entry", words))


def _given(value: Any, location: tuple[int | str, ...]) -> str:
    if any(_SECRET.search(str(part)) for part in location):
        return ""
    if not isinstance(value, str | int | float | bool | None):
        return ""
    shown = json.dumps(value, ensure_ascii=False)
    return f"; {shown} was given" if len(shown) <= _MOST_CHARACTERS else ""
