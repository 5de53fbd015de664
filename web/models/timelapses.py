"""Time-lapses: pictures of a job, and the film that is made of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lezerprint.base.enums import FrameMark, TimelapseMode
from web.models.common import (
    ApiModel,
    Bytes,
    CameraName,
    CreatedAt,
    Id,
    Input,
    OptionalPrinter,
    Paged,
    Paging,
    Query,
)
from web.models.tasks import Task

VideoUrl = Annotated[
    str,
    Field(
        description="Path of the film.",
        examples=["/api/jobs/3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f/timelapse/video"],
    ),
]


class Timelapse(ApiModel):
    """The film of a job."""

    id: Id
    job_id: Id = Field(description="Id of the job.")
    job_name: str = Field(description="Name of the job.", examples=["gear.gcode"])
    frame_count: int = Field(description="Number of pictures in the film.", examples=[180])
    duration: int = Field(description="Length of the film, in seconds.", examples=[20])
    file_size: Bytes
    created_at: CreatedAt
    video_url: VideoUrl
    poster_url: str = Field(
        description="Path of the picture that stands for the film (JPEG).",
        examples=["/api/jobs/3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f/timelapse/poster"],
    )


class TimelapseAnswer(ApiModel):
    """The film of a job and the path of its video."""

    video_url: VideoUrl
    timelapse: Timelapse = Field(description="The film.")


class FilmInput(Input):
    """How to make a film."""

    film_seconds: Annotated[float, Field(ge=1, le=600)] | None = Field(
        default=None,
        description="Length of the film, in seconds, as near as 10 to 30 pictures a second allow. Default: "
        "as when the pictures were taken.",
        examples=[10.0],
    )


class FilmAnswer(ApiModel):
    """The task that makes a film."""

    task: Task = Field(description="The task that makes the film.")


class TimelapseQuery(Paging):
    """Filters for films."""

    printer: OptionalPrinter = Field(
        default=None, max_length=100, description="Only films of the printer with this name."
    )


class TimelapsePage(Paged):
    """A page of films."""

    timelapses: list[Timelapse] = Field(description="Films on this page, the newest first.")


class TimelapseDeletion(Query):
    """What to delete."""

    frames: bool = Field(
        default=True,
        description="Whether to delete the pictures, too. Without them no other film can be made.",
        examples=[True],
    )


class TimelapseEvent(ApiModel):
    """Something that concerns the time-lapse of a job."""

    job_id: Id = Field(description="Id of the job.")


class TimelapseStarted(TimelapseEvent):
    """A time-lapse that begins."""

    mode: TimelapseMode = Field(description="When pictures are taken.", examples=[TimelapseMode.LAYER])
    camera: CameraName


class TimelapseFrame(TimelapseEvent):
    """A picture that was taken, or is missing."""

    number: int = Field(description="Number of the picture, from 1.", examples=[12])
    layer: int | None = Field(
        description="Number of layers printed by then; null if it is not known.", examples=[12]
    )
    mark: FrameMark = Field(description="What is wrong with the picture.", examples=[FrameMark.GOOD])


class TimelapseEnded(TimelapseEvent):
    """A time-lapse whose last picture was taken."""

    frames: int = Field(description="Number of pictures, with those that are missing.", examples=[180])


class TimelapseReady(TimelapseEvent):
    """A film that can be played."""

    frame_count: int = Field(description="Number of pictures in the film.", examples=[180])
    duration: int = Field(description="Length of the film, in seconds.", examples=[20])
    file_size: Bytes
    fps: int = Field(description="Pictures per second.", examples=[10])
    video_url: VideoUrl


class TimelapseFailed(TimelapseEvent):
    """A film that could not be made."""

    reason: str = Field(
        description="Why, for people.",
        examples=["a film needs 2 pictures that can be shown, and there are 1"],
    )
