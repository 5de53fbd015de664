"""From a request's body and query to the models an endpoint declares."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from web.errors import RequestError, RequestTimeoutError
from web.validation_words import in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from starlette.requests import Request

Model = TypeVar("Model", bound=BaseModel)


BODY_SECONDS: Final = 30.0
"""However long it is: JSON bodies are short."""

_NO_NUL = "NUL characters are not accepted"
_ONCE = "is given more than once"


class InvalidInputError(RequestError):
    """What was sent is not what the endpoint takes; `details` names every wrong field."""

    status = 400
    code = "VALIDATION_ERROR"


class UnsupportedMediaTypeError(RequestError):
    """The body is not of the kind that the endpoint reads."""

    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"


async def read_body(request: Request, model: type[Model]) -> Model:
    """The JSON body as this model; an empty body is an empty object.

    Raises:
        UnsupportedMediaTypeError: It is not said to be JSON.
        RequestTimeoutError: It takes too long to come.
        InvalidInputError: It is none, or fields are wrong.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    raw = await _read(request) if kind in {"", "application/json"} else b"?"
    if not raw:
        return validated({}, model, "body")
    if kind != "application/json":
        raise UnsupportedMediaTypeError("the body must be application/json")
    return validated(json_of(raw, "body"), model, "body")


def json_of(raw: bytes, place: str) -> Any:
    """What this JSON says; `place` tells the client where it was.

    Raises:
        InvalidInputError: It is none.
    """
    # No database column takes a NUL, and nothing that people write has one.
    if b"\\u0000" in raw:
        raise InvalidInputError("Invalid input", [_detail(place, "", _NO_NUL)])
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        raise InvalidInputError(
            "Invalid input", [_detail(place, "", f"is not valid JSON: {error}")]
        ) from error


def validated(given: Any, model: type[Model], place: str) -> Model:
    """What was given as this model.

    Raises:
        InvalidInputError: Fields are wrong.
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise InvalidInputError("Invalid input", _details(error, place)) from error


def read_query(request: Request, model: type[Model], without: Collection[str] = ()) -> Model:
    """The query as this model; each parameter stands there once, and what a signature adds is left out.

    Raises:
        InvalidInputError: Fields are wrong.
    """
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in without:
            continue
        if problem := _ONCE if name in given else _NO_NUL if "\0" in value else None:
            raise InvalidInputError("Invalid input", [_detail("query", name, problem)])
        given[name] = value
    return validated(given, model, "query")


async def _read(request: Request) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.body()
    except TimeoutError as error:
        raise RequestTimeoutError(f"the body did not come within {BODY_SECONDS:g} seconds") from error


def _details(error: ValidationError, place: str) -> list[dict[str, Any]]:
    return [
        _detail(place, _field(problem["loc"]), in_words(problem))
        for problem in error.errors(include_url=False)
    ]


def _field(location: Iterable[int | str]) -> str:
    """Where it is, without what pydantic calls the choices of a union: `axes.list[str].0` is `axes.0`."""
    return ".".join(str(part) for part in location if "[" not in str(part))


def _detail(place: str, field: str, message: str) -> dict[str, Any]:
    return {"in": place, "field": field, "message": message}
