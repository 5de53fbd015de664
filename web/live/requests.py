"""What clients may send: JSON objects `{"event", "data"?, "id"?}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

from pydantic import Field, StrictInt, StrictStr

from lezerprint.files.names import NAME_CHARACTERS
from web.models.common import ApiModel, Input
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


class Credential(Input):
    """Data of `authenticate`: an access token, an API key or a ticket."""

    token: str = Field(min_length=1, max_length=_LONGEST_CREDENTIAL)


class Missed(Input):
    """Data of `resume`: the stream of an earlier `hello`, and the last number that came."""

    stream: str = Field(max_length=100)
    since: int = Field(ge=0, le=_LARGEST_ID, strict=True)


class OfPrinter(Input):
    """Data of a subscription; None: the default printer."""

    printer: str | None = Field(default=None, max_length=100)


class OfCamera(OfPrinter):
    """Data of a camera's subscription; without a name, that of the printer, or the default one."""

    camera: str | None = Field(default=None, max_length=100)
    fps: float = Field(default=15.0, ge=0.1, le=30, description="Most pictures a second.")
    binary: bool = Field(default=False, strict=True, description="Whether pictures come as binary frames.")


class UploadAnnounced(Input):
    """Data of `file:upload:start`."""

    name: str = Field(min_length=1, max_length=NAME_CHARACTERS)
    size: int = Field(ge=1, le=_LARGEST_ID, strict=True, description="Bytes.")


class OfUpload(Input):
    """Data of `file:upload:progress` and `file:upload:complete`."""

    upload_id: UUID


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
