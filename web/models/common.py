"""What the models share: names in camelCase, pages, filters, errors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

PAGE_LIMIT = 100
"""The most entries of one page."""

_LAST_PAGE = 1_000_000


class ApiModel(BaseModel):
    """The base of every model of the API."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        from_attributes=True,
        allow_inf_nan=False,
        defer_build=True,  # at its first use; there are many, and a start needs none
    )


class Input(ApiModel):
    """The base of every body: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid")


class Query(ApiModel):
    """The base of every query: an unknown parameter is refused, since it would silently mean nothing."""

    model_config = ConfigDict(extra="forbid")


class NoQuery(Query):
    """The query of an endpoint that has no parameters."""


class Paging(Query):
    """The query of a list."""

    page: int = Field(default=1, ge=1, le=_LAST_PAGE)
    limit: int = Field(default=20, ge=1, le=PAGE_LIMIT)

    @property
    def offset(self) -> int:
        """How many entries stand before this page."""
        return (self.page - 1) * self.limit


class Paged(ApiModel):
    """The answer to a list; each has its entries under a name of its own."""

    total: int = Field(ge=0, description="How many entries there are on all pages.")
    page: int = Field(ge=1)
    pages: int = Field(ge=0)
    limit: int = Field(exclude=True)

    def meta(self) -> dict[str, int]:
        """The paging once more, beside `data`."""
        return {"page": self.page, "limit": self.limit, "total": self.total, "pages": self.pages}


def paging(query: Paging, total: int) -> dict[str, int]:
    """The fields of a `Paged` for this query, as keyword arguments."""
    return {"total": total, "page": query.page, "limit": query.limit, "pages": -(-total // query.limit)}


def in_upper_case(value: Any) -> Any:
    """For `Annotated[Choice, BeforeValidator(in_upper_case)]`: the value may be written in any case."""
    return value.upper() if isinstance(value, str) else value


def several(value: object) -> object:
    """For `Annotated[tuple[Choice, ...], BeforeValidator(several)]`: `printing,paused`, in any case."""
    return [word.strip().upper() for word in value.split(",")] if isinstance(value, str) else value


def _iso_8601(value: Any) -> Any:
    """A number is no time to pydantic alone, which takes it for seconds since 1970."""
    try:
        float(value)
    except (TypeError, ValueError):
        return value
    raise ValueError("must be a date and time as in ISO 8601")


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is too far away") from error


UtcDatetime = Annotated[datetime, BeforeValidator(_iso_8601), AfterValidator(_in_utc)]
"""A time; without a zone it is UTC."""


WaitingFor = Annotated[
    str | None,
    Field(
        description="The command that the printer must finish before a cancelled print ends. An emergency "
        "stop ends it at once; the printer must be reset then."
    ),
]


Money = Annotated[float, Field(ge=0)]
"""An amount in the currency of the settings."""


class Done(ApiModel):
    """An answer that says no more than that it is done."""

    success: Literal[True] = True


class ErrorBody(ApiModel):
    """What went wrong."""

    code: str = Field(description="The error's name, for programs.")
    message: str = Field(description="One line, for people.")
    details: Any = None
    retry_after: int | None = Field(default=None, description="Seconds after which to try again.")
    request_id: str | None = Field(default=None, description="The request's id, as in the server's log.")


class ErrorResponse(ApiModel):
    """The envelope of every error."""

    success: Literal[False]
    error: ErrorBody
