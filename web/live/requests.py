"""What clients may send: JSON objects `{"event", "data"?, "id"?}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Field, StrictInt, StrictStr

from lezerprint.files.names import NAME_CHARACTERS
from web.models.common import ApiModel, Input, OptionalPrinter
from web.models.files import AnnouncedId
from web.validation import InvalidInputError, json_of, validated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.live.messages import Id

_PLACE: Final = "message"
_LARGEST_ID: Final = 2**53 - 1
"""What JavaScript tells apart."""

_LONGEST_CREDENTIAL: Final = 8192


class Identified(ApiModel):
    """What is needed of a message to answer it, whatever else it has."""

    id: (
        Annotated[StrictInt, Field(ge=-_LARGEST_ID, le=_LARGEST_ID)]
        | Annotated[StrictStr, Field(min_length=1, max_length=100)]
        | None
    ) = None


class Request(Identified, Input):
    """One message of a client; what `data` must hold depends on the event."""

    event: str = Field(min_length=1, max_length=64)
    data: dict[str, Any] | None = None


class CredentialData(Input):
    """A credential."""

    token: str = Field(
        min_length=1,
        max_length=_LONGEST_CREDENTIAL,
        description="Access token, API key or ticket.",
        examples=["lp_3f2b8c1e5d4a4c6b"],
    )


class ResumeData(Input):
    """The last event that the client received before its connection was lost."""

    stream: str = Field(
        max_length=100, description="`stream` of the earlier `hello`.", examples=["9f3c2b7a51e84d0f"]
    )
    since: int = Field(
        ge=0, le=_LARGEST_ID, strict=True, description="Last `sequence` received.", examples=[17]
    )


class PrinterData(Input):
    """The printer that a message is for."""

    printer: OptionalPrinter = None


class CameraData(PrinterData):
    """A camera, and how its pictures are sent."""

    camera: str | None = Field(
        default=None,
        max_length=100,
        description="Name of the camera. Default: the camera of the printer, or the default camera.",
        examples=["default"],
    )
    fps: float = Field(
        default=15.0, ge=0.1, le=30, description="Maximum number of pictures per second.", examples=[15.0]
    )
    binary: bool = Field(
        default=False, strict=True, description="Whether pictures come as binary frames.", examples=[True]
    )
    video: bool = Field(
        default=False,
        strict=True,
        description="Whether H.264 is sent in place of pictures: fragmented MP4 in binary frames.",
        examples=[True],
    )


class UploadStartData(Input):
    """A file that is to be uploaded."""

    name: str = Field(
        min_length=1, max_length=NAME_CHARACTERS, description="Name of the file.", examples=["gear.gcode"]
    )
    size: int = Field(
        ge=1, le=_LARGEST_ID, strict=True, description="Size of the file, in bytes.", examples=[1_048_576]
    )


class UploadData(Input):
    """An announced upload."""

    upload_id: AnnouncedId


def read(message: Mapping[str, Any]) -> Request:
    """A message as ASGI has it.

    Raises:
        InvalidInputError: It is none of ours.
    """
    return validated(_parsed(message), Request, _PLACE)


def id_of(message: Mapping[str, Any]) -> Id | None:
    """The id of a message that is none of ours: who sent it waits for the answer; None: it has none."""
    try:
        return validated(_parsed(message), Identified, _PLACE).id
    except InvalidInputError:
        return None


def _parsed(message: Mapping[str, Any]) -> Any:
    text = message.get("text")
    if text is None:
        raise InvalidInputError("messages are text", [])
    return json_of(text.encode(), _PLACE)
