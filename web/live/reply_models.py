"""The data of the replies to clients' messages, where it is not that of an endpoint."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from web.live.event_models import LiveUser
from web.live.rooms import Topic
from web.models.common import ApiModel, Bytes, FileId
from web.models.files import AnnouncedId, File


class LiveSignIn(ApiModel):
    """The account of the credential."""

    user: LiveUser = Field(description="The account.")


class Resumed(ApiModel):
    """What was sent before this reply."""

    events: int = Field(description="Number of events that were missed and are sent now.", examples=[3])
    sequence: int = Field(
        description="Number of the last lasting event before this connection.", examples=[17]
    )


class Subscription(ApiModel):
    """A subscription: to a camera or to a topic of a printer."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    topic: Topic = Field(description="What the client is told.", examples=[Topic.STATUS])
    printer: str | None = Field(
        default=None, description="Name of the printer; absent for `camera`.", examples=["default"]
    )
    camera: str | None = Field(
        default=None, description="Name of the camera; absent for other topics.", examples=["default"]
    )


class Subscriptions(ApiModel):
    """All subscriptions of the connection."""

    subscriptions: list[Subscription] = Field(description="The subscriptions.")


class UploadPlace(ApiModel):
    """Where to send the file, as a multipart form."""

    upload_id: AnnouncedId
    method: Literal["POST"] = Field(default="POST", description="HTTP method.")
    url: str = Field(
        description="Path and query of the request.",
        examples=["/api/files/upload?uploadId=3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"],
    )
    field: Literal["file"] = Field(default="file", description="Name of the form's field for the file.")
    max_bytes: Bytes = Field(description="Maximum size of a file, in bytes.", examples=[1_073_741_824])


class UploadStatus(ApiModel):
    """An announced upload."""

    upload_id: AnnouncedId
    name: str = Field(description="Name of the file.", examples=["gear.gcode"])
    state: Literal["announced", "receiving", "uploaded"] = Field(
        description="State of the upload.", examples=["receiving"]
    )
    file_id: FileId | None = Field(description="Id of the file; null before its first bytes.")
    received_bytes: Bytes
    total_bytes: Bytes | None = Field(
        description="Size of the whole form, a little more than that of the file; null if it is not known."
    )


class UploadResult(UploadStatus):
    """An announced upload, and the file."""

    complete: bool = Field(description="Whether the file is there.", examples=[True])
    processed: bool = Field(description="Whether the file was analysed.", examples=[True])
    file: File | None = Field(description="The file; null until it is there.")
