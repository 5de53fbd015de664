"""The dataclasses of the contract as JSON, and back.

Kinds are strict: a text where a number belongs is an error of the sender. Fields that are not known are
passed over, so that versions can talk; a field that was added later has a default.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import partial
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

from lezerprint.errors import PortError

if TYPE_CHECKING:
    from collections.abc import Callable

    Convert = Callable[[Any], Any]

_Part = TypeVar("_Part")
_SIMPLE: Final[dict[Any, tuple[type, ...]]] = {
    str: (str,),
    bool: (bool,),
    int: (int,),
    float: (int, float),
}


_names: Final[dict[Any, tuple[str, ...]]] = {}
_converters: Final[dict[Any, Convert]] = {}
"""Both are made when a kind is first met."""


class ContractError(PortError):
    """What came is not what the contract says."""


def encoded(message: object) -> bytes:
    """One line of JSON, with its end."""
    return json.dumps(message, default=members, separators=(",", ":")).encode() + b"\n"


def members(part: Any) -> dict[str, Any]:
    """The fields of a dataclass by their names, with an event's kind; what they hold is left as it is."""
    kind = type(part)
    found = {name: getattr(part, name) for name in _names.get(kind) or _names_of(kind)}
    return {"event": part.kind, **found} if hasattr(kind, "kind") else found


def decoded(kind: type[_Part], data: object) -> _Part:
    """A dataclass from what JSON has.

    Raises:
        ContractError: It does not fit.
    """
    part: _Part = _converter(kind)(data)
    return part


def _names_of(kind: Any) -> tuple[str, ...]:
    names = _names[kind] = tuple(field.name for field in fields(kind))
    return names


def _converter(kind: Any) -> Convert:
    converter = _converters.get(kind)
    if converter is None:
        converter = _converters[kind] = _new_converter(kind)
    return converter


def _new_converter(kind: Any) -> Convert:
    if kind in _SIMPLE:
        return partial(_simple, kind)
    arguments = get_args(kind)
    if get_origin(kind) is Literal:
        return partial(_one_of, arguments)
    if get_origin(kind) is UnionType:
        others = [one for one in arguments if one is not type(None)]
        converter = _converter(others[0]) if len(others) == 1 else partial(_any_of, others)
        return partial(_optional, converter) if len(others) < len(arguments) else converter
    if get_origin(kind) is tuple:
        return partial(_list, _converter(arguments[0]))
    if get_origin(kind) is dict:
        return partial(_dictionary, arguments[0], _converter(arguments[1]))
    if issubclass(kind, Enum):
        return partial(_enumerated, kind)
    if is_dataclass(kind):
        return _Record(kind).read
    raise TypeError(f"the contract has no {kind}")


def _simple(kind: type, data: Any) -> Any:
    if not isinstance(data, _SIMPLE[kind]) or (isinstance(data, bool) and kind is not bool):
        raise ContractError(f"{data!r:.60} is no {kind.__name__}")
    return data


def _one_of(words: tuple[str, ...], data: Any) -> Any:
    if data not in words:
        raise ContractError(f"{data!r:.60} is none of {', '.join(words)}")
    return data


def _object(data: Any) -> Any:
    if not isinstance(data, dict):
        raise ContractError(f"{data!r:.60} is no object")
    return data


def _optional(convert: Convert, data: Any) -> Any:
    return None if data is None else convert(data)


def _any_of(kinds: list[Any], data: Any) -> Any:
    for kind in kinds:
        with suppress(ContractError):
            return _simple(kind, data)
    raise ContractError(f"{data!r:.60} is of no kind that is expected")


def _list(convert: Convert, data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise ContractError(f"{data!r:.60} is no list")
    return tuple(convert(item) for item in data)


def _dictionary(key: type, convert: Convert, data: Any) -> dict[Any, Any]:
    try:
        return {key(name): convert(value) for name, value in _object(data).items()}
    except ValueError as error:
        raise ContractError(f"{data!r:.60} has keys of another kind") from error


def _enumerated(kind: type[Enum], data: Any) -> Enum:
    try:
        return kind(data)
    except ValueError as error:
        raise ContractError(f"{data!r:.60} is no {kind.__name__}") from error


class _Record:
    """Reads one dataclass; what is needed for it is found out once."""

    def __init__(self, kind: Any) -> None:
        hints = get_type_hints(kind)
        self._kind: Callable[..., Any] = kind
        self._fields = [
            (field.name, _plain_type(hints[field.name]), _converter(hints[field.name]), _has_default(field))
            for field in fields(kind)
        ]

    def read(self, data: Any) -> Any:
        given = _object(data)
        known = {}
        for name, simple, convert, has_default in self._fields:
            value = given.get(name, MISSING)
            if type(value) is simple:  # as most are
                known[name] = value
            elif value is not MISSING:
                known[name] = convert(value)
            elif not has_default:
                raise ContractError(f"{self._kind.__name__} has no {name}")
        return self._kind(**known)


def _plain_type(kind: Any) -> Any:
    """The type of what is taken as it is: a number, a text or a truth value, also where it may be None."""
    kinds = {kind, *get_args(kind)} & _SIMPLE.keys()
    return kinds.pop() if len(kinds) == 1 and get_origin(kind) in (None, UnionType) else None


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING
