"""What pydantic finds wrong with a setting, in words for whoever wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.settings.names import SECRET_FIELDS, nearest
from lezerprint.settings.printer import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

_NUMBER: Final = "must be a number"
_WHOLE: Final = "must be a whole number"
_TRUTH: Final = "must be true or false"
_LIST: Final = "must be a list"
_REASONS: Final[Mapping[str, str]] = {
    "missing": "is missing",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "must be a finite number",
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "string_type": "must be text",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "path_type": "must be a path",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
}
"""By the type of the error, with the figures of its context."""


def sentence(problem: ErrorDetails) -> str:
    """What is wrong with one setting, and what it is."""
    place = problem["loc"]
    name = ".".join(str(part) for part in place)
    if problem["type"] == "extra_forbidden":
        return f"unknown setting {name!r}{meant(str(place[-1]), PrinterSettings.model_fields)}"
    if problem["type"] == "value_error":  # our own words, which say what there is to say
        return f"the setting {name!r} {problem['msg'].removeprefix('Value error, ')}"
    is_shown = place[0] not in SECRET_FIELDS and problem["type"] != "missing"
    shown = f" (it is {problem['input']!r})" if is_shown else ""
    return f"the setting {name!r} {_reason(problem)}{shown}"


def _reason(problem: ErrorDetails) -> str:
    context: dict[str, Any] = problem.get("ctx", {})
    words = _REASONS.get(problem["type"])
    if words is None:
        return problem["msg"].removeprefix("Input ")
    return words.format(**context)


def without_consequences(problems: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Those that do not follow from others: of a list, entries that are wrong are told, and not the list."""
    places = [problem["loc"] for problem in problems]

    def follows(problem: ErrorDetails) -> bool:
        place = problem["loc"]
        inside = any(len(one) > len(place) and one[: len(place)] == place for one in places)
        return inside or problem["type"] == "default_factory_not_called"

    return [problem for problem in problems if not follows(problem)]


def meant(name: str, known: Mapping[str, object]) -> str:
    """What was probably meant, or nothing."""
    return f"; did you mean {found!r}?" if (found := nearest(name, known)) else ""
