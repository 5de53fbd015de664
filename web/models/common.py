"""What the models share: names in camelCase, pages, filters, errors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

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
        json_schema_serialization_defaults_required=True,
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


PageNumber = Annotated[int, Field(ge=1, description="Number of the page, from 1.", examples=[1])]
PageLimit = Annotated[int, Field(ge=1, description="Maximum number of entries per page.", examples=[20])]


class Paging(Query):
    """The page of a list."""

    page: PageNumber = Field(default=1, le=_LAST_PAGE)
    limit: PageLimit = Field(default=20, le=PAGE_LIMIT)

    @property
    def offset(self) -> int:
        """How many entries stand before this page."""
        return (self.page - 1) * self.limit


class Paged(ApiModel):
    """A page of a list."""

    total: int = Field(ge=0, description="Total number of entries on all pages.", examples=[1])
    page: PageNumber
    pages: int = Field(ge=0, description="Number of pages.", examples=[1])
    limit: PageLimit = Field(exclude=True)

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

_MOMENT = "2026-03-29T14:05:00Z"

Id = Annotated[UUID, Field(description="Unique identifier (UUID).")]
UserId = Annotated[UUID, Field(description="Id of the account.")]
FileId = Annotated[UUID, Field(description="Id of the uploaded file, as returned by the upload.")]
SlicedFileId = Annotated[UUID, Field(description="Id of the sliced G-code.")]
ProfileId = Annotated[UUID, Field(description="Id of the print profile.")]

CreatedAt = Annotated[datetime, Field(description="Time of creation, ISO 8601, UTC.", examples=[_MOMENT])]
UpdatedAt = Annotated[
    datetime, Field(description="Time of the last change, ISO 8601, UTC.", examples=[_MOMENT])
]
Timestamp = Annotated[datetime, Field(description="Time of the entry, ISO 8601, UTC.", examples=[_MOMENT])]
IpAddress = Annotated[str, Field(description="IP address of the client.", examples=["192.168.1.20"])]
UserAgent = Annotated[
    str, Field(description="`User-Agent` header of the client, shortened.", examples=["Mozilla/5.0"])
]

Celsius = Annotated[float, Field(description="Temperature, in degrees Celsius.", examples=[60.0])]
Percent = Annotated[float, Field(ge=0, le=100, description="Progress, in percent.", examples=[42.5])]
Bytes = Annotated[int, Field(ge=0, description="Size, in bytes.", examples=[1_048_576])]
FilamentGrams = Annotated[float, Field(ge=0, description="Mass of the filament, in grams.", examples=[12.4])]
Sha256 = Annotated[
    str,
    Field(
        description="SHA-256 of the content, in hexadecimal.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]
PrinterName = Annotated[
    str, Field(max_length=100, description="Name of the printer, as in the settings.", examples=["default"])
]
OptionalPrinter = Annotated[
    str | None,
    Field(
        max_length=100, description="Name of the printer. Default: the default printer.", examples=["default"]
    ),
]
CameraName = Annotated[
    str, Field(description="Name of the camera, as in the settings.", examples=["default"])
]
ToolNumber = Annotated[int, Field(description="Number of the tool, from 0, as in T0, T1 …", examples=[0])]
ForceRuin = Annotated[
    bool,
    Field(
        description="Whether to carry this out even if it would ruin the print in progress.", examples=[False]
    ),
]
Money = Annotated[float, Field(ge=0, description="Cost, in the currency of the settings.", examples=[0.31])]
Currency = Annotated[str, Field(description="Currency of the costs, as in the settings.", examples=["EUR"])]
Success = Annotated[Literal[True], Field(description="Always true; errors have the error envelope instead.")]

WaitingFor = Annotated[
    str | None,
    Field(
        description="G-code command that the printer must finish before the cancelled print ends; null if "
        "there is none. An emergency stop ends it at once, but then the printer must be reset.",
        examples=["M109 S210"],
    ),
]


class Done(ApiModel):
    """The operation is complete; there is no further data."""

    success: Success = True


class ErrorData(ApiModel):
    """What went wrong; fields without a value are left out."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    code: str = Field(description="Error code, for programs.", examples=["VALIDATION_ERROR"])
    message: str = Field(
        description="What is wrong and, where it is known, what to do. One line, for people.",
        examples=["Invalid input"],
    )
    details: Any = Field(
        default=None,
        description="Further data on the error. For VALIDATION_ERROR a list with an entry per invalid field: "
        "`in` (`body`, `query` or `path`), `field` and `message`.",
        examples=[[{"in": "body", "field": "hotend", "message": "must be at most 2000; 3000 was given"}]],
    )
    retry_after: int | None = Field(
        default=None, description="Time after which to retry, in seconds; only for 429.", examples=[12]
    )


class ErrorBody(ErrorData):
    """An error; fields without a value are left out."""

    request_id: str | None = Field(
        default=None,
        description="Id of the request, as in the server's log and in the `X-Request-Id` header.",
        examples=["6f1c0a52e1"],
    )


class ErrorResponse(ApiModel):
    """The envelope of every error."""

    success: Literal[False] = Field(description="Always false.")
    error: ErrorBody = Field(description="The error.")
