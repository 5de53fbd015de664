"""The keys of a file's metadata, by their names in the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict

from lezerprint.base.enums import FileType
from lezerprint.base.times import iso_8601

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MEDIA_TYPES: Final[dict[FileType, str]] = {
    FileType.STL: "model/stl",
    FileType.GCODE: "text/x.gcode",
    FileType.OBJ: "model/obj",
    FileType.THREEMF: "model/3mf",
}
"""What files are called in HTTP."""


class Point(TypedDict):
    """A place or an extent in mm."""

    x: float
    y: float
    z: float


class BoundingBox(TypedDict):
    """What of the space a model needs, in mm."""

    min: Point
    max: Point
    size: Point


class FileMetadata(TypedDict, total=False):
    """What is known of a file; the first three from the upload on, the others after it was processed.

    Attributes:
        originalSize: Bytes.
        mimeType: By its content.
        uploadedAt: ISO 8601, UTC.
        vertices: How many different vertices a model has.
        faces: How many triangles.
        boundingBox: Of a model, or of what a G-code file prints.
        volume: mm³.
        centerOfMass: Volume-weighted.
        estimatedTime: Seconds.
        layerCount: How many layers a G-code file prints.
        plates: Of a 3MF with several plates, a project or their G-code, what is known of each, with its
            number and name; the file's own measures are those of the first.
        metadata: What the slicer wrote into a G-code file.
        processingError: Why the last analysis came to nothing; absent where it did not.
    """

    originalSize: int
    mimeType: str
    uploadedAt: str
    vertices: int
    faces: int
    boundingBox: BoundingBox
    volume: float
    centerOfMass: Point
    estimatedTime: float
    layerCount: int
    plates: list[dict[str, object]]
    metadata: dict[str, object]
    processingError: str


def upload_metadata(size_bytes: int, media_type: str, uploaded_at: datetime) -> FileMetadata:
    """What is known of a file as soon as it is here."""
    return {
        "originalSize": size_bytes,
        "mimeType": media_type,
        "uploadedAt": iso_8601(uploaded_at),
    }


def of_plate(metadata: Mapping[str, Any], plate: int | None) -> Mapping[str, Any]:
    """What is known of one plate of a file; of the first, or of a file without plates, all that is known."""
    for one in metadata.get("plates") or ():
        if one.get("plate") == plate:
            found: Mapping[str, Any] = one
            return found
    return metadata
